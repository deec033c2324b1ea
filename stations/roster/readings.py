"""Loads what the roster's pages draw, each in a fixed number of queries whatever the number of officers."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from stations.calendar.rules import marks_between
from stations.kit.spans import in_force
from stations.organisation.models import Officer, Team, TeamMembership
from stations.organisation.rules import COMMANDERS
from stations.places.models import Community, CommunityPost
from stations.roster.gaps import Gap, floors_of, gaps_between
from stations.roster.grids import (
    STINT_COLUMNS,
    DayHead,
    Grid,
    Person,
    Stint,
    groups_grid,
    heads,
    officers_grid,
    teams_grid,
)
from stations.roster.models import (
    Absence,
    Cover,
    Duty,
    GroupTurn,
    Role,
    RotationPlan,
    ShiftGroup,
    StrengthFloor,
    Task,
)
from stations.roster.planner import plan_on
from stations.roster.sheets import DayFacts

DAY = timedelta(days=1)
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 1, 1)
# Shown where no plan is in force yet (DOMAIN §3.1).
MORNING = time(8)


def parse_day(text: str | None, fallback: date) -> date:
    """A day from the address, or ``fallback`` where it is missing or no day."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return fallback
    return day if EARLIEST <= day < LATEST else fallback


def parse_month(text: str | None, fallback: date) -> date:
    """The first day of a month written ``2026-11``, or of the month of ``fallback``."""
    return parse_day(f"{text or ''}-01", fallback.replace(day=1))


def duties_of_people():
    """Duties with the person, unit, group and, for substitutes, the person replaced."""
    return Duty.objects.select_related(
        "officer__user", "team", "group", "cover__absence__officer__user"
    ).defer("span")  # fmt: skip


def day_facts(day: date) -> DayFacts:
    """One duty day of the station in scope, in nine queries."""
    plan = plan_on(list(RotationPlan.objects.order_by("effective_from")), day)
    teams = {team.pk: team for team in Team.objects.all()}
    return DayFacts(
        day=day,
        duties=list(duties_of_people().on(day)),
        turns=list(GroupTurn.objects.filter(date=day).select_related("group")),
        teams=teams,
        floors=floors_of(teams.values(), StrengthFloor.objects.all()),
        communities=list(Community.objects.prefetch_related("rooms")),
        posts=dict(CommunityPost.objects.filter(in_force(day)).values_list("officer_id", "role")),
        mark=marks_between(day, day)[day],
        handover=plan.handover if plan else MORNING,
    )


# -- months ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Month:
    """A month to draw.

    Attributes:
        first, last: its days, both included.
        heads: one column a day.
    """

    first: date
    last: date
    heads: list[DayHead]

    @property
    def previous(self) -> date:
        """A day of the month before."""
        return self.first - DAY

    @property
    def next(self) -> date:
        """The first day of the month after."""
        return self.last + DAY


