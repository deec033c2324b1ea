"""Decisions of the handover: its steps, who signs, who writes and reads notes, what is late (DU-11).

Signing is a confirmation that names the day, by the person who is logged in. The password is not asked again: the
session is personal and short, the signature is a line of the chained day-book, and asking for a password at a shared
desk in a noisy room teaches people to share it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from stations.handovers.models import Handover, HandoverNote, HandoverSettings
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Post
from stations.organisation.rules import LEADERS, commands, is_police, officer_of, post_of

DAY = timedelta(days=1)
Kind = HandoverNote.Kind
# Notes that tell about a person: read by those who look after them.
ABOUT_PEOPLE = frozenset({Kind.PERSON, Kind.CALL_BACK})
OUTGOING, INCOMING = "outgoing", "incoming"


@dataclass(frozen=True, slots=True)
class Times:
    """When a handover is written and when it is late.

    Attributes:
        prepare: how long before the handover it is written.
        on_time: how long after the handover both signatures are still on time.
    """

    prepare: timedelta
    on_time: timedelta


def times_of(row: HandoverSettings | None) -> Times:
    """The times a station has set, else those a new row has."""
    row = row or HandoverSettings()
    return Times(timedelta(minutes=row.prepare_minutes), timedelta(minutes=row.on_time_minutes))


def minutes(times: Times) -> dict[str, int]:
    """The times as the form asks for them."""
    minute = timedelta(minutes=1)
    return {"prepare_minutes": times.prepare // minute, "on_time_minutes": times.on_time // minute}


# -- who may ---------------------------------------------------------------------------------------------------


def may_see(user) -> Answer:
    """Handovers and their lines: the police officers of the station; free text has rules of its own."""
    return is_police(user)


def may_write(user, on_duty: bool) -> Answer:
    """Write and settle notes, count things: the desk, the leadership, officers on the outgoing or incoming duty.

    Args:
        on_duty: the person works on the running duty day or on the one that is about to begin.
    """
    if commands(user) or post_of(user) == Post.DESK or (on_duty and post_of(user) not in {"", Post.AUXILIARY}):
        return YES
    return no(_("The command room, the leadership and the officers on duty write here."), code="on_duty_only")


def may_read_note(user, kind: str, on_duty: bool) -> Answer:
    """The words of a note. What tells about a person is for those who may write; the rest for all police (SE-07)."""
    if may_write(user, on_duty) or (kind not in ABOUT_PEOPLE and post_of(user) not in {"", Post.AUXILIARY}):
        return YES
    return no(_("Shown to the command room, the leadership and the officers on duty."), code="private")


def may_be_warned(user) -> Answer:
    """Who is told on every page that the handover is not signed: the command room and the leadership."""
    if commands(user) or post_of(user) == Post.DESK:
        return YES
    return no(_("Only the command room and the leadership are told."), code="command_only")


def may_set_times(user) -> Answer:
    """Change when a handover is written and when it is late: the chief and the commissar."""
    if post_of(user) in LEADERS:
        return YES
    return no(_("Only the station chief or the commissar changes this."), code="leaders_only")


# -- the steps -------------------------------------------------------------------------------------------------


def commander_of(handover: Handover, side: str) -> int | None:
    """Id of the officer whom the roster names for a side."""
    return handover.outgoing_commander_id if side == OUTGOING else handover.incoming_commander_id


def is_commander(user, handover: Handover, side: str) -> bool:
    """Whether the roster names this person for a side, and the person serves."""
    own = officer_of(user)
    return bool(own and post_of(user) and own.pk == commander_of(handover, side))


def _gives(user, handover: Handover) -> Answer:
    if is_commander(user, handover, OUTGOING) or commands(user):
        return YES
    return no(_("The outgoing commander or another member of the leadership signs here."), code="commander_only")


def _takes(user, handover: Handover) -> Answer:
    both = is_commander(user, handover, OUTGOING) and is_commander(user, handover, INCOMING)
    if user.pk == handover.given_by_id and not both:
        return no(_("Whoever handed the duty over does not take it over as well."), code="same_person")
    if is_commander(user, handover, INCOMING) or commands(user):
        return YES
    return no(_("The incoming commander or another member of the leadership signs here."), code="commander_only")


def _takes_back(user, handover: Handover) -> Answer:
    if user.pk == handover.given_by_id or is_commander(user, handover, OUTGOING):
        return YES
    return no(_("Only who signed, or the outgoing commander, takes the signature back."), code="signer_only")


def _still_its_day(handover: Handover, at: datetime | None) -> Answer:
    """Lines are worked out when the outgoing commander signs: a day later they would tell of another duty."""
    if at is not None and at >= handover.at + DAY:
        return no(_("The next handover is already due; this one stays unsigned."), code="handover.over")
    return YES


State = Handover.State
STEPS = Workflow(
    "handover",
    [
        Step(State.OPEN, "give", State.GIVEN, _("Hand over the duty"), who=_gives, guard=_still_its_day),
        Step(State.GIVEN, "take", State.TAKEN, _("Take over the duty"), who=_takes),
        Step(State.GIVEN, "take_back", State.OPEN, _("Take signature back"), who=_takes_back, tone="danger"),
    ],
)


def check_reason(user, handover: Handover, side: str, reason: str) -> Answer:
    """Who signs in place of the commander of the roster says why."""
    if is_commander(user, handover, side) or reason.strip():
        return YES
    return no(_("Say why you sign in place of the commander on duty."), code="handover.reason")


def check_current(handover: Handover, day: date | None) -> Answer:
    """Lines tell of the handover that is being written; an older one can no longer be filled.

    Args:
        day: duty day of the handover being written.
    """
    if handover.date != day:
        return no(_("The next handover is already due; this one stays unsigned."), code="handover.over")
    return YES


def check_open(handover: Handover, day: date | None) -> Answer:
    """Things are counted until the outgoing commander signs; then they are part of what was handed over."""
    if handover.state != State.OPEN:
        return no(_("The handover is signed; take the signature back to count again."), code="handover.signed")
    return check_current(handover, day)


def check_unsettled(note: HandoverNote) -> Answer:
    """A note is settled once."""
    return YES if note.settled_at is None else no(_("This note has already been settled."), code="note.settled")


# -- what is late ----------------------------------------------------------------------------------------------


def is_due(handover: Handover, at: datetime) -> bool:
    """The handover time has come and somebody has not signed."""
    return handover.state != State.TAKEN and at >= handover.at


def is_late(handover: Handover, at: datetime, times: Times) -> bool:
    """Not signed by both although the time allowed for it is over."""
    return handover.state != State.TAKEN and at >= handover.at + times.on_time
