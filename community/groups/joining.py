"""Joining from the own phone: what the public pages under ``/q/join/`` do with what a person types.

Nobody may learn from them whether a number is on a list (SE-15). A slip without the right digits, a name that is not
on the list, a person who is a member already: each gets one and the same answer, after the same time.
"""

import hmac
import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scopes_disabled

from community.groups import codes
from community.groups.enrolling import Joined, confirm, enrol, forget, joined_before, pending_by_phone
from community.groups.models import Enrolment, Member, WatchGroup
from community.groups.words import How, Source, State
from stations.access import counting
from stations.kit.answer import RuleBroken
from stations.kit.crypto import blind_index
from stations.kit.scoping import in_station

log = logging.getLogger(__name__)

# An evening class joins over one address; a slip is one person's, and so is a number.
PER_ADDRESS, PER_SLIP, PER_NUMBER = 300, 10, 10
FLOOR_SECONDS = 0.25
AGREE, NOT_ME = "agree", "not-me"
JOINED, NOTED, FORGOTTEN, UNKNOWN = "joined", "noted", "forgotten", "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page says afterwards: ``joined``, ``noted``, ``forgotten`` or ``unknown``."""

    kind: str
    joined: Joined | None = None


def refused(address: str, what: str, most: int) -> str:
    """Why a page is not answered now: ``too_many``, ``away`` (it cannot be counted), or empty.

    Args:
        address: where the request came from.
        what: the slip or the number; only a keyed fingerprint of it is kept, for an hour.
        most: how often it may be asked.
    """
    return counting.refused(watch_address=(address, PER_ADDRESS), watch_join=(blind_index(what), most))


def group_of(token: str) -> WatchGroup | None:
    """The group of a poster; None for a forged code, an old poster or a dissolved group."""
    found = codes.read(codes.JOIN, token)
    if found is None:
        return None
    with scopes_disabled():
        rows = WatchGroup.objects.active().select_related("station", "trade", "community")
        return rows.filter(pk=found[0], poster_version=found[1]).first()


def enrolment_of(code: str) -> Enrolment | None:
    """The enrolment of a slip; None for a forged one and for one that was confirmed, refused or has expired."""
    number = codes.SLIP.read(code)
    if number is None:
        return None
    with scopes_disabled():
        return (
            Enrolment.objects.select_related("station", "group__community", "group__trade").filter(pk=number).first()
        )


def answer_slip(*, code: str, digits: str, verb: str, key: uuid.UUID, at: datetime) -> Outcome:
    """What came of a personal slip and the last four digits of the own phone."""
    began = time.monotonic()
    row = enrolment_of(code)
    if row is None:
        with scopes_disabled():
            before = joined_before(key, at) if verb == AGREE else None
        return Outcome(JOINED, before) if before else _unknown(began)
    if not hmac.compare_digest(row.phone[-4:].encode(), digits.encode()):
        return _unknown(began)
    with in_station(row.station):
        if verb == NOT_ME:
            forget(enrolment_id=row.pk, reason="not_me")
            return Outcome(FORGOTTEN)
        return _confirmed(row, key, at) or _unknown(began)


def answer_poster(
    *, group: WatchGroup, name: str, phone: str, verb: str, key: uuid.UUID, at: datetime
) -> Outcome:  # fmt: skip
    """What came of the group's poster with the own name and number.

    Who is on the list under this name joins at once. Everybody else gets one answer: what they said is noted, and an
    officer or the leader hands them a slip; for whom there is already something, nothing is changed.
    """
    began = time.monotonic()
    with in_station(group.station):
        row = pending_by_phone(group.station, phone)
        if verb == NOT_ME:
            if row is not None:
                forget(enrolment_id=row.pk, reason="not_me")
            _wait(began)
            return Outcome(FORGOTTEN)
        if row is not None and hmac.compare_digest(_same(row.name), _same(name)) and row.source != Source.QR:
            done = _confirmed(row, key, at)
            if done:
                return done
        before = joined_before(key, at)
        if before:
            return Outcome(JOINED, before)
        if row is None:
            _note(group, name, phone, at)
    _wait(began)
    return Outcome(NOTED)


def _confirmed(row: Enrolment, key: uuid.UUID, at: datetime) -> Outcome | None:
    try:
        joined = confirm(enrolment_id=row.pk, how=How.PHONE, at=at, request_key=key)
    except RuleBroken as refusal:
        log.info("joining refused", extra={"fields": {"enrolment": row.pk, "code": refusal.code}})
        return None
    return Outcome(JOINED, joined) if joined else None


def _note(group: WatchGroup, name: str, phone: str, at: datetime) -> None:
    try:
        enrol(group=group, name=name, phone=phone, source=Source.QR, at=at)
    except RuleBroken as refusal:
        log.info("enrolment by poster refused", extra={"fields": {"group": group.pk, "code": refusal.code}})


def _same(name: str) -> bytes:
    return "".join(name.split()).encode()


def _unknown(began: float) -> Outcome:
    _wait(began)
    return Outcome(UNKNOWN)


def _wait(began: float) -> None:
    time.sleep(max(FLOOR_SECONDS - (time.monotonic() - began), 0))


@dataclass(frozen=True, slots=True)
class Card:
    """What the page of a card's code says, and nothing else."""

    group: str
    number: str
    name: str
    station: str
    brand: str


def card_of(token: str) -> Member | None:
    """The confirmed member a valid card belongs to, with station and group; None for every other code."""
    found = codes.read(codes.CARD, token)
    if found is None:
        return None
    with scopes_disabled():
        rows = Member.objects.filter(pk=found[0], card_version=found[1], state=State.CONFIRMED)
        return rows.select_related("user", "station").first()
