"""Verbs of police cases: filed from an incident, allocated, received, handed on, extended, concluded, checked."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.calendar.rules import marks_for_limit
from stations.casework import law, readings, rules
from stations.casework.models import CaseStep, CaseTransfer, PoliceCase
from stations.incidents.actions import locked as locked_incident
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.numbers.actions import take
from stations.organisation.models import Officer, Team
from stations.organisation.rules import same_station
from stations.timeline.actions import record

SERIES = "police_case"
State = PoliceCase.State


def _locked(case_id: int) -> PoliceCase:
    """The row alone, without joins: what hangs on it is read after the lock, as it is then."""
    return PoliceCase.objects.select_for_update(no_key=True).get(pk=case_id)


def _advance(case: PoliceCase, verb: str, actor, at: datetime, *, system: bool = False) -> PoliceCase:
    """Lock the row and take it through one step; the caller saves."""
    found = _locked(case.pk)
    if not system:
        readings.with_team(actor, timezone.localdate(at))
    rules.CASE_STEPS.advance(found, verb, None if system else actor, at)
    return found


def _done(case: PoliceCase, verb: str, actor, **data: Any) -> PoliceCase:
    """Save, tell the screens, write the day-book last."""
    case.save()
    live.changed(case.station_id, live.BOARD, live.about(case.incident_id))
    record(verb=f"case.{verb}", subject=case, actor=actor, **data)
    return case


def _keep(case: PoliceCase, verb: str, actor, at: datetime, **why: Any) -> None:
    """Keep why a step was taken and who approved it (the day-book holds no free text)."""
    CaseStep.objects.create(station_id=case.station_id, case=case, verb=verb, by=actor, at=at, **why)


def set_due(case: PoliceCase) -> None:
    """Reckon the last day of a case anew by the law it keeps (ZA-21); a case without a limit keeps its check day."""
    case.due_on = readings.deadline_of(case).day


@transaction.atomic
def file_case(
    *, incident_id: int, kind: str, filed_on: date, actor, check_on: date | None = None, at: datetime | None = None
) -> PoliceCase:
    """Make a police case of an incident (立案): numbered, under the law of its day, its clock running.

    Args:
        incident_id: a police call or request for help of this station.
        kind: a value of :class:`PoliceCase.Kind`.
        filed_on: day of filing (立案).
        actor: who files it.
        check_on: first check day of a criminal case, which is not under ZA-21; thirty days by default.
        at: now by default.

    Raises:
        NotAllowed: not the command room and not among the handlers.
        RuleBroken: not far enough, filed before the report or in the future, or there is a case already.
    """
    at = at or timezone.now()
    incident = locked_incident(incident_id)
    demand(rules.may_file(actor, incident))
    rules.can_become_case(incident).or_refuse()
    reported = timezone.localdate(incident.reported_at)
    rules.filing_day(incident, filed_on, reported, timezone.localdate(at)).or_refuse()
    if PoliceCase.objects.filter(incident=incident).exists():
        raise RuleBroken(_("There is a case of this incident already."), code="case_exists")
    case = PoliceCase(
        station_id=incident.station_id, incident=incident, kind=kind, filed_on=filed_on, opened_by=actor
    )
    _start_clock(case, check_on, timezone.localdate(at))
    case.year = filed_on.year
    case.serial = take(station_id=case.station_id, series=SERIES, year=case.year)
    case.save()
    live.changed(case.station_id, live.BOARD, live.about(incident.pk))
    record(verb="case.file", subject=case, actor=actor, incident=incident.pk, law=case.law, due=str(case.due_on))
    record(verb="incident.case_filed", subject=incident, actor=actor, case=case.pk, number=case.number)
    return case


def _start_clock(case: PoliceCase, check_on: date | None, today: date) -> None:
    """ZA-21: from 立案; before 2026-01-01 from 受理, the day the report was taken."""
    limit = law.limit_on(case.filed_on)
    case.clock_from = case.filed_on
    if case.kind == PoliceCase.Kind.CRIMINAL:
        case.law = law.NO_LIMIT
        days = law.deadline(limit, case.filed_on, marks_for_limit(case.filed_on, limit.days))
        case.due_on = check_on or days.day
        return
    case.law = limit.version
    if not limit.from_filing:
        case.clock_from = timezone.localdate(case.incident.received_at)
    set_due(case)


@transaction.atomic
def allocate(
    *, case: PoliceCase, team: Team, reason: str = "", actor, at: datetime | None = None
) -> PoliceCase:  # fmt: skip
    """Give a case to a team, which gives its receipt; given to another one before the receipt, the first is off.

    Args:
        team: an active team of the station.
        reason: why this team; without one it is what the allocation table says.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.CASE_STEPS`; the team belongs elsewhere or has the case.
    """
    at = at or timezone.now()
    found = _advance(case, "allocate", actor, at)
    _check_team(found, team)
    proposal = readings.proposal_for(found.incident)
    by_table = proposal.team is not None and proposal.team.pk == team.pk
    if not (reason or by_table):
        raise RuleBroken(_("Say why, as this is not the team of the allocation table."), code="no_reason")
    words = reason or str(proposal.reason)
    row = CaseTransfer.objects.filter(case=found, received_at=None).first()
    row = row or CaseTransfer(station_id=found.station_id, case=found, from_team=found.team)
    row.to_team, row.reason, row.by, row.at = team, words[:200], actor, at
    row.save()
    found.team, found.owner, found.allocated_by = team, None, proposal.rule if by_table else None
    return _done(found, "allocate", actor, team=team.pk, by_table=by_table)


def _check_team(case: PoliceCase, team: Team) -> None:
    same_station(case, team).or_refuse()
    if not team.active:
        raise RuleBroken(_("This team has been closed."), code="team_closed")
    if case.team_id == team.pk:
        raise RuleBroken(_("This team has the case already."), code="same_team")


@transaction.atomic
def receive(*, case: PoliceCase, owner: Officer, actor, at: datetime | None = None) -> PoliceCase:
    """Give the receipt for a case and name its case officer, in one step by an officer of the receiving team.

    Raises:
        NotAllowed: not of the receiving team.
        RuleBroken: nothing is waiting for a receipt, or the case officer is not of the team.
    """
    at = at or timezone.now()
    found = _advance(case, "receive", actor, at)
    _check_owner(found, owner, at)
    row = CaseTransfer.objects.select_for_update(no_key=True).filter(case=found, received_at=None).get()
    row.received_by, row.received_at = actor.officer, at
    row.save()
    found.owner = owner
    return _done(found, "receive", actor, team=found.team_id, officer=owner.pk, transfer=row.pk)


def _check_owner(case: PoliceCase, owner: Officer, at: datetime) -> None:
    if not readings.team_officers(case.team_id, timezone.localdate(at)).filter(pk=owner.pk).exists():
        raise RuleBroken(
            _("The case officer is a police officer on post in the team of the case."), code="not_in_team"
        )


@transaction.atomic
def transfer(*, case: PoliceCase, team: Team, reason: str, actor, at: datetime | None = None) -> PoliceCase:
    """Hand a case to another team with a reason; it stays visible as handed over until the receipt is given.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.CASE_STEPS`; the team belongs elsewhere or has the case.
    """
    at = at or timezone.now()
    found = _advance(case, "transfer", actor, at)
    _check_team(found, team)
    row = CaseTransfer.objects.create(
        station_id=found.station_id, case=found, from_team=found.team, to_team=team, reason=reason, by=actor, at=at
    )
    before, found.team, found.owner, found.allocated_by = found.team_id, team, None, None
    return _done(found, "transfer", actor, team=team.pk, before=before, transfer=row.pk)


@transaction.atomic
def assign(*, case: PoliceCase, owner: Officer, actor, at: datetime | None = None) -> PoliceCase:
    """Name another case officer of the same team."""
    at = at or timezone.now()
    found = _advance(case, "assign", actor, at)
    _check_owner(found, owner, at)
    found.owner = owner
    return _done(found, "assign", actor, officer=owner.pk)


@transaction.atomic
def extend(
    *, case: PoliceCase, approved_by: str, approved_on: date, reason: str, actor, document: str = "",
    at: datetime | None = None,
) -> PoliceCase:  # fmt: skip
    """Extend the limit by thirty days (ZA-21), as the parent organ has approved.

    Args:
        approved_by: the organ that approved.
        approved_on: the day it did; before the limit had run out.
        reason: why.
        document: number of its approval.

    Raises:
        NotAllowed, RuleBroken: used up (two; one under the law before 2026-01-01), or approved too late.
    """
    at = at or timezone.now()
    found = _advance(case, "extend", actor, at)
    rules.extension_day(found, approved_on, timezone.localdate(at)).or_refuse()
    found.extensions += 1
    set_due(found)
    limit = law.limit_of(found.law)
    days = limit.extension if limit else 0
    _keep(found, "extend", actor, at, reason=reason, approved_by=approved_by, document=document, days=days,
          on=approved_on)  # fmt: skip
    return _done(found, "extend", actor, number=found.extensions, due=str(found.due_on))


@transaction.atomic
def exclude(*, case: PoliceCase, days: int, reason: str, actor, at: datetime | None = None) -> PoliceCase:
    """Leave days of an appraisal or a hearing out of the limit (ZA-21).

    Args:
        days: calendar days to leave out, beside those left out before.
    """
    at = at or timezone.now()
    found = _advance(case, "exclude", actor, at)
    found.excluded_days += days
    set_due(found)
    _keep(found, "exclude", actor, at, reason=reason, days=days)
    return _done(found, "exclude", actor, days=days, due=str(found.due_on))


@transaction.atomic
def restart(
    *, case: PoliceCase, day: date, reason: str, actor, at: datetime | None = None, system: bool = False
) -> PoliceCase:  # fmt: skip
    """Start the clock anew, because mediation failed or the agreement was not performed (ZA-20).

    Args:
        day: the day it failed; the new limit runs from it, with its own extensions and excluded days.
        system: a consequence of another verb whose permission was asked there.
    """
    at = at or timezone.now()
    found = _advance(case, "restart", actor, at, system=system)
    rules.restart_day(found, day, timezone.localdate(at)).or_refuse()
    found.clock_from, found.extensions, found.excluded_days = day, 0, 0
    set_due(found)
    _keep(found, "restart", actor, at, reason=reason, on=day)
    return _done(found, "restart", actor, day=str(day), due=str(found.due_on))


@transaction.atomic
def reschedule(*, case: PoliceCase, day: date, reason: str, actor, at: datetime | None = None) -> PoliceCase:
    """Set the next check day of a criminal case, which has no limit under ZA-21."""
    at = at or timezone.now()
    found = _advance(case, "reschedule", actor, at)
    if day <= timezone.localdate(at):
        raise RuleBroken(_("The next check day lies in the future."), code="past")
    found.due_on = day
    _keep(found, "reschedule", actor, at, reason=reason, on=day)
    return _done(found, "reschedule", actor, due=str(day))


@transaction.atomic
def conclude(*, case: PoliceCase, outcome: str, outcome_text: str, actor, at: datetime | None = None) -> PoliceCase:
    """Say what came of a case; it is closed after the quality check (ZA-18: mediated means agreed and performed)."""
    at = at or timezone.now()
    found = _advance(case, "conclude", actor, at)
    found.outcome, found.outcome_text = outcome, outcome_text
    found.concluded_on, found.concluded_by = timezone.localdate(at), actor
    return _done(found, "conclude", actor, outcome=outcome)


@transaction.atomic
def close(*, case: PoliceCase, check_text: str, actor, at: datetime | None = None) -> PoliceCase:
    """Pass the quality check and close the case; never by who concluded it."""
    at = at or timezone.now()
    found = _advance(case, "close", actor, at)
    found.checked_by, found.check_text, found.closed_on = actor, check_text, timezone.localdate(at)
    return _done(found, "close", actor)


@transaction.atomic
def send_back(*, case: PoliceCase, reason: str, actor, at: datetime | None = None) -> PoliceCase:
    """Return a concluded case to be corrected; its clock goes on."""
    at = at or timezone.now()
    found = _advance(case, "send_back", actor, at)
    found.outcome, found.concluded_on, found.concluded_by = "", None, None
    _keep(found, "send_back", actor, at, reason=reason)
    return _done(found, "send_back", actor)


@transaction.atomic
def reckon_again() -> int:
    """Move the days of open cases that leaned on a calendar not published then; returns how many moved.

    Runs in one station's scope, daily, after the calendar has been filled.
    """
    moved = 0
    for case in PoliceCase.objects.select_for_update(no_key=True).exclude(law="").exclude(
        state__in=(State.CONCLUDED, State.CLOSED)
    ).order_by("id"):  # fmt: skip
        before = case.due_on
        set_due(case)
        if case.due_on != before:
            moved += 1
            _done(case, "reckoned", None, before=str(before), due=str(case.due_on))
    return moved
