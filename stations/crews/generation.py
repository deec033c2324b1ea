"""Brings the stored crews in line with duties and patterns: computes the difference and writes only that.

One runner at a time a station (advisory lock). What people have set by hand stays, what has begun stays; members
whose duty is gone are taken off, and the gap is shown instead of being filled behind anybody's back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from stations.crews import readings, rules
from stations.crews.models import Crew, CrewMember
from stations.crews.planner import Facts, Slot, fill, slots_of
from stations.crews.rules import Person

LOCK_SPACE = 7005
DEFERRED = "crew_member_one_post_at_a_time, vehicle_one_crew_at_a_time"


@dataclass(slots=True)
class Difference:
    """What was written: crews made, changed and dropped; people put on and taken off."""

    made: int = 0
    changed: int = 0
    dropped: int = 0
    joined: int = 0
    left: int = 0

    def __bool__(self) -> bool:
        return any((self.made, self.changed, self.dropped, self.joined, self.left))

    def __iadd__(self, other):
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def lock_station(station_id: int) -> None:
    """Hold the station's crews until the end of the transaction: taken before any row (DESIGN §7, races)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, station_id])


@dataclass(slots=True)
class _Pair:
    """A stored crew and the slot it becomes; no slot: it goes.

    Attributes:
        how: ``past`` stays as it was; ``kept`` only loses members who may no longer be on it; ``planned`` follows its
            pattern.
    """

    crew: Crew
    slot: Slot | None
    how: str = "planned"


@dataclass(slots=True)
class _Work:
    """One day: what is stored, what is wanted."""

    pairs: list[_Pair] = field(default_factory=list)
    new: list[Slot] = field(default_factory=list)

    @property
    def slots(self) -> list[Slot]:
        """Every slot of the day."""
        return [pair.slot for pair in self.pairs if pair.slot] + self.new


def reconcile(
    station, day: date, at: datetime, *, reset: Iterable[int] | None = None, refill: bool = False
) -> Difference:
    """Make the crews of one day what duties and patterns say. The caller holds the lock.

    Args:
        station: the station in scope.
        day: duty day.
        at: now; what ended before is never touched, what has begun is not planned again.
        reset: ids of crews to plan anew even though somebody set them by hand.
        refill: also fill the gaps of crews nobody set by hand.
    """
    facts, reset = readings.facts(day), set(reset or ())
    people = {person.officer_id: person for person in facts.people}
    wanted = {slot.key: slot for slot in slots_of(facts)}
    work = _Work()
    for crew in readings.crews_on(day):
        slot = wanted.pop((crew.name, crew.starts_at), None)
        work.pairs.append(_pair(crew, slot, people, at, reset, refill))
    # A band that is over before its crew was ever made was not manned: it is not invented afterwards.
    # Nor are crews made of a day nobody has planned.
    work.new = [slot for slot in wanted.values() if slot.ends_at > at] if facts.people else []
    _part(facts, work)
    fill(facts, work.slots)
    return _write(station, facts, work)


def _pair(crew: Crew, slot: Slot | None, people: dict[int, Person], at, reset: set[int], refill: bool) -> _Pair:
    """What becomes of one stored crew."""
    if crew.ends_at <= at:
        return _Pair(crew, as_slot(crew), "past")
    anew = crew.pk in reset and crew.starts_at > at
    if (crew.by_hand and not anew) or crew.starts_at <= at:
        kept = as_slot(crew)
        kept.members = _still_fit(crew, kept, people)
        return _Pair(crew, kept, "kept")
    if slot is None:
        return _Pair(crew, None)
    slot.vehicle_id = None if anew else crew.vehicle_id
    slot.members = [] if anew else _still_fit(crew, slot, people)
    slot.leader = next((m.officer_id for m in crew.members.all() if m.leader and m.officer_id in slot.members), None)
    slot.open = anew or refill or not slot.members
    return _Pair(crew, slot)


def _part(facts: Facts, work: _Work) -> None:
    """Take people and vehicles off crews whose new hours run into another crew of theirs (DU-06).

    Bands that became longer may overlap now. What has begun or was set by hand stays; of two others the earlier.
    """
    out = {vehicle_id: list(spans) for vehicle_id, spans in facts.taken.items()}
    busy: dict[int, list] = {}
    for pair in sorted(work.pairs, key=lambda pair: (pair.how == "planned", pair.crew.starts_at, pair.crew.pk)):
        slot = pair.slot
        if slot is None:
            continue
        if pair.how == "planned":
            slot.members = [pk for pk in slot.members if not _meets(slot, busy.get(pk, ()))]
            slot.leader = slot.leader if slot.leader in slot.members else None
            slot.open = slot.open or not slot.members
            if _meets(slot, out.get(slot.vehicle_id, ())):
                slot.vehicle_id = None
        for officer_id in slot.members:
            busy.setdefault(officer_id, []).append(slot.span)
        if slot.vehicle_id:
            out.setdefault(slot.vehicle_id, []).append(slot.span)


