"""Times to choose from: what fits everybody, from the day on and in the room that was asked for."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mediation.cases.models import Case
from mediation.network.models import MediationRoom
from mediation.sessions import readings
from mediation.sessions.proposals import Slot, propose
from mediation.sessions.words import How

# Nobody is asked to come later than this.
FURTHEST = timedelta(days=180)


def choices(
    case: Case, at: datetime, *, from_day: date | None = None, room: MediationRoom | None = None, way: str, **who
) -> list[tuple[Slot, MediationRoom | None]]:
    """The first times that fit, with their rooms; a fixed number of queries.

    Args:
        case: with its station.
        at: now.
        from_day: not before this day; people often ask for some days to calm down.
        room: in this room alone.
        way: one of :class:`How`; an online session has no room.
        who: ``mediator`` and ``officer`` who lead.
    """
    wish = readings.wish_of(case, _begin(at, from_day), way=way, **who)
    if room is not None and way != How.REMOTE:
        wish = replace(wish, rooms=[one for one in wish.rooms if one.pk == room.pk])
    rooms = {one.pk: one for one in MediationRoom.objects.filter(pk__in=[one.pk for one in wish.rooms if one.pk])}
    return [(slot, rooms.get(slot.room)) for slot in propose(wish)]


def _begin(at: datetime, from_day: date | None) -> datetime:
    if from_day is None or not timezone.localdate(at) < from_day <= timezone.localdate(at) + FURTHEST:
        return at
    return datetime.combine(from_day, time(), timezone.get_current_timezone())
