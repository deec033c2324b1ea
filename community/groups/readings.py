"""Who somebody is among the crime-watch groups, and what of them each person may see."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.groups.models import (
    CommunitySettings,
    ConsentText,
    Enrolment,
    GroupLead,
    GroupMembership,
    Member,
    WatchGroup,
)
from community.groups.words import State
from stations.kit.spans import in_force
from stations.kit.ties import ties_of
from stations.organisation.models import Officer
from stations.organisation.rules import commands, officer_of
from stations.places.models import Community, CommunityPost


@dataclass(frozen=True, slots=True)
class Standing:
    """What the predicates of the crime watch ask about a person.

    Attributes:
        member: the crime-watch profile, in whatever state, or None.
        leads: groups the person leads or deputises in today; only a confirmed member leads.
        office: works in the crime-watch office.
        commands: station leadership.
        communities: communities this officer answers for today (team, A角, B角, grid).
    """

    member: Member | None = None
    leads: frozenset[int] = frozenset()
    office: bool = False
    commands: bool = False
    communities: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_member(self) -> bool:
        """Whether tasks, messages and points may go to the person."""
        return self.member is not None and self.member.state == State.CONFIRMED

    @property
    def sees_all(self) -> bool:
        """Every group of the station."""
        return self.office or self.commands


def standing(user) -> Standing:
    """A person's standing today; read once per request and person (a query for a member). In a station."""
    if not user.is_authenticated or not user.home_station_id:
        return Standing()
    known = getattr(user, "_watch_standing", None)
    if known is None:
        known = user._watch_standing = _read(user)
    return known


def _read(user) -> Standing:
    ties = {kind: frozenset(number for number, _word in found) for kind, found in ties_of(user).items()}
    own = officer_of(user)
    serving = own is not None and own.standing == Officer.Standing.ON_POST and own.kind == Officer.Kind.POLICE
    places = [ties.get(f"area.{kind}", frozenset()) for kind in ("post", "grid", "team")]
    known = ties.get("watch.member")
    return Standing(
        member=Member.objects.filter(pk__in=known).first() if known else None,
        leads=ties.get("watch.leads", frozenset()),
        office="watch.office" in ties,
        commands=bool(commands(user)),
        communities=frozenset().union(*places) if serving else frozenset(),
    )


def settings_of(station) -> CommunitySettings:
    """The station's settings, with the defaults where it has set none."""
    return CommunitySettings.objects.filter(station=station).first() or CommunitySettings(station=station)


def consent_text(station) -> ConsentText | None:
    """The version in force: the newest."""
    return ConsentText.objects.filter(station=station).order_by("-version").first()


# What each person sees; the one spelling for pages, API and exports


def groups_seen_by(user) -> QuerySet[WatchGroup]:
    """Groups: all for office and leadership, those of their communities for officers, their own for leaders."""
    who = standing(user)
    if who.sees_all:
        return WatchGroup.objects.all()
    return WatchGroup.objects.filter(Q(community__in=who.communities) | Q(pk__in=who.leads))


def groups_tended_by(user) -> QuerySet[WatchGroup]:
    """Groups somebody keeps: those seen, without those one only leads."""
    who = standing(user)
    return WatchGroup.objects.all() if who.sees_all else WatchGroup.objects.filter(community__in=who.communities)


def members_tended_by(user) -> QuerySet[Member]:
    """Members an officer keeps; a leader sees the own group on the phone only."""
    rows = members_on(timezone.localdate()).filter(erased_at=None)
    who = standing(user)
    return rows if who.sees_all else rows.filter(community_id__in=who.communities)


def enrolments_seen_by(user) -> QuerySet[Enrolment]:
    """Who was asked to join the groups that an officer sees; leaders of groups see none of them."""
    rows = Enrolment.objects.select_related("group", "trade")
    who = standing(user)
    return rows if who.sees_all else rows.filter(group__community__in=who.communities)


def members_on(day: date) -> QuerySet[Member]:
    """Members with account and trade, and their last group as ``group_id``, ``group_name``, ``community_id``."""
    last = GroupMembership.objects.filter(member=OuterRef("pk"), start__lte=day).order_by("-start", "-pk")
    return Member.objects.select_related("user", "trade").annotate(
        group_id=Subquery(last.values("group_id")[:1]),
        group_name=Subquery(last.values("group__name")[:1]),
        community_id=Subquery(last.values("group__community_id")[:1]),
    )


def groups_on(day: date, rows: QuerySet[WatchGroup]) -> QuerySet[WatchGroup]:
    """Groups with ``confirmed``, ``lapsed``, ``pending`` and the leader's name on a day."""
    here = GroupMembership.objects.filter(in_force(day), group=OuterRef("pk")).order_by()

    def members(state: str) -> Coalesce:
        counted = here.filter(member__state=state).values("group").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)

    asked = Enrolment.objects.filter(group=OuterRef("pk")).order_by().values("group")
    lead = GroupLead.objects.filter(in_force(day), group=OuterRef("pk"), role=GroupLead.Role.LEADER)
    return rows.select_related("trade", "community").annotate(
        confirmed=members(State.CONFIRMED),
        lapsed=members(State.LAPSED),
        pending=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
        leader_name=Subquery(lead.values("member__user__name")[:1]),
        leader_member=Subquery(lead.values("member_id")[:1]),
    )


def officers_of(group: WatchGroup, day: date) -> list[Officer]:
    """A角 and B角 of the group's community, whom members can ask."""
    if group.community_id is None:
        return []
    posts = CommunityPost.objects.filter(in_force(day), community=group.community_id)
    return [post.officer for post in posts.select_related("officer__user").order_by("role")]


def communities_of(user) -> QuerySet[Community]:
    """Communities whose groups somebody keeps."""
    who = standing(user)
    return Community.objects.all() if who.sees_all else Community.objects.filter(pk__in=who.communities)
