"""Figures of people: strength, its share in community teams, and confirmed duty lists."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_force
from stations.organisation.models import DutyList, DutyListConfirmation, Officer, Team, TeamMembership

GROUP = _("People")


@dataclass(frozen=True, slots=True)
class Serving:
    """One officer on post on the day asked about."""

    officer_id: int
    kind: str
    post: str
    team_id: int | None


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _profiles(station: Any, day: date) -> dict[int, dict]:
    """Officer id → kind, post and standing as they were at the end of a day, by row history.

    Of an officer entered later, the first known profile counts: whether the person was here is told by memberships.
    """
    columns = ("kind", "post", "standing")
    history = apps.get_model("stations", "OfficerEvent").objects.filter(station_id=station.pk)
    first = history.order_by("pgh_obj_id", "pgh_id").distinct("pgh_obj_id")
    then = history.filter(pgh_created_at__lt=_end_of(day)).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    profiles = {row["pk"]: row for row in Officer.objects.filter(station=station).values("pk", *columns)}
    for rows in (first, then):
        profiles.update({row["pgh_obj_id"]: row for row in rows.values("pgh_obj_id", *columns)})
    return profiles


def serving_on(station: Any, day: date) -> list[Serving]:
    """Who was on post on a day and in which team; three queries and one of history."""
    teams = dict(TeamMembership.objects.filter(in_force(day), station=station).values_list("officer_id", "team_id"))
    ever = set(TeamMembership.objects.filter(station=station).values_list("officer_id", flat=True))
    return [
        Serving(officer_id, row["kind"], row["post"], teams.get(officer_id))
        for officer_id, row in _profiles(station, day).items()
        if row["standing"] == Officer.Standing.ON_POST and (officer_id in teams or officer_id not in ever)
    ]


def _police(station: Any, period: Period) -> list[Serving]:
    """在岗民警 on the last day of a period; auxiliaries are never strength."""
    return [one for one in serving_on(station, period.last) if one.kind == Officer.Kind.POLICE]


def strength(station: Any, scope: Scope, period: Period) -> int:
    """在岗民警 of the station or of a team."""
    return sum(scope.team_id in (None, one.team_id) for one in _police(station, period))


def strength_by_team(station: Any, period: Period) -> dict[int, int]:
    """在岗民警 team by team."""
    return dict(Counter(one.team_id for one in _police(station, period) if one.team_id))


def community_share(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of the community teams in the strength, computed (36 of 62 are 58.1 %)."""
    police = _police(station, period)
    if not scope.whole or not police:
        return None
    teams = set(Team.objects.filter(station=station, kind=Team.Kind.COMMUNITY).values_list("pk", flat=True))
    return 100 * sum(one.team_id in teams for one in police) / len(police)


def _confirmations(station: Any, period: Period) -> dict[int | None, list[bool]]:
    """Team id → for each officer whose post has a duty list in force: whether it is confirmed."""
    lists = DutyList.objects.filter(station=station, in_force_from__lte=period.last).order_by("version")
    in_force_list = dict(lists.values_list("post", "pk"))
    done = set(
        DutyListConfirmation.objects.filter(
            duty_list__in=in_force_list.values(), confirmed_at__lt=_end_of(period.last)
        ).values_list("officer_id", "duty_list_id")
    )
    found = defaultdict(list)
    for one in serving_on(station, period.last):
        if one.post in in_force_list:
            found[one.team_id].append((one.officer_id, in_force_list[one.post]) in done)
    return found


def _rate(answers: list[bool]) -> float | None:
    return 100 * sum(answers) / len(answers) if answers else None


def confirmed(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of officers who confirmed the duty list of their post."""
    found = _confirmations(station, period)
    parts = found.values() if scope.team_id is None else [found.get(scope.team_id, [])]
    return _rate([answer for part in parts for answer in part])


def confirmed_by_team(station: Any, period: Period) -> dict[int, float]:
    """The same team by team."""
    return {team: rate for team, answers in _confirmations(station, period).items() if (rate := _rate(answers))
            is not None and team}  # fmt: skip


def _officers(station: Any, scope: Scope, period: Period) -> str:
    return address("officers", team=scope.team_id, kind=Officer.Kind.POLICE, standing=Officer.Standing.ON_POST)


def _duty_lists(station: Any, scope: Scope, period: Period) -> str:
    return address("duty-lists")


def register_figures() -> None:
    """Declare the figures of this feature."""
    register(Figure(
        "strength", _("Officers on post"), _("persons"),
        _("Police officers on post on the last day of the period; auxiliaries, seconded officers and officers on "
          "long leave are not counted."),
        strength, GROUP, _officers, strength_by_team, headline=True, order=1,
    ))  # fmt: skip
    register(Figure(
        "strength.community_share", _("Share of community teams"), "%",
        _("Strength of the community teams as a share of the strength of the station."),
        community_share, GROUP, counts_records=False, digits=1, headline=True, order=2,
    ))  # fmt: skip
    register(Figure(
        "duty_lists.confirmed", _("Duty lists confirmed"), "%",
        _("Share of serving officers, auxiliaries included, who confirmed the duty list in force for their post; "
          "posts without a list are not counted."),
        confirmed, GROUP, _duty_lists, confirmed_by_team, higher_is_better=True, counts_records=False, digits=1,
        order=3,
    ))  # fmt: skip
