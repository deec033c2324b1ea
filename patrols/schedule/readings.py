"""What pages, API and upper rooms read of plans and duties; a fixed number of queries each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, Sum
from django.db.models.functions import Least

from patrols.routes.models import AreaSquad, Checkpoint, RoutePoint
from patrols.schedule import rules
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty, Plan, PlanGuard
from patrols.schedule.rules import Point, Warned
from patrols.schedule.words import State
from patrols.squads.models import Company, PatrolGroup, Squad, SquadMembership
from stations.kit.spans import in_force

DAY = timedelta(days=1)


# -- duties --------------------------------------------------------------------------------------------------------


def duties():
    """Duties with what a list shows of each: squad, area, route, named guards; two queries."""
    named = DutyGuard.objects.select_related("guard__user").order_by("id")
    rows = PatrolDuty.objects.select_related("squad", "area", "grid", "route", "plan")
    return rows.prefetch_related(Prefetch("guards", named))


@dataclass(frozen=True, slots=True)
class Stand:
    """One point of a duty as it stands at a moment.

    Attributes:
        target: the point, with ``checkpoint`` where it was joined.
        state: ``visited``, ``late`` (visited after the end), ``due``, ``later`` (its time has not come), ``missed``,
            or ``passing`` (nobody has to visit it: between the ends of a window, or the quota is met).
    """

    target: DutyTarget
    state: str

    @property
    def tone(self) -> str:
        """Look of it."""
        return STAND_TONES[self.state]

    @property
    def icon(self) -> str:
        """Its shape: state is never told by colour alone."""
        return STAND_ICONS[self.state]


STAND_TONES = {
    "visited": "ok", "late": "warn", "due": "info", "later": "muted", "missed": "danger", "passing": "muted",
}  # fmt: skip
STAND_ICONS = {
    "visited": "circle-check", "late": "clock", "due": "circle", "later": "circle-dashed", "missed": "circle-x",
    "passing": "minus",
}  # fmt: skip


def stand(duty: PatrolDuty, targets: Sequence[DutyTarget], at: datetime) -> list[Stand]:
    """The points of a duty one by one.

    Args:
        duty: its times, mode and state.
        targets: its points in order.
        at: now.
    """
    points = [Point(target.checkpoint_id, target.seq) for target in targets]
    wanted = {point.checkpoint_id for point in rules.wanted(duty.mode, points)}
    quota_met = sum(1 for target in targets if target.visits) >= duty.planned and duty.mode == "random"
    found = []
    for target in targets:
        state = _stand(duty, target, at)
        if state in {"due", "later", "missed"} and (quota_met or target.checkpoint_id not in wanted):
            state = "passing"
        found.append(Stand(target, state))
    return found


def _stand(duty: PatrolDuty, target: DutyTarget, at: datetime) -> str:
    if target.first_at is not None:
        return "visited" if target.first_at < duty.ends_at else "late"
    if duty.closed_at is not None or at >= duty.ends_at:
        return "missed"
    begins = max(target.not_before or duty.starts_at, duty.starts_at)
    return "later" if at < begins else "due"


def targets_of(duty_ids: Iterable[int]) -> dict[int, list[DutyTarget]]:
    """Points by duty in their order, with their checkpoints; one query."""
    found: dict[int, list[DutyTarget]] = defaultdict(list)
    rows = DutyTarget.objects.filter(duty__in=list(duty_ids)).select_related("checkpoint")
    for target in rows.order_by("duty", "seq", "id"):
        found[target.duty_id].append(target)
    return found


def visited_of(duty: PatrolDuty, targets: Sequence[DutyTarget]) -> int:
    """How many of the wanted points are visited, of a duty that may still be on the way."""
    if duty.closed_at is not None:
        return duty.visited
    points = [Point(t.checkpoint_id, t.seq, visits=(t.first_at,) if t.first_at else ()) for t in targets]
    return sum(1 for point in rules.wanted(duty.mode, points) if point.visits)


def guards_free(duty: PatrolDuty) -> list:
    """Guards of the squad who may be put on a duty: of the squad that day, on no other patrol then; two queries."""
    taken = DutyGuard.objects.filter(starts_at__lt=duty.ends_at, ends_at__gt=duty.starts_at)
    busy = set(taken.filter(Q(holds=True) | Q(duty=duty)).values_list("guard_id", flat=True))
    rows = SquadMembership.objects.filter(in_force(duty.date), squad=duty.squad_id).select_related("guard__user")
    guards = [row.guard for row in rows.order_by("guard__guard_no")]
    return [g for g in guards if g.pk not in busy and not (g.left_on and g.left_on <= duty.date)]


def missed_on(day: date, squads: Iterable[int] | None = None):
    """Duties of a day that nobody came to, or only in part; of some squads, of all by default."""
    rows = PatrolDuty.objects.filter(date=day, state__in=[State.MISSED, State.PARTIAL])
    return rows if squads is None else rows.filter(squad__in=list(squads))


# -- plans ---------------------------------------------------------------------------------------------------------


def plans():
    """Plans with what a list shows of each: squad, area, route, slots, named guards; three queries."""
    named = PlanGuard.objects.select_related("guard__user").order_by("order", "id")
    rows = Plan.objects.select_related("squad", "area", "grid", "route")
    return rows.prefetch_related("slots", Prefetch("guards", named))


def warnings_of(found: Sequence[Plan], day: date) -> dict[int, list[Warned]]:
    """What is odd about some plans (with slots and guards loaded), by plan; four queries."""
    squads: dict[int, set[int]] = defaultdict(set)
    areas = {plan.area_id for plan in found}
    for area, squad in AreaSquad.objects.filter(in_force(day), area__in=areas).values_list("area_id", "squad_id"):
        squads[area].add(squad)
    members = dict(SquadMembership.objects.filter(in_force(day)).values_list("guard_id", "squad_id"))
    routes = {plan.route_id for plan in found if plan.route_id}
    on_route = _counts(RoutePoint.objects.filter(checkpoint__active=True, route__in=routes), "route")
    in_area = _counts(Checkpoint.objects.filter(active=True, area__in=areas), "area")
    return {
        plan.pk: rules.warnings(
            plan,
            area_squads=squads[plan.area_id],
            guards=sum(
                1 for row in plan.guards.all()
                if members.get(row.guard_id) == plan.squad_id and not (row.guard.left_on and row.guard.left_on <= day)
            ),
            points=(on_route.get(plan.route_id, 0) if plan.route_id else in_area.get(plan.area_id, 0)),
        )
        for plan in found
    }  # fmt: skip


def _counts(rows, column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


# -- the month -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Total:
    """Figures of a squad, a company, a group or the station over some days; duties that are over and not cancelled.

    Attributes:
        duties: how many there were; 0 is "no tasks" and never a share of 0 (PA-17).
        done: done in full, late ones included.
        missed: nobody came.
        cancelled: cancelled with a reason; in no other figure.
        planned, visited: points wanted, points visited (never more than wanted).
        seen: points visited, those above a quota included.
        on_time, offline: of the points visited: in time; first visited by a later upload.
        flagged: check-ins with flags.
        metres: completed parts of the routes.
        minutes: from the first to the last check-in of each duty.
    """

    duties: int = 0
    done: int = 0
    missed: int = 0
    cancelled: int = 0
    planned: int = 0
    visited: int = 0
    seen: int = 0
    on_time: int = 0
    offline: int = 0
    flagged: int = 0
    metres: int = 0
    minutes: float = 0.0

    def __iadd__(self, other):
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def share(self) -> float | None:
        """到位率: visited ÷ wanted in percent, at most 100; None without tasks (PA-17)."""
        return round(100 * self.visited / self.planned, 1) if self.planned else None

    @property
    def punctual(self) -> float | None:
        """准时率: in time ÷ visited in percent; None when nothing was visited."""
        return round(100 * self.on_time / self.seen, 1) if self.seen else None

    @property
    def offline_share(self) -> float | None:
        """Points first visited by a later upload, in percent of the visited (PA-09)."""
        return round(100 * self.offline / self.seen, 1) if self.seen else None

    @property
    def km(self) -> float:
        """Kilometres."""
        return round(self.metres / 1000, 1)

    @property
    def hours(self) -> float:
        """Hours."""
        return round(self.minutes / 60, 1)


@dataclass(slots=True)
class Line:
    """One row of the month sheet; ``rank`` only where the station shows rankings, and only inside a group (PA-18)."""

    name: str
    total: Total
    url: str = ""
    group: str = ""
    rank: int | None = None


@dataclass(slots=True)
class Month:
    """The month sheet.

    Attributes:
        lines: one a squad (or company, or group), in their usual order, never by rank.
        groups: one a functional group.
        total: of the station.
    """

    first: date
    last: date
    lines: list[Line] = field(default_factory=list)
    groups: list[Line] = field(default_factory=list)
    total: Total = field(default_factory=Total)


_CLOSED = Q(state__in=rules.CLOSED)


def squad_totals(first: date, last: date) -> dict[int, Total]:
    """Figures by squad over some days (both included), from the duties alone; one query over the index of dates."""
    rows = PatrolDuty.objects.filter(date__range=(first, last)).order_by().values("squad_id").annotate(
        duties=Count("pk", filter=_CLOSED),
        done=Count("pk", filter=Q(state__in=[State.DONE, State.LATE])),
        missed=Count("pk", filter=Q(state=State.MISSED)),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        sum_planned=Sum("planned", filter=_CLOSED),
        sum_visited=Sum(Least("visited", "planned"), filter=_CLOSED),
        sum_seen=Sum("visited", filter=_CLOSED),
        sum_on_time=Sum("on_time", filter=_CLOSED),
        sum_offline=Sum("offline", filter=_CLOSED),
        sum_flagged=Sum("flagged", filter=_CLOSED),
        sum_metres=Sum("metres", filter=_CLOSED),
        length=Sum(F("last_at") - F("first_at"), filter=_CLOSED),
    )  # fmt: skip
    return {
        row["squad_id"]: Total(
            row["duties"], row["done"], row["missed"], row["cancelled"], row["sum_planned"] or 0,
            row["sum_visited"] or 0, row["sum_seen"] or 0, row["sum_on_time"] or 0, row["sum_offline"] or 0,
            row["sum_flagged"] or 0, row["sum_metres"] or 0,
            row["length"].total_seconds() / 60 if row["length"] else 0.0,
        )
        for row in rows
    }  # fmt: skip


def month_totals(station, first: date, last: date) -> Total:
    """Figures of a whole station over some days (both included), for its indicators; one query.

    Args:
        station: the station in scope.
        first, last: duty days.
    """
    whole = Total()
    for total in squad_totals(first, last).values():
        whole += total
    return whole


def month(first: date, last: date, by: str = "squad") -> Month:
    """The month sheet; two queries, three by company.

    Args:
        first, last: duty days, both included.
        by: ``squad`` or ``company``.
    """
    totals = squad_totals(first, last)
    sheet = Month(first, last)
    squads = Squad.objects.select_related("group", "company")
    squads = [squad for squad in squads if squad.active or squad.pk in totals]
    sheet.groups = _gathered(squads, totals, lambda squad: squad.group, _group_order)
    if by == "company":
        sheet.lines = _gathered(squads, totals, lambda squad: squad.company, lambda company: company.code)
    else:
        sheet.lines = [
            Line(squad.name, totals.get(squad.pk, Total()), squad.get_absolute_url(), squad.group.name)
            for squad in squads
        ]
    for squad in squads:
        sheet.total += totals.get(squad.pk, Total())
    return sheet


def rank(lines: Sequence[Line]) -> None:
    """Number squads inside their group by share visited; equal shares share a number, without tasks there is none."""
    by_group: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.total.share is not None:
            by_group[line.group].append(line)
    for members in by_group.values():
        for line in members:
            line.rank = 1 + sum(1 for other in members if other.total.share > line.total.share)


def _group_order(group: PatrolGroup) -> tuple[int, int]:
    return group.order, group.pk


def _gathered(squads: Sequence[Squad], totals: Mapping[int, Total], whose, order) -> list[Line]:
    """Squads added up by their company or group."""
    owners: dict[int, Company | PatrolGroup] = {}
    sums: dict[int, Total] = defaultdict(Total)
    for squad in squads:
        owner = whose(squad)
        owners[owner.pk] = owner
        sums[owner.pk] += totals.get(squad.pk, Total())
    return [
        Line(str(owner) if not isinstance(owner, Company) else owner.name, sums[owner.pk], _address(owner))
        for owner in sorted(owners.values(), key=order)
    ]


def _address(owner) -> str:
    return owner.get_absolute_url() if hasattr(owner, "get_absolute_url") else ""
