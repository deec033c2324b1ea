"""Loads what the board, the pages and the advice show of crews and timers, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stations.crews.models import Crew, CrewMember
from stations.crews.readings import crews_with_people
from stations.dispatch.models import Assignment
from stations.dispatch.rules import BEGINS_SOON
from stations.incidents.models import Incident

A, Part = Assignment.State, Assignment.Part
# A crew is shown beyond its hours as long as it has work, at most this long.
STILL_OUT = timedelta(hours=24)
# What says what a crew is doing; the incident has sixty columns more.
SHOWN = (
    "crew", "part", "state", "sent_at", "accepted_at", "fix_at", "lat", "lng", "incident__place",
    "incident__category__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a crew was when it last gave its position with a tap; one moment, never a track (SE-17)."""

    lat: float
    lng: float
    at: datetime


@dataclass(slots=True)
class CrewState:
    """What a crew is doing.

    Attributes:
        crew: with members, officers, community and vehicle loaded.
        tasks: its open assignments with their incidents, the most advanced first; informed ones apart.
        informed: what it was only told of.
        count: incidents it was sent to since it set out.
        fix: its last position of this duty, if it gave one.
    """

    crew: Crew
    tasks: list[Assignment] = field(default_factory=list)
    informed: list[Assignment] = field(default_factory=list)
    count: int = 0
    fix: Fix | None = None

    @property
    def state(self) -> str:
        """``on_scene``, ``on_the_way``, ``sent``, ``paused`` or ``free``."""
        states = {row.state for row in self.tasks}
        if A.ARRIVED in states:
            return "on_scene"
        if states & {A.EN_ROUTE, A.ACCEPTED}:
            return "on_the_way"
        if states:
            return "sent"
        return "paused" if self.crew.paused else "free"

    @property
    def free(self) -> bool:
        """Nothing to do and ready to go."""
        return self.state == "free"

    @property
    def task(self) -> Assignment | None:
        """What it is busy with: the most advanced of its assignments."""
        return self.tasks[0] if self.tasks else None

    @property
    def label(self) -> Any:
        """The state in words."""
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        """Look of the state."""
        return TONES[self.state]


LABELS = {
    "free": _("Free"),
    "sent": _("Sent, not answered"),
    "on_the_way": _("On the way"),
    "on_scene": _("On the scene"),
    "paused": _("Out of action"),
}
TONES = {"free": "ok", "sent": "warn", "on_the_way": "info", "on_scene": "primary", "paused": "muted"}
_ADVANCED = {A.ARRIVED: 0, A.EN_ROUTE: 1, A.ACCEPTED: 2, A.SENT: 3}


def crew_states(station, at: datetime) -> list[CrewState]:
    """The crews out at a moment, and those whose hours are over but not their work; three queries.

    Args:
        station: the station in scope.
        at: now; the replay of a past hour reads the day-book instead.
    """
    working = Assignment.objects.active().filter(station=station).exclude(part=Part.INFORMED)
    late = Q(pk__in=working.values("crew"), ends_at__lte=at, ends_at__gt=at - STILL_OUT)
    rows = crews_with_people().filter(late | Q(size__gt=0, starts_at__lte=at, ends_at__gt=at), station=station)
    return states_of(rows.order_by("pattern__order", "name", "starts_at"))


def ready_crews(at: datetime) -> list[Crew]:
    """Crews out or about to set out, with members and officers; two queries."""
    rows = crews_with_people().filter(starts_at__lte=at + BEGINS_SOON, ends_at__gt=at)
    return list(rows.order_by("pattern__order", "name", "starts_at"))


def states_of(crews: Iterable[Crew]) -> list[CrewState]:
    """What loaded crews are doing, with place and category of their incidents; one query."""
    crews = list(crews)
    rows: dict[int, list[Assignment]] = defaultdict(list)
    found = Assignment.objects.filter(crew__in=[crew.pk for crew in crews]).select_related("incident__category")
    for row in found.only(*SHOWN).order_by("id"):
        rows[row.crew_id].append(row)
    return [_state(crew, rows[crew.pk]) for crew in crews]


def _state(crew: Crew, rows: list[Assignment]) -> CrewState:
    going = [row for row in rows if row.part != Part.INFORMED]
    active = [row for row in rows if row.state not in Assignment.ENDED]
    fixes = [Fix(row.lat, row.lng, row.fix_at) for row in rows if row.fix_at and row.fix_at >= crew.starts_at]
    tasks = [row for row in active if row.part != Part.INFORMED]
    return CrewState(
        crew=crew,
        tasks=sorted(tasks, key=lambda row: (_ADVANCED[row.state], row.pk)),
        informed=[row for row in active if row.part == Part.INFORMED],
        count=sum(1 for row in going if row.state != A.RECALLED or row.accepted_at),
        fix=max(fixes, key=lambda fix: fix.at, default=None),
    )


# -- assignments ---------------------------------------------------------------------------------------------------


def members(prefix: str = "") -> Prefetch:
    """The members of crews with officers and accounts, in one query.

    Args:
        prefix: way to the crew, e.g. ``"crew__"``.
    """
    rows = CrewMember.objects.select_related("officer__user").defer("span")
    return Prefetch(f"{prefix}members", queryset=rows.order_by("-leader", "id"))


def with_people(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments with crew, members, incident and timers, as every page and the API show them; three queries."""
    joined = rows.select_related("crew", "incident__category", "incident__community", "sent_by", "passed_to__crew")
    return joined.defer("crew__span", "passed_to__crew__span").prefetch_related(
        members("crew__"), "timers"
    )  # fmt: skip


def assignments_of(incident: Incident) -> list[Assignment]:
    """Every assignment of an incident, the running ones first; three queries."""
    rows = list(with_people(Assignment.objects.filter(incident=incident)).order_by("id"))
    return sorted(rows, key=lambda row: row.state in Assignment.ENDED)


def of_officer(officer_id: int) -> QuerySet[Assignment]:
    """What an officer's crews were sent to."""
    return Assignment.objects.filter(crew__members__officer=officer_id)


# -- timers --------------------------------------------------------------------------------------------------------
