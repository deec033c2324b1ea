"""Decisions about what is entered: what must be asked, where it may come from, when it may have happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Kind
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.persons import Person
from stations.incidents.rules import POLICE_CALLS, STEPS
from stations.incidents.words import Result, Source, State
from stations.kit.answer import YES, Answer, no

# A clock that runs ahead of ours is no lie; more than this is a typing error.
AHEAD = timedelta(minutes=2)
# What happened longer ago is written down as a new matter with its own time in the text, or imported.
LATE = timedelta(days=30)
# Nobody promises a call for later than this; a year typed wrong would stand in the handover for ever.
CALL_BACK_WITHIN = timedelta(days=60)

PLACE, SUMMARY, NAME, PHONE, INJURIES, WEAPONS = "place", "summary", "name", "phone", "injuries", "weapons"
# IN-02: who, where, what, phone, injuries, weapons of a police call; of the other kinds what somebody will need.
REQUIRED: dict[str, tuple[str, ...]] = {
    Kind.CALL: (PLACE, SUMMARY, NAME, PHONE, INJURIES, WEAPONS),
    Kind.HELP: (PLACE, SUMMARY, NAME, PHONE, INJURIES),
    Kind.HAZARD: (PLACE, SUMMARY),
    Kind.CLUE: (PLACE, SUMMARY),
    Kind.FOUND: (PLACE, SUMMARY, NAME),
    Kind.LOSS: (PLACE, SUMMARY, NAME, PHONE),
}
CALLERS = (Party.Part.REPORTER, Party.Part.FINDER)
# Nobody calls: the officer, the camera or the sensor reports.
WITHOUT_CALLER = frozenset({Source.PATROL, Source.BEAT, Source.VIDEO, Source.SENSOR})

_COUNTER = (
    Source.WALK_IN, Source.PHONE, Source.PATROL, Source.BEAT, Source.MEMBER, Source.ONLINE, Source.HOTLINE,
)  # fmt: skip
_ALL = tuple(Source)
# By which ways each kind can come (DOMAIN §4.1).
SOURCES: dict[str, tuple[str, ...]] = {
    Kind.CALL: _ALL,
    Kind.HELP: _ALL,
    Kind.HAZARD: (*_COUNTER, Source.VIDEO, Source.SENSOR, Source.EMERGENCY, Source.DEPARTMENT, Source.FIRE),
    Kind.CLUE: (*_COUNTER, Source.VIDEO, Source.SMS, Source.EMERGENCY, Source.DEPARTMENT, Source.TRANSFER),
    Kind.FOUND: (*_COUNTER, Source.EMERGENCY, Source.DEPARTMENT, Source.TRANSFER),
    Kind.LOSS: (*_COUNTER, Source.EMERGENCY, Source.DEPARTMENT, Source.TRANSFER),
}
# Somebody of the station speaks to the reporter at the moment of recording.
FACE_TO_FACE = frozenset({Source.WALK_IN, Source.PHONE, Source.HANDED_OVER, Source.PATROL, Source.BEAT})

# Kinds whose step table knows the state: police on the scene, settled on the spot, a repeated report.
ON_THE_SCENE = (Kind.CALL, Kind.HELP)
ON_THE_SPOT = (Kind.CALL, Kind.HELP, Kind.HAZARD)
LINKED = tuple(kind for kind, table in STEPS.items() if any(step.verb == "link" for step in table.steps))
# What can have come of a matter that was settled on the spot; a hazard was removed.
SPOT_RESULTS = (Result.DISSUADED, Result.GUIDED, Result.HELPED, Result.MEDIATED, Result.NOTHING, Result.OTHER)
HAZARD_RESULTS = (Result.REMOVED,)
# SE-28: words that hint at state secrets or internal police secrets. A warning, nothing more.
SECRET_WORDS = ("绝密", "机密", "国家秘密", "警务工作秘密", "秘密级", "涉密", "密级", "内部文件", "技侦", "线人")

ASKED: dict[str, Any] = {
    PLACE: _("the place"),
    SUMMARY: _("what happened"),
    NAME: _("the reporter's name"),
    PHONE: _("the reporter's phone"),
    INJURIES: _("whether somebody is injured"),
    WEAPONS: _("whether there are weapons"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to enter, before anything is looked up."""

    kind: str
    source: str
    place: str
    summary: str
    reported_at: datetime
    injuries: str = ""
    weapons: str = ""
    persons: Sequence[Person] = ()


