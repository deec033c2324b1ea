"""Loads what the board shows, each part in a fixed number of queries whatever the number of rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from stations.casework.models import Referral
from stations.catalogue.models import Category
from stations.catalogue.words import Grade, Kind
from stations.command import rules
from stations.crews import readings as crews
from stations.crews.models import Crew, Layer
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.readings import CrewState, crew_states
from stations.handovers.models import Handover
from stations.handovers.readings import unsigned
from stations.incidents.models import Incident
from stations.incidents.readings import effective, overdue, unassigned
from stations.incidents.words import State
from stations.kit.compiled import Compiled
from stations.roster.models import Duty, GroupTurn, Task
from stations.timeline.models import Entry

# How many open incidents the board lists; the counts above it are of all.
MOST = 60
# What the board shows of an incident, of its sixty columns.
SHOWN = (
    "kind", "state", "grade", "urgent", "reported_at", "received_at", "due_at", "overdue_since", "place", "lat",
    "lng", "category__name", "community__name", "grid__name", "grid__code",
)  # fmt: skip
ON_DUTY = ("date", "group", "role", "task", "commander", "officer__police_no", "officer__user__name")
WEEKS = 8
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def version(at: datetime) -> str:
    """What a screen compares before it asks for more: the newest line of the day-book and the minute; one query.

    Whatever changes what the board shows writes a line; the minute carries what only the clock changes.
    """
    newest = NEWEST.ask()
    return f"{newest[0][0] if newest else 0}.{int(at.timestamp()) // 60}"


NEWEST = Compiled(lambda: Entry.objects.order_by("-number").values_list("number")[:1])


# -- open incidents --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Row:
    """An open incident as the board lists it.

    Attributes:
        timer: the overdue timer, else the nearest running one.
        assignments: crews on it now.
        point: where the map draws it; ``exact`` when that is its own point.
    """

    incident: Incident
    stage: rules.Stage
    timer: Timer | None = None
    assignments: list[Assignment] = field(default_factory=list)
    point: tuple[float, float] | None = None
    exact: bool = False

    @property
    def state(self) -> Any:
        """Its state in words."""
        return State(self.incident.state).label

    @property
    def grade(self) -> Any:
        """Its grade in words."""
        return Grade(self.incident.grade).label

    @property
    def overdue(self) -> bool:
        """Something should have happened by now."""
        return self.incident.overdue_since is not None

    def waits_for_support(self, asking: Assignment) -> bool:
        """A crew asked for support and nobody was sent since."""
        wanted = asking.support_wanted_at
        return bool(wanted) and not any(row.sent_at > wanted for row in self.assignments)


def active() -> Any:
    """Assignments that have not ended, with their crew."""
    return Assignment.objects.active().select_related("crew").defer("crew__span").order_by("id")


def open_timers() -> Any:
    """Timers that run, or went off and still wait for what they asked; those of crews that left do not count."""
    waiting = Q(state=Timer.State.WAITING) | Q(state=Timer.State.ESCALATED, met_at=None)
    gone = Q(assignment__state__in=Assignment.ENDED)
    return Timer.objects.filter(waiting).exclude(gone).order_by("due_at", "id")


def open_rows(limit: int = MOST) -> list[Row]:
    """Open incidents, the most pressing first, without lost and found; three queries.

    Urgent ones first, then what is overdue, then by grade and age.
    """
    found = Incident.objects.open().exclude(kind__in=(Kind.FOUND, Kind.LOSS))
    found = found.select_related("category", "community", "grid").only(*SHOWN)
    found = found.prefetch_related(
        Prefetch("assignments", queryset=active(), to_attr="crews_on_it"),
        Prefetch("timers", queryset=open_timers(), to_attr="open_timers"),
    )
    pressing = found.annotate(in_time=Q(overdue_since=None)).order_by("-urgent", "in_time", "grade", "reported_at")
    return [_row(one) for one in pressing[:limit]]


def _row(incident: Incident) -> Row:
    late = [timer for timer in incident.open_timers if timer.state == Timer.State.ESCALATED]
    timer = next(iter(late or incident.open_timers), None)
    return Row(incident, rules.stage_of(incident.kind, incident.state), timer, incident.crews_on_it)


@dataclass(slots=True)
class Line:
    """One stage with all its incidents counted, those overdue and those nobody has, and the listed ones below."""

    stage: rules.Stage
    count: int = 0
    late: int = 0
    alone: int = 0
    states: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The filters of the list of incidents that shows exactly these."""
        if self.stage is rules.PROPERTY:
            return "&".join(f"kind={kind}" for kind in (Kind.FOUND, Kind.LOSS)) + "&standing=open"
        return "&".join(f"state={state}" for state in self.states) + "&standing=open"


