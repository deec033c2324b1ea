"""Sessions of mediation: the appointment, who came, what was said apart, the record and what it came to."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mediation.cases.words import Side, Track
from mediation.sessions.words import NUMBERED, OPEN_STATES, Ground, How, Outcome, Part, Signing, State
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan

USER = settings.AUTH_USER_MODEL
_OPEN = [str(state) for state in OPEN_STATES]
_NUMBERED = [str(state) for state in NUMBERED]


def _never_two(name: str, column: str, message) -> ExclusionConstraint:
    """Nobody leads two sessions at once."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (column, RangeOperators.EQUAL),
            (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
        ],
        condition=Q(state__in=["proposed", "confirmed"]) & Q(**{f"{column}__isnull": False}),
        violation_error_message=message,
    )


class SessionQuerySet(models.QuerySet):
    """Domain words of sessions."""

    def upcoming(self):
        """Proposed, fixed or under way."""
        return self.filter(state__in=OPEN_STATES)

    def numbered(self):
        """All but those that were cancelled or that somebody missed."""
        return self.filter(state__in=NUMBERED)

    def ahead(self, mediator_id: int | None, officer_id: int | None):
        """Of a mediator or an officer who leads them, not over yet."""
        own = Q(pk=None)
        if mediator_id:
            own |= Q(mediator=mediator_id)
        if officer_id:
            own |= Q(officer=officer_id)
        return self.upcoming().filter(own)


