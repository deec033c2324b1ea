"""What lists and pictures of people hold: columns, and figures ready to be drawn."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from stations.kit import masks
from stations.kit.spans import in_force
from stations.kit.tables import Column
from stations.organisation.models import DutyList, Officer, Post, Team, TeamLead, TeamMembership
from stations.organisation.rules import COMMANDERS

OFFICER_COLUMNS = [
    Column(_("Police number"), lambda row: row.police_no),
    Column(_("Name"), lambda row: row.user.name),
    Column(_("Post"), lambda row: row.get_post_display()),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Team"), lambda row: row.team_name or ""),
    Column(_("Standing"), lambda row: row.get_standing_display()),
    Column(_("Specialities"), lambda row: "、".join(row.specialities)),
    Column(_("Phone (masked)"), lambda row: masks.phone(row.user.phone)),
]

AGE_BANDS = ((0, 29), (30, 39), (40, 49), (50, 200))
SERVICE_BANDS = ((0, 4), (5, 9), (10, 19), (20, 200))
POST_ORDER = {post: rank for rank, post in enumerate(Post.values)}


def share(part: int, whole: int) -> Decimal | None:
    """A share in percent with one decimal, None of nothing: 36 of 62 is 58.1 (DOMAIN 0.1, trap 1)."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def by_rank(officers: Iterable[Officer]) -> list[Officer]:
    """Officers by post, then pinyin (UI-14)."""
    return sorted(officers, key=lambda row: (POST_ORDER.get(row.post, 99), row.user.pinyin, row.police_no))


@dataclass
class TeamCard:
    """One team in the picture of the station."""

    team: Team
    police: int = 0
    auxiliaries: int = 0
    away: int = 0
    leader: TeamLead | None = None
    deputy: TeamLead | None = None


@dataclass
class Branch:
    """The teams of one kind side by side."""

    label: Any
    cards: list[TeamCard] = field(default_factory=list)

    @property
    def police(self) -> int:
        """Police officers on post in all its teams."""
        return sum(card.police for card in self.cards)

    @property
    def width(self) -> int:
        """How many columns the branch takes in the picture (at most eight)."""
        return min(len(self.cards), 8)


@dataclass
class Structure:
    """The station on one day, as drawn."""

    leaders: list[Officer]
    leadership: list[TeamCard]
    branches: list[Branch]
    police: int
    community: int
    auxiliaries: int
    away: int
    teamless: int

    @property
    def community_share(self) -> Decimal | None:
        """Community officers as a share of all police officers on post."""
        return share(self.community, self.police)


def structure(day: datetime.date) -> Structure:
    """The teams of the station in scope on a day with their strength; three queries."""
    cards = {team.pk: TeamCard(team) for team in Team.objects.filter(active=True)}
    people = list(
        Officer.objects.exclude(standing=Officer.Standing.LEFT).with_team(day).select_related("user").order_by("id")
    )
    for officer in people:
        card = cards.get(officer.team_id)
        if card and officer.standing != Officer.Standing.ON_POST:
            card.away += 1
        elif card and officer.kind == Officer.Kind.POLICE:
            card.police += 1
        elif card:
            card.auxiliaries += 1
    for lead in TeamLead.objects.filter(in_force(day), team__active=True).select_related("officer__user"):
        if lead.team_id in cards:
            setattr(cards[lead.team_id], lead.role, lead)
    branches = [
        Branch(label, [card for card in cards.values() if card.team.kind == kind])
        for kind, label in Team.Kind.choices
    ]
    serving = [officer for officer in people if officer.standing == Officer.Standing.ON_POST]
    return Structure(
        leaders=by_rank(officer for officer in serving if officer.post in COMMANDERS),
        leadership=[card for card in cards.values() if card.team.kind == Team.Kind.LEADERSHIP],
        branches=[b for b in branches if b.cards and b.cards[0].team.kind != Team.Kind.LEADERSHIP],
        police=sum(officer.kind == Officer.Kind.POLICE for officer in serving),
        community=sum(card.police for card in cards.values() if card.team.kind == Team.Kind.COMMUNITY),
        auxiliaries=sum(officer.kind == Officer.Kind.AUXILIARY for officer in serving),
        away=len(people) - len(serving),
        teamless=sum(officer.team_id not in cards for officer in people),
    )


