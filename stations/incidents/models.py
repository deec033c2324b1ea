"""The one inbox of the command room: incidents of every kind, the people and places in them, who handles them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.catalogue.words import Grade, Kind
from stations.incidents.words import CLOSED_STATES, Result, Satisfaction, Source, State, Unknown
from stations.kit.crypto import EncryptedTextField
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager


@tracked()
class InboxSettings(StationOwned):
    """Numbers of the inbox that a station may set otherwise; the defaults are design defaults [I]."""

    nearby_metres = models.PositiveSmallIntegerField(_("same report within (m)"), default=100)
    nearby_minutes = models.PositiveSmallIntegerField(_("same report within (min)"), default=60)
    repeats = models.PositiveSmallIntegerField(_("looked into after so many reports"), default=3)
    repeat_days = models.PositiveSmallIntegerField(_("within (days)"), default=30)
    follow_up_percent = models.PositiveSmallIntegerField(_("followed up (%)"), default=10)
    reopen_days = models.PositiveSmallIntegerField(_("can be opened again within (days)"), default=30)
    export_rows = models.PositiveIntegerField(_("rows of an export at most"), default=5000)

    class Meta:
        verbose_name = _("inbox settings")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="inbox_settings_once"),
            # IN-11: at least one in ten.
            models.CheckConstraint(
                condition=Q(follow_up_percent__gte=10, follow_up_percent__lte=100), name="inbox_follow_up_share"
            ),
            models.CheckConstraint(condition=Q(repeats__gte=2), name="inbox_repeats"),
        ]


class IncidentQuerySet(models.QuerySet):
    """Domain words of incidents."""

    def open(self):
        """Still to be handled: not closed in any way."""
        return self.exclude(state__in=CLOSED_STATES)

    def counted(self):
        """What statistics count (有效警情): no struck entry, no duplicate (IN-03)."""
        return self.exclude(state__in=(State.STRUCK, State.LINKED))

    def overdue(self):
        """Open, and something has not happened in time."""
        return self.open().filter(overdue_since__isnull=False)

    def calls(self):
        """Police calls (警情): the only kind that counts as such."""
        return self.filter(kind=Kind.CALL)

    def handled_by(self, officer):
        """Where an officer is among the handlers now."""
        return self.filter(handlers__officer=officer, handlers__until=None)


@tracked(bulk=True)
class Incident(StationOwned):
    """Whatever reaches the command room. ``kind`` says by which step table it goes (``rules.STEPS``)."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CALL)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RECEIVED)
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices, default=Grade.III)
    urgent = models.BooleanField(_("urgent"), default=False)
    call_category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category at call")
    )
    # Set at feedback; what statistics use (IN-07). Until then equal to the category at call.
    category = models.ForeignKey(
        "stations.Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    summary = models.CharField(_("what happened"), max_length=1000)
    # The times of IN-01. After re-opening they are those of the new round; the day-book keeps the old ones.
    reported_at = models.DateTimeField(_("reported"))
    received_at = models.DateTimeField(_("received"))
    dispatched_at = models.DateTimeField(_("dispatched"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    departed_at = models.DateTimeField(_("departed"), null=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    controlled_at = models.DateTimeField(_("under control"), null=True)
    fed_back_at = models.DateTimeField(_("fed back"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    followed_up_at = models.DateTimeField(_("followed up"), null=True)
    # Somebody of the station spoke to or stood before the reporter for the first time; never reset.
    first_contact_at = models.DateTimeField(_("first contact"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    # Since when something that must have happened has not; kept by whoever runs the timers.
    overdue_since = models.DateTimeField(_("overdue since"), null=True)
    # Place
    place = models.CharField(_("place"), max_length=160)
    spot = models.ForeignKey(
        "stations.Spot", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lng = models.FloatField(_("longitude"), null=True, blank=True)
    community = models.ForeignKey(
        "stations.Community",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
    )
    grid = models.ForeignKey(
        "stations.Grid", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid")
    )
    # IN-02: asked of every police call, "unknown" is an answer.
    injuries = models.CharField(_("injured"), max_length=7, choices=Unknown.choices, blank=True)
    weapons = models.CharField(_("weapons"), max_length=7, choices=Unknown.choices, blank=True)
    confidential = models.BooleanField(_("the reporter asks for confidentiality"), default=False)
    # What came of it
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, blank=True)
    result_text = models.CharField(_("outcome"), max_length=1000, blank=True)
    violation = models.BooleanField(_("offence against public order"), null=True)
    elements = ArrayField(
        models.CharField(max_length=20), verbose_name=_("control elements"), default=list, blank=True
    )
    camera_reference = models.CharField(_("body camera recording"), max_length=80, blank=True)
    camera_sha256 = models.CharField(_("fingerprint of the recording"), max_length=64, blank=True)
    on_the_spot = models.BooleanField(_("settled on the spot"), default=False)
    fixer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction.choices, blank=True)
    follow_up_wanted = models.BooleanField(_("to be followed up"), default=False)
    call_back_at = models.DateTimeField(_("call-back promised for"), null=True, blank=True)
    called_back_at = models.DateTimeField(_("called back"), null=True)
    reopened = models.PositiveSmallIntegerField(_("re-opened"), default=0)
    # IN-03: a repeated report hangs on the main record and is not counted.
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    # Lost and found: the loss that a found thing belongs to.
    match = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="matched_by")
    struck_reason = models.CharField(_("struck because"), max_length=200, blank=True)
    referred_to = models.CharField(_("referred to"), max_length=60, blank=True)
    # From elsewhere
    external_number = models.CharField(_("number in the bureau's system"), max_length=40, blank=True)
    imported = models.BooleanField(_("taken over from the bureau's system"), default=False)
    video_round = models.ForeignKey(
        "stations.VideoRound", on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    # Made by the browser when the form is opened: sending twice makes one incident.
    client_key = models.UUIDField(null=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = station_manager(IncidentQuerySet)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="incident_number_once"),
            models.UniqueConstraint(
                fields=["station", "external_number"], condition=~Q(external_number=""), name="incident_external_once"
            ),
            models.UniqueConstraint(
                fields=["station", "client_key"], condition=Q(client_key__isnull=False), name="incident_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.CLOSED, State.FOLLOWED_UP)) | ~Q(result=""),
                name="incident_closed_with_result",
                violation_error_message=_("Nothing is closed without a result."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.HAZARD, state=State.CLOSED)
                | (Q(verifier__isnull=False) & ~Q(verifier=F("fixer"))),
                name="hazard_checked_by_another",
                violation_error_message=_("A hazard is checked by somebody else than who removed it."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.LINKED, main__isnull=False) | (~Q(state=State.LINKED) & Q(main=None)),
                name="incident_linked_to_main",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.STRUCK) | ~Q(struck_reason=""), name="incident_struck_reason"
            ),
            models.CheckConstraint(condition=Q(received_at__gte=F("reported_at")), name="incident_received_after"),
            models.CheckConstraint(
                condition=Q(dispatched_at=None) | Q(dispatched_at__gte=F("received_at")),
                name="incident_dispatched_after",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(arrived_at__gte=F("received_at")), name="incident_arrived_after"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(fed_back_at=None) | Q(closed_at__gte=F("fed_back_at")),
                name="incident_closed_after",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-reported_at", "-id"], name="incident_newest"),
            models.Index(
                fields=["station", "grade", "reported_at"],
                condition=~Q(state__in=CLOSED_STATES),
                name="incident_open",
            ),
            models.Index(fields=["station", "kind", "-reported_at"], name="incident_kind"),
            models.Index(
                fields=["station", "-closed_at"], condition=Q(follow_up_wanted=True), name="incident_follow_up"
            ),
            models.Index(
                fields=["station", "call_back_at"],
                condition=Q(call_back_at__isnull=False, called_back_at=None),
                name="incident_call_back",
            ),
            models.Index(fields=["station", "-closed_at"], name="incident_closed"),
            models.Index(fields=["station", "community", "-reported_at"], name="incident_community"),
            models.Index(
                fields=["station", "spot", "-reported_at"], condition=Q(spot__isnull=False), name="incident_spot"
            ),
            models.Index(fields=["station", "category", "-reported_at"], name="incident_category"),
            GinIndex(OpClass(F("summary"), name="gin_trgm_ops"), name="incident_summary_trigram"),
            GinIndex(OpClass(F("place"), name="gin_trgm_ops"), name="incident_place_trigram"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self) -> str:
        """The incident's page."""
        return reverse("incident", args=[self.pk])

    @property
    def number(self) -> str:
        """The number people say: year and serial, gap-free per station and year."""
        return f"{self.year}-{self.serial:06d}"

    @property
    def is_open(self) -> bool:
        """Still to be handled."""
        return self.state not in CLOSED_STATES

    @property
    def now_handling(self) -> list["Handler"]:
        """Who handles it now; :func:`readings.with_handlers` loads them for many incidents at once."""
        if hasattr(self, "loaded_handlers"):
            return self.loaded_handlers
        return [row for row in self.handlers.all() if row.until is None]

    @property
    def handler_ids(self) -> frozenset[int]:
        """Officers who handle it now."""
        return frozenset(row.officer_id for row in self.now_handling)


@tracked()
class Party(StationOwned):
    """A person in an incident. Shown masked; unmasking asks a reason and is recorded (SE-24, SE-31)."""

    class Part(models.TextChoices):
        REPORTER = "reporter", _("reporter")
        VICTIM = "victim", _("victim")
        PARTY = "party", _("party")
        WITNESS = "witness", _("witness")
        FINDER = "finder", _("finder")
        OWNER = "owner", _("owner")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.REPORTER)
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    id_number = EncryptedTextField(_("ID number"), blank=True)
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=120, blank=True)
    # Of the incident, so that "the same person within 30 days" is one index scan (IN-12).
    reported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("person")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["station", "phone_index", "-reported_at"], condition=~Q(phone_index=""), name="party_phone"
            ),
            models.Index(fields=["station", "id_index", "-reported_at"], condition=~Q(id_index=""), name="party_id"),
            models.Index(fields=["station", "name"], condition=~Q(name=""), name="party_name"),
        ]

    def __str__(self):
        return f"{self.get_part_display()} #{self.pk}"


@tracked(bulk=True)
class Handler(StationOwned):
    """Who handles an incident: the officers of a crew sent to it, or whom a hazard or a clue was given to."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="handlers")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="handling")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("handler")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "officer"], condition=Q(until=None), name="handler_once"),
        ]
        indexes = [models.Index(fields=["officer"], condition=Q(until=None), name="handler_open")]


@tracked(bulk=True)
class Feedback(StationOwned):
    """One report from the scene; the last one before closing decides the category (IN-07)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="feedbacks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    category = models.ForeignKey("stations.Category", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    text = models.CharField(_("what was done"), max_length=1000)
    violation = models.BooleanField(_("offence against public order"), null=True)
    elements = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        verbose_name = _("feedback")
        ordering = ["id"]


@tracked()
class Attachment(StationOwned):
    """A photo, recording or document of an incident; the bytes lie outside the web root."""

    class Stage(models.TextChoices):
        SCENE = "scene", _("scene")
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        SIGNATURE = "signature", _("signed receipt")
        DOCUMENT = "document", pgettext_lazy("attachment", "document")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField("stations.StoredFile", on_delete=models.PROTECT, related_name="+")
    media = models.CharField(_("type"), max_length=8)  # image, audio, document
    stage = models.CharField(_("shows"), max_length=10, choices=Stage.choices, default=Stage.SCENE)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attachment")
        ordering = ["id"]
