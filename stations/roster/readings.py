"""Loads what the roster's pages draw, each in a fixed number of queries whatever the number of officers."""

from datetime import date, time

from stations.calendar.rules import marks_between
from stations.kit.spans import in_force
from stations.organisation.models import Team
from stations.places.models import Community, CommunityPost
from stations.roster.gaps import floors_of
from stations.roster.models import Duty, GroupTurn, RotationPlan, StrengthFloor
from stations.roster.planner import plan_on
from stations.roster.sheets import DayFacts

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
