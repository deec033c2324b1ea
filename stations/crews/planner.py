"""From a day's duties and the patterns to draft crews. Pure: the same facts give the same crews.

Nobody is put where the rules refuse; what cannot be manned stays open and is reported as a gap.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from stations.crews import rules
from stations.crews.models import CrewPattern, Layer
from stations.crews.rules import Gap, Person, Span
from stations.roster.models import Role
from stations.roster.planner import local

DAY = timedelta(days=1)
# A band is a night band when it holds this hour; nights are shared fairly.
DEEP_NIGHT = time(3)
OPENING = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True, slots=True)
class Room:
    """A police room or patrol post."""

    pk: int
    name: str
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A community with the team that answers for it and its police rooms."""

    pk: int
    name: str
    team_id: int | None
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A crew pattern with its bands as (begin, hours)."""

    pk: int
    name: str
    layer: str
    per: str
    count: int
    role: str
    team_kind: str
    size: int
    vehicle: bool
    order: int
    bands: tuple[tuple[time, float], ...]


@dataclass(slots=True)
class Facts:
    """Everything the crews of one day depend on, loaded by ``readings.facts``.

    Attributes:
        handover, next_handover: wall-clock times at which this day and the next begin.
        people: everybody with a duty row, absent ones too.
        patrol_posts: rooms of that kind with their community's id.
        vehicles: ids in the order in which they are given out.
        taken: vehicle id → spans with crews of other days.
    """

    day: date
    handover: time
    next_handover: time
    people: list[Person]
    patterns: list[Pattern]
    places: list[Place]
    patrol_posts: list[tuple[Room, int | None]] = field(default_factory=list)
    vehicles: list[int] = field(default_factory=list)
    taken: dict[int, list[Span]] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """The duty day from handover to handover."""
        return local(self.day, self.handover), local(self.day + DAY, self.next_handover)


@dataclass(slots=True)
class Slot:
    """One crew as it ought to be, and as far as it could be manned.

    Attributes:
        members: officers' ids, the leader first once :func:`fill` is done.
        open: the planner may put people here; otherwise it stays as it is.
        home: names of the police rooms whose people are preferred here.
    """

    name: str
    layer: str
    size: int
    starts_at: datetime
    ends_at: datetime
    pattern_id: int | None = None
    community_id: int | None = None
    room_id: int | None = None
    place: str = ""
    vehicle: bool = False
    vehicle_id: int | None = None
    members: list[int] = field(default_factory=list)
    leader: int | None = None
    open: bool = True
    role: str = ""
    team_kind: str = ""
    team_id: int | None = None
    order: int = 0
    home: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, datetime]:
        """What makes it the same crew when the day is made again."""
        return self.name, self.starts_at

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.starts_at, self.ends_at

    @property
    def night(self) -> bool:
        """Whether it holds the small hours."""
        return is_night(self.starts_at, self.ends_at)


def is_night(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a span holds the small hours, wall-clock time of the station."""
    first = starts_at.astimezone(local(starts_at.date(), DEEP_NIGHT).tzinfo).date()
    return any(starts_at <= local(day, DEEP_NIGHT) < ends_at for day in (first, first + DAY))


def band_span(facts: Facts, begin: time, hours: float, role: str) -> Span:
    """When a band lies on a duty day.

    A band is counted from the handover: 02:00 belongs to the night after it. Fixed posts keep the clock of their own
    day, which may begin before the handover.
    """
    start = local(facts.day, begin)
    if role != Role.FIXED and begin < facts.handover:
        start = local(facts.day + DAY, begin)
    return start, start + timedelta(hours=float(hours))


def opening_span(day: date, text: str) -> Span | None:
    """Opening hours such as ``每日 09:00-18:00`` on a day; None where the text says no hours."""
    found = OPENING.search(text)
    if not found:
        return None
    clock = [int(part) for part in found.groups()]
    if clock[0] > 23 or clock[2] > 23 or clock[1] > 59 or clock[3] > 59:
        return None
    start, end = local(day, time(clock[0], clock[1])), local(day, time(clock[2], clock[3]))
    return (start, end) if end > start else None


# -- what is wanted ----------------------------------------------------------------------------------------------