def required(kind: str, source: str) -> tuple[str, ...]:
    """What must be answered, "unknown" included (IN-02)."""
    fields = REQUIRED[kind]
    return tuple(name for name in fields if name not in {NAME, PHONE}) if source in WITHOUT_CALLER else fields


def missing(draft: Draft, asked: Sequence[str] | None = None) -> list[str]:
    """The required questions that have no answer at all, in the order in which they are asked.

    Args:
        asked: ask these and no others.
    """
    caller = next((person for person in draft.persons if person.part in CALLERS), None)
    answers = {
        PLACE: draft.place,
        SUMMARY: draft.summary,
        NAME: caller.name if caller else "",
        PHONE: caller.phone if caller else "",
        INJURIES: draft.injuries,
        WEAPONS: draft.weapons,
    }
    return [name for name in asked or required(draft.kind, draft.source) if not answers[name].strip()]


def may_enter(draft: Draft, at: datetime, asked: Sequence[str] | None = None) -> Answer:
    """Whether a draft can become an incident at ``at``: source, time, required answers (or only those ``asked``)."""
    if draft.source not in SOURCES[draft.kind]:
        return no(_("This kind does not come by this way."), code="source")
    answer = may_have_happened(draft.reported_at, at)
    if not answer:
        return answer
    gaps = missing(draft, asked)
    if gaps:
        words = _("Ask for {what}; “unknown” is an answer.")
        return no(format_lazy(words, what=ASKED[gaps[0]]), code=f"missing_{gaps[0]}")
    return YES


def may_have_happened(reported_at: datetime, at: datetime) -> Answer:
    """Whether something can have been reported at that time."""
    if reported_at - at > AHEAD:
        return no(_("The time of the report lies in the future."), code="in_future")
    if at - reported_at > LATE:
        return no(_("The report is more than 30 days old; check the date."), code="too_old")
    return YES


def may_promise(call_back_at: datetime | None, at: datetime) -> Answer:
    """Whether a call-back can be promised for that time; None promises nothing."""
    if call_back_at and call_back_at <= at:
        return no(_("Promise a time that is still to come."), code="past")
    if call_back_at and call_back_at - at > CALL_BACK_WITHIN:
        return no(_("Promise a call-back within 60 days; check the date."), code="too_far")
    return YES


def may_begin(kind: str, state: str) -> Answer:
    """Whether an incident of this kind can be entered in this state."""
    if state == State.RECEIVED or (state == State.ARRIVED and kind in ON_THE_SCENE):
        return YES
    return no(_("Police on the scene: only for police calls and requests for help."), code="state")


def may_hang_on(main: Incident, kind: str) -> Answer:
    """Whether a new report of ``kind`` can be linked to a main record (IN-03)."""
    if kind not in LINKED or main.kind not in LINKED:
        return no(_("Lost and found things are not repeated reports."), code="not_linked")
    if kind != main.kind and not {kind, main.kind} <= POLICE_CALLS:
        return no(_("Only incidents of one kind are linked."), code="other_kind")
    if main.state == State.STRUCK:
        return no(_("The main record was struck; choose another."), code="struck")
    return YES


def may_settle(kind: str, result: str, text: str, stages: Sequence[str]) -> Answer:
    """Whether something settled on the spot can be written down outside the queue.

    Args:
        kind: of the category.
        result, text: what came of it.
        stages: what the photos show; a hazard needs one before and one after.
    """
    if kind not in ON_THE_SPOT:
        return no(_("This kind is not settled on the spot; record it for the desk."), code="not_on_the_spot")
    if result not in (HAZARD_RESULTS if kind == Kind.HAZARD else SPOT_RESULTS):
        return no(_("Choose what came of it."), code="no_result")
    if not text.strip():
        return no(_("Write in a few words what was done."), code="no_text")
    if kind == Kind.HAZARD and not {Attachment.Stage.BEFORE, Attachment.Stage.AFTER} <= set(stages):
        return no(_("A removed hazard needs a photo from before and one from after."), code="photos")
    return YES


def secret_words(*texts: str) -> list[str]:
    """Words that do not belong here (SE-28): the form warns, it does not block."""
    return [word for word in SECRET_WORDS if any(word in text for text in texts)]
