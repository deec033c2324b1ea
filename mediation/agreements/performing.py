"""Performance: proof, both parties' word, non-performance; the last instalment performed moves the case (RT-14)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements import rules
from mediation.agreements.actions import held
from mediation.agreements.models import Instalment
from mediation.agreements.words import Performance
from mediation.cases.actions import advance, after
from mediation.cases.papers import put
from mediation.cases.words import PaperKind
from mediation.cases.words import State as CaseState
from stations.kit.answer import RuleBroken


def _held(term: Instalment) -> Instalment:
    """Case, agreement, instalment, locked in this order."""
    agreement = held(term.agreement)
    row = Instalment.objects.select_for_update(no_key=True).get(pk=term.pk)
    row.agreement = agreement
    return row


def _step(row: Instalment, verb: str, actor, at: datetime) -> None:
    rules.PERFORMANCE_STEPS.advance(row, verb, actor, at)


def _done_answer(row: Instalment, done_on: date, at: datetime) -> None:
    if done_on > timezone.localdate(at):
        raise RuleBroken(_("What is proved has happened; the day lies in the future."), code="in_future")
    if done_on < row.agreement.made_on:
        raise RuleBroken(_("It was performed before it was agreed?"), code="too_early")


@transaction.atomic
def prove(
    *, term: Instalment, done_on: date, name: str, content: bytes, actor, at: datetime | None = None
) -> Instalment:
    """File the proof of an instalment: receipt, transfer slip, photo; with proof it is performed.

    Raises:
        NotAllowed: not on the case.
        RuleBroken: ``in_future``, ``too_early``, ``settled``, ``not_in_force``, or the file is refused.
    """
    at = at or timezone.now()
    row = _held(term)
    _step(row, "prove", actor, at)
    _done_answer(row, done_on, at)
    case = row.agreement.case
    row.proof = put(case, actor=actor, kind=PaperKind.PROOF, name=name, content=content, party=row.debtor, at=at)
    row.done_on = done_on
    row.save(update_fields=["state", "proof", "done_on"])
    after(case, "instalment_proved", actor=actor, at=at, instalment=row.pk)
    return row


@transaction.atomic
def say(
    *, term: Instalment, debtor: bool = False, creditor: bool = False, done_on: date | None = None, actor,
    at: datetime | None = None,
) -> Instalment:  # fmt: skip
    """Note that a party says it was performed; both parties' word stands for a proof.

    Raises:
        RuleBroken: ``nobody``: neither was ticked.
    """
    at = at or timezone.now()
    row = _held(term)
    _step(row, "say", actor, at)
    if not (debtor or creditor):
        raise RuleBroken(_("Say which party confirms it."), code="nobody")
    if done_on:
        _done_answer(row, done_on, at)
        row.done_on = done_on
    row.debtor_confirmed_at = row.debtor_confirmed_at or (at if debtor else None)
    row.creditor_confirmed_at = row.creditor_confirmed_at or (at if creditor else None)
    row.save(update_fields=["state", "done_on", "debtor_confirmed_at", "creditor_confirmed_at"])
    after(row.agreement.case, "instalment_said", actor=actor, at=at, instalment=row.pk)
    return row


@transaction.atomic
def confirm(*, term: Instalment, actor, done_on: date | None = None, at: datetime | None = None) -> Instalment:
    """Take an instalment as performed; with the last one the case is performed.

    Args:
        done_on: where only the parties' word tells when; today by default.

    Raises:
        RuleBroken: ``no_proof``: neither proof nor both parties' word.
    """
    at = at or timezone.now()
    row = _held(term)
    _step(row, "confirm", actor, at)
    row.done_on = row.done_on or done_on or timezone.localdate(at)
    _done_answer(row, row.done_on, at)
    row.save(update_fields=["state", "done_on"])
    case = row.agreement.case
    after(case, "instalment_confirmed", actor=actor, at=at, instalment=row.pk)
    terms = list(row.agreement.instalments.all())
    if case.state == CaseState.PERFORMING and all(one.state == Performance.CONFIRMED for one in terms):
        case.performed_on = max(one.done_on for one in terms)
        case.breached_on = None
        advance(case, "perform", actor=actor, at=at, system=True, agreement=row.agreement_id)
    return row


@transaction.atomic
def breach(*, term: Instalment, reason: str, actor, at: datetime | None = None) -> Instalment:
    """Establish that an instalment is not performed, once it is overdue (RT-15, ZA-19).

    The next step is another verb: litigation, enforcement or judicial confirmation (RT), by law (ZA, HJ).

    Raises:
        RuleBroken: ``not_due``, ``no_reason``.
    """
    at = at or timezone.now()
    row = _held(term)
    _step(row, "breach", actor, at)
    if not reason.strip():
        raise RuleBroken(_("Say how it was established that it is not performed."), code="no_reason")
    row.breached_on, row.breach_reason = timezone.localdate(at), reason.strip()
    row.save(update_fields=["state", "breached_on", "breach_reason"])
    case = row.agreement.case
    case.breached_on = case.breached_on or row.breached_on
    after(case, "instalment_breached", actor=actor, at=at, instalment=row.pk, day=row.breached_on.isoformat())
    return row
