"""Take a clue on, say what came of it, write, tell and thank the giver.

Who gave a clue is written into :class:`Giver` and nowhere else. All lines of the day-book about what the giver
does are the house's own, without an actor (SE-31).
"""

import uuid
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.clues import rules
from community.clues.models import Clue, Giver, Message
from community.clues.words import Finding, Objection
from community.groups.models import Member
from stations.incidents.actions import advance
from stations.incidents.actions import locked as locked_incident
from stations.incidents.entries import first_contact
from stations.incidents.reasons import LookReason
from stations.incidents.rules import may_contact
from stations.incidents.words import Result
from stations.incidents.words import State as IncidentState
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.history import unsigned
from stations.notices.actions import tell as notify
from stations.organisation.models import Officer
from stations.timeline.actions import lines_last, looked, record

# What an incident of kind clue ends with, by what the giver is told.
RESULTS = {
    Finding.CONFIRMED: Result.USED, Finding.DUPLICATE: Result.DUPLICATE, Finding.NOTHING: Result.UNUSED,
    Finding.GROUNDLESS: Result.UNUSED,
}  # fmt: skip


# -- the officer in charge -------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def take(*, clue: Clue, actor, at: datetime | None = None) -> Clue:
    """The officer in charge takes it on; the leadership where nobody is in charge yet."""
    clue = locked(clue.pk)
    _move(clue, "take", actor, at, taken_at=at or timezone.now())
    if clue.officer_id is None:
        clue.officer = actor.officer
        clue.save()
    _tell_giver(clue, "taken")
    return clue


@transaction.atomic
@lines_last()
def assign(*, clue: Clue, officer: Officer, actor) -> Clue:
    """Say who is in charge from now on; who was before no longer sees the giver (SE-31).

    Raises:
        NotAllowed: not for the person, or the giver has been told.
        RuleBroken: ``other_station``, ``same``.
    """
    clue = locked(clue.pk)
    demand(rules.may_assign(actor, clue))
    if officer.station_id != clue.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if officer.pk == clue.officer_id:
        raise RuleBroken(_("This officer is in charge already."), code="same")
    clue.officer = officer
    clue.save()
    record(verb="clue.assign", subject=clue, actor=actor, officer=officer.pk)
    # By the moment, too: who gets it back is told again.
    notify(
        station=clue.station, recipients=[officer], kind="clue.given",
        key=f"clue.assign:{clue.pk}:{timezone.now().isoformat()}", url=clue.get_absolute_url(), clue=clue.pk,
    )  # fmt: skip
    return clue


@transaction.atomic
def show_giver(*, clue: Clue, actor, reason: str) -> tuple[str, str]:
    """Name and phone of who gave a clue; the look is recorded with its reason (SE-08, SE-24, SE-31).

    Args:
        reason: of :class:`LookReason`.

    Raises:
        NotAllowed: neither the head of the station nor the officer in charge.
        RuleBroken: ``no_reason``.
    """
    demand(rules.may_see_giver(actor, clue))
    if reason not in LookReason:
        raise RuleBroken(_("Say why you need to see it."), code="no_reason")
    looked(subject=clue, actor=actor, what=f"giver:{reason}")
    giver = Giver.objects.select_related("user").filter(clue=clue).first()
    return (giver.user.name, giver.user.phone) if giver else ("", "")


@transaction.atomic
@lines_last()
def record_outcome(
    *, clue: Clue, actor, hazards_removed: int = 0, persons_caught: int = 0, loss_prevented: Decimal = Decimal(0)
) -> Clue:
    """Write down what came of it; it counts once a second person has verified it.

    Args:
        loss_prevented: yuan.

    Raises:
        NotAllowed: not in charge, or verified already.
        RuleBroken: ``numbers``, ``says_nothing``.
    """
    clue = locked(clue.pk)
    demand(rules.may_record_outcome(actor, clue))
    rules.may_record_numbers(clue, hazards_removed, persons_caught, loss_prevented).or_refuse()
    clue.hazards_removed, clue.persons_caught, clue.loss_prevented = hazards_removed, persons_caught, loss_prevented
    clue.recorded_by = actor
    clue.save()
    record(
        verb="clue.outcome", subject=clue, actor=actor, hazards=hazards_removed, persons=persons_caught,
        yuan=str(loss_prevented),
    )  # fmt: skip
    return clue


@transaction.atomic
@lines_last()
def verify(*, clue: Clue, actor, at: datetime | None = None) -> Clue:
    """Verify a recorded outcome: from now on it counts in the year's figures and stays as it is."""
    clue = locked(clue.pk)
    demand(rules.may_verify(actor, clue))
    rules.may_record_numbers(clue, clue.hazards_removed, clue.persons_caught, clue.loss_prevented).or_refuse()
    clue.verified_by, clue.verified_at = actor, at or timezone.now()
    clue.save()
    record(verb="clue.verify", subject=clue, actor=actor)
    return clue


@transaction.atomic
@lines_last()
def object_to(*, clue: Clue, actor, reason: str) -> Clue:
    """Send a recorded outcome back: it waits for no check until it is recorded again; who recorded it is told.

    Args:
        reason: of :class:`Objection`.

    Raises:
        NotAllowed: who may not verify it either.
        RuleBroken: ``no_reason``.
    """
    clue = locked(clue.pk)
    demand(rules.may_verify(actor, clue))
    if reason not in Objection:
        raise RuleBroken(_("Say what is to be put right."), code="no_reason")
    author, clue.recorded_by = clue.recorded_by, None
    clue.save()
    line = record(verb="clue.object", subject=clue, actor=actor, reason=reason)
    notify(
        station=clue.station, recipients=[author], kind="clue.object", key=f"clue.object:{line.pk}",
        url=clue.get_absolute_url(), clue=clue.pk, reason=reason,
    )  # fmt: skip
    return clue


