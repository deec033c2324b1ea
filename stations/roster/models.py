"""The rotation 正/副/休 and who is on duty on which day."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.dated import Dated, never_two, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan, in_force
from stations.organisation.models import Team, TeamMembership


class Role(models.TextChoices):
    """What a duty row says of an officer's day."""

    PRIMARY = "primary", _("Primary duty")
    SECONDARY = "secondary", _("Secondary duty")
    REST = "rest", _("Rest")
    FIXED = "fixed", _("Fixed post")


class Task(models.TextChoices):
    """Kind of work of a duty; A角 officers only ever have ``community`` (DU-08)."""

    LEAD = "leadership", _("leading")
    COMMAND = "command", _("command")
    COMMUNITY = "community", _("community work")
    CASE = "case", _("case work")
    STREET = "street", _("street post")
    COUNTER = "counter", _("counter")


@tracked()
class ShiftGroup(StationOwned):
    """A shift group (值班组): one section of each rotating team."""

    name = models.CharField(_("name"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position in the cycle"))

    class Meta:
        verbose_name = _("shift group")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["station", "position"], name="shift_group_position_once"),
            models.UniqueConstraint(fields=["station", "name"], name="shift_group_name_once"),
        ]

    def __str__(self):
        return self.name


@tracked()
class Section(StationOwned):
    """A section (班组) of a team; it turns with its shift group."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="sections")
    name = models.CharField(_("name"), max_length=20)
    group = models.ForeignKey(ShiftGroup, on_delete=models.PROTECT, related_name="sections")

    class Meta:
        verbose_name = _("section")
        ordering = ["team__order", "group__position"]
        constraints = [models.UniqueConstraint(fields=["station", "team", "name"], name="section_name_once")]

    def __str__(self):
        return self.name


@tracked()
class SectionMembership(Dated):
    """An officer turns with one section at a time."""

    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="sections")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        verbose_name = _("section membership")
        ordering = ["-start"]
        constraints = [
            ordered_span("section_membership_span"),
            never_two("section_no_overlap", "officer", message=_("An officer is in one section at a time.")),
        ]


@tracked()
class RotationPlan(StationOwned):
    """The rotation in force from a day: a cycle of roles over the shift groups (DU-02)."""

    name = models.CharField(_("name"), max_length=60)
    effective_from = models.DateField(_("effective from"))
    anchor = models.DateField(_("anchor day"), help_text=_("On this day group 1 has the first role of the cycle."))
    cycle = ArrayField(models.CharField(max_length=10, choices=Role.choices), verbose_name=_("cycle of roles"))
    handover = models.TimeField(_("handover time"))
    primary_hours = models.DecimalField(_("hours of primary duty"), max_digits=4, decimal_places=1, default=24)
    secondary_hours = models.DecimalField(_("hours of secondary duty"), max_digits=4, decimal_places=1, default=24)
    # 备勤 is counted apart (DU-12).
    standby_from = models.TimeField(_("secondary: standby from"), null=True, blank=True)
    standby_to = models.TimeField(_("secondary: standby until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rotation plan")
        ordering = ["-effective_from"]
        constraints = [models.UniqueConstraint(fields=["station", "effective_from"], name="plan_one_a_day")]

    def __str__(self):
        return self.name


@tracked()
class FixedPattern(Dated):
    """Duties beside the rotation: leaders, street posts, the counter that is open all year."""

    class Rhythm(models.TextChoices):
        WORKDAYS = "workdays", _("working days")
        CYCLE = "cycle", _("days on and off by turns")

    name = models.CharField(_("name"), max_length=40)
    task = models.CharField(_("work"), max_length=12, choices=Task.choices)
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm.choices)
    cycle = models.CharField(_("cycle"), max_length=31, default="1", help_text=_("1 = on, 0 = off, e.g. 110"))
    anchor = models.DateField(_("anchor day"))
    starts = models.TimeField(_("starts at"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = _("fixed pattern")
        ordering = ["task", "starts", "name"]
        constraints = [
            ordered_span("pattern_span"),
            models.UniqueConstraint(fields=["station", "name", "start"], name="pattern_name_once"),
            models.CheckConstraint(condition=models.Q(cycle__regex=r"^[01]+$"), name="pattern_cycle"),
            models.CheckConstraint(condition=models.Q(hours__gt=0, hours__lte=24), name="pattern_hours"),
        ]

    def __str__(self):
        return self.name


@tracked()
class PatternMember(Dated):
    """An officer works by one fixed pattern at a time; ``offset`` shifts the cycle."""

    pattern = models.ForeignKey(FixedPattern, on_delete=models.PROTECT, related_name="members")
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="patterns")
    offset = models.PositiveSmallIntegerField(_("offset"), default=0)
    place = models.CharField(_("post"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("pattern member")
        ordering = ["pattern", "offset", "id"]
        constraints = [
            ordered_span("pattern_member_span"),
            never_two(
                "pattern_member_no_overlap",
                "officer",
                message=_("An officer works by one pattern at a time."),
            ),
        ]


@tracked()
class StrengthFloor(StationOwned):
    """Least number of officers of a team on a role (DU-03; default 1 where no row exists)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="floors")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    minimum = models.PositiveSmallIntegerField(_("at least"))

    class Meta:
        verbose_name = _("minimum strength")
        ordering = ["team__order", "role"]
        constraints = [models.UniqueConstraint(fields=["station", "team", "role"], name="floor_once")]


