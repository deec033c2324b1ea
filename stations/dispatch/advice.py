"""Which crew to send, with the reasons in words; the person at the desk decides (IN-09, DU-08, 2+X+N).

:func:`advise` is pure over loaded facts, :func:`recommend` loads them with a fixed number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError
from shapely.geometry import shape

from stations.catalogue.words import Grade
from stations.crews.models import Crew, Layer
from stations.crews.rules import CREWS
from stations.dispatch.models import Assignment
from stations.dispatch.readings import CrewState, ready_crews, states_of
from stations.dispatch.rules import ENDS_SOON, is_out, may_go, outside_community
from stations.incidents.models import Incident
from stations.kit.spans import in_force
from stations.places.geometry import metres
from stations.places.models import Community, CommunityPost, PoliceRoom

# Design defaults [I]: incidents in a row after which another crew should go, and how near "near by" is.
MANY = 3
NEAR_METRES = 800
POSTS = frozenset({Layer.STREET, Layer.PATROL_POST, Layer.ROOM})
MAIN, REINFORCE, INFORMED = Assignment.Part.MAIN, Assignment.Part.REINFORCE, Assignment.Part.INFORMED


@dataclass(frozen=True, slots=True)
class Point:
    """Where a crew is thought to be, and how that is known."""

    lat: float
    lng: float
    known_by: Any


@dataclass(slots=True)
class Facts:
    """What the advice depends on.

    Attributes:
        incident: with ``community`` joined.
        at: now.
        states: crews out or about to set out, and what they do.
        on_it: assignments of this incident that have not ended.
        full_time: officers who hold an A角 post (DU-08).
        points: crew id → where it is thought to be.
    """

    incident: Incident
    at: datetime
    states: list[CrewState]
    on_it: list[Assignment] = field(default_factory=list)
    full_time: frozenset[int] = frozenset()
    points: dict[int, Point] = field(default_factory=dict)


@dataclass(slots=True)
class Advice:
    """One crew that can be sent.

    Attributes:
        crew: with members and officers loaded.
        reasons: sentences, the most important first.
        distance: metres to the incident, or None where one of the two places is unknown.
        part: what it would be, of :class:`Assignment.Part`.
        code: stable word of why: ``second_free``, ``first_instead``, ``first_reinforce``, ``support``,
            ``least_busy``, ``post_near``, ``post_far``, ``first_free``, ``neighbour_free``, ``not_yet``,
            ``busy``, ``paused``.
        recommended: send it now; the others are the choice that is left.
    """

    crew: Crew
    reasons: list[Any]
    distance: int | None
    part: str
    code: str
    recommended: bool = False
    rank: tuple = ()


def advise(facts: Facts) -> list[Advice]:
    """The crews in the order in which to send them; each once, none ended, none without a police officer."""
    sendable = [
        state for state in facts.states
        if may_go(state.crew, facts.at) and state.crew.pk not in {row.crew_id for row in facts.on_it}
    ]  # fmt: skip
    found = [_judge(facts, state) for state in sendable if state.crew.layer in CREWS]
    found += [_post(facts, state) for state in sendable if state.crew.layer in POSTS]
    ordered = sorted((one for one in found if one), key=lambda one: one.rank)
    _choose(facts, ordered)
    return sorted(ordered, key=lambda one: (not one.recommended, one.part == INFORMED, one.rank))


# -- one crew --------------------------------------------------------------------------------------------------------

_GROUPS = {
    "second_free": 0, "first_free": 1, "neighbour_free": 2, "not_yet": 3, "busy": 4, "paused": 5, "post_near": 6,
    "post_far": 7,
}  # fmt: skip


def _judge(facts: Facts, state: CrewState) -> Advice:
    """A car crew: what it is to this incident, and what speaks for and against it."""
    crew, distance = state.crew, _distance(facts, state.crew)
    code, reasons = _standing(facts, state)
    tired = state.count >= MANY
    outside = outside_community(crew, facts.incident, facts.full_time)
    ending = crew.ends_at - facts.at <= ENDS_SOON
    reasons += _distance_words(facts, crew, distance)
    if tired:
        reasons.append(format_lazy(_("sent out {count} times already, better relieve it"), count=state.count))
    if outside:
        reasons.append(_("a full-time community officer is on it, who works in the own community only (DU-08)"))
    if ending:
        reasons.append(format_lazy(_("off duty at {time}"), time=_clock(crew.ends_at)))
    far = (distance is None, distance or 0)
    rank = (_GROUPS[code], len(state.tasks), outside, tired, ending, *far, crew.pk)
    return Advice(crew, reasons, distance, MAIN, code, rank=rank)


def _standing(facts: Facts, state: CrewState) -> tuple[str, list[Any]]:
    """The code of a crew before anything is chosen, with its first two reasons."""
    crew = state.crew
    own = crew.layer == Layer.SECOND and _same_community(facts.incident, crew)
    if own:
        words = _("second-level crew of this community")
    elif crew.layer == Layer.FIRST:
        words = _("first-level crew of the station")
    else:
        words = _("second-level crew of another community")
    if crew.paused:
        return "paused", [words, format_lazy(_("out of action: {why}"), why=crew.paused)]
    if not is_out(crew, facts.at):
        return "not_yet", [words, format_lazy(_("sets out at {time}"), time=_clock(crew.starts_at))]
    if state.tasks:
        return "busy", [words, format_lazy(_("busy with {count} incidents"), count=len(state.tasks))]
    code = "second_free" if own else "first_free" if crew.layer == Layer.FIRST else "neighbour_free"
    return code, [words, _("free")]


def _post(facts: Facts, state: CrewState) -> Advice | None:
    """A post near by is told what happens; it goes only when somebody says so."""
    crew, distance = state.crew, _distance(facts, state.crew)
    if crew.paused:
        return None
    near = distance <= NEAR_METRES if distance is not None else _same_community(facts.incident, crew)
    code = "post_near" if near else "post_far"
    told = format_lazy(_("{layer} near by, tell it"), layer=crew.get_layer_display())
    reasons = [told if near else crew.get_layer_display(), *_distance_words(facts, crew, distance)]
    rank = (_GROUPS[code], len(state.tasks), *[False] * 3, distance is None, distance or 0, crew.pk)
    return Advice(crew, reasons, distance, INFORMED, code, rank=rank)


def _same_community(incident: Incident, crew: Crew) -> bool:
    return crew.community_id is not None and crew.community_id == incident.community_id


# -- the choice ------------------------------------------------------------------------------------------------------


def _choose(facts: Facts, ordered: list[Advice]) -> None:
    """Mark what to send now: the first crew, a reinforcement where the grade or the crew asks for it (IN-09)."""
    cars = [one for one in ordered if one.part != INFORMED]
    going = [row for row in facts.on_it if row.part != INFORMED]
    if going:
        for one in cars:
            one.part = REINFORCE
        _reinforce(facts, cars, going)
        return
    first = next((one for one in cars if one.code != "paused"), None)
    if first is None:
        return
    first.recommended = True
    if first.code == "busy":
        first.code = "least_busy"
        first.reasons.insert(0, _("every crew is out, this one has the least to do"))
    elif first.code != "second_free":
        first.code = "first_instead" if first.code == "first_free" else first.code
        first.reasons.insert(1, _as_first(first.crew, _why_not_second(facts)))
    others = [one for one in cars if one is not first]
    for one in others:
        one.part = REINFORCE
    if needs_two(facts.incident):
        _add(others, "first_reinforce", _("grades Ⅰ and Ⅱ get a second crew at once"))


def _reinforce(facts: Facts, cars: list[Advice], going: list[Assignment]) -> None:
    """Somebody is on it: another crew goes when support was asked for, or grade Ⅰ or Ⅱ lacks its second."""
    wanted = [row.support_wanted_at for row in going if row.support_wanted_at]
    if wanted and not any(row.sent_at > max(wanted) for row in going):
        _add(cars, "support", _("the crew there asks for support"))
    elif needs_two(facts.incident) and len(going) < 2:
        _add(cars, "first_reinforce", _("grades Ⅰ and Ⅱ get a second crew at once"))


def _add(cars: list[Advice], code: str, words: Any) -> None:
    """Recommend one more: a first-level crew if one is free, else whoever is (IN-09)."""
    free = [one for one in cars if one.code in {"first_free", "second_free", "neighbour_free"}]
    chosen = next((one for one in free if one.crew.layer == Layer.FIRST), free[0] if free else None)
    if chosen:
        chosen.recommended, chosen.code = True, code
        chosen.reasons.insert(0, words if code == "support" else _as_first(chosen.crew, words))


def _as_first(crew: Crew, why: Any) -> Any:
    """一级增援 is what a first-level crew does; another crew that goes in its place says only why."""
    return format_lazy(_("first-level reinforcement: {why}"), why=why) if crew.layer == Layer.FIRST else why


def needs_two(incident: Incident) -> bool:
    """Grades Ⅰ and Ⅱ get a reinforcement at once; an urgent clue of a lower grade does not need a second car."""
    return incident.grade <= Grade.II


def _why_not_second(facts: Facts) -> Any:
    """Why the community's own second-level crew does not go first (IN-09)."""
    incident = facts.incident
    if incident.community_id is None:
        return _("the community is not known")
    own = [
        state for state in facts.states
        if state.crew.layer == Layer.SECOND and _same_community(incident, state.crew)
        and is_out(state.crew, facts.at) and may_go(state.crew, facts.at)
    ]  # fmt: skip
    if any(state.tasks for state in own):
        return _("the community's second-level crew is handling another incident")
    if own:
        return _("the second-level crew of the community is out of action")
    return _("the community has no second-level crew out")


