"""Verbs of lost and found property: both sides of a match move together."""

from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.catalogue.words import Kind
from stations.incidents import rules_work
from stations.incidents.actions import advance, locked
from stations.incidents.duplicates import locked_together
from stations.incidents.handling import check, inform, settle
from stations.incidents.models import Incident, Party
from stations.incidents.persons import Person, parties
from stations.incidents.words import Result, State
from stations.kit.answer import RuleBroken
from stations.timeline.actions import lines_last

SUGGESTED = 8
# A loss is reported some time before or after the thing is found.
AROUND = timedelta(days=90)


def losses_for(found: Incident):
    """Open losses that a found thing may belong to: same category first, then by likeness of the words; one query."""
    near = Q(reported_at__range=(found.reported_at - AROUND, found.reported_at + AROUND))
    likeness = TrigramSimilarity("summary", found.summary)
    same = Case(When(category__name=found.category.name, then=Value(0.3)), default=Value(0.0))
    rows = Incident.objects.filter(near, kind=Kind.LOSS, state=State.RECEIVED)
    scored = rows.annotate(score=likeness + same).select_related("category", "community")
    return scored.order_by(F("score").desc(), "-reported_at")[:SUGGESTED]


def _pair(found: Incident, loss_id: int | None) -> tuple[Incident, Incident | None]:
    rows = locked_together([found.pk, *([loss_id] if loss_id else [])])
    locked_found = rows[found.pk]
    if loss_id and loss_id not in rows:
        raise RuleBroken(_("This loss does not exist."), code="no_loss")
    return locked_found, rows.get(loss_id)


def _matched(found: Incident) -> tuple[Incident, Incident | None]:
    """A found thing and the loss it is matched with, both locked; refused when the match changed meanwhile."""
    known = Incident.objects.filter(pk=found.pk).values_list("match_id", flat=True).get()
    row, loss = _pair(found, known)
    if row.match_id != known:
        raise RuleBroken(_("Somebody else changed the match just now; look again."), code="changed")
    return row, loss


@transaction.atomic
@lines_last()
def match(*, incident: Incident, actor, loss: Incident, at: datetime | None = None) -> Incident:
    """The found thing belongs to this loss; the owner is asked to come."""
    moment = at or timezone.now()
    found, lost = _pair(incident, loss.pk)
    check(found, "match", actor, moment)
    rules_work.may_match(found, lost).or_refuse()
    found.match = lost
    advance(found, "match", actor=actor, at=moment, other=lost.pk)
    advance(lost, "match", actor=actor, at=moment, system=True, other=found.pk)
    inform(lost, [lost.recorded_by], "matched", actor, moment)
    return found


@transaction.atomic
@lines_last()
def unmatch(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """It belongs to somebody else: both are open again."""
    moment = at or timezone.now()
    found, loss = _matched(incident)
    check(found, "unmatch", actor, moment)
    found.match = None
    advance(found, "unmatch", actor=actor, at=moment, other=loss.pk if loss else None)
    if loss:
        advance(loss, "unmatch", actor=actor, at=moment, system=True, other=found.pk)
    return found


@transaction.atomic
@lines_last()
def hand_back(
    *, incident: Incident, actor, receiver: str = "", phone: str = "", text: str = "", at: datetime | None = None
) -> Incident:
    """Returned to the owner against signature; a matched loss is settled with it.

    Args:
        receiver: name of who took it, kept as owner among the persons; or attach the signed receipt before.

    Raises:
        RuleBroken: ``no_receipt``, ``changed``.
    """
    moment = at or timezone.now()
    found, loss = _matched(incident)
    check(found, "hand_back", actor, moment)
    rules_work.signed(found.attachments.all(), receiver).or_refuse()
    if receiver.strip():
        owner = Person(name=receiver, phone=phone, part=Party.Part.OWNER)
        Party.objects.bulk_create(parties(found, [owner]))
    for row in filter(None, (found, loss)):
        settle(row, Result.RETURNED, text)
    advance(found, "hand_back", actor=actor, at=moment, other=loss.pk if loss else None)
    if loss:
        advance(loss, "hand_back", actor=actor, at=moment, system=True, other=found.pk)
    return found


@transaction.atomic
@lines_last()
def give_up(*, incident: Incident, actor, result: str, text: str, at: datetime | None = None) -> Incident:
    """Nobody came for the thing, or it was not found: closed with what became of it."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    settle(incident, result, text)
    advance(incident, "give_up", actor=actor, at=moment, result=result)
    return incident
