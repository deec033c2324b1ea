"""Loads what the planner needs in a fixed number of queries, whatever the number of plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from patrols.routes.models import Checkpoint, RoutePoint
from patrols.schedule.models import Plan
from patrols.schedule.planner import Scheme, Spot
from patrols.squads.models import Guard, SquadMembership


@dataclass(slots=True)
class Serving:
    """Which squad each guard belongs to, by day.

    Attributes:
        spans: (from, until excluded or None, squad) by guard.
        left: the day a guard left.
        inactive: guards whose account is closed.
    """

    spans: dict[int, list[tuple[date, date | None, int]]] = field(default_factory=lambda: defaultdict(list))
    left: dict[int, date] = field(default_factory=dict)
    inactive: set[int] = field(default_factory=set)

    def may_go(self, guard_id: int, squad_id: int, day: date) -> bool:
        """Whether a guard serves in a squad on a day."""
        if guard_id in self.inactive or (guard_id in self.left and self.left[guard_id] <= day):
            return False
        return any(
            squad == squad_id and start <= day and (end is None or day < end)
            for start, end, squad in self.spans.get(guard_id, ())
        )


def serving(first: date, last: date) -> Serving:
    """Guards and their squads in a stretch of days; two queries."""
    found = Serving()
    rows = SquadMembership.objects.filter(Q(end=None) | Q(end__gt=first), start__lte=last)
    for guard, start, end, squad in rows.values_list("guard_id", "start", "end", "squad_id"):
        found.spans[guard].append((start, end, squad))
    for guard, left, active in Guard.objects.filter(Q(left_on__isnull=False) | Q(user__is_active=False)).values_list(
        "pk", "left_on", "user__is_active"
    ):
        if left:
            found.left[guard] = left
        if not active:
            found.inactive.add(guard)
    return found


def schemes(first: date, last: date, only: Iterable[int] | None = None) -> list[Scheme]:
    """The plans in force at some time of a stretch of days, with slots, points and guards; five queries.

    Args:
        first, last: duty days, both included.
        only: ids of plans, all by default.
    """
    plans = Plan.objects.filter(Q(end=None) | Q(end__gt=first), start__lte=last, squad__active=True)
    if only is not None:
        plans = plans.filter(pk__in=only)
    plans = list(plans.prefetch_related("slots", "guards").order_by("pk"))
    on_route, in_area = _spots(plans)
    return [_scheme(plan, on_route[plan.route_id] if plan.route_id else in_area[plan.area_id]) for plan in plans]


def _scheme(plan: Plan, spots: list[Spot]) -> Scheme:
    return Scheme(
        plan_id=plan.pk, squad_id=plan.squad_id, area_id=plan.area_id, grid_id=plan.grid_id, route_id=plan.route_id,
        task=plan.task, mode=plan.mode, start=plan.start, end=plan.end, weekdays=frozenset(plan.weekdays),
        slots=tuple(sorted((slot.starts, slot.minutes) for slot in plan.slots.all())), spots=tuple(spots),
        guards=tuple(named.guard_id for named in sorted(plan.guards.all(), key=lambda row: (row.order, row.pk))),
        people=plan.people, draw=plan.draw, quota=plan.quota, stay_minutes=plan.stay_minutes,
    )  # fmt: skip


def _spots(plans: list[Plan]) -> tuple[dict[int, list[Spot]], dict[int, list[Spot]]]:
    """Active points by route, in order, and by area."""
    on_route: dict[int, list[Spot]] = defaultdict(list)
    in_area: dict[int, list[Spot]] = defaultdict(list)
    routes = {plan.route_id for plan in plans if plan.route_id}
    areas = {plan.area_id for plan in plans if not plan.route_id}
    skipped: dict[int, int] = defaultdict(int)
    points = RoutePoint.objects.filter(route__in=routes).order_by("route", "seq")
    for route, point, leg, not_before, active in points.values_list(
        "route_id", "checkpoint_id", "leg", "not_before", "checkpoint__active"
    ):
        if not active:
            # The way past a point that was taken down still has its length.
            skipped[route] += leg
            continue
        first = not on_route[route]
        on_route[route].append(Spot(point, 0 if first else leg + skipped[route], not_before))
        skipped[route] = 0
    for point, area in (
        Checkpoint.objects.filter(area__in=areas, active=True).order_by("code").values_list("pk", "area_id")
    ):
        in_area[area].append(Spot(point))
    return on_route, in_area
