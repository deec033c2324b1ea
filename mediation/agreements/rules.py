"""What an agreement must hold, who must sign, when it takes effect, how it is performed and confirmed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import Agreement, AgreementSignature, CourtConfirmation, Instalment
from mediation.agreements.words import (
    AMOUNT,
    BINDING,
    REQUIRED_MATERIALS,
    CourtState,
    Kind,
    Material,
    Performance,
    Role,
    SignWay,
    State,
    Unfit,
)
from mediation.cases import forbidden
from mediation.cases.law import MediationLaw, confirmation_by, law_of
from mediation.cases.models import Case, CaseParty
from mediation.cases.rules import may_handle, may_lead, may_see_mediation
from mediation.cases.words import PartyKind, Track
from mediation.cases.words import State as CaseState
from mediation.network.models import MediationSettings
from mediation.network.words import Cause
from stations.calendar.rules import Deadline, Marks, marks_for_limit
from stations.casework.models import PoliceCase
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

__all__ = ["may_see_mediation"]
# RT-09: in writing or orally; the police's tracks have one form each.
KINDS = {Track.RT: (Kind.RT_WRITTEN, Kind.RT_ORAL), Track.ZA: (Kind.ZA,), Track.HJ: (Kind.HJ,)}
MOST_CLAUSES, MOST_INSTALMENTS = 30, 60
# An agreement is made while the case is mediated; a voided one is replaced until performance is over.
REPLACED_IN = (CaseState.AGREED, CaseState.PERFORMING)
RUNNING = (CaseState.AGREED, CaseState.PERFORMING, CaseState.CONFIRMING)


def may_work(user, agreement: Agreement) -> Answer:
    """Whoever leads the case: ZA and HJ the police only, RT the committee's mediators and keepers."""
    return may_lead(user, agreement.case)


def can_draft(case: Case) -> Answer:
    """Whether an agreement may be written now."""
    if case.state == CaseState.MEDIATING or (case.state in REPLACED_IN and case.agreed_on):
        return YES
    if case.state == CaseState.ARCHIVED:
        return no(forbidden.reason(case.state, "agree"), code="archived")
    return no(forbidden.reason(case.state, "agree"), "not_mediating")


def kind_answer(case: Case, kind: str) -> Answer:
    """Whether a form fits the track."""
    if kind in KINDS.get(case.track, ()):
        return YES
    return no(_("This form of agreement does not fit the track of the case."), code="wrong_kind")


def copies(kind: str, parties: int, law: MediationLaw) -> int:
    """RT-13: one a party and one for the committee; ZA-16: three; a settlement as RT, one for the police."""
    return law.za_copies if kind == Kind.ZA else parties + 1


def electronic_answer(case: Case) -> Answer:
    """DT-08: no electronic signature on marriage, adoption, inheritance (电子签名法第三条)."""
    if case.cause == Cause.FAMILY:
        return no(
            _("Documents on marriage, adoption and inheritance are signed on paper (DT-08, 电子签名法第三条)."),
            code="on_paper",
        )
    return YES


@dataclass(frozen=True, slots=True)
class Content:
    """An agreement with what belongs to it, loaded.

    Attributes:
        clauses: texts in order.
        terms: instalments in order.
        parties: of the case, not taken out.
    """

    agreement: Agreement
    clauses: Sequence[str]
    terms: Sequence[Instalment]
    parties: Sequence[CaseParty]


def lacking(content: Content) -> list:
    """What is still missing before signing, in words: RT-10, ZA-15. Empty: complete."""
    row = content.agreement
    asked = [
        (_("the main facts"), row.facts), (_("the clauses"), content.clauses),
        (_("the place of the mediation"), row.place),
    ]  # fmt: skip
    if row.kind == Kind.ZA:
        asked += [
            (_("cause, course and circumstances (ZA-15)"), row.circumstances),
            (_("who presided (ZA-15)"), row.host),
        ]
    elif row.kind == Kind.RT_WRITTEN:
        asked += [
            (_("the points at issue (RT-10)"), row.issues),
            (_("each side's responsibility (RT-10)"), row.responsibility),
        ]
    missing = [name for name, there in asked if not there]
    if any(AMOUNT in text for text in content.clauses):
        missing.append(_("the amount that a clause names"))
    if row.kind != Kind.RT_ORAL:
        missing += _parties_lack(content.parties)
    return missing + _terms_lack(content)


