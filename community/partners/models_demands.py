"""What enterprises ask for (诉求), talks given to them (宣防), losses recovered for them (追赃挽损)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.partners.models import BUILDING, ENTERPRISE, OFFICER, USER
from community.partners.words import OVER, WAITING, DemandState, LossState, Manner, PassedState, Source
from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class DemandKind(StationOwned):
    """A kind of demand, as the station names it, and within how many working days it is answered."""

    name = models.CharField(_("name"), max_length=30)
    days = models.PositiveSmallIntegerField(
        _("answered within (working days)"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of demand")
        verbose_name_plural = _("kinds of demands")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="demand_kind_once"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=120), name="demand_kind_days"),
        ]

    def __str__(self):
        return self.name


@tracked()
class DemandSign(StationOwned):
    """The sign in a building whose code opens the page of demands; the code dies when a new one is made."""

    building = models.OneToOneField(BUILDING, on_delete=models.PROTECT, related_name="demand_sign")
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("sign for demands")


class DemandQuerySet(models.QuerySet):
    """Domain words of demands."""

    def waiting(self):
        """The station owes an answer."""
        return self.filter(state__in=WAITING)

    def late(self, day):
        """An answer, or the acceptance, is overdue on a day."""
        return self.waiting().filter(Q(due_on__lt=day) | Q(state=DemandState.RECEIVED, accept_by__lt=day))


@tracked(exclude=("receipt_digest", "client_id", "mark", "told_late"))
class Demand(StationOwned):
    """One thing an enterprise asks the police for. The telephone of who asked lies in :class:`DemandContact`."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    client_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    kind = models.ForeignKey(DemandKind, on_delete=models.PROTECT, related_name="demands", verbose_name=_("kind"))
    source = models.CharField(_("source"), max_length=7, choices=Source.choices)
    enterprise = models.ForeignKey(
        ENTERPRISE, on_delete=models.PROTECT, null=True, blank=True, related_name="demands",
        verbose_name=_("enterprise"),
    )  # fmt: skip
    building = models.ForeignKey(
        BUILDING, on_delete=models.PROTECT, null=True, blank=True, related_name="demands", verbose_name=_("building")
    )
    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("community"),
    )  # fmt: skip
    # As the merchant wrote it: the name of the shop and where it is.
    shop = models.CharField(_("shop or unit"), max_length=80)
    place = models.CharField(_("where"), max_length=120, blank=True)
    words = models.CharField(_("what is asked for"), max_length=500)
    # HMAC of the receipt code; the code itself is shown once.
    receipt_digest = models.CharField(max_length=64, null=True, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=DemandState.choices, default=DemandState.RECEIVED)
    received_at = models.DateTimeField(_("received"))
    accept_by = models.DateField(_("to be accepted by"))
    due_on = models.DateField(_("to be answered by"))
    # The day that was set first: what "in time" is measured by.
    first_due = models.DateField(_("first to be answered by"))
    officer = models.ForeignKey(
        OFFICER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("officer in charge")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    first_answered_at = models.DateTimeField(_("first answered"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(_("returned"), null=True)
    return_reason = models.CharField(_("returned because"), max_length=300, blank=True)
    times_returned = models.PositiveSmallIntegerField(_("times returned"), default=0)
    over_at = models.DateTimeField(_("over"), null=True)
    # Noted for the enterprise by an officer; empty where it confirmed with its code.
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decline_reason = models.CharField(_("not accepted because"), max_length=300, blank=True)
    taken_down_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    # Of which deadline it has been told that it passed.
    told_late = models.DateField(null=True, editable=False)

    objects = station_manager(DemandQuerySet)

    class Meta:
        verbose_name = _("demand of an enterprise")
        verbose_name_plural = _("demands of enterprises")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="demand_number_once"),
            models.UniqueConstraint(fields=["station", "client_id"], name="demand_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "confirmed", "lapsed"])
                | (~Q(answer="") & Q(answered_at__isnull=False, first_answered_at__isnull=False)),
                name="demand_answered_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (~Q(return_reason="") & Q(returned_at__isnull=False)),
                name="demand_returned_with_reason",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(decline_reason=""), name="demand_declined"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OVER]) ^ Q(over_at__isnull=True),
                name="demand_over_at",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-received_at"], name="demand_newest"),
            models.Index(
                fields=["station", "due_on"], condition=Q(state__in=[state.value for state in WAITING]),
                name="demand_waiting",
            ),
            models.Index(fields=["station", "first_due"], name="demand_first_due"),
            models.Index(fields=["enterprise", "-received_at"], name="demand_of_enterprise"),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The demand's page."""
        return reverse("demand", args=[self.pk])

    @property
    def number(self) -> str:
        """Year and serial, gap-free per station and year."""
        return f"{self.year}-{self.serial:04d}"


class DemandContact(StationOwned):
    """How to reach who asked. A row of its own, without history, deleted some days after the end (SE-15)."""

    demand = models.OneToOneField(Demand, on_delete=models.PROTECT, related_name="contact")
    phone = EncryptedTextField(_("phone"))

    class Meta:
        verbose_name = _("telephone of a demand")


@tracked()
class DemandPassed(StationOwned):
    """A demand passed on to another department: what came back."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="passed")
    department = models.CharField(_("department"), max_length=60)
    words = models.CharField(_("what is asked of it"), max_length=300, blank=True)
    due_on = models.DateField(_("reply by"))
    state = models.CharField(_("state"), max_length=10, choices=PassedState.choices, default=PassedState.OUT)
    reply = models.CharField(_("reply"), max_length=500, blank=True)
    passed_at = models.DateTimeField(_("passed on"))
    passed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    back_at = models.DateTimeField(_("came back"), null=True)

    class Meta:
        verbose_name = _("demand passed on")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["demand"], condition=Q(state="out"), name="demand_with_one_department"),
            models.CheckConstraint(
                condition=Q(state="out") | (Q(back_at__isnull=False) & ~Q(reply="")), name="demand_back_with_reply"
            ),
        ]


class PreventionTalkQuerySet(models.QuerySet):
    """Domain words of talks."""

    def counted(self):
        """Those that stand."""
        return self.filter(struck_at=None)


@tracked()
class PreventionTalk(StationOwned):
    """A talk on prevention and fraud given to merchants (宣防): where, what about, how many came.

    Where the talk was a sitting of ``stations.training`` it is tied to it, and the two count as one.
    """

    client_id = models.UUIDField()
    held_on = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=80)
    place = models.CharField(_("place"), max_length=120)
    enterprise = models.ForeignKey(
        ENTERPRISE,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("enterprise"),
    )
    building = models.ForeignKey(
        BUILDING, on_delete=models.PROTECT, null=True, blank=True, related_name="talks", verbose_name=_("building")
    )
    speaker = models.ForeignKey(
        OFFICER, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("talk", "given by")
    )
    people = models.PositiveIntegerField(_("people reached"), validators=[MaxValueValidator(5000)])
    leaflets = models.PositiveIntegerField(_("leaflets given out"), default=0, validators=[MaxValueValidator(50000)])
    sitting = models.OneToOneField(
        "stations.Sitting", on_delete=models.PROTECT, null=True, blank=True, related_name="talk",
        verbose_name=_("sitting of the training"),
    )  # fmt: skip
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(_("struck out"), null=True)
    struck_reason = models.CharField(_("struck out because"), max_length=200, blank=True)
    struck_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = station_manager(PreventionTalkQuerySet)

    class Meta:
        verbose_name = _("prevention talk")
        verbose_name_plural = _("prevention talks")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="talk_once"),
            models.UniqueConstraint(
                fields=["station", "held_on", "place", "topic"], condition=Q(struck_at=None), name="talk_not_twice",
                violation_error_message=_("This talk is on record already."),
            ),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=5000), name="talk_people"),
            models.CheckConstraint(
                condition=Q(struck_at=None) | (~Q(struck_reason="") & Q(struck_by__isnull=False)), name="talk_struck"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["station", "-held_on"], name="talk_newest")]

    def __str__(self):
        return f"{self.topic} {self.held_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The talk's page."""
        return reverse("prevention-talk", args=[self.pk])


class RecoveredLossQuerySet(models.QuerySet):
    """Domain words of recovered losses."""

    def counted(self):
        """What the figures count: given back, and verified by a second person."""
        return self.filter(state=LossState.VERIFIED)


@tracked(exclude=("client_id",))
class RecoveredLoss(StationOwned):
    """A loss that was recovered for an enterprise (追赃挽损); it counts once a second person has verified it."""

    client_id = models.UUIDField()
    enterprise = models.ForeignKey(
        ENTERPRISE, on_delete=models.PROTECT, null=True, blank=True, related_name="recovered_losses",
        verbose_name=_("enterprise"),
    )  # fmt: skip
    # Where the owner is no enterprise of the list: a unit, never a person.
    unit = models.CharField(_("other unit"), max_length=80, blank=True)
    manner = models.CharField(_("kind of loss"), max_length=7, choices=Manner.choices)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    what = models.CharField(_("what was recovered"), max_length=200)
    incident = models.ForeignKey(
        "stations.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("incident"),
    )  # fmt: skip
    case = models.ForeignKey(
        "stations.PoliceCase", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("case"),
    )  # fmt: skip
    reference = models.CharField(_("number elsewhere"), max_length=60, blank=True)
    recovered_on = models.DateField(_("recovered on"))
    state = models.CharField(_("state"), max_length=10, choices=LossState.choices, default=LossState.RECORDED)
    given_back_on = models.DateField(_("given back on"), null=True)
    receipt_no = models.CharField(_("number of the receipt"), max_length=40, blank=True)
    receipt = models.ForeignKey(
        "stations.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("receipt")
    )
    return_reason = models.CharField(_("sent back because"), max_length=200, blank=True)
    withdraw_reason = models.CharField(_("withdrawn because"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    given_back_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(_("verified"), null=True)

    objects = station_manager(RecoveredLossQuerySet)

    class Meta:
        verbose_name = _("recovered loss")
        verbose_name_plural = _("recovered losses")
        ordering = ["-recovered_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "client_id"], name="recovered_loss_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=Decimal(0), amount__lte=Decimal(10) ** 9), name="recovered_loss_amount"
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, unit="") | (Q(enterprise__isnull=True) & ~Q(unit="")),
                name="recovered_loss_owner",
            ),
            models.CheckConstraint(
                condition=Q(incident__isnull=False) | Q(case__isnull=False) | ~Q(reference=""),
                name="recovered_loss_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["given_back", "verified"])
                | (Q(given_back_on__isnull=False) & (~Q(receipt_no="") | Q(receipt__isnull=False))),
                name="recovered_loss_against_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="recovered_loss_verified",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | (~Q(verified_by=F("recorded_by")) & (Q(given_back_by=None) | ~Q(verified_by=F("given_back_by")))),
                name="recovered_loss_verified_by_another",
                violation_error_message=_("A recovered loss is verified by somebody else than who recorded it."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["station", "-recovered_on"], name="recovered_loss_newest"),
            models.Index(fields=["station", "given_back_on"], name="recovered_loss_given_back"),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self) -> str:
        """The page of the loss."""
        return reverse("recovered-loss", args=[self.pk])
