"""Live coverage: the points of this moment's duties one by one; a fixed number of queries, however many check-ins."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Least
from django.utils import timezone

from patrols.checkins.models import CheckIn
from patrols.findings.models import Finding
from patrols.findings.words import State as FindingState
from patrols.routes.maps import Ground
from patrols.routes.models import Area
from patrols.schedule import readings, rules
from patrols.schedule.models import DutyTarget, PatrolDuty
from patrols.schedule.readings import Stand
from patrols.schedule.words import State
from patrols.squads.readings import settings_of
from stations.kit.spans import midnight

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
COMING = 6


@dataclass(slots=True)
class Line:
    """One duty of this moment.

    Attributes:
        duty: with squad, route and area joined.
        stands: its points one by one.
        visited: points visited of those wanted.
        last_at: the last check-in of the duty, at whatever point.
        late: should have begun some time ago, nobody has checked in.
        over: its time is over, only the grace is left.
        tone: look of the whole.
    """

    duty: PatrolDuty
    stands: list[Stand]
    visited: int
    last_at: datetime | None
    late: bool
    over: bool
    tone: str

    @property
    def icon(self) -> str:
        """Its shape: state is never told by colour alone."""
        if self.late:
            return "alert-octagon"
        if self.visited >= self.duty.planned:
            return "circle-check"
        if self.over:
            return "alert-triangle"
        return "walk" if self.duty.state == State.RUNNING else "circle-dashed"

    @property
    def rank(self) -> tuple:
        """Late ones first, then by squad."""
        return not self.late, self.duty.squad.code, self.duty.starts_at


@dataclass(slots=True)
class Today:
    """Counts of the day so far.

    Attributes:
        check_ins: all that were recorded.
        wanted, visited: points of the duties that have begun.
        done, partial, missed: duties already judged.
        out: squads on the way now.
        findings: waiting for the office.
        handled: handled by the command room, to be confirmed.
    """

    check_ins: int = 0
    wanted: int = 0
    visited: int = 0
    done: int = 0
    partial: int = 0
    missed: int = 0
    out: int = 0
    findings: int = 0
    handled: int = 0


@dataclass(slots=True)
class Coverage:
    """What the page shows at a moment.

    Attributes:
        lines: duties of this moment, those late to begin first.
        coming: the next ones, where none is on the way.
        points: how many points stand how.
    """

    at: datetime
    lines: list[Line] = field(default_factory=list)
    coming: list[PatrolDuty] = field(default_factory=list)
    points: Counter = field(default_factory=Counter)
    today: Today = field(default_factory=Today)

    @property
    def late(self) -> list[Line]:
        """Duties that should have begun."""
        return [line for line in self.lines if line.late]


def load(station, at: datetime) -> Coverage:
    """Everything that moves; eight queries.

    Args:
        station: the station in scope.
        at: now.
    """
    numbers = settings_of(station)
    grace = numbers.grace_minutes * MINUTE
    day = timezone.localtime(at).date()
    rows = PatrolDuty.objects.filter(
        date__range=(day - DAY, day), state__in=[State.PLANNED, State.RUNNING], starts_at__lte=at,
        ends_at__gt=at - grace,
    ).select_related("squad", "route", "area").order_by("starts_at", "id")  # fmt: skip
    duties = list(rows)
    targets = readings.targets_of(duty.pk for duty in duties)
    last = dict(
        CheckIn.objects.filter(duty__in=[duty.pk for duty in duties])
        .order_by()
        .values_list("duty_id")
        .annotate(last=Max("at"))
    )
    shown = Coverage(at)
    patience = numbers.early_minutes * MINUTE
    for duty in duties:
        line = _line(duty, targets.get(duty.pk, []), last.get(duty.pk), at, patience)
        shown.lines.append(line)
        shown.points.update(stand.state for stand in line.stands)
    shown.lines.sort(key=lambda line: line.rank)
    if not duties:
        ahead = PatrolDuty.objects.filter(date__range=(day, day + DAY), state=State.PLANNED, starts_at__gt=at)
        ahead = ahead.select_related("squad", "route", "area").order_by("starts_at", "squad__code")
        shown.coming = list(ahead[:COMING])
    shown.today = _today(day, at)
    shown.today.visited += sum(min(line.visited, line.duty.planned) for line in shown.lines if line.duty.date == day)
    shown.today.out = len({line.duty.squad_id for line in shown.lines if line.duty.state == State.RUNNING})
    return shown


def _line(duty: PatrolDuty, targets: list[DutyTarget], last_at: datetime | None, at: datetime, patience) -> Line:
    late = duty.state == State.PLANNED and duty.starts_at + patience <= at
    # A check-in that does not count for a point still says that somebody is there.
    last_at = max([moment for moment in (last_at, *(t.first_at for t in targets)) if moment], default=None)
    visited, over = readings.visited_of(duty, targets), at >= duty.ends_at
    tone = "danger" if late else "ok" if visited >= duty.planned else "warn" if over else rules.TONES[duty.state]
    return Line(duty, readings.stand(duty, targets, at), visited, last_at, late, over, tone)


def _today(day, at: datetime) -> Today:
    """Three queries: duties, findings, check-ins; points of the duties on the way are added from their lines."""
    duties = PatrolDuty.objects.filter(date=day).order_by().aggregate(
        done=Count("pk", filter=Q(state__in=[State.DONE, State.LATE])),
        partial=Count("pk", filter=Q(state=State.PARTIAL)),
        missed=Count("pk", filter=Q(state=State.MISSED)),
        wanted=Sum("planned", filter=~Q(state=State.CANCELLED) & Q(starts_at__lte=at)),
        visited=Sum(Least("visited", "planned"), filter=Q(state__in=rules.CLOSED)),
    )  # fmt: skip
    found = Finding.objects.filter(state__in=[FindingState.REPORTED, FindingState.HANDLED]).order_by()
    findings = dict(found.values_list("state").annotate(n=Count("pk")))
    begin = midnight(day)
    return Today(
        check_ins=CheckIn.objects.filter(at__gte=begin, at__lt=begin + DAY).count(),
        wanted=duties["wanted"] or 0,
        visited=duties["visited"] or 0,
        done=duties["done"],
        partial=duties["partial"],
        missed=duties["missed"],
        findings=findings.get(FindingState.REPORTED, 0),
        handled=findings.get(FindingState.HANDLED, 0),
    )


def ground() -> Ground:
    """What does not move: outlines of communities and areas; two queries."""
    made = Ground(focus=("area",)).communities()
    for row in Area.objects.filter(active=True).only("outline", "station_id"):
        made.add(row.outline, "area", "", dim=True)
    return made
