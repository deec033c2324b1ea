"""What the plans page tells: cycles, hours, warnings, fixed patterns. Reads in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stations.kit.spans import in_force
from stations.organisation.models import Officer, Post, Team
from stations.places.models import CommunityPost
from stations.roster import rules, warnings
from stations.roster.grids import LETTERS, WORDS, Cell, Row
from stations.roster.models import PatternMember, RotationPlan, SectionMembership, ShiftGroup
from stations.roster.planner import role_on
from stations.roster.warnings import Deputy, Pair, Warned

DAY = timedelta(days=1)
PREVIEW_DAYS = 9


@dataclass(slots=True)
class Described:
    """A plan with what follows from it."""

    plan: RotationPlan
    squares: list[tuple[str, Any, Any]]
    hours: rules.WeeklyHours
    breaks_rest: bool
    rest_hours: int
    until: date | None
    in_force: bool


def describe(plan: RotationPlan, until: date | None, today: date) -> Described:
    """One plan.

    Args:
        plan: saved or not.
        until: first day of the plan after it.
        today: the running duty day.
    """
    return Described(
        plan=plan,
        squares=[(role, LETTERS[role], WORDS[role]) for role in plan.cycle],
        hours=rules.weekly_hours(plan),
        breaks_rest=rules.breaks_rest_rule(plan),
        rest_hours=int(rules.rest_after_primary(plan).total_seconds() // 3600),
        until=until,
        in_force=plan.effective_from <= today and (until is None or today < until),
    )


def described(plans: list[RotationPlan], today: date) -> list[Described]:
    """Plans, the latest first, each with the day on which the next one begins."""
    rows, until = [], None
    for plan in sorted(plans, key=lambda one: one.effective_from, reverse=True):
        rows.append(describe(plan, until, today))
        until = plan.effective_from
    return rows


@dataclass(slots=True)
class Preview:
    """The first days of a plan that is not saved yet."""

    described: Described
    days: list[date]
    rows: list[Row]


def preview(plan: RotationPlan, groups: list[ShiftGroup], today: date) -> Preview:
    """Groups × the first nine days."""
    days = [plan.effective_from + offset * DAY for offset in range(PREVIEW_DAYS)]
    rows = []
    for rank, group in enumerate(groups):
        roles = [role_on(plan, rank, day) for day in days]
        rows.append(Row(group.name, [Cell(f"ro-c ro-c-{role}", LETTERS[role]) for role in roles]))
    return Preview(describe(plan, None, today), days, rows)


def structure(day: date) -> list[Warned]:
    """Warnings about how the groups are made up on a day; five queries."""
    groups = list(ShiftGroup.objects.all())
    teams = list(Team.objects.rotating().filter(active=True))
    turning = SectionMembership.objects.filter(in_force(day), officer__standing=Officer.Standing.ON_POST)
    rows = list(turning.values_list("officer_id", "section__group_id", "section__team_id"))
    group_of = {officer: group for officer, group, _team in rows}
    strength = Counter((team, group) for _officer, group, team in rows)
    deputies = Officer.objects.serving().filter(post=Post.DEPUTY).values_list("pk", "user__name")
    posts: dict[str, dict[str, int | None]] = {}
    for name, role, officer in CommunityPost.objects.filter(in_force(day)).values_list(
        "community__name", "role", "officer_id"
    ):
        posts.setdefault(name, {})[role] = group_of.get(officer)
    return [
        *warnings.deputies_apart([Deputy(name, group_of.get(pk)) for pk, name in deputies], groups),
        *warnings.pairs_apart([Pair(name, pair.get("A"), pair.get("B")) for name, pair in posts.items()]),
        *warnings.strength_everywhere(teams, groups, strength),
    ]


def patterns(day: date) -> list[tuple[Any, list[PatternMember]]]:
    """Fixed patterns in force with their members; one query."""
    rows = PatternMember.objects.filter(in_force(day), in_force(day, "pattern__"))
    found: dict[int, tuple[Any, list]] = {}
    for member in rows.select_related("pattern", "officer__user").order_by(
        "pattern__task", "pattern__starts", "offset"
    ):
        found.setdefault(member.pattern_id, (member.pattern, []))[1].append(member)
    return list(found.values())
