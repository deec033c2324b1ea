"""Who could stand in for an absent officer: every officer asked by the same rule, in one pass."""

from dataclasses import dataclass
from datetime import date, timedelta

from stations.kit.answer import Answer
from stations.kit.spans import holds
from stations.organisation.models import Officer
from stations.organisation.rules import COMMANDERS
from stations.places.models import CommunityPost
from stations.roster import rules
from stations.roster.facts import Facts, load
from stations.roster.models import Absence, Duty, Role
from stations.roster.planner import Day, plan_on

DAY = timedelta(days=1)


@dataclass(slots=True)
class StandIn:
    """One officer as a possible substitute."""

    officer: Officer
    own: Duty | None
    answer: Answer
    breaks_rest: bool
    same_team: bool


def candidates(absence: Absence, day: date) -> list[StandIn]:
    """Every serving officer with the rule's answer, the ones who can first.

    A fixed number of queries: the facts, the rows of three days, the officers.

    Args:
        absence: with its officer.
        day: a day of the absence.
    """
    facts = load(day, day + DAY)
    rows: dict[int, dict[date, Duty]] = {}
    near = Duty.objects.filter(date__range=(day - DAY, day + DAY)).select_related("team", "group").defer("span")
    for duty in near:
        rows.setdefault(duty.officer_id, {})[duty.date] = duty
    absent = rows.get(absence.officer_id, {}).get(day)
    if absent is None or absent.planned_role == Role.REST or plan_on(facts.plans, day) is None:
        return []
    planned = Day(facts, day)
    stand_in = planned.without_absence(absence.officer_id, planned.rows()[absence.officer_id])
    found = [
        _ask(facts, absence, absent, stand_in, officer, rows.get(officer.pk, {}), day)
        for officer in facts.officers.values()
        if officer.pk != absence.officer_id
    ]
    return sorted(found, key=_rank)


def _rank(one: StandIn) -> tuple:
    """Who is off before who would leave a fixed post open, the same team first, the leadership last."""
    leaves_post = one.own is not None and one.own.role == Role.FIXED
    return (
        not one.answer, leaves_post, one.officer.post in COMMANDERS, not one.same_team, one.breaks_rest,
        one.officer.police_no,
    )  # fmt: skip


def _ask(
    facts: Facts, absence, absent: Duty, stand_in, officer: Officer, near: dict[date, Duty], day: date
) -> StandIn:
    own = near.get(day)
    posts = facts.community_posts.get(officer.pk, ())
    case = rules.CoverCase(
        absent_officer=absence.officer,
        substitute_officer=officer,
        absent=absent,
        substitute=own,
        team=facts.teams[absent.team_id],
        commands=absent.planned_role == Role.PRIMARY and absence.officer.post in COMMANDERS,
        substitute_is_a=any(post.role == CommunityPost.Role.A and holds(post, day) for post in posts),
        starts_at=stand_in.starts_at,
        ends_at=stand_in.ends_at,
        neighbours=tuple(row for date_, row in near.items() if date_ != day and row.role != Role.REST),
    )
    breaks = rules.cover_breaks_rest(case, absent.planned_role == Role.PRIMARY)
    return StandIn(officer, own, rules.may_cover(case), breaks, bool(own and own.team_id == absent.team_id))
