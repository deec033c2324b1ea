"""Crews and posts of the day (2+X+N): who drives, stands or watches where, in which hours of the duty."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.kit.dated import Dated, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan
from stations.organisation.models import Team
from stations.roster.models import Role


@tracked()
class Asset(StationOwned):
    """A vehicle, key or piece of equipment that is handed from shift to shift."""

    class Kind(models.TextChoices):
        VEHICLE = "vehicle", _("vehicle")
        KEY = "key", _("key")
        EQUIPMENT = "equipment", _("equipment")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("number"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("vehicle, key or equipment")
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["station", "kind", "code"], name="asset_code_once")]

    def __str__(self):
        return f"{self.name} {self.code}"


class Layer(models.TextChoices):
    """Where a crew or post stands in 2+X+N (DOMAIN §1.3)."""

    FIRST = "first", _("first-level crew")
    SECOND = "second", _("second-level crew")
    STREET = "street", _("street post")
    PATROL_POST = "patrol_post", _("patrol post")
    ROOM = "room", _("police room")
    VIDEO = "video", _("video patrol")


@tracked()
class CrewPattern(Dated):
    """How crews of one layer are made from a day's duties; design defaults, kept by the station."""

    class Per(models.TextChoices):
        STATION = "station", _("for the whole station")
        COMMUNITY = "community", _("for every community")
        ROOM = "room", _("for every police room")
        PATROL_POST = "patrol_post", _("for every patrol post")

    name = models.CharField(_("name"), max_length=40)
    layer = models.CharField(_("layer"), max_length=12, choices=Layer.choices)
    per = models.CharField(_("how often"), max_length=12, choices=Per.choices, default=Per.STATION)
    count = models.PositiveSmallIntegerField(_("number"), default=1)
    role = models.CharField(_("from duty"), max_length=10, choices=Role.choices)
    team_kind = models.CharField(_("from teams"), max_length=12, choices=Team.Kind.choices)
    size = models.PositiveSmallIntegerField(_("officers"), default=2)
    vehicle = models.BooleanField(_("with a vehicle"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=10)

    class Meta:
        verbose_name = _("crew pattern")
        ordering = ["order", "id"]
        constraints = [
            ordered_span("crew_pattern_span"),
            models.UniqueConstraint(fields=["station", "name", "start"], name="crew_pattern_name_once"),
            models.CheckConstraint(condition=models.Q(size__gte=1, count__gte=1), name="crew_pattern_numbers"),
        ]

    def __str__(self):
        return self.name


@tracked()
class PatternBand(StationOwned):
    """One time band of a pattern, counted from the handover (时段)."""

    pattern = models.ForeignKey(CrewPattern, on_delete=models.CASCADE, related_name="bands")
    starts = models.TimeField(_("from"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("time band")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "starts"], name="band_once"),
            models.CheckConstraint(condition=models.Q(hours__gt=0, hours__lte=24), name="band_hours"),
        ]


class CrewQuerySet(models.QuerySet):
    """Domain words of crews."""

    def on(self, date):
        """Crews of one duty day."""
        return self.filter(date=date)

    def running(self, at):
        """Crews out at a moment."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)


@tracked(bulk=True)
class Crew(StationOwned):
    """One crew or post on one duty day, in one time band."""

    date = models.DateField(_("duty day"))
    pattern = models.ForeignKey(CrewPattern, on_delete=models.SET_NULL, null=True, related_name="crews")
    layer = models.CharField(_("layer"), max_length=12, choices=Layer.choices)
    name = models.CharField(_("name"), max_length=60)
    size = models.PositiveSmallIntegerField(_("officers wanted"), default=2)
    community = models.ForeignKey("stations.Community", on_delete=models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey("stations.PoliceRoom", on_delete=models.PROTECT, null=True, related_name="+")
    vehicle = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="crews")
    place = models.CharField(_("place"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    # Out of action for a while (refuelling, meal), told by the crew or the command room.
    paused = models.CharField(_("out of action because"), max_length=60, blank=True)
    # Touched on the day sheet: making the crews again leaves it alone.
    by_hand = models.BooleanField(_("set by hand"), default=False)
    span = models.GeneratedField(
        expression=TimeSpan("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )

    objects = station_manager(CrewQuerySet)

    class Meta:
        verbose_name = _("crew")
        verbose_name_plural = _("crews")
        ordering = ["date", "layer", "starts_at", "name"]
        constraints = [
            models.UniqueConstraint(fields=["station", "date", "name", "starts_at"], name="crew_once_a_band"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="crew_span"),
            ExclusionConstraint(
                name="vehicle_one_crew_at_a_time",
                expressions=[("vehicle", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=models.Q(vehicle__isnull=False),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("The vehicle is out with another crew at that time."),
            ),
        ]
        indexes = [models.Index(fields=["station", "starts_at"], name="crew_starts")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The crew's page."""
        return reverse("crew", args=[self.pk])


@tracked(bulk=True)
class CrewMember(StationOwned):
    """An officer on a crew; nobody stands on overlapping posts (DU-06)."""

    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="crew_places")
    leader = models.BooleanField(_("leads the crew"), default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    span = models.GeneratedField(
        expression=TimeSpan("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )

    class Meta:
        verbose_name = _("crew member")
        ordering = ["-leader", "id"]
        constraints = [
            models.UniqueConstraint(fields=["crew", "officer"], name="crew_member_once"),
            models.UniqueConstraint(fields=["crew"], condition=models.Q(leader=True), name="crew_one_leader"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="crew_member_span"),
            ExclusionConstraint(
                name="crew_member_one_post_at_a_time",
                expressions=[("officer", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("The officer stands on another post at that time."),
            ),
        ]


@tracked()
class VideoRound(StationOwned):
    """One round of the video patrol: what was looked at and what was found (视频巡控)."""

    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="rounds")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    area = models.CharField(_("looked at"), max_length=200)
    found = models.BooleanField(_("something found"), default=False)
    findings = models.CharField(_("findings"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("video round")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ended_at__gte=models.F("started_at")), name="round_span"),
            models.CheckConstraint(
                condition=models.Q(found=False) | ~models.Q(findings=""), name="round_finding_has_words"
            ),
            models.UniqueConstraint(fields=["crew", "started_at"], name="round_once"),
        ]
        indexes = [models.Index(fields=["station", "-started_at"], name="round_newest")]
