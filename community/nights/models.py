"""Night patrols (夜巡): planned by the station, joined by members of their own free will, walked along key places.

What a member did stands in :class:`NightSeat`. Who was asked stands in :class:`NightRequest` until some weeks after
the patrol and nowhere else: no history, no day-book line, no figure says who did not come.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.nights.words import AHEAD, HELD, JOINABLE, Cause, How, Seat, State
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan


@tracked()
class NightSettings(StationOwned):
    """Numbers a station may set otherwise; the defaults are design defaults [I]."""

    wave_size = models.PositiveSmallIntegerField(_("asked at a time (persons)"), default=8)
    wave_minutes = models.PositiveSmallIntegerField(_("the next ones are asked after (min)"), default=240)
    reach_metres = models.PositiveIntegerField(_("nobody farther away is asked (m)"), default=3000)
    rest_nights = models.PositiveSmallIntegerField(_("nights of rest between two patrols"), default=1)
    least_minutes = models.PositiveSmallIntegerField(_("nobody is asked later than (min before)"), default=120)
    longest_hours = models.PositiveSmallIntegerField(_("a patrol lasts at most (h)"), default=4)
    early_minutes = models.PositiveSmallIntegerField(_("signing in opens before the start (min)"), default=30)
    least_present = models.PositiveSmallIntegerField(_("nobody sets out with fewer than (persons)"), default=3)
    keep_days = models.PositiveSmallIntegerField(_("requests are deleted after (days)"), default=30)
    command_phone = models.CharField(_("phone of the command room"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("settings of night patrols")
        constraints = [
            models.UniqueConstraint(fields=["station"], name="night_settings_once"),
            models.CheckConstraint(
                condition=Q(wave_size__gte=1, wave_minutes__gte=5, longest_hours__gte=1, longest_hours__lte=12,
                            least_present__gte=2, keep_days__gte=7, keep_days__lte=90),
                name="night_settings_bounds",
            ),
        ]  # fmt: skip


class NightPatrolQuerySet(models.QuerySet):
    """Domain words of night patrols."""

    def ahead(self):
        """Not begun yet, and not called off."""
        return self.filter(state__in=AHEAD)

    def joinable(self):
        """Helpers can accept."""
        return self.filter(state__in=JOINABLE)

    def held(self):
        """Walked to the end."""
        return self.filter(state__in=HELD)


@tracked()
class NightPatrol(StationOwned):
    """One patrol of one night."""

    community = models.ForeignKey(
        "stations.Community", on_delete=models.PROTECT, related_name="night_patrols", verbose_name=_("community")
    )
    name = models.CharField(_("name"), max_length=40, blank=True)
    # The night it belongs to; a patrol that passes midnight keeps the day on which it begins.
    duty_date = models.DateField(_("night of"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    meeting_place = models.CharField(_("meeting place"), max_length=80)
    # WGS-84
    lat = models.FloatField(_("latitude"))
    lng = models.FloatField(_("longitude"))
    # A patrol route by its number (``stations.catalogue.ways``), and what it was called when it was chosen.
    route_number = models.PositiveBigIntegerField(_("patrol route"), null=True, blank=True)
    route_name = models.CharField(max_length=80, blank=True, editable=False)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("leader"),
    )  # fmt: skip
    officer = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, related_name="+", verbose_name=_("officer in charge")
    )
    deputy = models.ForeignKey(
        "stations.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("B role"),
    )  # fmt: skip
    command_phone = models.CharField(_("phone of the command room"), max_length=30, blank=True)
    # What a helper needs.
    course = models.ForeignKey(
        "stations.Course", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("certificate of the course"),
    )  # fmt: skip
    vetted = models.BooleanField(_("vetted members only"), default=True)
    note = models.CharField(_("what to bring, what to look at"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The call: the next wave of requests is due then; none where nobody is to be asked.
    called_at = models.DateTimeField(_("called"), null=True, editable=False)
    next_wave_at = models.DateTimeField(_("next requests"), null=True, editable=False)
    waves = models.PositiveSmallIntegerField(_("waves sent"), default=0, editable=False)
    begun_at = models.DateTimeField(_("set out"), null=True, editable=False)
    finished_at = models.DateTimeField(_("reported"), null=True, editable=False)
    # The leader's report.
    hours = models.DecimalField(_("hours walked"), max_digits=4, decimal_places=1, null=True, editable=False)
    findings = models.PositiveSmallIntegerField(_("things found and reported"), default=0, editable=False)
    report = models.CharField(_("report"), max_length=500, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    cause = models.CharField(_("reason"), max_length=8, choices=Cause.choices, blank=True, editable=False)
    cause_words = models.CharField(_("in words"), max_length=200, blank=True, editable=False)

    objects = station_manager(NightPatrolQuerySet)

    class Meta:
        verbose_name = _("night patrol")
        verbose_name_plural = _("night patrols")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="night_patrol_span"),
            models.CheckConstraint(
                condition=Q(lat__gte=3, lat__lte=54, lng__gte=73, lng__lte=136), name="night_patrol_in_china"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED)
                | Q(hours__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="night_patrol_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(leader=None) | ~Q(confirmed_by=F("leader")),
                name="night_patrol_confirmed_by_another",
                violation_error_message=_("A patrol is confirmed by somebody else than who led it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(cause=""), name="night_patrol_cancelled_why"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "duty_date"], name="night_patrol_date"),
            models.Index(
                fields=["next_wave_at"], condition=Q(next_wave_at__isnull=False), name="night_patrol_wave_due"
            ),
        ]

    def __str__(self):
        return f"{self.name or self.community} {self.duty_date:%m-%d}"

    def get_absolute_url(self) -> str:
        """The patrol's page."""
        return reverse("night-patrol", args=[self.pk])