def _parties_lack(parties: Sequence[CaseParty]) -> list:
    """DT-06, RT-10 (1): the parties' basic data."""
    missing: list[Any] = []
    if len(parties) < 2:
        missing.append(_("a second party"))
    for party in parties:
        asked = [(_("address"), party.address), (_("ID number or credit code"), party.id_number)]
        if party.kind == PartyKind.PERSON:
            asked += [(_("sex"), party.sex), (_("day of birth"), party.born_on)]
        else:
            asked.append((_("legal representative"), party.representative))
        gaps = [str(name) for name, there in asked if not there]
        if gaps:
            missing.append(_("%(side)s: %(what)s") % {"side": party.get_side_display(), "what": "、".join(gaps)})
    return missing


def _terms_lack(content: Content) -> list:
    """RT-10 (3), ZA-15: way and time limit of performance; the instalments make up the amount."""
    row, terms = content.agreement, content.terms
    if not terms:
        return [_("way and time limit of performance")]
    missing: list[Any] = []
    total = sum((term.amount for term in terms if term.amount), Decimal(0))
    if total != (row.amount or Decimal(0)):
        words = _("the instalments (%(total)s) do not make up the amount (%(amount)s)")
        missing.append(words % {"total": total, "amount": row.amount or 0})
    if any(term.due_on < row.made_on for term in terms):
        missing.append(_("an instalment is due before the day of the agreement"))
    if row.instant and any(term.due_on != row.made_on for term in terms):
        missing.append(_("performed at once means: all is due on the day of the agreement (ZA-13)"))
    if not row.instant and any(term.amount and term.creditor_id is None for term in terms):
        missing.append(_("to whom an instalment is paid"))
    return missing


def complete_answer(content: Content) -> Answer:
    """Whether signing may begin."""
    missing = lacking(content)
    if missing:
        article = (
            "ZA-15, 程序规定第一百八十四条" if content.agreement.kind == Kind.ZA else "RT-10, 人民调解法第二十九条"
        )
        words = _("Still missing: %(what)s (%(article)s).")
        what = "；".join(str(part) for part in missing)
        return no(words % {"what": what, "article": article}, code="incomplete")
    return YES


def signers(kind: str, parties: Iterable[CaseParty]) -> list[tuple[str, int | None]]:
    """Who must sign: (role, party). RT-11: all parties, mediator, seal; ZA-16: all parties, officer, police seal."""
    needed: list[tuple[str, int | None]] = [(Role.PARTY, party.pk) for party in parties]
    if kind == Kind.RT_WRITTEN:
        needed += [(Role.MEDIATOR, None), (Role.SEAL, None)]
    elif kind == Kind.ZA:
        needed += [(Role.OFFICER, None), (Role.SEAL, None)]
    return needed if kind != Kind.RT_ORAL else []


def outstanding(
    kind: str, parties: Iterable[CaseParty], signed: Iterable[AgreementSignature]
) -> list[tuple[str, int | None]]:
    """Signatures that are still missing; a drawn image does not count (DT-08)."""
    there = {(row.role, row.party_id) for row in signed if row.way in BINDING}
    return [need for need in signers(kind, parties) if need not in there]


def effective_on(agreement: Agreement, signed: Iterable[AgreementSignature]) -> date:
    """RT-11: the day the last one signed, the mediator signed and the seal was set; RT-12: the day agreed."""
    if agreement.kind == Kind.RT_ORAL:
        return agreement.made_on
    return max([row.on for row in signed if row.way in BINDING], default=agreement.made_on)


def signature_answer(agreement: Agreement, case: Case, way: str, on: date, today: date) -> Answer:
    """Whether a signature may be set down."""
    if on > today:
        return no(_("A signature is not entered before it is given."), code="in_future")
    if on < agreement.made_on:
        return no(_("Nobody signs before the day of the agreement."), code="too_early")
    if way == SignWay.ELECTRONIC:
        answer = electronic_answer(case)
        if not answer:
            return answer
        if not agreement.electronic:
            return no(_("The parties have not agreed to sign electronically (DT-08)."), code="not_electronic")
        if case.is_police and not agreement.recording:
            return no(
                _("Record the signing on video first and enter its number (ZA-24, 程序规定第二百六十三条)."),
                code="no_recording",
            )
    return YES


