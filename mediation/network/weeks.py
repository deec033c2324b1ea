"""A week of rooms to look at: what is booked, who sits when."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.utils import timezone

from mediation.network.models import MediationRoom, MediatorAbsence, RoomBooking, RoomSitting
from stations.kit.spans import holds, midnight

DAYS = 7
# The drawn part of a day, in half hours; what lies outside is drawn at its edge with its own time.
FIRST_HOUR, LAST_HOUR = 8, 21
SLOTS = (LAST_HOUR - FIRST_HOUR) * 2
HOURS = [time(hour) for hour in range(FIRST_HOUR, LAST_HOUR)]


@dataclass(frozen=True, slots=True)
class Block:
    """One bar of the drawing: a booking, or sitting hours.

    Attributes:
        begins: time of day.
        ends: time of day.
        text: purpose or name.
        booking: the booking, None for sitting hours.
        mediator_id: of sitting hours.
        away: the mediator is absent that day.
        row: first half hour, 1 is the first drawn.
        length: in half hours.
    """

    begins: time
    ends: time
    text: str
    booking: RoomBooking | None = None
    mediator_id: int | None = None
    away: bool = False
    row: int = 1
    length: int = 1


@dataclass(slots=True)
class Cell:
    """One room on one day."""

    day: date
    bookings: list[Block] = field(default_factory=list)
    sittings: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One room's week."""

    room: MediationRoom
    cells: list[Cell]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _place(begins: time, ends: time) -> dict[str, int]:
    """Where a bar is drawn, in half hours from the first hour."""
    first = (begins.hour - FIRST_HOUR) * 2 + begins.minute // 30
    last = (ends.hour - FIRST_HOUR) * 2 + -(-ends.minute // 30)
    first = min(max(first, 0), SLOTS - 1)
    return {"row": first + 1, "length": max(1, min(max(last, 0), SLOTS) - first)}


def week(first: date, rooms: list[MediationRoom]) -> list[Line]:
    """Rooms with bookings and sitting hours of seven days; three queries.

    Args:
        first: the first day.
        rooms: the rooms shown, in order.
    """
    days = [first + timedelta(days=number) for number in range(DAYS)]
    lines = {room.pk: Line(room, [Cell(day) for day in days]) for room in rooms}
    _add_bookings(lines, days)
    _add_sittings(lines, days)
    return list(lines.values())


def _add_bookings(lines: dict[int, Line], days: list[date]) -> None:
    begin, end = midnight(days[0]), midnight(days[-1] + timedelta(days=1))
    rows = RoomBooking.objects.filter(room__in=lines, released_at=None, starts_at__lt=end, ends_at__gt=begin)
    for row in rows.select_related("booked_by").order_by("starts_at", "id"):
        starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        for cell in lines[row.room_id].cells:
            if starts.date() <= cell.day and (
                cell.day < ends.date() or ends.time() > time() and cell.day == ends.date()
            ):
                first = starts.time() if starts.date() == cell.day else time()
                last = ends.time() if ends.date() == cell.day else time(23, 59)
                cell.bookings.append(Block(first, last, row.purpose, booking=row, **_place(first, last)))


def _add_sittings(lines: dict[int, Line], days: list[date]) -> None:
    rows = RoomSitting.objects.filter(room__in=lines, start__lte=days[-1]).exclude(end__lte=days[0])
    rows = list(rows.select_related("mediator__user").order_by("begins", "id"))
    away = MediatorAbsence.objects.filter(mediator__in={row.mediator_id for row in rows}, start__lte=days[-1])
    absences = list(away.exclude(end__lte=days[0]))
    for row in rows:
        for cell in lines[row.room_id].cells:
            if cell.day.weekday() == row.weekday and holds(row, cell.day):
                gone = any(one.mediator_id == row.mediator_id and holds(one, cell.day) for one in absences)
                cell.sittings.append(
                    Block(
                        row.begins,
                        row.ends,
                        row.mediator.user.name,
                        mediator_id=row.mediator_id,
                        away=gone,
                        **_place(row.begins, row.ends),
                    )  # fmt: skip
                )