def _meets(slot: Slot, spans: Iterable[rules.Span]) -> bool:
    return any(rules.overlaps(slot.span, span) for span in spans)


def as_slot(crew: Crew) -> Slot:
    """A stored crew as it is, closed for the planner."""
    members = list(crew.members.all())
    return Slot(
        name=crew.name, layer=crew.layer, size=crew.size, starts_at=crew.starts_at, ends_at=crew.ends_at,
        pattern_id=crew.pattern_id, community_id=crew.community_id, room_id=crew.room_id, place=crew.place,
        vehicle=False, vehicle_id=crew.vehicle_id, members=[member.officer_id for member in members],
        leader=next((member.officer_id for member in members if member.leader), None), open=False,
    )  # fmt: skip


def _still_fit(crew: Crew, slot: Slot, people: dict[int, Person]) -> list[int]:
    """The members whose duty still covers the crew; overlaps of crews with each other: see :func:`_part`."""
    stored = (member.officer_id for member in crew.members.all())
    return [pk for pk in stored if rules.check_member(people.get(pk), slot.layer, slot.starts_at, slot.ends_at)]


COLUMNS = ("pattern_id", "layer", "size", "community_id", "room_id", "place", "ends_at", "vehicle_id")


def _write(station, facts: Facts, work: _Work) -> Difference:
    """Deletes, changes, inserts; then the constraints have their say about the result."""
    done = Difference()
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {DEFERRED} DEFERRED")
        gone = [pair.crew.pk for pair in work.pairs if pair.slot is None]
        if gone:
            Crew.objects.filter(pk__in=gone).delete()
        done.dropped = len(gone)
        for pair in work.pairs:
            if pair.slot is not None and pair.how != "past":
                done += _change(pair.crew, pair.slot, follow=pair.how == "planned")
        done += _make(station, facts.day, work.new)
        cursor.execute(f"SET CONSTRAINTS {DEFERRED} IMMEDIATE")
    return done


def _change(crew: Crew, slot: Slot, follow: bool) -> Difference:
    """Columns of a crew that follows its pattern, and the members of any."""
    done = Difference()
    if follow:
        values = {column: getattr(slot, column) for column in COLUMNS} | {"by_hand": False}
        changed = [name for name, value in values.items() if getattr(crew, name) != value]
        for name in changed:
            setattr(crew, name, values[name])
        if changed:
            crew.save(update_fields=[name.removesuffix("_id") for name in changed])
            done.changed = 1
    done += set_members(crew, slot.members, slot.leader)
    return done


def _make(station, day: date, slots: list[Slot]) -> Difference:
    crews = [
        Crew(
            station=station, date=day, name=slot.name, starts_at=slot.starts_at,
            **{column: getattr(slot, column) for column in COLUMNS},
        )
        for slot in slots
    ]  # fmt: skip
    Crew.objects.bulk_create(crews)
    members = [
        _member(crew, officer_id, slot.leader)
        for crew, slot in zip(crews, slots, strict=True)
        for officer_id in slot.members
    ]
    CrewMember.objects.bulk_create(members)
    return Difference(made=len(crews), joined=len(members))


def _member(crew: Crew, officer_id: int, leader: int | None) -> CrewMember:
    return CrewMember(
        station_id=crew.station_id, crew=crew, officer_id=officer_id, leader=officer_id == leader,
        starts_at=crew.starts_at, ends_at=crew.ends_at,
    )  # fmt: skip


def set_members(crew: Crew, officers: list[int], leader: int | None) -> Difference:
    """Let a crew have exactly these members over its whole time, led by ``leader``; writes only the difference."""
    stored = {member.officer_id: member for member in crew.members.all()}
    gone = [member.pk for pk, member in stored.items() if pk not in officers]
    if gone:
        CrewMember.objects.filter(pk__in=gone).delete()
    stays = [member for pk, member in stored.items() if pk in officers]
    # The leader's place is given up before it is taken: the unique index looks at every single row.
    for member in sorted(stays, key=lambda row: row.officer_id == leader):
        values = {"leader": member.officer_id == leader, "starts_at": crew.starts_at, "ends_at": crew.ends_at}
        changed = [name for name, value in values.items() if getattr(member, name) != value]
        for name in changed:
            setattr(member, name, values[name])
        if changed:
            member.save(update_fields=changed)
    new = [_member(crew, pk, leader) for pk in officers if pk not in stored]
    CrewMember.objects.bulk_create(new)
    return Difference(joined=len(new), left=len(gone))
