"""When they patrol (四定: area, grid, task, time): plans, duties made from them, and the points a duty owes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patrols.schedule.words import OPEN_STATES, Mode, State
from stations.kit.dated import Dated, ordered_span
from stations.kit.history import tracked
from stations.kit.scoping import StationOwned, station_manager
from stations.kit.spans import TimeSpan


@tracked()
class Plan(Dated):
    """What a squad patrols regularly, from a day until a day: area, grid, task and times are never empty (四定)."""

    name = models.CharField(_("name"), max_length=60)
    squad = models.ForeignKey(
        "patrols.Squad", on_delete=models.PROTECT, related_name="plans", verbose_name=_("squad")
    )
    area = models.ForeignKey("patrols.Area", on_delete=models.PROTECT, related_name="plans", verbose_name=_("area"))
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, related_name="+", verbose_name=_("grid"))
    # The points come from the route; without one, from the area (at random).
    route = models.ForeignKey(
        "patrols.Route",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("route"),
    )
    task = models.CharField(_("task"), max_length=200)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices)
    # ISO weekdays, 1 is Monday.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("weekdays"))
    # Points of a random duty: how many are drawn, how many must be visited.
    draw = models.PositiveSmallIntegerField(_("points drawn"), default=0)
    quota = models.PositiveSmallIntegerField(_("check-ins wanted"), default=0)
    # From the first to the last point of a window.
    stay_minutes = models.PositiveSmallIntegerField(_("at least outdoors (min)"), default=0)
    people = models.PositiveSmallIntegerField(_("guards a duty"), default=2)

    class Meta:
        verbose_name = _("patrol plan")
        ordering = ["squad", "id"]
        constraints = [
            ordered_span("patrol_plan_span"),
            models.UniqueConstraint(fields=["station", "name"], name="patrol_plan_name_once"),
            models.CheckConstraint(
                condition=~Q(mode=Mode.RANDOM) | Q(quota__gte=1, draw__gte=F("quota")),
                name="patrol_plan_quota",
                violation_error_message=_("Draw at least as many points as are wanted."),
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.RANDOM) | Q(route__isnull=False),
                name="patrol_plan_route",
                violation_error_message=_("This mode needs a route."),
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="patrol_plan_people"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The plan page."""
        return reverse("patrol-plan", args=[self.pk])


@tracked()
class PlanSlot(StationOwned):
    """One time of the day at which a plan makes a duty."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="slots")
    starts = models.TimeField(_("from"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("time slot")
        ordering = ["plan", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts"], name="plan_slot_once"),
            models.CheckConstraint(condition=Q(minutes__gte=10, minutes__lte=1440), name="plan_slot_minutes"),
        ]


@tracked()
class PlanGuard(StationOwned):
    """A named guard of a plan (工作落实到人); they take the duties by turns."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="guards")
    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="plans")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("guard of a plan")
        ordering = ["plan", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "guard"], name="plan_guard_once")]


class PatrolDutyQuerySet(models.QuerySet):
    """Domain words of patrol duties."""

    def on(self, day):
        """Duties of a duty day."""
        return self.filter(date=day)

    def open(self):
        """Neither finished nor cancelled."""
        return self.filter(state__in=OPEN_STATES)

    def counted(self):
        """What figures count: everything but what was cancelled with a reason."""
        return self.exclude(state=State.CANCELLED)

    def at(self, moment):
        """Running at a moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


@tracked(bulk=True, exclude=("reckon",))
class PatrolDuty(StationOwned):
    """One planned patrol of a squad. ``date`` is set at planning and never derived from a timestamp."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="duties")
    squad = models.ForeignKey("patrols.Squad", on_delete=models.PROTECT, related_name="duties")
    area = models.ForeignKey("patrols.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("stations.Grid", on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey("patrols.Route", on_delete=models.PROTECT, null=True, related_name="duties")
    task = models.CharField(_("task"), max_length=200)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices)
    date = models.DateField(_("duty day"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    stay_minutes = models.PositiveSmallIntegerField(_("at least outdoors (min)"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    # Reckoned from the check-ins by ``schedule.reckoning``; what month sheets add up.
    planned = models.PositiveSmallIntegerField(_("check-ins wanted"), default=0)
    visited = models.PositiveSmallIntegerField(_("points visited"), default=0)
    on_time = models.PositiveSmallIntegerField(_("in time"), default=0)
    offline = models.PositiveSmallIntegerField(_("uploaded later"), default=0)
    flagged = models.PositiveSmallIntegerField(_("with flags"), default=0)
    first_at = models.DateTimeField(_("first check-in"), null=True)
    last_at = models.DateTimeField(_("last check-in"), null=True)
    metres = models.PositiveIntegerField(_("metres walked"), default=0)
    # Something came in since it was last reckoned.
    reckon = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    # Its guards were changed by a person: a later change of the plan leaves them.
    by_hand = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = station_manager(PatrolDutyQuerySet)

    class Meta:
        verbose_name = _("patrol duty")
        verbose_name_plural = _("patrol duties")
        ordering = ["-date", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts_at"], name="patrol_duty_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="patrol_duty_span"),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(reason=""), name="patrol_duty_cancelled_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["date", "station", "squad"], name="patrol_duty_day"),
            models.Index(fields=["station", "ends_at"], condition=Q(closed_at=None), name="patrol_duty_open"),
            models.Index(fields=["station", "id"], condition=Q(reckon=True), name="patrol_duty_reckon"),
        ]

    def __str__(self):
        return f"{self.squad} {self.date}"

    def get_absolute_url(self) -> str:
        """The duty's page."""
        return reverse("patrol-duty", args=[self.pk])


@tracked(bulk=True)
class DutyGuard(StationOwned):
    """A named guard on a duty; nobody is on two at the same time."""

    duty = models.ForeignKey(PatrolDuty, on_delete=models.CASCADE, related_name="guards")
    guard = models.ForeignKey("patrols.Guard", on_delete=models.PROTECT, related_name="duties")
    # The duty's own times, kept here for the constraint; a cancelled duty frees its guards.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    holds = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("guard on a duty")
        ordering = ["duty", "id"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "guard"], name="duty_guard_once"),
            ExclusionConstraint(
                name="duty_guard_never_twice",
                expressions=[
                    ("guard", RangeOperators.EQUAL),
                    (TimeSpan("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(holds=True),
                violation_error_message=_("This guard is on another patrol at that time."),
            ),
        ]


@tracked(bulk=True, exclude=("visits", "first_at"))
class DutyTarget(StationOwned):
    """A point that a duty owes: visited, due or missed, one by one."""

    duty = models.ForeignKey(PatrolDuty, on_delete=models.CASCADE, related_name="targets")
    checkpoint = models.ForeignKey("patrols.Checkpoint", on_delete=models.PROTECT, related_name="targets")
    date = models.DateField()
    seq = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    # Metres from the target before; 0 where the points have no order.
    leg = models.PositiveIntegerField(default=0)
    # Set by the check-in itself (``patrols.checkins``).
    visits = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("point of a duty")
        ordering = ["duty", "seq"]
        constraints = [models.UniqueConstraint(fields=["duty", "checkpoint"], name="duty_target_once")]
        indexes = [models.Index(fields=["date", "station"], name="duty_target_day")]