def month_of(text: str | None, today: date) -> Month:
    """The month of the address (``2026-11``), else that of today; one query (day marks)."""
    first = parse_month(text, today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Month(first, last, heads(marks_between(first, last), today))


def stints(month: Month, team: Team | None = None) -> list[Stint]:
    """The duties of a month as plain tuples; one query."""
    rows = Duty.objects.filter(date__range=(month.first, month.last))
    if team:
        rows = rows.filter(officer__in=_members(month, team))
    return [Stint(*row) for row in rows.order_by().values_list(*STINT_COLUMNS)]


def _members(month: Month, team: Team):
    """Officers who belong to a team on some day of the month (subquery)."""
    touching = Q(start__lte=month.last) & (Q(end__isnull=True) | Q(end__gt=month.first))
    return TeamMembership.objects.filter(touching, team=team).values("officer_id")


def people(month: Month, today: date, team: Team | None = None) -> list[Person]:
    """Everybody with the team of today, or of the month's end nearest to today; one query."""
    day = min(max(today, month.first), month.last)
    rows = Officer.objects.with_team(day)
    if team:
        rows = rows.filter(pk__in=_members(month, team))
    columns = ("pk", "user__name", "police_no", "post", "team_id")
    return [Person(*row) for row in rows.values_list(*columns)]


def officers_month(month: Month, today: date, me: int | None, team: Team | None = None) -> tuple[Grid, list[Stint]]:
    """Officers × days in four queries, and the rows it was made of."""
    rows = stints(month, team)
    teams = {found.pk: found for found in Team.objects.all()}
    positions = dict(ShiftGroup.objects.values_list("pk", "position"))
    return officers_grid(month.heads, rows, people(month, today, team), teams, positions, me), rows


def commanders(month: Month) -> dict[date, str]:
    """Day → name of the duty commander; one query."""
    rows = Duty.objects.filter(date__range=(month.first, month.last), commander=True)
    return dict(rows.values_list("date", "officer__user__name"))


def groups_month(month: Month) -> Grid:
    """Shift groups × days in two queries."""
    turns = GroupTurn.objects.filter(date__range=(month.first, month.last)).select_related("group")
    return groups_grid(month.heads, turns, commanders(month))


def strength(first: date, last: date, team: Team | None = None) -> dict[date, dict[tuple[int, str], int]]:
    """Day → (team, role) → officers working; one query."""
    rows = Duty.objects.filter(date__range=(first, last)).working()
    if team:
        rows = rows.filter(team=team)
    have: dict[date, dict[tuple[int, str], int]] = defaultdict(dict)
    for row in rows.order_by().values("date", "team_id", "role").annotate(n=Count("id")):
        have[row["date"]][row["team_id"], row["role"]] = row["n"]
    return have


def teams_month(station, month: Month) -> Grid:
    """Teams × days in seven queries."""
    gaps = gaps_between(station, month.first, month.last)
    teams = list(Team.objects.filter(active=True))
    have = strength(month.first, month.last)
    shown = [team for team in teams if any(team.pk == pk for day in have.values() for pk, _role in day)]
    return teams_grid(month.heads, have, shown, gaps)


# -- one person --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Relief:
    """Whom one duty takes over from, and who takes over from it."""

    duty: Duty
    before: list[Duty]
    after: list[Duty]


def coming(officer_id: int, today: date, number: int) -> list[Duty]:
    """The next working days, today included; one query."""
    rows = duties_of_people().filter(officer=officer_id, date__gte=today).working()
    return list(rows.order_by("date")[:number])


def duties_in(officer_id: int, month: Month) -> list[Duty]:
    """A person's rows of a month; one query."""
    return list(duties_of_people().filter(officer=officer_id, date__range=(month.first, month.last)))


def relief(duty: Duty) -> Relief:
    """The same unit on the same role (or the same fixed post) the day before and the day after; one query."""
    rows = duties_of_people().filter(
        date__in=(duty.date - DAY, duty.date + DAY), team=duty.team_id, role=duty.role
    ).exclude(officer=duty.officer_id)  # fmt: skip
    if duty.group_id is None:
        rows = rows.filter(place=duty.place)
    found = list(rows.order_by("officer__police_no"))
    return Relief(
        duty, [row for row in found if row.date < duty.date], [row for row in found if row.date > duty.date]
    )


def duty_of(officer_id: int, day: date) -> Duty | None:
    """A person's row of one day; one query."""
    return duties_of_people().filter(officer=officer_id, date=day).first()


# -- absences ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class AbsenceDay:
    """One duty day that the absent officer would have worked."""

    duty: Duty
    cover: Cover | None
    gap: Gap | None

    @property
    def open(self) -> bool:
        """Nobody stands in."""
        return self.cover is None

    @property
    def tone(self) -> str:
        """Green: covered; red or amber: open, with or without a gap against the least strength."""
        if self.cover:
            return "ok"
        return self.gap.tone if self.gap else "warn"


def absence_days(station, absence: Absence) -> list[AbsenceDay]:
    """The planned duty days of an absence with substitutes and gaps; seven queries."""
    duties = duties_of_people().filter(absence=absence).exclude(planned_role=Role.REST).order_by("date")
    covers = {cover.date: cover for cover in absence.covers.select_related("officer__user")}
    gaps = {}
    if absence.state == Absence.State.ENTERED:
        found = gaps_between(station, absence.first_day, absence.last_day)
        gaps = {(gap.date, gap.team_id, gap.role): gap for gap in found}
        gaps |= {(gap.date, None, ""): gap for gap in found if gap.code == "commander"}
    commands = absence.officer.post in COMMANDERS
    days = []
    for duty in duties:
        gap = gaps.get((duty.date, duty.team_id, duty.planned_role))
        if commands and duty.planned_role == Role.PRIMARY:
            gap = gap or gaps.get((duty.date, None, ""))
        days.append(AbsenceDay(duty, covers.get(duty.date), gap))
    return days


def open_soon(team_ids: Iterable[int], first: date, last: date) -> list[Duty]:
    """Duty days of absent members of some teams that nobody stands in for; one query."""
    covered = Cover.objects.filter(absence=OuterRef("absence"), date=OuterRef("date"))
    rows = duties_of_people().filter(
        ~Exists(covered), date__range=(first, last), team__in=team_ids, absence__isnull=False
    ).exclude(planned_role=Role.REST)  # fmt: skip
    return list(rows.order_by("date"))


# Posts nobody leaves for an appointment; all other work of a duty leaves room for one.
MANNED = (Task.COMMAND, Task.STREET, Task.COUNTER)


@dataclass(frozen=True, slots=True)
class Taken:
    """A time in which an officer cannot be asked to come somewhere.

    Attributes:
        why: ``absent`` (leave, sickness …), ``rest`` (a day off of the plan) or ``post`` (a post that is not left).
    """

    officer_id: int
    start: datetime
    end: datetime
    why: str


def taken(officer_ids: Iterable[int], start: datetime, end: datetime) -> list[Taken]:
    """What the roster says against appointments of some officers between two moments; two queries.

    An absence takes its whole days; a planned day off and a manned post take the time of their duty. Days the roster
    is not drawn up for say nothing.
    """
    ids, zone = list(officer_ids), timezone.get_current_timezone()
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    away = Absence.objects.filter(
        officer__in=ids, state=Absence.State.ENTERED, first_day__lte=last, last_day__gte=first
    )
    found = [
        Taken(
            row.officer_id, datetime.combine(row.first_day, time(), zone),
            datetime.combine(row.last_day + DAY, time(), zone), "absent",
        )
        for row in away
    ]  # fmt: skip
    duties = Duty.objects.filter(officer__in=ids, starts_at__lt=end, ends_at__gt=start, absence=None)
    for row in duties.filter(Q(role=Role.REST) | Q(task__in=MANNED)).order_by("starts_at"):
        why = "rest" if row.role == Role.REST else "post"
        found.append(Taken(row.officer_id, row.starts_at, row.ends_at, why))
    return found


def by_day(gaps: Iterable[Gap]) -> list[tuple[date, list[Gap]]]:
    """Gaps under their day, in order."""
    days: dict[date, list[Gap]] = {}
    for gap in gaps:
        days.setdefault(gap.date, []).append(gap)
    return sorted(days.items())