def _stages(at: datetime) -> QuerySet:
    late, alone = Count("id", filter=overdue(at)), Count("id", filter=unassigned())
    rows = Incident.objects.open().order_by().values_list("kind", "state")
    return rows.annotate(n=Count("id"), late=late, alone=alone)


STAGES = Compiled(_stages, at=datetime)


def stage_counts(at: datetime) -> list[Line]:
    """Open incidents by stage; one query."""
    lines = {stage.code: Line(stage) for stage in rules.STAGES}
    for kind, state, number, late, alone in STAGES.ask(at=at):
        line = lines[rules.stage_of(kind, state).code]
        line.count += number
        line.late += late
        line.alone += alone
        line.states[state] = line.states.get(state, 0) + number
    return list(lines.values())


def lines_of(counts: list[Line], rows: Iterable[Row]) -> list[Line]:
    """Put the listed incidents under their stages; urgent ones stand above all, in a line that counts nothing."""
    by_stage = defaultdict(list)
    for row in rows:
        by_stage[rules.URGENT.code if row.incident.urgent else row.stage.code].append(row)
    lines = [Line(rules.URGENT), *counts]
    for line in lines:
        line.rows = by_stage[line.stage.code]
    return lines


# -- crews -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class CrewLine:
    """A crew that is out, what it does, what it lacks."""

    now: CrewState
    gaps: list = field(default_factory=list)
    point: tuple[float, float] | None = None
    exact: bool = False

    @property
    def crew(self) -> Crew:
        """The crew, with members and officers."""
        return self.now.crew

    @property
    def drives(self) -> bool:
        """A car crew, the first to be sent."""
        return self.crew.layer in (Layer.FIRST, Layer.SECOND)

    @property
    def busy(self) -> bool:
        """Sent to something."""
        return self.now.task is not None


def crew_lines(station, at: datetime) -> list[CrewLine]:
    """Crews out now with their tasks and gaps, car crews first; four queries."""
    vehicles = crews.has_vehicles()
    lines = [CrewLine(state, crews.crew_gaps(state.crew, vehicles)) for state in crew_states(station, at)]
    order = list(Layer.values)
    return sorted(lines, key=lambda line: (order.index(line.crew.layer), line.crew.name, line.crew.pk))


