"""From facts to the duty rows that ought to be there. Pure: nothing is read or written here."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from stations.kit.spans import holds
from stations.organisation.models import Post, Team
from stations.organisation.rules import COMMANDERS
from stations.places.models import CommunityPost
from stations.roster.facts import Facts
from stations.roster.models import FixedPattern, Role, RotationPlan, Task

DAY = timedelta(days=1)


@dataclass(slots=True)
class Planned:
    """The content of one duty row, comparable with what is stored."""

    team_id: int
    group_id: int | None
    role: str
    planned_role: str
    task: str
    commander: bool
    place: str
    starts_at: datetime
    ends_at: datetime
    standby_from: datetime | None = None
    standby_to: datetime | None = None
    absence_id: int | None = None
    cover_id: int | None = None


COLUMNS = tuple(item.name for item in fields(Planned))


def local(day: date, clock: time) -> datetime:
    """A wall-clock moment of the station as an aware datetime."""
    return datetime.combine(day, clock, ZoneInfo(settings.TIME_ZONE))


def plan_on(plans: list[RotationPlan], day: date) -> RotationPlan | None:
    """The plan in force: the last one effective on or before the day."""
    return next((plan for plan in reversed(plans) if plan.effective_from <= day), None)


def role_on(plan: RotationPlan, rank: int, day: date) -> str:
    """DU-02: ``cycle[(day − anchor + rank) mod n]``; on the anchor day rank 0 has the first role."""
    return plan.cycle[((day - plan.anchor).days + rank) % len(plan.cycle)]


def duty_day(moment: datetime, handover: time) -> date:
    """The duty day of a moment: before the handover it is still yesterday's."""
    here = timezone.localtime(moment, ZoneInfo(settings.TIME_ZONE))
    return here.date() if here.time() >= handover else here.date() - DAY


