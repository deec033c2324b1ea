"""Everything the roster of a span of days depends on, loaded in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from stations.calendar.rules import marks_between
from stations.organisation.models import Officer, Team, TeamMembership
from stations.places.models import CommunityPost, Grid, PoliceRoom
from stations.roster.models import Absence, Cover, PatternMember, RotationPlan, SectionMembership, ShiftGroup


@dataclass(slots=True)
class Facts:
    """Loaded facts; per-officer lists hold dated rows (``start``, ``end``)."""

    plans: list[RotationPlan]
    groups: list[ShiftGroup]
    officers: dict[int, Officer]
    teams: dict[int, Team]
    memberships: dict[int, list] = field(default_factory=dict)
    sections: dict[int, list] = field(default_factory=dict)
    patterns: dict[int, list] = field(default_factory=dict)
    community_posts: dict[int, list] = field(default_factory=dict)
    home_community: dict[int, int] = field(default_factory=dict)
    rooms: dict[int, str] = field(default_factory=dict)
    team_community: dict[int, int] = field(default_factory=dict)
    absences: dict[int, list[Absence]] = field(default_factory=dict)
    covers: dict[tuple[int, date], Cover] = field(default_factory=dict)
    marks: dict = field(default_factory=dict)


def _by_officer(rows: Iterable) -> dict[int, list]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.officer_id].append(row)
    return grouped


def _touching(first: date, last: date) -> Q:
    """Dated rows that hold on some day of the span."""
    return Q(start__lte=last) & (Q(end__isnull=True) | Q(end__gt=first))


def load(first: date, last: date) -> Facts:
    """Load the facts of ``first`` … ``last`` (both included) of the station in scope."""
    span = _touching(first, last)
    officers = {officer.pk: officer for officer in Officer.objects.serving().select_related("user")}
    teams = {team.pk: team for team in Team.objects.prefetch_related("communities")}
    standing = Absence.objects.standing().touching(first, last)
    facts = Facts(
        plans=list(RotationPlan.objects.order_by("effective_from")),
        groups=list(ShiftGroup.objects.order_by("position")),
        officers=officers,
        teams=teams,
        memberships=_by_officer(TeamMembership.objects.filter(span)),
        sections=_by_officer(SectionMembership.objects.filter(span).select_related("section")),
        patterns=_by_officer(PatternMember.objects.filter(span).select_related("pattern")),
        community_posts=_by_officer(CommunityPost.objects.filter(span)),
        home_community=dict(Grid.objects.order_by("-code").values_list("officer_id", "community_id")),
        absences=_by_officer(standing),
        covers={
            (cover.officer_id, cover.date): cover
            for cover in Cover.objects.filter(
                date__range=(first, last), absence__state=Absence.State.ENTERED
            ).select_related("absence")
        },
        marks=marks_between(first, last),
    )
    rooms = PoliceRoom.objects.exclude(kind=PoliceRoom.Kind.PATROL_POST).exclude(community=None).order_by("-code")
    facts.rooms = dict(rooms.values_list("community_id", "name"))
    facts.team_community = {
        team.pk: communities[0].pk for team in teams.values() if (communities := list(team.communities.all()))
    }
    return facts