@tracked(bulk=True)
class GroupTurn(StationOwned):
    """The role of one shift group on one duty day (DU-01)."""

    date = models.DateField(_("duty day"))
    group = models.ForeignKey(ShiftGroup, on_delete=models.PROTECT, related_name="turns")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    plan = models.ForeignKey(RotationPlan, on_delete=models.PROTECT, related_name="turns")

    class Meta:
        verbose_name = _("group turn")
        ordering = ["date", "group__position"]
        constraints = [
            models.UniqueConstraint(fields=["station", "date", "group"], name="turn_one_role_a_group"),
            # Deferrable, so that two groups can trade roles in one statement; unique indexes with a condition cannot.
            ExclusionConstraint(
                name="turn_one_group_a_role",
                expressions=[(column, RangeOperators.EQUAL) for column in ("station", "date", "role")],
                condition=models.Q(role__in=[Role.PRIMARY, Role.SECONDARY]),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]


class AbsenceQuerySet(models.QuerySet):
    """Domain words of absences."""

    def standing(self):
        """Not cancelled."""
        return self.filter(state=Absence.State.ENTERED)

    def touching(self, first, last):
        """Overlapping the days ``first`` … ``last``, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def with_team(self, day):
        """Annotate ``officer_team``: the officer's team of a day."""
        here = TeamMembership.objects.filter(in_force(day), officer=models.OuterRef("officer"))
        return self.annotate(officer_team=models.Subquery(here.values("team_id")[:1]))


@tracked()
class Absence(StationOwned):
    """An officer is away on whole duty days; both days are included, as on the paper form."""

    class Kind(models.TextChoices):
        LEAVE = "leave", _("leave")
        SICK = "sick", _("sick leave")
        TRAINING = "training", _("training")
        SECONDMENT = "secondment", _("secondment")
        OTHER = "other", _("other duty")

    class State(models.TextChoices):
        ENTERED = "entered", _("Entered")
        CANCELLED = "cancelled", _("Cancelled")

    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = station_manager(AbsenceQuerySet)

    class Meta:
        verbose_name = _("absence")
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_span"),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    (models.Func("first_day", "last_day", models.Value("[]"), function="DATERANGE"),
                     RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state="entered"),
                violation_error_message=_("An absence of this officer already covers one of these days."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.officer} {self.first_day} – {self.last_day}"


@tracked()
class Cover(StationOwned):
    """A named substitute for one day of an absence."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="covers")
    date = models.DateField(_("duty day"))
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="covers")
    breaks_rest = models.BooleanField(_("breaks the rest rule"), default=False)

    class Meta:
        verbose_name = _("substitute")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["absence", "date"], name="cover_one_a_day"),
            models.UniqueConstraint(fields=["officer", "date"], name="cover_one_place_a_day"),
        ]


class DutyQuerySet(models.QuerySet):
    """Domain words of duties."""

    def on(self, date):
        """Rows of one duty day."""
        return self.filter(date=date)

    def working(self):
        """Rows on which somebody works."""
        return self.exclude(role=Role.REST)

    def running(self, at):
        """Duties running at a moment (the duty day is yesterday at 03:00, never derived from the clock)."""
        return self.working().filter(starts_at__lte=at, ends_at__gt=at)


@tracked(bulk=True)
class Duty(StationOwned):
    """One officer on one duty day. ``date`` is stored at planning, never derived from a timestamp."""

    date = models.DateField(_("duty day"))
    officer = models.ForeignKey("stations.Officer", on_delete=models.PROTECT, related_name="duties")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(ShiftGroup, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    planned_role = models.CharField(max_length=10, choices=Role.choices)
    task = models.CharField(_("work"), max_length=12, choices=Task.choices)
    commander = models.BooleanField(_("duty commander"), default=False)
    place = models.CharField(_("post"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    standby_from = models.DateTimeField(null=True)
    standby_to = models.DateTimeField(null=True)
    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, null=True, related_name="duties")
    cover = models.ForeignKey(Cover, on_delete=models.SET_NULL, null=True, related_name="duties")
    span = models.GeneratedField(
        expression=TimeSpan("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )

    objects = station_manager(DutyQuerySet)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["date", "officer"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "date"], name="duty_one_row_a_day"),
            ExclusionConstraint(
                name="duty_one_commander",
                expressions=[(column, RangeOperators.EQUAL) for column in ("station", "date")],
                condition=models.Q(commander=True),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("That day already has a duty commander."),
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_span"),
            ExclusionConstraint(
                name="duty_one_place_at_a_time",
                expressions=[("officer", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=~models.Q(role="rest"),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("The officer is on duty elsewhere at that time."),
            ),
        ]
        indexes = [models.Index(fields=["station", "date", "role"], name="duty_day_role")]

    @property
    def label(self) -> str:
        """What the cell says: the role, or absent."""
        return "absent" if self.absence_id else self.role


@tracked(bulk=True)
class RosterRun(StationOwned):
    """One nightly extension up to a horizon, recorded once (DESIGN §7)."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.PROTECT, related_name="runs")
    horizon = models.DateField(_("planned until"))
    at = models.DateTimeField(auto_now_add=True)
    inserted = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    gaps = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("roster run")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["station", "plan", "horizon"], name="run_once")]


class CalendarFeed(StationOwned):
    """The private token of an officer's .ics feed; a new one kills the old one."""

    officer = models.OneToOneField("stations.Officer", on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
