"""The officer's phone: what my crews were sent to, one large card each, with the tap that comes next."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.crews.models import Crew
from stations.crews.rules import CREWS
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.readings import of_officer, ready_crews, with_people
from stations.dispatch.rules import ASSIGNMENT_STEPS, may_go
from stations.incidents.rules import may_see
from stations.kit.workflow import Step
from stations.places.geometry import metres
from stations.places.models import PoliceRoom

# How long what has ended stays on the page.
ENDED_SHOWN = timedelta(hours=12)
SIDES = (
    _("north"), _("north-east"), _("east"), _("south-east"), _("south"), _("south-west"), _("west"), _("north-west"),
)  # fmt: skip
# The taps of the way, with their time and icon; the last one is the report on the incident's page.
WAY = (
    ("accept", _("Accept the task"), "accepted_at", "check"),
    ("depart", _("Set out"), "departed_at", "car"),
    ("arrive", _("Arrived"), "arrived_at", "map-pin"),
)


@dataclass(slots=True)
class Stop:
    """One of the three taps on the way: done at a time, next, or still to come."""

    verb: str
    label: Any
    icon: str
    at: datetime | None
    next: bool = False


@dataclass(slots=True)
class Card:
    """One assignment as a phone shows it.

    Attributes:
        row: the assignment with crew, members, incident and timers.
        way: the three taps with their times.
        verbs: what this person may do now, by name.
        due: its running or overdue timer that matters now.
        where: how to get there in words; no map from outside.
        companions: names of the others of the crew, as colleagues call each other.
        others: other crews on the same incident.
    """

    row: Assignment
    way: list[Stop]
    verbs: dict[str, Step]
    due: Timer | None = None
    where: Any = ""
    companions: list[str] = field(default_factory=list)
    others: list[Assignment] = field(default_factory=list)
    may_open: bool = True

    @property
    def next(self) -> Stop | None:
        """The tap that comes next."""
        return next((stop for stop in self.way if stop.next), None)

    @property
    def reports(self) -> bool:
        """Whether reporting the result comes next."""
        return self.row.state == Assignment.State.ARRIVED

    @property
    def shortcut(self) -> Step | None:
        """Arrived at once, for who was round the corner."""
        following = self.next
        return self.verbs.get("arrive") if following and following.verb != "arrive" else None


def open_cards(user) -> list[Card]:
    """What the crews of a person have to do now, the most pressing first; six queries."""
    rows = of_officer(user.officer.pk).active().select_related("incident__spot", "incident__grid")
    found = list(with_people(rows.select_related("crew", "incident__category", "incident__community")))
    found.sort(key=lambda row: (not row.incident.urgent, row.incident.grade, row.pk))
    rooms = list(PoliceRoom.objects.exclude(lat=None).exclude(lng=None)) if found else []
    incidents = {row.incident_id for row in found}
    others = Assignment.objects.filter(incident__in=incidents).active().select_related("crew").defer("crew__span")
    beside = list(others) if found else []
    return [_card(user, row, rooms, beside) for row in found]


def ended_rows(user, at: datetime) -> list[Assignment]:
    """What they had in the last hours; one query."""
    rows = of_officer(user.officer.pk).filter(ended_at__gte=at - ENDED_SHOWN)
    return list(rows.select_related("crew", "incident__category").defer("crew__span").order_by("-ended_at")[:20])


def _card(user, row: Assignment, rooms: Iterable[PoliceRoom], beside: Iterable[Assignment]) -> Card:
    verbs = {step.verb: step for step in ASSIGNMENT_STEPS.verbs(row, user, timezone.now())}
    members = [member.officer.user.name for member in row.crew.members.all() if member.officer.user_id != user.pk]
    return Card(
        row=row,
        way=_way(row, verbs),
        verbs=verbs,
        due=nearest(row.timers.all()),
        where=directions(row.incident, rooms),
        companions=members,
        others=[other for other in beside if other.incident_id == row.incident_id and other.pk != row.pk],
        may_open=bool(may_see(user, row.incident)),
    )


def _way(row: Assignment, verbs: dict[str, Step]) -> list[Stop]:
    stops = [Stop(verb, label, icon, getattr(row, column)) for verb, label, column, icon in WAY]
    for stop in stops:
        if stop.at is None and stop.verb in verbs:
            stop.next = True
            break
    return stops


def nearest(timers: Iterable[Timer]) -> Timer | None:
    """The timer to show: what is overdue first, else what runs out next."""
    late = [row for row in timers if row.state == Timer.State.ESCALATED and row.met_at is None]
    running = [row for row in timers if row.state == Timer.State.WAITING]
    return min(late or running, key=lambda row: row.due_at, default=None)


def directions(incident, rooms: Iterable[PoliceRoom]) -> Any:
    """How far and which way from the nearest police room; empty where the point is not known."""
    if incident.lat is None or incident.lng is None:
        return ""
    measured = [(metres(room.lat, room.lng, incident.lat, incident.lng), room) for room in rooms]
    if not measured:
        return ""
    distance, room = min(measured, key=lambda pair: (pair[0], pair[1].pk))
    if distance < 30:
        return format_lazy(_("at {room}"), room=room.name)
    side = side_of(room.lat, room.lng, incident.lat, incident.lng)
    return format_lazy(
        _("about {distance} m {side} of {room}"), distance=int(round(distance, -1 if distance < 1000 else -2)),
        side=side, room=room.name,
    )  # fmt: skip


def side_of(lat1: float, lng1: float, lat2: float, lng2: float) -> Any:
    """In which of eight directions the second point lies from the first."""
    east = (lng2 - lng1) * math.cos(math.radians((lat1 + lat2) / 2))
    angle = math.degrees(math.atan2(east, lat2 - lat1)) % 360
    return SIDES[round(angle / 45) % 8]


def takers(at: datetime, without: Iterable[int] = ()) -> list[Crew]:
    """Crews a task can be handed over to; two queries."""
    left_out = set(without)
    return [
        crew for crew in ready_crews(at)
        if crew.layer in CREWS and crew.pk not in left_out and may_go(crew, at)
    ]  # fmt: skip