@tracked()
class NightWanted(StationOwned):
    """How many helpers of a trade a patrol wants; without a trade: any member."""

    patrol = models.ForeignKey(NightPatrol, on_delete=models.CASCADE, related_name="wanted")
    trade = models.ForeignKey(
        "community.Trade", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("trade")
    )
    count = models.PositiveSmallIntegerField(_("helpers"))

    class Meta:
        verbose_name = _("helpers wanted")
        ordering = ["patrol", F("trade__order").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["patrol", "trade"], name="night_wanted_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(count__gte=1, count__lte=60), name="night_wanted_some"),
        ]


@tracked()
class NightPlace(StationOwned):
    """A key place (重点部位) that a patrol has to touch, in order."""

    patrol = models.ForeignKey(NightPatrol, on_delete=models.CASCADE, related_name="places")
    # Not once a patrol: when two known places are merged, both lines stay.
    spot = models.ForeignKey("stations.Spot", on_delete=models.PROTECT, related_name="+", verbose_name=_("key place"))
    seq = models.PositiveSmallIntegerField(_("order"))
    touched_at = models.DateTimeField(_("touched"), null=True)
    touched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Of the moment of the tap, where the phone gave it; never a track.
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    missed_reason = models.CharField(_("why not"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("key place of a night patrol")
        ordering = ["patrol", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["patrol", "seq"], name="night_place_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(touched_at=None) | Q(touched_by__isnull=False, missed_reason=""),
                name="night_place_touched_by_somebody",
            ),
        ]


@tracked(bulk=True)
class NightSeat(StationOwned):
    """A member who accepted: with a place, on the waiting list, or unable to come after all."""

    patrol = models.ForeignKey(NightPatrol, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey("community.Member", on_delete=models.PROTECT, related_name="night_seats")
    # The kind of place it is; none: a place for any member, or the leader's own.
    trade = models.ForeignKey("community.Trade", on_delete=models.PROTECT, null=True, related_name="+")
    # The leader's own place and that of who came along unasked are no wanted ones.
    extra = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=7, choices=Seat.choices)
    # The patrol's span, so that the database sees a helper in two places at once.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(_("accepted"))
    present_at = models.DateTimeField(_("came"), null=True)
    present_how = models.CharField(_("noted by"), max_length=5, choices=How.choices, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    marked_reason = models.CharField(_("reason"), max_length=120, blank=True)
    # Set when an officer has confirmed the patrol.
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, null=True)

    class Meta:
        verbose_name = _("helper of a night patrol")
        ordering = ["patrol", "accepted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["patrol", "member"], name="night_seat_once"),
            models.CheckConstraint(
                condition=Q(present_at=None, present_how="") | (Q(present_at__isnull=False) & ~Q(present_how="")),
                name="night_seat_present_how",
            ),
            models.CheckConstraint(
                condition=Q(present_at=None) | Q(state=Seat.TAKEN), name="night_seat_present_has_place"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(present_at__isnull=False), name="night_seat_hours"),
            models.CheckConstraint(
                condition=~Q(present_how=How.DESK) | (Q(marked_by__isnull=False) & ~Q(marked_reason="")),
                name="night_seat_ticked_why",
            ),
            ExclusionConstraint(
                name="night_seat_one_place_at_a_time",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=Seat.TAKEN),
                violation_error_message=_("This member has a place in another patrol at that time."),
            ),
        ]
        indexes = [models.Index(fields=["station", "member", "starts_at"], name="night_seat_member")]


class NightRequest(StationOwned):
    """A member was asked to come; deleted some weeks after the patrol, whatever the answer was."""

    patrol = models.ForeignKey(NightPatrol, on_delete=models.CASCADE, related_name="requests")
    member = models.ForeignKey("community.Member", on_delete=models.PROTECT, related_name="+")
    wave = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    # "Not this time": the page stops asking. It counts nowhere.
    declined = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("request to a member")
        ordering = ["patrol", "wave", "id"]
        constraints = [models.UniqueConstraint(fields=["patrol", "member"], name="night_request_once")]
        indexes = [models.Index(fields=["station", "member", "asked_at"], name="night_request_member")]


class NightChoice(StationOwned):
    """What a member has said about being asked; without a row the member may be asked at the station's hours."""

    member = models.OneToOneField("community.Member", on_delete=models.PROTECT, related_name="night_choice")
    never = models.BooleanField(_("never ask me for night patrols"), default=False)
    # The member's own quiet hours, beside the station's.
    quiet_from = models.TimeField(_("leave me in peace from"), null=True, blank=True)
    quiet_until = models.TimeField(_("leave me in peace until"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice about night patrols")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="night_choice_both_ends",
            ),
        ]