class Day:
    """One duty day of one station: group roles, bounds, and every officer's row."""

    def __init__(self, facts: Facts, day: date):
        """
        Raises:
            ValueError: no plan is in force on that day.
        """
        plan = plan_on(facts.plans, day)
        if plan is None:
            raise ValueError(f"no rotation plan in force on {day}")
        self.facts, self.day, self.plan = facts, day, plan
        self.starts = local(day, plan.handover)
        self.ends = local(day + DAY, plan_on(facts.plans, day + DAY).handover)
        # The rank counts, not the number on the group: stations count their groups from 1.
        self.turns = {group.pk: role_on(plan, rank, day) for rank, group in enumerate(facts.groups)}

    def rows(self) -> dict[int, Planned]:
        """Officer id → row, for every officer who belongs to a team that day (rest rows included)."""
        rows = {}
        for officer_id in self.facts.officers:
            team = self._team(officer_id)
            if team:
                rows[officer_id] = self._plain_row(officer_id, team)
        self._apply_covers(rows)
        self._name_commander(rows)
        return rows

    def _team(self, officer_id: int) -> Team | None:
        held = [row for row in self.facts.memberships.get(officer_id, ()) if holds(row, self.day)]
        return self.facts.teams[held[0].team_id] if held else None

    def _absence(self, officer_id: int):
        away = self.facts.absences.get(officer_id, ())
        return next((row for row in away if row.first_day <= self.day <= row.last_day), None)

    def _plain_row(self, officer_id: int, team: Team) -> Planned:
        """The row of the rotation or of a fixed pattern, before substitutes; absent officers rest."""
        section = next((row for row in self.facts.sections.get(officer_id, ()) if holds(row, self.day)), None)
        member = next((row for row in self.facts.patterns.get(officer_id, ()) if holds(row, self.day)), None)
        if section:
            row = self._turning(team, section.section.group_id)
        elif member and self._pattern_on(member):
            row = self._fixed(team, member)
        else:
            row = self._resting(team)
        row.task = self._task(officer_id, team, row.task)
        if row.role != Role.FIXED:
            row.place = self._place(officer_id, team)
        absence = self._absence(officer_id)
        if absence:
            row.role, row.absence_id = Role.REST, absence.pk
            row.starts_at, row.ends_at, row.standby_from, row.standby_to = self.starts, self.ends, None, None
        return row

    def _resting(self, team: Team) -> Planned:
        return Planned(team.pk, None, Role.REST, Role.REST, team.kind, False, "", self.starts, self.ends)

    def _turning(self, team: Team, group_id: int) -> Planned:
        row = self._resting(team)
        row.group_id = group_id
        row.role = row.planned_role = self.turns.get(group_id, Role.REST)
        self._set_hours(row)
        return row

    def _set_hours(self, row: Planned) -> None:
        """Hours of a rotating role; 24 h means until the next handover. 备勤 is marked apart (DU-12)."""
        hours = {Role.PRIMARY: self.plan.primary_hours, Role.SECONDARY: self.plan.secondary_hours}.get(row.role)
        if hours is None:
            return
        row.starts_at = self.starts
        row.ends_at = self.ends if hours >= 24 else min(self.ends, self.starts + timedelta(hours=float(hours)))
        if row.role == Role.SECONDARY and self.plan.standby_from and self.plan.standby_to:
            begin, end = self.standby()
            if begin < row.ends_at:
                row.standby_from, row.standby_to = begin, min(end, row.ends_at)

    def standby(self) -> tuple[datetime, datetime]:
        """Begin and end of 备勤 inside this duty day."""
        begin = local(self.day, self.plan.standby_from)
        begin += DAY if begin < self.starts else timedelta()
        end = local(begin.date(), self.plan.standby_to)
        return begin, min(end + DAY if end <= begin else end, self.ends)

    def _pattern_on(self, member) -> bool:
        pattern = member.pattern
        if not holds(pattern, self.day):
            return False
        if pattern.rhythm == FixedPattern.Rhythm.WORKDAYS:
            return self.facts.marks[self.day].is_working
        return pattern.cycle[((self.day - pattern.anchor).days + member.offset) % len(pattern.cycle)] == "1"

    def _fixed(self, team: Team, member) -> Planned:
        begin = local(self.day, member.pattern.starts)
        end = begin + timedelta(hours=float(member.pattern.hours))
        task, place = member.pattern.task, member.place or member.pattern.name
        return Planned(team.pk, None, Role.FIXED, Role.FIXED, task, False, place, begin, end)

    def _is_a(self, officer_id: int) -> bool:
        posts = self.facts.community_posts.get(officer_id, ())
        return any(post.role == CommunityPost.Role.A and holds(post, self.day) for post in posts)

    def _task(self, officer_id: int, team: Team, task: str) -> str:
        """A角 officers turn with their group but only do community work (DU-08)."""
        return Task.COMMUNITY if self._is_a(officer_id) else task

    def _place(self, officer_id: int, team: Team) -> str:
        """Community officers sit in the police room of their community (两级值班), others with their team."""
        if team.kind != Team.Kind.COMMUNITY:
            return team.name
        posts = [post for post in self.facts.community_posts.get(officer_id, ()) if holds(post, self.day)]
        community = posts[0].community_id if posts else self.facts.home_community.get(officer_id)
        community = community or self.facts.team_community.get(team.pk)
        return self.facts.rooms.get(community, team.name)

    def _apply_covers(self, rows: dict[int, Planned]) -> None:
        """Substitutes take the place of absent officers: their role, unit, hours and post."""
        for officer_id, row in rows.items():
            cover = self.facts.covers.get((officer_id, self.day))
            away = rows.get(cover.absence.officer_id) if cover else None
            if not away or row.absence_id or not away.absence_id or away.planned_role == Role.REST:
                continue
            absent_id = cover.absence.officer_id
            stand_in = self.without_absence(absent_id, away)
            row.role, row.team_id, row.group_id = stand_in.role, away.team_id, away.group_id
            row.task = self._task(officer_id, self.facts.teams[away.team_id], stand_in.task)
            row.place, row.cover_id = stand_in.place, cover.pk
            row.starts_at, row.ends_at = stand_in.starts_at, stand_in.ends_at
            row.standby_from, row.standby_to = stand_in.standby_from, stand_in.standby_to

    def without_absence(self, officer_id: int, away: Planned) -> Planned:
        """What the absent officer would have done."""
        team = self.facts.teams[away.team_id]
        if away.planned_role == Role.FIXED:
            member = next(row for row in self.facts.patterns[officer_id] if holds(row, self.day))
            return self._fixed(team, member)
        row = self._turning(team, away.group_id)
        row.place = away.place
        return row

    def _name_commander(self, rows: dict[int, Planned]) -> None:
        """DU-04: the deputy chief on 正 commands from the command room; DU-05: a leader may stand in."""
        candidates = [
            (
                self.facts.officers[officer_id].post != Post.DEPUTY,
                self.facts.officers[officer_id].police_no,
                officer_id,
            )
            for officer_id, row in rows.items()
            if row.role == Role.PRIMARY and self.facts.officers[officer_id].post in COMMANDERS
        ]
        if candidates:
            row = rows[min(candidates)[2]]
            room = next((team for team in self.facts.teams.values() if team.kind == Team.Kind.COMMAND), None)
            row.commander, row.task, row.place = True, Task.COMMAND, room.name if room else row.place


def fit(row: Planned, before, after) -> Planned:
    """Trim a working row so that it never overlaps the neighbouring days of the same officer (DU-06).

    Overlaps arise only where a pattern, a plan or a substitute changes between two days; what is left of no length
    becomes rest.

    Args:
        row: the planned row, changed in place.
        before, after: the rows of the day before and after (``role``, ``starts_at``, ``ends_at``), or None.
    """
    if row.role == Role.REST:
        return row
    if before is not None and before.role != Role.REST and before.ends_at > row.starts_at:
        row.starts_at = before.ends_at
    if after is not None and after.role != Role.REST and after.starts_at < row.ends_at:
        row.ends_at = after.starts_at
    if row.ends_at <= row.starts_at:
        row.role, row.commander, row.cover_id = Role.REST, False, None
        row.ends_at = row.starts_at + DAY
    if row.role == Role.REST or (row.standby_from and row.standby_from >= row.ends_at):
        row.standby_from = row.standby_to = None
    elif row.standby_to:
        row.standby_from, row.standby_to = max(row.standby_from, row.starts_at), min(row.standby_to, row.ends_at)
    return row