# -- who is on duty --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class OnDuty:
    """Who is on duty at a moment."""

    commander: Duty | None = None
    desk: list[Duty] = field(default_factory=list)
    groups: list[tuple[GroupTurn, int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    fixed: int = 0


def on_duty(at: datetime) -> OnDuty:
    """Commander, desk and shift groups at a moment, from the roster; two queries."""
    # What runs began yesterday at the earliest; the day makes it an index scan.
    day = timezone.localdate(at)
    duties = Duty.objects.filter(date__range=(day - DAY, day)).running(at).filter(absence=None)
    duties = duties.select_related("officer__user").only(*ON_DUTY)
    rows = list(duties.order_by("officer__police_no"))
    turns = GroupTurn.objects.filter(date__in={row.date for row in rows if row.group_id}).select_related("group")
    count: dict[tuple, int] = defaultdict(int)
    made = OnDuty()
    for row in rows:
        count[row.date, row.group_id] += 1
        made.counts[row.role] = made.counts.get(row.role, 0) + 1
        if row.commander:
            made.commander = row
        elif row.task == Task.COMMAND:
            made.desk.append(row)
    on = [(turn, count[turn.date, turn.group_id]) for turn in turns if count[turn.date, turn.group_id]]
    made.groups = sorted(on, key=lambda pair: (pair[0].role, pair[0].group.position))
    made.fixed = sum(row.group_id is None for row in rows)
    return made


# -- today against the same weekday ----------------------------------------------------------------------------


@dataclass(slots=True)
class Today:
    """Effective calls since midnight, all and by fold, beside the average of the same weekday until the same time."""

    day: Any
    counts: dict[str, int]
    averages: dict[str, float]
    closed: int = 0
    weeks: int = WEEKS

    @property
    def total(self) -> int:
        """All effective calls."""
        return self.counts.get("", 0)


def _calls(**ends: datetime) -> QuerySet:
    spans = Q()
    for week in range(WEEKS + 1):
        spans |= Q(reported_at__gte=ends[f"from{week}"], reported_at__lt=ends[f"to{week}"])
    rows = effective(Incident.objects.filter(spans)).order_by()
    return rows.annotate(day=TruncDate("reported_at")).values_list("day", "category__fold").annotate(n=Count("id"))


def _closed(midnight: datetime, at: datetime, since: datetime) -> QuerySet:
    rows = Incident.objects.filter(closed_at__gte=midnight, closed_at__lte=at, reported_at__gte=since)
    return rows.exclude(state=State.STRUCK).order_by().values(day=Value(1)).annotate(n=Count("id")).values_list("n")


CALLS = Compiled(_calls, **{f"{end}{week}": datetime for end in ("from", "to") for week in range(WEEKS + 1)})
CLOSED = Compiled(_closed, midnight=datetime, at=datetime, since=datetime)
FIRST = Compiled(lambda: Incident.objects.order_by("reported_at", "id").values_list("reported_at")[:1])


def today(at: datetime) -> Today:
    """Calls of the calendar day so far and of the same weekday of the last eight weeks; three queries.

    Counted by the time of the report, closed-open, by the category of the feedback (IN-07, DOMAIN §4.3). A station
    whose records begin later is compared with the weeks there are; without any there is no average.
    """
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = {f"from{week}": midnight - week * WEEK for week in range(WEEKS + 1)}
    ends |= {f"to{week}": at - week * WEEK for week in range(WEEKS + 1)}
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, float] = defaultdict(float)
    for day, fold, number in CALLS.ask(**ends):
        for key in ("", fold):
            if day == local.date():
                counts[key] += number
            else:
                sums[key] += number
    closed = CLOSED.ask(midnight=midnight, at=at, since=midnight - 40 * DAY)
    weeks = weeks_on_record(local.date())
    averages = {key: value / weeks for key, value in sums.items()} if weeks else {}
    return Today(local.date(), dict(counts), averages, closed[0][0] if closed else 0, weeks)


def weeks_on_record(day: date) -> int:
    """Times this weekday lies between the first record of the station and today, at most eight; one query."""
    first = FIRST.ask()
    return min(WEEKS, max((day - timezone.localdate(first[0][0])).days // 7, 0)) if first else 0


def folds() -> list[tuple[str, Any]]:
    """The folds the board counts."""
    fold = Category.Fold
    return [(one.value, one.label) for one in (fold.DISPUTE, fold.HELP, fold.ORDER, fold.CRIMINAL, fold.TRAFFIC)]


# -- what must not be overlooked -------------------------------------------------------------------------------


@dataclass(slots=True)
class Watch:
    """What the alerts are made of."""

    rows: list[Row]
    crews: list[CrewLine]
    handover: Handover | None
    returned: list[Referral]
    overdue: int
    unassigned: int
    commander: bool


def watch(station, at: datetime, rows: list[Row], crews: list[CrewLine], duty: OnDuty, counts: list[Line]) -> Watch:
    """Everything that raises an alarm; two queries beside what the other parts have loaded."""
    back = Referral.objects.filter(state=Referral.State.RETURNED).order_by("answered_at")
    return Watch(
        rows=rows, crews=crews, handover=unsigned(station, at, joined=False), returned=list(back[:5]),
        overdue=sum(line.late for line in counts), unassigned=sum(line.alone for line in counts),
        commander=duty.commander is not None,
    )  # fmt: skip
