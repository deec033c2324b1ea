"""What agreements refuse and follow when a case moves (``mediation.cases.hooks``)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import Agreement, CourtConfirmation, HjApplication
from mediation.agreements.words import CourtState, Performance, State
from mediation.cases.hooks import Move
from mediation.cases.models import Case
from mediation.cases.words import Track
from stations.kit.answer import YES, Answer, no
from stations.notices.actions import tell
from stations.timeline.actions import record


def live(case: Case) -> Agreement | None:
    """The agreement of this round that is not void."""
    return Agreement.objects.live().filter(case=case, round=case.reopened).first()


def guard(case: Case, verb: str, at: datetime) -> Answer:
    """Signatures before "agree" (RT-10, RT-11, ZA-15, ZA-16), performance before "perform", and so on."""
    check = CHECKS.get(verb)
    return check(case) if check else YES


def _agree(case: Case) -> Answer:
    found = live(case)
    if found is None or found.state != State.IN_FORCE:
        return no(
            _("There is no signed agreement yet (RT-11, ZA-16; 人民调解法第二十九条、程序规定第一百八十四条)."),
            code="unsigned",
        )
    return YES


def _perform(case: Case) -> Answer:
    found = live(case)
    if found is None or found.instalments.exclude(state=Performance.CONFIRMED).exists():
        return no(_("Not everything is performed: proof, or both parties' word, is missing."), code="no_proof")
    return YES


def _confirm(case: Case) -> Answer:
    open_ones = CourtConfirmation.objects.filter(agreement__case=case, agreement__round=case.reopened)
    if not open_ones.filter(state=CourtState.APPLIED).exists():
        return no(
            _("Enter the joint application of both parties; it is refused after thirty days (SF-01)."),
            "no_application",
        )
    return YES


def _settled(case: Case) -> Answer:
    rows = CourtConfirmation.objects.filter(agreement__case=case, agreement__round=case.reopened)
    if rows.filter(state__in=(CourtState.APPLIED, CourtState.ACCEPTED)).exists():
        return no(_("The court has not answered yet."), code="open")
    return YES


def _end(case: Case) -> Answer:
    found = live(case)
    if found is not None and found.state == State.SIGNING:
        return no(_("An agreement is being signed; void it first, with a reason."), code="signing")
    return YES


def _archive(case: Case) -> Answer:
    """HJ: performed is not enough; the police answer first (HJ-05)."""
    if case.track != Track.HJ or case.performed_on is None:
        return YES
    if not HjApplication.objects.filter(agreement__case=case, approved__isnull=False).exists():
        return no(_("The police have not answered the settlement yet (HJ-05)."), code="hj_open")
    return YES


def follow(move: Move) -> None:
    """ZA-18: agreed and performed: no punishment; the police case hears of it, and who has it is told."""
    case, found = move.case, move.case.police_case
    if move.verb != "perform" or found is None or case.track != Track.ZA:
        return
    record(verb="case.mediation_performed", subject=found, actor=move.actor, mediation=case.pk)
    if found.owner_id:
        tell(
            station=case.station, recipients=[found.owner], kind="mediation.performed_za",
            key=f"mediation.performed_za:{case.pk}:{case.reopened}", url=found.get_absolute_url(),
            number=found.number, case=case.number,
        )  # fmt: skip


CHECKS = {
    "agree": _agree, "perform": _perform, "confirm": _confirm, "settle_confirmation": _settled, "end": _end,
    "archive": _archive,
}  # fmt: skip
