"""Decisions of the board: who may see it, at which stage an incident is, what raises an alarm. Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.catalogue.words import Kind
from stations.incidents.rules import at_the_desk, may_see_inbox
from stations.incidents.words import State

may_see_board = may_see_inbox
# What was once seen is looked at again by those who answer for it; each look is recorded.
may_replay = at_the_desk


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of the way of an incident, as the board groups it."""

    code: str
    label: Any
    tone: str
    states: tuple[str, ...] = ()


WAITING = Stage("waiting", _("To dispatch"), "danger", (State.RECEIVED,))
ON_THE_WAY = Stage("under_way", _("On the way"), "info", (State.DISPATCHED, State.ACCEPTED, State.EN_ROUTE))
ON_SCENE = Stage("scene", _("At the scene"), "primary", (State.ARRIVED, State.CONTROLLED))
TO_CLOSE = Stage("to_close", _("To close"), "secondary", (State.FED_BACK,))
ELSEWHERE = Stage("elsewhere", pgettext_lazy("stage", "With others"), "fixed", (State.REFERRED,))
MATTERS = Stage("matters", _("Hazards and clues"), "warn")
PROPERTY = Stage("property", _("Lost and found"), "muted")
# Whatever its kind and state: an urgent one stands above the queue.
URGENT = Stage("urgent", _("Urgent"), "danger")
STAGES = (WAITING, ON_THE_WAY, ON_SCENE, TO_CLOSE, ELSEWHERE, MATTERS, PROPERTY)
CALLS = (Kind.CALL, Kind.HELP)
_BY_STATE = {state: stage for stage in STAGES for state in stage.states}


def stage_of(kind: str, state: str) -> Stage:
    """The stage of an open incident; hazards, clues and property have one of their own."""
    if kind in (Kind.FOUND, Kind.LOSS):
        return PROPERTY
    if kind not in CALLS and state != State.REFERRED:
        return MATTERS
    return _BY_STATE.get(state, MATTERS)


def change(now: int, average: float) -> tuple[str, str]:
    """Today against the average of the same weekday: tone-free words and their direction (DOMAIN §4.3).

    Returns:
        ``(direction, percent)``: direction ``up``, ``down``, ``same`` or ``none``; percent without sign, empty where
        a comparison says nothing (average below one).
    """
    if average < 1:
        return ("none", "")
    share = (now - average) / average * 100
    if abs(share) < 0.5:
        return ("same", "")
    return ("up" if share > 0 else "down", f"{abs(share):.0f}")
