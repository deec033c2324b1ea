"""Judicial confirmation (SF-01 … SF-07) and the approval of a settlement by the police (HJ-01 … HJ-06)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements import rules
from mediation.agreements.actions import held
from mediation.agreements.models import Agreement, CourtConfirmation, HjApplication
from mediation.agreements.words import CourtState
from mediation.cases.actions import advance, after, ask
from mediation.cases.papers import put
from mediation.cases.rules import may_lead
from mediation.cases.words import PaperKind, Track
from stations.kit.answer import RuleBroken, demand
from stations.timeline.actions import record

OPEN = (CourtState.APPLIED, CourtState.ACCEPTED)


@transaction.atomic
def apply(
    *, agreement: Agreement, applied_on: date, court: str, court_choice: str, materials: Sequence[str],
    unfit: Sequence[str] = (), property_right: bool = False, actor, at: datetime | None = None,
) -> CourtConfirmation:  # fmt: skip
    """Record the joint application; the case waits for the court (SF-01).

    Args:
        applied_on: the day both parties applied; it counts, not the day it is entered.
        materials: of :class:`Material` (SF-03).
        unfit: what of SF-04 applies; any one is a refusal.

    Raises:
        NotAllowed: not on the case.
        RuleBroken: ``not_rt``, ``not_in_force``, ``too_late``, ``unfit_…``, ``materials``, ``in_future``, or the
            case is not being performed.
    """
    at = at or timezone.now()
    row = held(agreement)
    case = row.case
    ask(case, "confirm", actor)
    rules.confirmation_offered(row, case).or_refuse()
    if applied_on > timezone.localdate(at):
        raise RuleBroken(_("The application lies in the future."), code="in_future")
    if not court.strip():
        raise RuleBroken(_("Name the court (SF-02)."), code="no_court")
    limit = rules.confirmation_deadline(case, row.effective_on)
    rules.may_apply(
        row, case, on=applied_on, unfit=unfit, materials=materials, property_right=property_right, deadline=limit
    ).or_refuse()
    if row.confirmations.filter(state__in=OPEN).exists():
        raise RuleBroken(_("An application is with the court already."), code="open")
    if row.confirmations.filter(state=CourtState.CONFIRMED).exists():
        raise RuleBroken(_("The court has confirmed this agreement already."), code="confirmed")
    made = CourtConfirmation.objects.create(
        station_id=row.station_id, agreement=row, court=court.strip(), court_choice=court_choice,
        materials=list(materials), property_right=property_right, applied_on=applied_on, due_on=limit.day, by=actor,
    )  # fmt: skip
    advance(case, "confirm", actor=actor, at=at, confirmation=made.pk)
    return made


@transaction.atomic
def court_says(
    *, confirmation: CourtConfirmation, verb: str, on: date, actor, dismissal: str = "", ruling_no: str = "",
    note: str = "", name: str = "", content: bytes = b"", at: datetime | None = None,
) -> CourtConfirmation:  # fmt: skip
    """Record what the court said: accepted, refused, confirmed, dismissed with its reason (SF-05, SF-06).

    Args:
        verb: of ``rules.COURT_STEPS``.
        on: the day of the court's paper.
        dismissal: of :class:`Dismissal`, where the court dismisses.
        content: the court's paper, if it is at hand.

    Raises:
        RuleBroken: ``no_reason``, ``too_early``, ``in_future``.
    """
    at = at or timezone.now()
    agreement = held(confirmation.agreement)
    row = CourtConfirmation.objects.select_for_update(no_key=True).get(pk=confirmation.pk)
    row.agreement = agreement
    rules.COURT_STEPS.advance(row, verb, actor, at)
    if on < row.applied_on or on > timezone.localdate(at):
        raise RuleBroken(_("The court answers after the application and not in the future."), code="too_early")
    if verb == "dismissed" and not dismissal or verb == "refused" and not note.strip():
        raise RuleBroken(_("Say why the court did not take or confirm it (SF-04, SF-05)."), code="no_reason")
    row.answered_on = row.answered_on or on
    row.dismissal = dismissal if verb == "dismissed" else ""
    row.ruling_no, row.note = ruling_no.strip() or row.ruling_no, note.strip() or row.note
    if verb in {"confirmed", "dismissed"}:
        row.decided_on = on
    if content:
        row.paper = put(agreement.case, actor=actor, kind=PaperKind.COURT, name=name, content=content, at=at)
    row.save()
    case = agreement.case
    if verb == "accepted":
        after(case, "court_accepted", actor=actor, at=at, confirmation=row.pk)
        return row
    if verb == "confirmed":
        case.confirmed_on = on
    advance(case, "settle_confirmation", actor=actor, at=at, confirmation=row.pk, outcome=verb)
    return row


@transaction.atomic
def hj_apply(
    *, agreement: Agreement, applied_on: date, name: str, content: bytes, actor, at: datetime | None = None
) -> HjApplication:
    """HJ-04: the written application of both parties, as a paper in the file.

    Raises:
        RuleBroken: ``not_hj``, ``not_performed`` (HJ-03), ``exists``, ``in_future``.
    """
    at = at or timezone.now()
    row = held(agreement)
    demand(may_lead(actor, row.case))
    if row.case.track != Track.HJ:
        raise RuleBroken(_("Only for settlements of public order cases (HJ-01)."), code="not_hj")
    if row.case.performed_on is None:
        raise RuleBroken(_("The agreement is performed first (HJ-03, 治安管理处罚法第九条)."), code="not_performed")
    if HjApplication.objects.filter(agreement=row).exists():
        raise RuleBroken(_("The application is on file already."), code="exists")
    if applied_on > timezone.localdate(at):
        raise RuleBroken(_("The application lies in the future."), code="in_future")
    paper = put(row.case, actor=actor, kind=PaperKind.APPLICATION, name=name, content=content, at=at)
    made = HjApplication.objects.create(
        station_id=row.station_id, agreement=row, applied_on=applied_on, paper=paper, by=actor
    )
    after(row.case, "hj_applied", actor=actor, at=at, agreement=row.pk)
    return made


@transaction.atomic
def hj_decide(
    *, agreement: Agreement, approved: bool, decided_on: date, actor, reason: str = "", at: datetime | None = None
) -> HjApplication:
    """HJ-05: the police approve, or not; an approval needs the other five of HJ-01 … HJ-06.

    Raises:
        NotAllowed: not the police.
        RuleBroken: ``incomplete`` with what is missing; ``no_reason`` for a no; ``decided``; ``no_application``.
    """
    at = at or timezone.now()
    row = held(agreement)
    case = row.case
    demand(rules.may_approve(actor, case))
    found = HjApplication.objects.select_for_update(no_key=True).filter(agreement=row).first()
    if found is None:
        raise RuleBroken(_("The written application of both parties is not on file (HJ-04)."), code="no_application")
    if found.approved is not None:
        raise RuleBroken(_("The police have answered already."), code="decided")
    if decided_on < found.applied_on or decided_on > timezone.localdate(at):
        raise RuleBroken(_("The answer lies before the application or in the future."), code="too_early")
    if approved:
        _all_six(row, found, decided_on)
    elif not reason.strip():
        raise RuleBroken(_("Say why the police do not approve."), code="no_reason")
    found.approved, found.decided_on, found.decided_by, found.reason = approved, decided_on, actor, reason.strip()
    found.save()
    after(case, "hj_decided", actor=actor, at=at, agreement=row.pk, approved=approved)
    if approved and case.police_case:
        record(verb="case.settlement_approved", subject=case.police_case, actor=actor, mediation=case.pk)
    return found


def _all_six(row: Agreement, application: HjApplication, on: date) -> None:
    missing = rules.hj_lacking(
        row, row.case, row.case.police_case, application=application, approved=True, on=on
    )  # fmt: skip
    if missing:
        words = _("Without effect on the case, as there lacks: %(what)s (程序规定第一百八十六条).")
        raise RuleBroken(words % {"what": "；".join(str(part) for part in missing)}, code="incomplete")