@tracked()
class Session(StationOwned):
    """One appointment of a case and what came of it. Planned times differ from ``started_at`` and ``ended_at``."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="sessions")
    # Counts sessions that take or took place; a cancelled one gives its number back.
    no = models.PositiveSmallIntegerField(_("no."), null=True)
    # As the case had it, so that the database itself forbids a third session of public order mediation (ZA-10).
    track = models.CharField(_("track"), max_length=2, choices=Track.choices)
    # Which round of a re-opened case it belongs to.
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CONFIRMED)
    way = models.CharField(_("how"), max_length=8, choices=How.choices, default=How.ONSITE)
    booking = models.OneToOneField(
        "mediation.RoomBooking", on_delete=models.PROTECT, null=True, related_name="session", verbose_name=_("room")
    )
    venue = models.CharField(_("other venue"), max_length=120, blank=True)
    # ZA-22: snapshot of the room's equipment on the day.
    case_venue = models.BooleanField(_("case-handling venue with recording"), default=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    mediator = models.ForeignKey(
        "mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="sessions",
        verbose_name=_("lead mediator"),
    )  # fmt: skip
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("lead officer")
    )
    public = models.BooleanField(_("public hearing"), default=False)
    closed_ground = models.CharField(_("closed because"), max_length=12, choices=Ground.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    online_consent_at = models.DateTimeField(_("all parties agree to the online session"), null=True)
    recording = models.CharField(_("recording (number)"), max_length=80, blank=True)
    recording_complete = models.BooleanField(_("recorded from beginning to end"), default=False)
    # Codes of what the law made the room warn of when the session was fixed or begun.
    warnings = models.JSONField(default=list)
    reminded_at = models.DateTimeField(_("reminder sent"), null=True)
    started_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    recorder = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("recorder")
    )
    minutes = models.TextField(_("course of the mediation"), max_length=8000, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    cancel_reason = models.CharField(_("cancelled because"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    client_key = models.UUIDField(null=True, editable=False)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = station_manager(SessionQuerySet)

    class Meta:
        verbose_name = _("mediation session")
        verbose_name_plural = _("mediation sessions")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], condition=Q(no__isnull=False), name="session_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=_OPEN),
                name="session_one_ahead",
                violation_error_message=_("The case has an appointment already."),
            ),
            models.UniqueConstraint(
                fields=["station", "client_key"], condition=Q(client_key__isnull=False), name="session_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(track="za") | Q(no__isnull=True) | Q(no__lte=2),
                name="session_za_two",
                violation_error_message=_("Public order mediation has at most two sessions (ZA-10)."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_span"),
            models.CheckConstraint(
                condition=Q(state__in=_NUMBERED, no__isnull=False) | (~Q(state__in=_NUMBERED) & Q(no__isnull=True)),
                name="session_numbered",
            ),
            models.CheckConstraint(
                condition=Q(booking__isnull=False) | ~Q(venue="") | ~Q(state__in=_NUMBERED), name="session_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(mediator__isnull=False) | Q(officer__isnull=False), name="session_has_a_lead"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "held"]) | Q(started_at__isnull=False), name="session_began"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(ended_at__isnull=False) & ~Q(outcome="") & ~Q(minutes="")),
                name="session_record",
                violation_error_message=_("A session ends with its record and outcome (RT-08)."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "missed"]) | ~Q(cancel_reason=""), name="session_cancel_reason"
            ),
            # ZA-06: public unless there is a ground; RT: the parties choose.
            models.CheckConstraint(
                condition=~Q(track="za") | Q(public=True) | ~Q(closed_ground=""), name="session_za_public"
            ),
            _never_two("session_mediator_no_clash", "mediator", _("The mediator has another session at this time.")),
            _never_two("session_officer_no_clash", "officer", _("The officer has another session at this time.")),
        ]
        indexes = [
            models.Index(fields=["station", "starts_at"], name="session_time"),
            models.Index(
                fields=["starts_at"], condition=Q(state="confirmed", reminded_at=None), name="session_to_remind"
            ),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d} #{self.no or '-'}"

    def get_absolute_url(self) -> str:
        """The page that runs the session."""
        return reverse("mediation-session", args=[self.pk])

    @property
    def is_online(self) -> bool:
        """Whether somebody takes part from elsewhere (智调)."""
        return self.way in {How.REMOTE, How.MIXED}

    @property
    def place(self) -> str:
        """The room, or the other venue; join ``booking__room``."""
        return self.booking.room.name if self.booking_id else self.venue


@tracked()
class Attendance(StationOwned):
    """Somebody who is expected at a session, and whether they came and signed the record."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    invitee = models.ForeignKey("mediation.Invitee", on_delete=models.PROTECT, null=True, related_name="+")
    expected = models.BooleanField(_("expected"), default=True)
    present = models.BooleanField(_("came"), default=False)
    remote = models.BooleanField(_("takes part from elsewhere"), default=False)
    arrived_at = models.DateTimeField(_("came at"), null=True)
    signed = models.CharField(_("signed"), max_length=10, choices=Signing.choices, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attendance")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "part", "party"], condition=Q(party__isnull=False), name="attendance_party_once"
            ),
            models.UniqueConstraint(
                fields=["session", "mediator"], condition=Q(mediator__isnull=False), name="attendance_mediator_once"
            ),
            models.UniqueConstraint(
                fields=["session", "officer"], condition=Q(officer__isnull=False), name="attendance_officer_once"
            ),
            models.UniqueConstraint(
                fields=["session", "invitee"], condition=Q(invitee__isnull=False), name="attendance_invitee_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(part__in=["party", "guardian", "agent"], party__isnull=False)
                    | Q(part="mediator", mediator__isnull=False)
                    | Q(part__in=["officer", "auxiliary"], officer__isnull=False)
                    | Q(part="invitee", invitee__isnull=False)
                ),
                name="attendance_of_somebody",
            ),
        ]


@tracked()
class SeparateTalk(StationOwned):
    """What was said with one side alone (背对背); never printed on the record, which both sides read."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="talks")
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    words = models.CharField(_("words"), max_length=1000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("separate talk")
        ordering = ["id"]


@tracked()
class Availability(StationOwned):
    """A time at which a party or a mediator can come; who has none said nothing and is taken to be free."""

    case = models.ForeignKey("mediation.Case", on_delete=models.PROTECT, related_name="availabilities")
    party = models.ForeignKey("mediation.CaseParty", on_delete=models.PROTECT, null=True, related_name="+")
    mediator = models.ForeignKey("mediation.Mediator", on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("time somebody can come")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_span"),
            models.CheckConstraint(
                condition=Q(party__isnull=False, mediator=None) | Q(party=None, mediator__isnull=False),
                name="availability_of_one",
            ),
        ]