# -- where -----------------------------------------------------------------------------------------------------------


def _distance(facts: Facts, crew: Crew) -> int | None:
    here, incident = facts.points.get(crew.pk), facts.incident
    if here is None or incident.lat is None or incident.lng is None:
        return None
    return round(metres(here.lat, here.lng, incident.lat, incident.lng))


def _distance_words(facts: Facts, crew: Crew, distance: int | None) -> list[Any]:
    if distance is None:
        return []
    shown = f"{round(distance, -1)} m" if distance < 1000 else f"{distance / 1000:.1f} km"
    return [format_lazy(_("{distance} away ({known_by})"), distance=shown, known_by=facts.points[crew.pk].known_by)]


def _clock(moment: datetime) -> str:
    return localtime(moment).strftime("%H:%M")


# -- loading ---------------------------------------------------------------------------------------------------------


def recommend(incident: Incident, at: datetime) -> list[Advice]:
    """The advice for one incident of the station in scope; seven queries, whatever the number of crews.

    Args:
        incident: what happened.
        at: now.
    """
    return advise(facts_of(incident, at))


def facts_of(incident: Incident, at: datetime) -> Facts:
    """Load what the advice depends on; seven queries."""
    states = states_of(ready_crews(at))
    on_it = Assignment.objects.filter(incident=incident).active()
    posts = CommunityPost.objects.filter(in_force(localtime(at).date()), role=CommunityPost.Role.A)
    return Facts(
        incident=incident,
        at=at,
        states=states,
        on_it=list(on_it),
        full_time=frozenset(posts.values_list("officer_id", flat=True)),
        points=_points(states),
    )


