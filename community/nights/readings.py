"""What pages, actions and programs read of night patrols: lists with their figures, one patrol, who can lead it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import GroupLead, GroupMembership, Member
from community.nights.choosing import Call
from community.nights.models import NightPatrol, NightPlace, NightRequest, NightSeat, NightSettings, NightWanted
from community.nights.words import HELD, JOINABLE, OPEN, Seat, State
from stations.kit.spans import in_force
from stations.organisation.models import Officer, Post, User
from stations.organisation.rules import is_staff, told_apart
from stations.places.models import CommunityPost
from stations.training.registry import audience

DAY = timedelta(days=1)
# Patrols of so many days back are still "mine" on the phone, and so far ahead they are offered.
BACK, AHEAD = timedelta(days=30), timedelta(days=21)
# A night ends at six; what begins after midnight belongs to the evening before.
MORNING = time(6)


def settings_of(station) -> NightSettings:
    """The station's numbers, with the defaults where it has set none."""
    return NightSettings.objects.filter(station=station).first() or NightSettings(station=station)


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("patrol").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def listed() -> QuerySet[NightPatrol]:
    """Patrols with ``wanted_total``, ``taken``, ``waiting``, ``present``, ``places_total``, ``touched``."""
    own = {"patrol": OuterRef("pk")}
    wanted = NightWanted.objects.filter(**own).order_by().values("patrol").annotate(n=Sum("count")).values("n")
    seats, places = NightSeat.objects.filter(**own), NightPlace.objects.filter(**own)
    rows = NightPatrol.objects.select_related("community", "leader", "officer__user", "deputy__user")
    return rows.annotate(
        wanted_total=Coalesce(Subquery(wanted, output_field=IntegerField()), 0),
        taken=_count(seats.filter(state=Seat.TAKEN, extra=False)),
        waiting=_count(seats.filter(state=Seat.WAITING)),
        present=_count(seats.filter(present_at__isnull=False)),
        places_total=_count(places),
        touched=_count(places.filter(touched_at__isnull=False)),
    )


def of_night(day: date) -> QuerySet[NightPatrol]:
    """The patrols of a night that take place or took place, in the order of their start."""
    return listed().filter(duty_date=day).exclude(state=State.CANCELLED).order_by("starts_at", "id")


def week(day: date) -> list[tuple[date, list[NightPatrol]]]:
    """The seven nights of the week of a day with their patrols; one query."""
    monday = day - timedelta(days=day.weekday())
    rows = listed().filter(duty_date__gte=monday, duty_date__lt=monday + 7 * DAY).order_by("starts_at", "id")
    by_day: dict[date, list[NightPatrol]] = defaultdict(list)
    for row in rows:
        by_day[row.duty_date].append(row)
    return [(monday + place * DAY, by_day[monday + place * DAY]) for place in range(7)]


# -- one patrol ------------------------------------------------------------------------------------------------


def seats_of(patrol: NightPatrol) -> list[NightSeat]:
    """Who accepted and still has a place or waits, in the order of their acceptance.

    Of a patrol that is over only who came: nobody keeps a list of who did not.
    """
    rows = NightSeat.objects.filter(patrol=patrol).exclude(state=Seat.GIVEN_BACK)
    if patrol.state in {*HELD, State.NOT_HELD}:
        rows = rows.filter(present_at__isnull=False)
    return list(
        rows.select_related("member__user", "member__trade", "trade", "marked_by").order_by("accepted_at", "id")
    )


def places_of(patrol: NightPatrol) -> list[NightPlace]:
    """The key places in order."""
    return list(NightPlace.objects.filter(patrol=patrol).select_related("spot", "touched_by").order_by("seq"))