def slots_of(facts: Facts) -> list[Slot]:
    """The crews the patterns ask for on a day, unmanned; no two of one name begin at the same time."""
    made, used = [], set()
    for pattern in sorted(facts.patterns, key=lambda row: (row.order, row.pk)):
        for slot in _slots(facts, pattern):
            plain, number = slot.name, 1
            while slot.key in used:
                number += 1
                slot.name = f"{plain} {number}"
            used.add(slot.key)
            made.append(slot)
    return made


def _slots(facts: Facts, pattern: Pattern) -> Iterable[Slot]:
    spans = [band_span(facts, begin, hours, pattern.role) for begin, hours in pattern.bands]
    for span in spans:
        if pattern.per == CrewPattern.Per.COMMUNITY and pattern.layer == Layer.ROOM:
            for place in facts.places:
                if place.rooms:
                    yield from _numbered(pattern, span, place.rooms[0].name, place=place, room=place.rooms[0])
        elif pattern.per == CrewPattern.Per.COMMUNITY:
            for place in facts.places:
                yield from _numbered(pattern, span, f"{place.name}{pattern.name}", place=place)
        elif pattern.per == CrewPattern.Per.ROOM:
            for place in facts.places:
                for room in place.rooms:
                    yield from _numbered(pattern, span, room.name, place=place, room=room)
        elif pattern.per == CrewPattern.Per.PATROL_POST:
            for room, community_id in facts.patrol_posts:
                yield from _numbered(pattern, span, room.name, room=room, community_id=community_id)
        elif pattern.layer == Layer.STREET:
            yield from _street(facts, pattern, span)
        else:
            yield from _numbered(pattern, span, pattern.name)


def _numbered(pattern: Pattern, span: Span, name: str, **target) -> Iterable[Slot]:
    for number in range(1, pattern.count + 1):
        yield _slot(pattern, span, f"{name}{number}" if pattern.count > 1 else name, **target)


def _slot(
    pattern: Pattern, span: Span, name: str, place: Place | None = None, room: Room | None = None,
    community_id: int | None = None, at: str = "",
) -> Slot:  # fmt: skip
    if pattern.layer == Layer.ROOM and room:
        span = opening_span(span[0].astimezone(local(span[0].date(), DEEP_NIGHT).tzinfo).date(), room.opening) or span
    return Slot(
        name=name[:60], layer=pattern.layer, size=pattern.size, starts_at=span[0], ends_at=span[1],
        pattern_id=pattern.pk, community_id=place.pk if place else community_id, room_id=room.pk if room else None,
        place=room.name if room else at, vehicle=pattern.vehicle, role=pattern.role, team_kind=pattern.team_kind,
        team_id=place.team_id if place else None, order=pattern.order,
        home=frozenset(row.name for row in place.rooms) if place else frozenset(),
    )  # fmt: skip


def _street(facts: Facts, pattern: Pattern, span: Span) -> Iterable[Slot]:
    """One post for every place the roster names (点位固定到人), and unnamed ones up to the pattern's number."""
    places = sorted({person.place for person in facts.people if person.place and _belongs(person, pattern, span)})
    for place in places:
        yield _slot(pattern, span, f"{place}{pattern.name}", at=place)
    for number in range(len(places) + 1, pattern.count + 1):
        yield _slot(pattern, span, f"{pattern.name}{number}")


def _belongs(person: Person, wanted: Pattern | Slot, span: Span) -> bool:
    """Right duty, right kind of team, and on duty for the whole band."""
    return (
        person.role == wanted.role
        and person.team_kind == wanted.team_kind
        and not person.away
        and person.starts_at is not None
        and person.starts_at <= span[0]
        and span[1] <= person.ends_at
    )


# -- who goes where ----------------------------------------------------------------------------------------------


def fill(facts: Facts, slots: list[Slot]) -> list[Slot]:
    """Man the open slots, give out vehicles and name leaders; returns the same slots.

    Members already in a slot stay. Those bound to a community come first (fewer people can take them), then nights.
    """
    people = {person.officer_id: person for person in facts.people}
    seats: dict[tuple, int] = defaultdict(int)
    for slot in slots:
        for officer_id in slot.members:
            seats[slot.pattern_id, officer_id] += 1
            if officer_id in people:
                people[officer_id].busy.append(slot.span)
    turn = {pk: place for place, pk in enumerate(sorted(people, key=lambda pk: (people[pk].rank, pk)))}
    for slot in sorted(slots, key=_scarce_first):
        if slot.open:
            _man(facts, slot, people, seats, turn)
    for slot in slots:
        if slot.leader not in slot.members:
            slot.leader = leader_of([people[pk] for pk in slot.members if pk in people])
        slot.members.sort(key=lambda pk: (pk != slot.leader, people[pk].rank if pk in people else (), pk))
    _give_vehicles(facts, slots)
    return slots