def _points(states: Iterable[CrewState]) -> dict[int, Point]:
    """Where the crews are: the last fix of this duty, else the post's room, else the community's room or middle."""
    rooms = {row.pk: row for row in PoliceRoom.objects.exclude(lat=None).exclude(lng=None)}
    outlines = dict(Community.objects.exclude(outline=None).values_list("pk", "outline"))
    found = {}
    for state in states:
        if point := _point(state, rooms, outlines):
            found[state.crew.pk] = point
    return found


def _point(state: CrewState, rooms: dict[int, PoliceRoom], outlines: dict[int, dict]) -> Point | None:
    crew = state.crew
    if state.fix:
        at = _clock(state.fix.at)
        return Point(state.fix.lat, state.fix.lng, format_lazy(_("position given at {time}"), time=at))
    room = rooms.get(crew.room_id)
    if room is not None:
        return Point(room.lat, room.lng, _("by its post"))
    if crew.community_id is None:
        return None
    near = next((row for row in rooms.values() if row.community_id == crew.community_id), None)
    if near is not None:
        return Point(near.lat, near.lng, _("by the police room of its community"))
    return _middle(outlines.get(crew.community_id))


def _middle(outline: dict | None) -> Point | None:
    """The middle of an outline; None where there is none, or none that can be read."""
    if not outline:
        return None
    try:
        middle = shape(outline).centroid
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return None if middle.is_empty else Point(middle.y, middle.x, _("by the middle of its community"))