def may_complete(agreement: Agreement, at) -> Answer:
    """In force only with every signature; asked with ``agreement.missing`` set by the action."""
    if getattr(agreement, "missing", None):
        return no(_("Signatures are still missing (RT-11, ZA-16)."), code="unsigned")
    return YES


S = State
AGREEMENT_STEPS = Workflow("mediation_agreement", [
    Step(S.DRAFT, "edit", S.DRAFT, _("Edit"), may_work),
    Step(S.DRAFT, "open_signing", S.SIGNING, _("Fix the text and sign"), may_work),
    Step(S.DRAFT, "register_oral", S.IN_FORCE, _("Register the oral agreement"), may_work),
    Step(S.DRAFT, "void", S.VOID, _("Void"), may_work, tone="danger"),
    Step(S.SIGNING, "sign", S.SIGNING, _("Enter signatures"), may_work),
    Step(S.SIGNING, "take_back", S.DRAFT, _("Back to the draft"), may_work),
    Step(S.SIGNING, "complete", S.IN_FORCE, _("In force"), may_work, may_complete),
    Step(S.SIGNING, "void", S.VOID, _("Void"), may_work, tone="danger"),
    Step(S.IN_FORCE, "scan", S.IN_FORCE, _("File the signed paper"), may_work),
    Step(S.IN_FORCE, "void", S.VOID, _("Void"), may_work, tone="danger"),
])  # fmt: skip


def _may_perform(user, term: Instalment) -> Answer:
    return may_lead(user, term.agreement.case)


def _running(term: Instalment, at) -> Answer:
    if term.agreement.state != State.IN_FORCE:
        return no(_("The agreement is not in force."), code="not_in_force")
    if term.agreement.case.state not in RUNNING:
        return no(_("Performance is over in the present state of the case."), code="settled")
    return YES


def _may_confirm(term: Instalment, at) -> Answer:
    """Performed: a proof, or both parties' word."""
    answer = _running(term, at)
    if answer and not (term.proof_id or (term.debtor_confirmed_at and term.creditor_confirmed_at)):
        return no(_("Performance needs proof on file, or the word of both parties."), code="no_proof")
    return answer


def _may_breach(term: Instalment, at) -> Answer:
    answer = _running(term, at)
    if answer and timezone.localdate(at) <= term.due_on:
        return no(_("It is not due yet; nobody is late before the day has passed."), code="not_due")
    return answer


P = Performance
PERFORMANCE_STEPS = Workflow("mediation_instalment", [
    Step(P.DUE, "prove", P.PROVED, _("Proof"), _may_perform, _running),
    Step(P.DUE, "say", P.DUE, _("A party confirms"), _may_perform, _running),
    Step(P.DUE, "confirm", P.CONFIRMED, _("Performed"), _may_perform, _may_confirm),
    Step(P.DUE, "breach", P.BREACHED, _("Establish non-performance"), _may_perform, _may_breach, tone="danger"),
    Step(P.PROVED, "say", P.PROVED, _("A party confirms"), _may_perform, _running),
    Step(P.PROVED, "confirm", P.CONFIRMED, _("Performed"), _may_perform, _may_confirm),
    Step(P.PROVED, "breach", P.BREACHED, _("Establish non-performance"), _may_perform, _may_breach, tone="danger"),
    # Late, but performed before the next step was taken.
    Step(P.BREACHED, "prove", P.PROVED, _("Performed late"), _may_perform, _running),
])  # fmt: skip


def late_tone(term: Instalment, today: date) -> str:
    """Colour of an instalment: red when late, amber within three days."""
    if term.state not in {Performance.DUE, Performance.PROVED}:
        return {Performance.CONFIRMED: "ok", Performance.BREACHED: "danger"}[term.state]
    left = (term.due_on - today).days
    return "danger" if left < 0 else "warn" if left <= 3 else "info"


# Judicial confirmation (SF-01 … SF-08)


def confirmation_deadline(case: Case, effective: date, marks: Marks | None = None) -> Deadline:
    """SF-01: thirty days from the day in effect, a last day off moves on."""
    law = law_of(case.law)
    return confirmation_by(law, effective, marks if marks is not None else marks_for_limit(effective, law.sf_days))


