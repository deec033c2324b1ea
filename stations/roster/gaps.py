"""Where strength is missing: shown where it is, as a traffic light (DU-03, DU-04)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from stations.organisation.models import Team
from stations.roster.models import Duty, GroupTurn, Role, StrengthFloor

DAY = timedelta(days=1)
DEFAULT_FLOOR = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing strength on one duty day.

    Attributes:
        date: duty day.
        code: ``strength``, ``commander`` or ``unplanned``.
        missing: number of officers missing.
        team_id, team_name, role: where; empty for the station as a whole.
    """

    date: date
    code: str
    missing: int
    team_id: int | None = None
    team_name: str = ""
    role: str = ""
    have: int = 0
    floor: int = 0

    @property
    def text(self) -> str:
        """The gap in words."""
        if self.code == "unplanned":
            return _("Nobody is planned for this day.")
        if self.code == "commander":
            return _("No duty commander is named.")
        return _("%(team)s, %(role)s: %(have)s of at least %(floor)s") % {
            "team": self.team_name,
            "role": Role(self.role).label,
            "have": self.have,
            "floor": self.floor,
        }

    @property
    def tone(self) -> str:
        """Red where nobody is left or nobody commands, amber where some are missing."""
        return "danger" if self.code != "strength" or self.have == 0 else "warn"


def floors_of(teams: Iterable[Team], rows: Iterable[StrengthFloor]) -> dict[tuple[int, str], int]:
    """(team, role) → least number: what was set, else one on 正 and one on 副 of each rotating team (DU-03)."""
    floors = {
        (team.pk, role): DEFAULT_FLOOR for team in teams if team.rotates for role in (Role.PRIMARY, Role.SECONDARY)
    }
    return floors | {(row.team_id, row.role): row.minimum for row in rows}


def gaps_of_day(
    day: date, have: dict[tuple[int, str], int], floors: dict, teams: dict[int, Team], commanded: bool, planned: bool
) -> list[Gap]:
    """The gaps of one day.

    Args:
        day: duty day.
        have: (team, role) → officers working.
        floors: (team, role) → least number.
        teams: team id → team.
        commanded: a duty commander is named.
        planned: the day has been generated.
    """
    if not planned:
        return [Gap(day, "unplanned", 1)]
    gaps = [] if commanded else [Gap(day, "commander", 1)]
    for (team_id, role), floor in floors.items():
        number = have.get((team_id, role), 0)
        if number < floor:
            name = teams[team_id].name
            gaps.append(Gap(day, "strength", floor - number, team_id, name, role, number, floor))
    return gaps


def gaps_between(station: Any, first: date, last: date) -> list[Gap]:
    """All gaps of the station from ``first`` to ``last`` (both included), in day order; five queries."""
    teams = {team.pk: team for team in Team.objects.filter(station=station, active=True)}
    floors = floors_of(teams.values(), StrengthFloor.objects.filter(station=station, team__active=True))
    duties = Duty.objects.filter(station=station, date__range=(first, last))
    have: dict[date, dict] = defaultdict(dict)
    for row in duties.working().order_by().values("date", "team_id", "role").annotate(n=Count("id")):
        have[row["date"]][row["team_id"], row["role"]] = row["n"]
    commanded = set(duties.filter(commander=True).values_list("date", flat=True))
    planned = set(
        GroupTurn.objects.filter(station=station, date__range=(first, last)).values_list("date", flat=True).distinct()
    )
    gaps = []
    for offset in range((last - first).days + 1):
        day = first + offset * DAY
        gaps += gaps_of_day(day, have[day], floors, teams, day in commanded, day in planned)
    return gaps