def wanted_of(patrol: NightPatrol) -> list[NightWanted]:
    """Which helpers are wanted."""
    return list(NightWanted.objects.filter(patrol=patrol).select_related("trade"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of helper: how many are wanted, how many have a place."""

    label: Any
    trade_id: int | None
    wanted: int
    taken: int

    @property
    def open(self) -> int:
        """How many places are free."""
        return max(self.wanted - self.taken, 0)


def kinds_wanted(patrol: NightPatrol) -> list[Kind]:
    """The kinds of helpers with their open places; two queries."""
    seats = NightSeat.objects.filter(patrol=patrol, state=Seat.TAKEN, extra=False).order_by()
    taken = {row["trade"]: row["n"] for row in seats.values("trade").annotate(n=Count("pk"))}
    return [
        Kind(row.trade.name if row.trade else _("any member"), row.trade_id, row.count, taken.get(row.trade_id, 0))
        for row in wanted_of(patrol)
    ]


def call_of(patrol: NightPatrol, kinds: Iterable[Kind] | None = None) -> Call:
    """What is still asked for."""
    found = kinds_wanted(patrol) if kinds is None else kinds
    return Call(
        patrol.duty_date, patrol.starts_at, {kind.trade_id: kind.open for kind in found}, patrol.vetted,
        patrol.course_id is not None,
    )  # fmt: skip


def asked_of(patrol: NightPatrol) -> int:
    """How many members were asked; the number only. After some weeks nobody knows."""
    return NightRequest.objects.filter(patrol=patrol).count()


# -- who leads -------------------------------------------------------------------------------------------------


def _guards(day: date) -> QuerySet[User]:
    entry = audience("guards")
    return entry.people([], day) if entry else User.objects.none()


def kinds_of(user: User, day: date) -> set[str]:
    """What somebody is among those who can lead: ``member``, ``officer``, ``guard``; three queries."""
    found = set()
    if Member.objects.confirmed().filter(user=user).exists():
        found.add("member")
    if Officer.objects.serving().filter(user=user).exists():
        found.add("officer")
    if _guards(day).filter(pk=user.pk).exists():
        found.add("guard")
    return found


def possible_leaders(
    patrol: NightPatrol | None, communities: Collection[int], day: date
) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Who can lead, as grouped choices "name · group, post or squad"; whoever is in two groups stands in the first.

    Args:
        patrol: its helpers come first, and the leaders of its own community before those of others; None: a new one.
        communities: whose group leaders and officers are offered, besides those of groups of the whole station.
    """
    sources = [
        (_("Helpers who accepted"), _helpers(patrol, day) if patrol else []),
        (_("Leaders of groups"), _group_leaders(communities, patrol.community_id if patrol else None, day)),
        (pgettext_lazy("night patrol", "Officers"), _officers(communities, day)),
        (_("Guards"), _guards_with_squad(day)),
    ]
    shown: set[int] = set()
    found = []
    for label, rows in sources:
        people = {pk: (f"{name} · {unit}" if unit else name, account) for pk, name, account, unit in rows}
        fresh = [(pk, *words) for pk, words in people.items() if pk not in shown]
        shown |= people.keys()
        if fresh:
            found.append((label, told_apart(fresh)))
    return found


# (account, name, user name, where the person belongs)
Belongs = Iterable[tuple[int, str, str, str]]
PERSON = ("pk", "name", "username")


def _helpers(patrol: NightPatrol, day: date) -> Belongs:
    group = GroupMembership.objects.filter(in_force(day), member__user=OuterRef("pk")).values("group__name")[:1]
    seats = NightSeat.objects.filter(patrol=patrol, state=Seat.TAKEN)
    rows = User.objects.filter(member__night_seats__in=seats).order_by("pinyin", "id")
    return rows.annotate(unit=Coalesce(Subquery(group), Value(""))).values_list(*PERSON, "unit")


def _group_leaders(communities: Collection[int], own: int | None, day: date) -> Belongs:
    leads = GroupLead.objects.filter(
        Q(group__community__in=communities) | Q(group__community=None), in_force(day),
        member__in=Member.objects.confirmed(),
    )  # fmt: skip
    rows = leads.order_by("group__code", "-role", "id").values_list(
        "group__community", *(f"member__user__{name}" for name in PERSON), "group__name"
    )
    return [row[1:] for row in sorted(rows, key=lambda row: (row[0] is None, row[0] != own))]


def _officers(communities: Collection[int], day: date) -> Belongs:
    posts = CommunityPost.objects.filter(in_force(day), community__in=communities)
    serving = Officer.objects.serving().order_by("user__pinyin", "police_no")
    columns = ("user__pk", "user__name", "user__username", "post", "police_no")
    rows = serving.filter(pk__in=posts.values("officer_id")).values_list(*columns) or serving.values_list(*columns)
    return [(pk, name, account, f"{Post(post).label} {number}") for pk, name, account, post, number in rows]


def _guards_with_squad(day: date) -> Belongs:
    entry = audience("guards")
    if entry is None:
        return []
    squads = [
        When(pk__in=entry.people([code], day).order_by().values("pk"), then=Value(str(name)))
        for code, name in entry.parts()
    ]
    unit = Case(*squads, default=Value(""), output_field=CharField())
    return entry.people([], day).annotate(unit=unit).values_list(*PERSON, "unit")


# -- the phone -------------------------------------------------------------------------------------------------


def seat_of(patrol: NightPatrol, member: Member | None) -> NightSeat | None:
    """A member's own place, waiting place, or the place given back."""
    return NightSeat.objects.filter(patrol=patrol, member=member).first() if member else None


def led_by(user) -> QuerySet[NightPatrol]:
    """Patrols that somebody leads and that are not over."""
    return listed().filter(leader=user, state__in=OPEN).order_by("starts_at", "id")


def open_patrols(at: datetime) -> Sequence[NightPatrol]:
    """Patrols that take helpers within the next weeks, the next first."""
    rows = listed().filter(state__in=JOINABLE, starts_at__gt=at, starts_at__lt=at + AHEAD)
    return rows.order_by("starts_at", "id")


def seats_of_member(member: Member, at: datetime) -> list[NightSeat]:
    """A member's places: of the weeks behind and of everything ahead, the next first."""
    rows = NightSeat.objects.filter(member=member, starts_at__gte=at - BACK).exclude(state=Seat.GIVEN_BACK)
    return list(rows.select_related("patrol__community", "trade").order_by("-starts_at", "-id"))


def requests_to(member: Member, at: datetime) -> dict[int, NightRequest]:
    """Requests to a member that can still be answered, by patrol."""
    rows = NightRequest.objects.filter(
        member=member, declined=False, patrol__state__in=JOINABLE, patrol__starts_at__gt=at
    )
    return {row.patrol_id: row for row in rows}


# -- what others ask -------------------------------------------------------------------------------------------


def seen_by(user) -> QuerySet[NightPatrol]:
    """What somebody may see: the staff all, others what they can join, were asked for, have joined or lead."""
    if is_staff(user):
        return listed()
    mine = [
        Q(pk__in=table.objects.filter(member__user=user).values("patrol_id")) for table in (NightSeat, NightRequest)
    ]
    return listed().filter(Q(state__in=[*JOINABLE, State.WALKING]) | mine[0] | mine[1] | Q(leader=user))


def night_of(moment: datetime) -> date:
    """The night a moment belongs to: until six in the morning still the one that began the evening before."""
    local = timezone.localtime(moment)
    return local.date() - DAY if local.time() < MORNING else local.date()


def today() -> date:
    """The night that counts now."""
    return night_of(timezone.now())
