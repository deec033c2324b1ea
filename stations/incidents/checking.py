"""Verbs of hazards and clues: verify, assign, remove, check again, act on, tell the giver."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.incidents import rules_work
from stations.incidents.actions import add_handlers, advance, end_handlers, locked
from stations.incidents.handling import check, handlers_of, inform, settle
from stations.incidents.models import Incident
from stations.incidents.rules import DESK
from stations.incidents.words import Result
from stations.kit.answer import RuleBroken
from stations.organisation.models import Officer
from stations.organisation.rules import post_of
from stations.timeline.actions import lines_last


@transaction.atomic
@lines_last()
def verify(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """It is what was reported: a hazard, a clue worth following."""
    incident = locked(incident.pk)
    advance(incident, "verify", actor=actor, at=at)
    return incident


@transaction.atomic
@lines_last()
def assign(
    *, incident: Incident, actor, officers, due_at: datetime | None = None, at: datetime | None = None
) -> Incident:
    """Give it to officers, who are told; whoever had it before and is not among them is free of it.

    Args:
        officers: at least one serving officer of the station.
        due_at: when it must be done.

    Raises:
        RuleBroken: ``no_officer``, ``not_on_post``, ``due_past``.
    """
    moment = at or timezone.now()
    incident, officers = locked(incident.pk), list(officers)
    check(incident, "assign", actor, moment)
    _may_take(incident, officers, due_at, moment)
    wanted = {officer.pk for officer in officers}
    new = [officer for officer in officers if officer.pk not in incident.handler_ids]
    leaving = incident.handler_ids - wanted
    if leaving:
        end_handlers(incident, leaving, at=moment)
    add_handlers(incident, [officer.pk for officer in new], at=moment)
    incident.due_at = due_at
    advance(incident, "assign", actor=actor, at=moment, officers=sorted(wanted), count=len(wanted))
    inform(incident, new, "assigned", actor, moment, urgent=incident.urgent)
    return incident


def _may_take(incident: Incident, officers: list[Officer], due_at, moment) -> None:
    if not officers:
        raise RuleBroken(_("Choose at least one officer."), code="no_officer")
    for officer in officers:
        if officer.station_id != incident.station_id or officer.standing != Officer.Standing.ON_POST:
            raise RuleBroken(_("Only officers on post are given work."), code="not_on_post")
    if due_at and due_at <= moment:
        raise RuleBroken(_("The time it is due lies in the past."), code="due_past")


@transaction.atomic
@lines_last()
def rectify(
    *, incident: Incident, actor, text: str, result: str = Result.REMOVED, fixer=None, at: datetime | None = None
) -> Incident:
    """The hazard is gone; somebody else checks that (never who removed it).

    Args:
        text: what was done.
        result: of :class:`Result`.
        fixer: account of who removed it; the actor unless the command room names somebody else.
    """
    moment, fixer = at or timezone.now(), fixer or actor
    incident = locked(incident.pk)
    check(incident, "rectify", actor, moment)
    rules_work.may_fix(actor.pk, fixer.pk, post_of(actor) in DESK).or_refuse()
    if fixer.home_station_id != incident.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    settle(incident, result, text)
    incident.fixer = fixer
    advance(incident, "rectify", actor=actor, at=moment, fixer=fixer.pk, result=result)
    inform(incident, [incident.recorded_by], "to_check", actor, moment)
    return incident


@transaction.atomic
@lines_last()
def recheck(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """Somebody else than the fixer saw that the hazard is gone: closed."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    check(incident, "recheck", actor, moment)
    incident.verifier = actor
    people = [*handlers_of(incident), incident.recorded_by]
    advance(incident, "recheck", actor=actor, at=moment)
    inform(incident, people, "closed", actor, moment)
    return incident


@transaction.atomic
@lines_last()
def dismiss(*, incident: Incident, actor, text: str, at: datetime | None = None) -> Incident:
    """There is no hazard, or the clue is of no use; the reason is told to who brought it."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    settle(incident, Result.UNUSED if incident.kind == "clue" else Result.NOTHING, text)
    advance(incident, "dismiss", actor=actor, at=moment)
    inform(incident, [incident.recorded_by], "dismissed", actor, moment)
    return incident


@transaction.atomic
@lines_last()
def act_on(
    *, incident: Incident, actor, text: str, result: str = Result.USED, at: datetime | None = None
) -> Incident:
    """Something was done with the clue."""
    incident = locked(incident.pk)
    check(incident, "act_on", actor, at or timezone.now())
    settle(incident, result, text)
    advance(incident, "act_on", actor=actor, at=at, result=result)
    return incident


@transaction.atomic
@lines_last()
def tell_giver(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """Whoever gave the clue has been told what came of it: closed."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    advance(incident, "tell_giver", actor=actor, at=moment)
    inform(incident, [incident.recorded_by], "closed", actor, moment)
    return incident