@dataclass(frozen=True, slots=True)
class Countdown:
    """The badge: days left (0: closed) and its tone, SF-08."""

    day: date
    left: int
    tone: str
    provisional: bool = False

    @property
    def open(self) -> bool:
        """Whether an application is still in time."""
        return self.left > 0


def countdown(deadline: Deadline, today: date, words: MediationSettings) -> Countdown:
    """SF-08: more than ``amber_days`` normal, then amber, from ``red_days`` red; after the last day closed (0)."""
    left = max(0, (deadline.day - today).days + 1)
    tone = "muted" if not left else "danger" if left <= words.red_days else "info"
    if words.red_days < left <= words.amber_days:
        tone = "warn"
    return Countdown(deadline.day, left, tone, deadline.provisional)


def confirmation_offered(agreement: Agreement, case: Case) -> Answer:
    """SF-08: only for people's mediation in force."""
    if case.track != Track.RT:
        return no(
            _("Judicial confirmation is for people's mediation only, not for 治安调解 (SF-08)."),
            code="not_rt",
        )
    if agreement.state != State.IN_FORCE:
        return no(_("The agreement is not in force."), code="not_in_force")
    return YES


def may_apply(
    agreement: Agreement, case: Case, *, on: date, unfit: Iterable[str], materials: Iterable[str],
    property_right: bool, deadline: Deadline,
) -> Answer:  # fmt: skip
    """SF-01 … SF-04: in time, a subject the court takes, the materials complete."""
    answer = confirmation_offered(agreement, case)
    if not answer:
        return answer
    if agreement.effective_on and on < agreement.effective_on:
        return no(_("Nobody applies before the agreement is in effect."), code="too_early")
    if on > deadline.day:
        words = _("The last day for judicial confirmation was %(day)s (SF-01, 人民调解法第三十三条).")
        return no(words % {"day": deadline.day.isoformat()}, code="too_late")
    for code in unfit:
        words = _("The court does not take it: %(what)s (SF-04, 民诉法解释第三百五十五条).")
        return no(words % {"what": Unfit(code).label}, code=f"unfit_{code}")
    needed = [*REQUIRED_MATERIALS, *([Material.PROPERTY] if property_right else [])]
    missing = [str(item.label) for item in needed if item not in set(materials)]
    if missing:
        words = _("Materials are missing: %(what)s (SF-03, 民诉法解释第三百五十四条).")
        return no(words % {"what": "、".join(missing)}, code="materials")
    return YES


def _may_court(user, row: CourtConfirmation) -> Answer:
    return may_lead(user, row.agreement.case)


C = CourtState
COURT_STEPS = Workflow("mediation_confirmation", [
    Step(C.APPLIED, "accepted", C.ACCEPTED, _("The court accepts"), _may_court),
    Step(C.APPLIED, "refused", C.REFUSED, _("The court does not accept"), _may_court),
    Step(C.ACCEPTED, "confirmed", C.CONFIRMED, _("The court confirms"), _may_court),
    Step(C.ACCEPTED, "dismissed", C.DISMISSED, _("The court dismisses"), _may_court),
])  # fmt: skip


# Settlement with the approval of the police (HJ-01 … HJ-06)


def hj_lacking(
    agreement: Agreement, case: Case, police_case: PoliceCase | None, *, application, approved: bool, on: date
) -> list:
    """HJ-01 … HJ-06, those not met, in words; all six or the settlement has no effect on the case."""
    newest = case.triages.first()
    triaged = newest is not None and newest.outcome == Track.HJ
    undecided = police_case is None or police_case.concluded_on is None or on < police_case.concluded_on
    asked = [
        (_("the case lies within 治安调解 (HJ-01)"), triaged),
        (_("an agreement in force (HJ-02)"), agreement.state == State.IN_FORCE),
        (_("the agreement is performed (HJ-03)"), case.performed_on is not None and case.performed_on <= on),
        (_("a written application of both parties (HJ-04)"), application is not None),
        (_("the approval of the police (HJ-05)"), approved),
        (_("no disposal decision yet (HJ-06)"), undecided),
    ]
    return [words for words, holds in asked if not holds]


def may_approve(user, case: Case) -> Answer:
    """HJ-05: the police approve, never the committee that mediated: see ``cases.rules.may_handle``."""
    return may_handle(user, case)
