"""The first times that fit everybody: a pure rule over spans, without clock, request or tables.

A slot must lie in working hours of a working day, in a span of everybody who said when they can come, outside
everything those who lead the session have on, in a room that is free, and not after the last day. Of several rooms
the first in the order given that is free is taken. To leave people a choice, one slot is proposed for each half day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

NOON = time(12)
STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open time."""

    start: datetime
    end: datetime

    def holds(self, other: "Span") -> bool:
        """Whether the other lies inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two overlap."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room: its id, when it is open on any working day, when it is taken, when who leads sits there (进驻)."""

    pk: int | None
    hours: tuple[tuple[time, time], ...]
    busy: tuple[Span, ...] = ()
    sittings: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for.

    Attributes:
        length: how long the session takes.
        earliest: not before.
        last: last day, included (RT-16, ZA-11); the horizon where the law sets none.
        rooms: in the order of preference; one with ``pk`` None stands for a session without a room.
        can_come: for everybody who said so, the spans in which they can come.
        busy: what those who lead the session have on.
        is_working: whether a day is a working day.
        zone: the station's zone.
        advised: last day the norm advises (ZA-12); later slots carry a warning.
        limited: ``last`` is a limit of the law, not only the horizon.
    """

    length: timedelta
    earliest: datetime
    last: date
    rooms: Sequence[RoomFacts]
    is_working: Callable[[date], bool]
    zone: tzinfo
    can_come: Sequence[Sequence[Span]] = ()
    busy: Sequence[Span] = ()
    advised: date | None = None
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A proposed time and room, with the codes of its reasons (words: :mod:`mediation.sessions.reasons`)."""

    start: datetime
    end: datetime
    room: int | None
    reasons: tuple[str, ...] = field(default=())


def propose(wish: Wish, most: int = 4) -> list[Slot]:
    """The first slots that fit, earliest first, at most one for each half day.

    Args:
        wish: what is looked for.
        most: how many.
    """
    found: list[Slot] = []
    taken: set[tuple[date, bool]] = set()
    for span in _candidates(wish):
        local = span.start.astimezone(wish.zone)
        half = (local.date(), local.time() >= NOON)
        if len(found) >= most:
            break
        if half in taken:
            continue
        room = _room(wish, span)
        if room is not None:
            taken.add(half)
            found.append(Slot(span.start, span.end, room.pk, _reasons(wish, span, room)))
    return found


def fits(wish: Wish, span: Span, room: RoomFacts) -> bool:
    """Whether a time in a room fits everybody; the whole rule in one place."""
    return _people(wish, span) and _open(wish, span, room) and not any(span.meets(one) for one in room.busy)


def _candidates(wish: Wish) -> Iterator[Span]:
    """Every half hour of the working days in the order of time, from the first opening to the last."""
    opens = {start for room in wish.rooms for start, _end in room.hours}
    closes = {end for room in wish.rooms for _start, end in room.hours}
    if not opens:
        return
    day = wish.earliest.astimezone(wish.zone).date()
    while day <= wish.last:
        if wish.is_working(day):
            start = datetime.combine(day, min(opens), wish.zone)
            close = datetime.combine(day, max(closes), wish.zone)
            while start + wish.length <= close:
                if start >= wish.earliest:
                    yield Span(start, start + wish.length)
                start += STEP
        day += timedelta(days=1)


def _people(wish: Wish, span: Span) -> bool:
    if any(span.meets(one) for one in wish.busy):
        return False
    return all(any(own.holds(span) for own in spans) for spans in wish.can_come)


def _open(wish: Wish, span: Span, room: RoomFacts) -> bool:
    start, end = span.start.astimezone(wish.zone), span.end.astimezone(wish.zone)
    if start.date() != end.date():
        return False
    return any(opens <= start.time() and end.time() <= closes for opens, closes in room.hours)


def _room(wish: Wish, span: Span) -> RoomFacts | None:
    """The first room that fits; one where who leads sits at that time goes before the others."""
    if not _people(wish, span):
        return None
    free = [room for room in wish.rooms if fits(wish, span, room)]
    sits = [room for room in free if any(one.holds(span) for one in room.sittings)]
    return (sits or free or [None])[0]


def _reasons(wish: Wish, span: Span, room: RoomFacts) -> tuple[str, ...]:
    day = span.start.astimezone(wish.zone).date()
    codes = ["people_can" if wish.can_come else "people_said_nothing", "lead_free"]
    if room.pk is not None:
        codes.append("sits_there" if any(one.holds(span) for one in room.sittings) else "room_free")
    if wish.advised is not None:
        codes.append("advised" if day <= wish.advised else "late")
    if wish.limited:
        codes.append("in_time")
    return tuple(codes)