def _scarce_first(slot: Slot) -> tuple:
    return slot.team_id is None, not slot.night, slot.order, slot.starts_at, slot.name


def _man(facts: Facts, slot: Slot, people: dict[int, Person], seats: dict, turn: dict[int, int]) -> None:
    """Put people on one slot until it has its number or nobody fits."""

    def key(person: Person) -> tuple:
        has_police = any(people[pk].police for pk in slot.members if pk in people)
        return (
            not (slot.layer == Layer.ROOM and person.full_time and person.community_id == slot.community_id),
            bool(slot.home) and person.place not in slot.home,
            bool(slot.place) and slot.layer == Layer.STREET and person.place != slot.place,
            seats[slot.pattern_id, person.officer_id],
            person.nights if slot.night else 0,
            has_police and person.police,
            _no_break(person, slot),
            person.hours,
            (turn[person.officer_id] + facts.day.toordinal()) % len(turn),
        )

    while len(slot.members) < rules.wanted(slot.layer, slot.size):
        fitting = [person for person in people.values() if _fits(person, slot)]
        needs_police = slot.layer in rules.CREWS and not any(people[p].police for p in slot.members if p in people)
        if needs_police:
            fitting = [person for person in fitting if person.police] or fitting
        if not fitting:
            return
        chosen = min(fitting, key=key)
        slot.members.append(chosen.officer_id)
        seats[slot.pattern_id, chosen.officer_id] += 1
        chosen.busy.append(slot.span)


def _no_break(person: Person, slot: Slot) -> int:
    """How bad it is to go on without a break: twice as bad into or out of the night."""
    next_to = [span for span in person.busy if span[1] == slot.starts_at or span[0] == slot.ends_at]
    return sum(2 if slot.night or is_night(*span) else 1 for span in next_to)


def _fits(person: Person, slot: Slot) -> bool:
    """The pattern's people that the rules let in; the duty commander commands from the command room (DU-04)."""
    if person.commander or person.officer_id in slot.members or not _belongs(person, slot, slot.span):
        return False
    if slot.team_id is not None and person.team_id != slot.team_id:
        return False
    return bool(rules.check_member(person, slot.layer, slot.starts_at, slot.ends_at))


def leader_of(members: list[Person]) -> int | None:
    """Who leads: the police officer of the highest rank; an auxiliary only where there is nobody else."""
    if not members:
        return None
    return min(members, key=lambda person: (not person.police, person.rank, person.officer_id)).officer_id


def _give_vehicles(facts: Facts, slots: list[Slot]) -> None:
    """One crew keeps its vehicle from band to band where it can; no vehicle goes out twice at a time."""
    taken: dict[int, list[Span]] = defaultdict(list)
    for vehicle_id, spans in facts.taken.items():
        taken[vehicle_id] += spans
    before: dict[str, int] = {}
    for slot in slots:
        if slot.vehicle_id:
            taken[slot.vehicle_id].append(slot.span)
            before.setdefault(slot.name, slot.vehicle_id)
    for slot in sorted(slots, key=lambda row: (row.order, row.name, row.starts_at)):
        if not (slot.vehicle and slot.open and slot.vehicle_id is None):
            continue
        free = [pk for pk in facts.vehicles if not any(rules.overlaps(slot.span, other) for other in taken[pk])]
        if not free:
            continue
        others = set(before.values())
        kept = before.get(slot.name)
        slot.vehicle_id = kept if kept in free else next((pk for pk in free if pk not in others), free[0])
        before.setdefault(slot.name, slot.vehicle_id)
        taken[slot.vehicle_id].append(slot.span)


def gaps_of(facts: Facts, slot: Slot) -> list[Gap]:
    """What a slot lacks."""
    people = {person.officer_id: person for person in facts.people}
    police = [people[pk].police for pk in slot.members if pk in people]
    lacks = slot.vehicle and slot.vehicle_id is None and bool(facts.vehicles)
    return rules.gaps_of(slot.layer, slot.size, police, lacks)


def plan(facts: Facts) -> list[Slot]:
    """The crews of a day from nothing."""
    return fill(facts, slots_of(facts))
