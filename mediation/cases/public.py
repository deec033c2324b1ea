"""一案一码: what a party reads on the public page with the code and the last four digits of a phone.

Nothing about persons leaves: a state in plain words, the next appointment, what to bring, where to ask. A wrong code,
a wrong suffix, a sealed case and a case of nobody's phone are one and the same answer after the same work.
"""

import hmac
import time
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import scopes_disabled

from mediation.cases import hooks
from mediation.cases.actions import ALPHABET
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import State, Track
from mediation.network.models import MediationRoom
from mediation.network.readings import settings_of
from stations.kit import receipts
from stations.kit.crypto import decrypt, encrypt
from stations.kit.history import unsigned
from stations.kit.scoping import in_station
from stations.timeline.actions import record

# Before a code is known there is no station whose setting could say otherwise. Mobile networks share addresses.
PER_ADDRESS, PER_CODE = 40, 10  # within the hour
# A refusal is given after this time whatever was looked up, and after as many decryptions.
FLOOR_SECONDS, DECRYPTIONS = 0.25, 8
CODE_LENGTH, SUFFIX_LENGTH = 10, 4

STEPS = (
    ("registered", pgettext_lazy("step of a dispute", "Registered")),
    ("accepted", pgettext_lazy("step of a dispute", "Accepted")),
    ("mediating", _("In mediation")),
    ("agreed", pgettext_lazy("step of a dispute", "Agreed")),
    ("performed", pgettext_lazy("step of a dispute", "Performed")),
    ("closed", _("Finished")),
)
# State → (how many of the steps are reached, what it means to a party).
PLAIN: dict[str, tuple[int, object]] = {
    State.REGISTERED: (1, _("Your dispute has been registered. The mediation room is looking into it.")),
    State.TRIAGE: (1, _("The mediation room is deciding how your dispute can be handled.")),
    State.ACCEPTED: (2, _("Your dispute has been accepted for mediation. You will be told when it begins.")),
    State.MEDIATING: (3, _("The mediation is under way.")),
    State.AGREED: (4, _("An agreement has been reached.")),
    State.PERFORMING: (4, _("An agreement has been reached and is being performed.")),
    State.CONFIRMING: (4, _("The agreement has been submitted to the court for confirmation.")),
    State.PERFORMED: (5, _("The agreement has been performed.")),
    State.VISIT: (5, _("The agreement has been performed. The mediation room will ask how it went.")),
    State.ARCHIVED: (6, _("The case is finished and filed.")),
    State.DECLINED: (6, _("Your dispute was not accepted for mediation. You have been told of other ways.")),
    State.TRANSFERRED: (6, _("Your dispute was given to the body that is competent for it.")),
    State.ENDED: (6, _("The mediation has ended without an agreement. You have been told of other ways.")),
    State.BY_LAW: (6, _("The mediation has ended; the case is handled by law.")),
    State.ENFORCEMENT: (6, _("The agreement was not performed; you can apply to the court for enforcement.")),
    State.LITIGATION: (6, _("There is a dispute about the agreement; you can go to court.")),
}  # fmt: skip
# Only these are on the way; the others are ends without the steps before them.
ON_THE_WAY = frozenset({
    State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING, State.AGREED, State.PERFORMING, State.CONFIRMING,
    State.PERFORMED, State.VISIT, State.ARCHIVED,
})  # fmt: skip
BRING = (
    _("Your identity card"),
    _("What shows your side: receipts, contracts, photos, records of messages"),
    _("If somebody comes for you: a signed power of attorney (not for who is suspected of an offence)"),
)
_NOBODY = "00000000000"


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says.

    Attributes:
        sentence: the state in plain words.
        steps: (label, ``done``, ``now`` or ``ahead``) of the way; empty where the case left it.
        reached: how many steps are reached, for the bar.
        appointment: the next session, or None.
        bring: what to bring to it.
        room: public name of the room to ask at, its address and its hours.
        free: people's mediation costs nothing (RT-02).
    """

    sentence: object
    steps: list[tuple[object, str]]
    reached: int
    appointment: hooks.Appointment | None
    bring: tuple
    room: MediationRoom | None
    station: str
    committee: str
    free: bool


def tidy(code: str) -> str:
    """A code as it is kept: capitals, without the spaces and hyphens people type."""
    return receipts.tidy(code)


def is_code(code: str) -> bool:
    """Whether it could be a code at all."""
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)


def look_up(*, code: str, suffix: str, at: datetime) -> Told | None:
    """The state of a case, for who knows its code and a party's phone; None is every kind of "no".

    Args:
        code: tidied.
        suffix: last four digits of a phone number of a party (or a minor's guardian).
        at: now.
    """
    began = time.monotonic()
    with scopes_disabled():
        case = Case.objects.select_related("station").filter(code=code, sealed=False).first()
        phones = _phones(case)
    if not _fits(phones, suffix) or case is None:
        time.sleep(max(FLOOR_SECONDS - (time.monotonic() - began), 0))
        return None
    with in_station(case.station):
        _count_look(case)
        return _told(case)


def _count_look(case: Case) -> None:
    """The look is counted, not the visitor: nobody's address, phone or name, nor the request it came with."""
    with unsigned():
        record(verb="mediation.looked_up", subject=case)


def _phones(case: Case | None) -> list[str]:
    """Phones of the parties, always with as many decryptions; made-up ones where there are fewer."""
    rows = CaseParty.objects.filter(case_id=case.pk if case else 0, removed_at=None)[:DECRYPTIONS]
    found = [phone for row in rows for phone in (row.phone, row.guardian_phone) if phone]
    token = encrypt(_NOBODY)
    for _missing in range(DECRYPTIONS - len(found)):
        decrypt(token)
    return found


def _fits(phones: list[str], suffix: str) -> bool:
    """Compared without stopping at the first match."""
    found = False
    for phone in phones:
        digits = "".join(letter for letter in phone if letter.isdigit())
        found |= len(digits) >= SUFFIX_LENGTH and hmac.compare_digest(
            digits[-SUFFIX_LENGTH:].encode(), suffix.encode()
        )
    return found


def _told(case: Case) -> Told:
    reached, sentence = PLAIN[State(case.state)]
    steps: list[tuple[object, str]] = []
    if case.state in ON_THE_WAY and not (case.state == State.ARCHIVED and case.performed_on is None):
        kinds = ["done"] * (reached - 1) + ["now"] + ["ahead"] * (len(STEPS) - reached)
        steps = [(label, kind) for (_code, label), kind in zip(STEPS, kinds, strict=True)]
    appointment = hooks.appointment_of(case) if case.state in {State.ACCEPTED, State.MEDIATING} else None
    rooms = MediationRoom.objects.filter(active=True)
    room = rooms.filter(community=case.community_id).first() if case.community_id else None
    return Told(
        sentence=sentence, steps=steps, reached=reached, appointment=appointment, bring=BRING if appointment else (),
        room=room or rooms.filter(level=MediationRoom.Level.CORE).first(), station=case.station.name,
        committee=settings_of(case.station).committee, free=case.track == Track.RT,
    )  # fmt: skip