@transaction.atomic
@lines_last()
def tell(*, clue: Clue, actor, finding: str, words: str, at: datetime | None = None) -> Clue:
    """Tell the giver what came of it, and thank them; the incident of a clue ends with it.

    Args:
        finding: of :class:`Finding`.
        words: what the giver reads.
    """
    moment = at or timezone.now()
    # The incident first, as everybody who moves it does; then its clue.
    incident = locked_incident(clue.incident_id)
    clue = locked(clue.pk)
    clue.finding, clue.answer = finding, words.strip()
    _move(clue, "tell", actor, moment, told_at=moment)
    if incident.state == IncidentState.ACTED_ON:
        if not incident.result:
            incident.result, incident.result_text = RESULTS[Finding(finding)], clue.answer
        advance(incident, "tell_giver", actor=actor, at=moment, system=True)
    # What was taken up again and ends once more is told once more.
    _tell_giver(clue, f"told:{moment.timestamp():.0f}")
    return clue


# -- both sides ------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def write(*, clue: Clue, words: str, client_id: uuid.UUID, actor=None, at: datetime | None = None) -> Message:
    """A message about a clue, sent once a ``client_id``.

    The station's first words to the giver of an urgent clue are the first contact of its incident: nobody can call
    somebody whose name and number only two roles know (SE-31).

    Args:
        actor: who writes for the station; None is the giver, whose right to the clue the caller has checked.

    Raises:
        NotAllowed: somebody of the station who is not in charge.
        RuleBroken: ``empty``.
    """
    # The incident first, as everybody who moves it does; then its clue.
    incident = locked_incident(clue.incident_id) if actor else None
    clue = locked(clue.pk)
    if actor is not None:
        demand(rules.may_write(actor, clue))
    if not words.strip():
        raise RuleBroken(_("Write something first."), code="empty")
    fresh = {"writer": actor, "words": words.strip()[:500], "at": at or timezone.now(), "station": clue.station}
    with nullcontext() if actor else unsigned():
        message, made = Message.objects.get_or_create(clue=clue, client_id=client_id, defaults=fresh)
        if made:
            record(verb="clue.message" if actor else "clue.giver_wrote", subject=clue, actor=actor)
            _tell_giver(clue, f"message:{message.pk}") if actor else _tell_officer(clue, message)
    if made and incident and rules.waits_for_contact(incident) and may_contact(actor, incident):
        first_contact(incident=incident, actor=actor, at=message.at)
    return message


def followed(move) -> None:
    """The incident moved: the clue moves along and its giver is told (hook of ``incidents``)."""
    if move.verb == "record":
        return
    incident = move.incident
    # A linked report goes the way of its main record.
    ruling = incident.main if incident.main_id else incident
    verb = "handled" if rules.is_over(ruling) else "resumed"
    for clue in _locking().filter(Q(incident=incident) | Q(incident__main=incident)).order_by("id"):
        if rules.STEPS.step(clue.state, verb):
            _move(clue, verb, None, move.at, handled_at=move.at if verb == "handled" else None)
            _tell_giver(clue, f"{verb}:{move.at.timestamp():.0f}")
        elif move.verb in PROGRESS:
            _tell_giver(clue, f"{move.verb}:{move.at.timestamp():.0f}")


# Moves of the police that a giver is told of.
PROGRESS = frozenset({"dispatch", "arrive", "verify", "assign", "act_on", "rectify"})


# -- small parts -----------------------------------------------------------------------------------------------


def locked(clue_id: int) -> Clue:
    """The clue, locked until the transaction ends; its incident's lock comes before it."""
    return _locking().get(pk=clue_id)


def _locking():
    """Without joins: what was joined before the lock is not looked at again."""
    return Clue.objects.select_for_update(no_key=True).prefetch_related(
        "scene", "incident__main", "station", "officer"
    )


def _move(clue: Clue, verb: str, actor, at: datetime | None, **columns: Any) -> None:
    rules.STEPS.advance(clue, verb, actor, at)
    for column, value in columns.items():
        setattr(clue, column, value)
    clue.save()
    record(verb=f"clue.{verb}", subject=clue, actor=actor, state=clue.state)


def _tell_giver(clue: Clue, what: str) -> None:
    """A notice for a giver who is a member still; others look at the page, or with the receipt."""
    giver = Giver.objects.select_related("user").filter(clue=clue).first()
    if giver is None or not Member.objects.confirmed().filter(user=giver.user_id).exists():
        return
    notify(
        station=clue.station, recipients=[giver.user], kind=f"clue.{'told' if what.startswith('told') else 'news'}",
        key=f"clue.{what}:{clue.pk}", url=f"/me/clues/{clue.pk}/", clue=clue.pk,
    )  # fmt: skip
    live.changed(clue.station_id, live.mine(giver.user_id))


def _tell_officer(clue: Clue, message: Message) -> None:
    if clue.officer:
        notify(
            station=clue.station, recipients=[clue.officer], kind="clue.wrote", key=f"clue.wrote:{message.pk}",
            url=clue.get_absolute_url(), clue=clue.pk,
        )  # fmt: skip