@dataclass
class BandRow:
    """One team (or all) with the number of people in each band; ``unknown`` have no year on file."""

    label: Any
    url: str
    counts: list[int]
    unknown: int
    total: int


def bands(ages: list[int | None], edges) -> list[int]:
    """How many values fall into each band."""
    return [sum(age is not None and low <= age <= high for age in ages) for low, high in edges]


def band_labels(edges) -> list[str]:
    """``30–39``, open at both ends."""
    words = [f"{low}–{high}" for low, high in edges]
    words[0] = f"≤{edges[0][1]}"
    words[-1] = f"≥{edges[-1][0]}"
    return words


def band_rows(officers: list[Officer], teams: list[Team], value, edges) -> list[BandRow]:
    """Bands by team; the last row is the whole station.

    Args:
        officers: police officers on post with ``team_id``.
        value: function reading the years of one officer, or None.
    """
    groups = [(team.name, f"?team={team.pk}", [row for row in officers if row.team_id == team.pk]) for team in teams]
    groups.append((_("The whole station"), "?kind=police&standing=on_post", officers))
    result = []
    for label, query, members in groups:
        ages = [value(row) for row in members]
        unknown = sum(age is None for age in ages)
        result.append(BandRow(label, query, bands(ages, edges), unknown, len(members)))
    return [row for row in result if row.total]


def speciality_counts(officers: list[Officer]) -> list[tuple[str, int]]:
    """Specialities and how many have each, most first."""
    counts = Counter(word for row in officers for word in row.specialities)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass
class PostDuties:
    """The duty list of one post and who has confirmed it."""

    post: str
    label: Any
    current: DutyList | None
    coming: DutyList | None
    holders: int
    confirmed: int

    @property
    def share(self) -> Decimal | None:
        """Confirmed holders in percent."""
        return share(self.confirmed, self.holders)


def duty_lists(day: datetime.date) -> list[PostDuties]:
    """Every post with its version in force on a day and its confirmations; three queries."""
    versions = list(DutyList.objects.order_by("post", "-version"))
    current: dict[str, DutyList] = {}
    coming: dict[str, DutyList] = {}
    for version in versions:
        slot = current if version.in_force_from <= day else coming
        slot.setdefault(version.post, version)
    holders = Counter(Officer.objects.serving().values_list("post", flat=True).order_by())
    counted = DutyList.objects.filter(
        pk__in=[version.pk for version in current.values()],
        confirmations__officer__standing=Officer.Standing.ON_POST,
        confirmations__officer__post=F("post"),
    )
    confirmed = dict(counted.order_by().values_list("pk").annotate(number=Count("confirmations")))
    return [
        PostDuties(
            post, label, current.get(post), coming.get(post), holders[post],
            confirmed.get(current[post].pk, 0) if post in current else 0,
        )
        for post, label in Post.choices
        if holders[post] or post in current or post in coming
    ]  # fmt: skip


def members_on(team: Team, day: datetime.date) -> list[TeamMembership]:
    """Members of a team on a day with their people, by rank."""
    found = team.memberships.filter(in_force(day)).select_related("officer__user")
    return sorted(
        found, key=lambda row: (POST_ORDER.get(row.officer.post, 99), row.officer.user.pinyin, row.officer.police_no)
    )


def past_members(team: Team, day: datetime.date) -> list[TeamMembership]:
    """Who was in a team before a day, latest first (at most thirty)."""
    return list(
        team.memberships.filter(end__isnull=False, end__lte=day).select_related("officer__user").order_by("-end")[:30]
    )


def team_strength(members: Iterable[TeamMembership]) -> dict[str, int]:
    """Police on post, auxiliaries on post, and who is away."""
    people = [row.officer for row in members]
    serving = [row for row in people if row.standing == Officer.Standing.ON_POST]
    police = sum(row.kind == Officer.Kind.POLICE for row in serving)
    return {"police": police, "auxiliaries": len(serving) - police, "away": len(people) - len(serving)}


def confirmations(duty_list: DutyList) -> list[tuple[Officer, Any]]:
    """Everybody on the post with the time of confirmation or None, who has not confirmed first."""
    times = dict(duty_list.confirmations.values_list("officer_id", "confirmed_at"))
    people = Officer.objects.serving().filter(post=duty_list.post).select_related("user")
    pairs = [(officer, times.get(officer.pk)) for officer in by_rank(people)]
    return sorted(pairs, key=lambda pair: pair[1] is not None)
