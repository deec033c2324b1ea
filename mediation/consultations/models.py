"""Consultations (会商): a meeting, who came, which cases it spoke about, what it decided, who does what by when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.consultations.words import Decision, Kind, State, TaskState
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager

USER = settings.AUTH_USER_MODEL


def _one_of(*columns: str) -> Q:
    """Exactly one of these columns holds something."""
    found = Q()
    for chosen in columns:
        found |= Q(**{f"{column}__isnull": column != chosen for column in columns})
    return found


@tracked()
class ConsultationRule(StationOwned):
    """The standing day of the 政法工作日: a weekday, the n-th ones of the month; its days are planned ahead."""

    title = models.CharField(_("title"), max_length=80)
    weekday = models.PositiveSmallIntegerField(_("weekday"), validators=[MaxValueValidator(6)])  # 0 Monday … 6 Sunday
    # 1 … 4 counted from the first, 5 the last of the month; empty: every week.
    weeks = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)]),
        verbose_name=_("weeks of the month"), default=list, blank=True,
    )  # fmt: skip
    begins = models.TimeField(_("from"))
    minutes = models.PositiveSmallIntegerField(_("duration (min)"), default=120)
    room = models.ForeignKey(
        "mediation.MediationRoom", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("room"),
    )  # fmt: skip
    place = models.CharField(_("other place"), max_length=120, blank=True)
    chair = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    ahead_days = models.PositiveSmallIntegerField(_("planned ahead (days)"), default=35)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("standing day of consultations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="consultation_rule_weekday"),
            models.CheckConstraint(condition=Q(minutes__gte=10), name="consultation_rule_minutes"),
        ]

    def __str__(self):
        return self.title


class ConsultationQuerySet(models.QuerySet):
    """Domain words of consultations."""

    def planned(self):
        """Still to come."""
        return self.filter(state=State.PLANNED)


@tracked()
class Consultation(StationOwned):
    """One meeting."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    booking = models.OneToOneField(
        "mediation.RoomBooking", on_delete=models.PROTECT, null=True, related_name="consultation",
        verbose_name=_("room"),
    )  # fmt: skip
    place = models.CharField(_("other place"), max_length=120, blank=True)
    chair = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("chair")
    )
    # Planned ahead by this rule for this day of the rule; the day it is held may be moved.
    rule = models.ForeignKey(ConsultationRule, on_delete=models.PROTECT, null=True, related_name="consultations")
    rule_day = models.DateField(null=True)
    minutes = models.CharField(_("minutes"), max_length=4000, blank=True)
    cancel_reason = models.CharField(_("cancelled because"), max_length=200, blank=True)
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(_("held"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    objects = station_manager(ConsultationQuerySet)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="consultation_span"),
            models.UniqueConstraint(fields=["rule", "rule_day"], name="consultation_rule_day_once"),
        ]
        indexes = [models.Index(fields=["station", "-starts_at"], name="consultation_newest")]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("consultation", args=[self.pk])


@tracked()
class ConsultationMember(StationOwned):
    """Who is invited: an officer, a mediator or a named contact of a department; whether they came."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey("mediation.DepartmentContact", on_delete=models.PROTECT, null=True, related_name="+")
    attended = models.BooleanField(_("came"), null=True)

    class Meta:
        verbose_name = _("member of a consultation")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("officer", "mediator", "contact"), name="consultation_member_one"
            ),
            models.UniqueConstraint(
                fields=["consultation", "officer"], condition=Q(officer__isnull=False),
                name="consultation_officer_once",
            ),
            models.UniqueConstraint(
                fields=["consultation", "mediator"], condition=Q(mediator__isnull=False),
                name="consultation_mediator_once",
            ),
            models.UniqueConstraint(
                fields=["consultation", "contact"], condition=Q(contact__isnull=False),
                name="consultation_contact_once",
            ),
        ]  # fmt: skip


@tracked()
class ConsultationItem(StationOwned):
    """One point of the agenda: a case, or a topic without one; why it is there and what was decided."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, null=True, related_name="consultations")
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    why = models.CharField(_("why it is on the agenda"), max_length=300)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_text = models.CharField(_("decision in words"), max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    put_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("point of the agenda")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "case"], condition=Q(case__isnull=False), name="consultation_item_once"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | ~Q(topic=""), name="consultation_item_about_something"
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_at__isnull=False), name="consultation_item_decided"
            ),
        ]


@tracked()
class ConsultationTask(StationOwned):
    """What somebody does after the meeting, for one case or in general; followed to its end."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="tasks")
    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, null=True, related_name="consultation_tasks")
    words = models.CharField(_("task"), max_length=300)
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("mediation.Department", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    result = models.CharField(_("what was done"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True)
    return_reason = models.CharField(_("sent back because"), max_length=300, blank=True)
    returned_on = models.DateField(_("sent back on"), null=True)
    times_returned = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("task of a consultation")
        verbose_name_plural = _("tasks of consultations")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("officer", "mediator", "department"), name="consultation_task_one_owner"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="consultation_task_done_on"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(returned_on__isnull=False) & ~Q(return_reason="")),
                name="consultation_task_return_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "due_on"], condition=~Q(state="done"), name="consultation_task_open")
        ]

    def get_absolute_url(self) -> str:
        """Its place on the meeting's page."""
        return f"{reverse('consultation', args=[self.consultation_id])}#task-{self.pk}"
