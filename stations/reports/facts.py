"""All registered figures of one month, with what they are compared with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min

from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from stations.indicators.registry import Figure
from stations.organisation.models import Team
from stations.places.models import Community
from stations.roster.models import Duty

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a station that figures are cut by."""

    teams: list[int]
    # Community → the team that answers for this community alone, or None.
    communities: dict[int, int | None]


def first_duty(station: Any) -> date | None:
    """The first duty day of a station."""
    return Duty.objects.filter(station=station).aggregate(first=Min("date"))["first"]


def parts_of(station: Any) -> Parts:
    """Teams and communities; a team with several communities speaks for none of them."""
    teams = list(Team.objects.filter(station=station).order_by("order", "pk").values_list("pk", flat=True))
    owners = dict(Community.objects.filter(station=station).order_by("code").values_list("pk", "team_id"))
    answering = list(owners.values())
    return Parts(teams, {pk: team if team and answering.count(team) == 1 else None for pk, team in owners.items()})


def scope_of(parts: Parts, *, team: int | None = None, community: int | None = None) -> Scope:
    """The scope of one part; a community brings its own team."""
    return Scope(team, None) if community is None else Scope(parts.communities.get(community), community)


def values(figure: Figure, station: Any, period: Period, parts: Parts) -> dict[str, Any]:
    """One figure of one period: ``station``, ``teams`` and ``communities`` (ids as text, as JSON keeps them)."""
    found: dict[str, Any] = {"station": figure.rounded(figure.compute(station, STATION, period))}
    missing = None if figure.is_share else 0
    teams = figure.by_team(station, period) if figure.by_team else {}
    if figure.by_team:
        found["teams"] = {str(pk): figure.rounded(teams.get(pk, missing)) for pk in parts.teams}
    if figure.by_community:
        communities = figure.by_community(station, period)
        found["communities"] = {str(pk): figure.rounded(communities.get(pk, missing)) for pk in parts.communities}
    elif figure.by_team:
        found["communities"] = {
            str(pk): figure.rounded(teams.get(team, missing)) if team else None
            for pk, team in parts.communities.items()
        }
    return found


def _cell(value, previous, last_year, base, leap: bool) -> dict:
    cell = {"value": value, "previous": previous, "last_year": last_year}
    return cell | {"base": base} if leap else cell


def _compared(figure: Figure, station: Any, period: Period, parts: Parts, since: date) -> dict:
    """Every cell of one figure: the value, the one before, that of a year ago.

    A period that began before the first duty is not known; the 29 February of a leap year is left out of ``base``,
    the number that is compared with the year before.
    """
    previous, last_year = period.previous(), period.last_year()
    leap = last_year.now != period

    def known(span: Period) -> dict:
        return values(figure, station, span, parts) if span.first >= since else {}

    now, before, year_ago = values(figure, station, period, parts), known(previous.before), known(last_year.before)
    base = values(figure, station, last_year.now, parts) if leap else now

    def cell(part: str, key: str) -> dict:
        old, older = before.get(part, {}).get(key), year_ago.get(part, {}).get(key)
        return _cell(now[part][key], old, older, base[part][key], leap)

    cells = {"station": _cell(now["station"], before.get("station"), year_ago.get("station"), base["station"], leap)}
    return cells | {
        part: {key: cell(part, key) for key in now[part]} for part in ("teams", "communities") if part in now
    }


def gather(station: Any, month: date, progress: Progress | None = None) -> dict:
    """All figures of a month as JSON: ids, codes and numbers only.

    Args:
        station: the station in scope.
        month: any day of the month.
        progress: told after each figure.
    """
    period = Period.month(month)
    parts, since = parts_of(station), first_duty(station) or period.first
    figures, known = {}, registry.all()
    for number, figure in enumerate(known, 1):
        figures[figure.code] = _compared(figure, station, period, parts, since)
        if progress:
            progress(number, len(known) + 2, str(figure.name))
    return {"month": f"{period.first:%Y-%m}", "leap_day": period.last_year().leap_day, "figures": figures}
