"""Referrals: civil matters, 12345 and other bodies; what comes back is loud until somebody takes it up again."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from stations.casework import rules
from stations.casework.models import Referral
from stations.dispatch.alarms import command_room, hush
from stations.dispatch.watch import in_command
from stations.incidents.actions import advance, locked
from stations.incidents.handling import wants_follow_up
from stations.incidents.models import Incident
from stations.incidents.words import Result
from stations.kit import live
from stations.kit.answer import demand
from stations.notices.actions import tell
from stations.timeline.actions import record

R = Referral.State
RETURNED = "referral.returned"


def _locked(referral: Referral) -> tuple[Incident, Referral]:
    """The incident first, then its referral (the order of every room)."""
    incident = locked(referral.incident_id)
    return incident, Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)


def _done(referral: Referral, verb: str, actor) -> Referral:
    referral.save()
    return _noted(referral, verb, actor)


def _noted(referral: Referral, verb: str, actor) -> Referral:
    """Tell the screens and write the day-book, after every other row: nobody waits while holding its lock."""
    live.changed(referral.station_id, live.BOARD, live.about(referral.incident_id))
    record(verb=f"referral.{verb}", subject=referral, actor=actor, incident=referral.incident_id)
    return referral


@transaction.atomic
def refer(
    *, incident_id: int, target: str, reason: str, actor, due_on: date | None = None, at: datetime | None = None
) -> Referral:  # fmt: skip
    """Give a matter to somebody else; responsibility stays here until they took it (IN-04).

    Args:
        target: who, e.g. a department, 12345 or the court.
        reason: why.
        due_on: when an answer is expected.

    Raises:
        NotAllowed: not the command room.
        RuleBroken: the incident is not in a state to be referred.
    """
    at = at or timezone.now()
    incident = locked(incident_id)
    demand(rules.may_refer(actor))
    incident.referred_to = target
    made = Referral.objects.create(
        station_id=incident.station_id, incident=incident, target=target, reason=reason, sent_by=actor, sent_at=at,
        due_on=due_on,
    )  # fmt: skip
    advance(incident, "refer", actor=actor, at=at, referral=made.pk)
    record(verb="referral.refer", subject=made, actor=actor, incident=incident.pk)
    return made


@transaction.atomic
def accept(*, referral: Referral, actor, reference: str = "", at: datetime | None = None) -> Referral:
    """They took it: their receipt and number."""
    at = at or timezone.now()
    _incident, found = _locked(referral)
    rules.REFERRAL_STEPS.advance(found, "accept", actor, at)
    found.reference = reference or found.reference
    return _done(found, "accept", actor)


@transaction.atomic
def give_back(*, referral: Referral, answer: str, actor, at: datetime | None = None) -> Referral:
    """They sent it back (退回): the command room is told at once, and it stays in sight until it is taken up."""
    at = at or timezone.now()
    incident, found = _locked(referral)
    rules.REFERRAL_STEPS.advance(found, "give_back", actor, at)
    found.answer, found.answered_at = answer, at
    found.save()
    tell(
        station=incident.station, recipients=in_command(at), kind=RETURNED,
        key=f"{RETURNED}:{found.pk}", url=reverse("referral-answer", args=[incident.pk]), urgent=True,
        number=incident.number,
    )  # fmt: skip
    return _done(found, "give_back", actor)


@transaction.atomic
def take_up(*, referral: Referral, actor, answer: str = "", at: datetime | None = None) -> Referral:
    """Take a matter up again: the incident goes back to the queue."""
    at = at or timezone.now()
    incident, found = _locked(referral)
    rules.REFERRAL_STEPS.advance(found, "take_up", actor, at)
    found.answer = answer or found.answer
    found.save()
    seen_to(found, at)
    incident.referred_to = ""
    advance(incident, "take_back", actor=actor, at=at, referral=found.pk)
    return _noted(found, "take_up", actor)


def seen_to(referral: Referral, at: datetime) -> None:
    """What came back is taken up again: its alarm rings no longer."""
    hush(referral.station_id, command_room(), [f"{RETURNED}:{referral.pk}"], at)


@transaction.atomic
def finish(*, referral: Referral, answer: str, actor, at: datetime | None = None) -> Referral:
    """They settled it: the incident ends with the result "handed on" unless it has one."""
    at = at or timezone.now()
    incident, found = _locked(referral)
    rules.REFERRAL_STEPS.advance(found, "finish", actor, at)
    found.answer, found.answered_at = answer, at
    # IN-11 counts every closing; its running number comes before the day-book.
    incident.follow_up_wanted = wants_follow_up(incident, at)
    found.save()
    incident.result = incident.result or Result.HANDED_ON
    incident.result_text = incident.result_text or answer
    advance(incident, "settle_referral", actor=actor, at=at, referral=found.pk)
    return _noted(found, "finish", actor)
