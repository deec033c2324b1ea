"""Verbs of an agreement: written, its text fixed, signed, in force, void; an oral one recorded (RT-09 … RT-13)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements import rules, snapshot
from mediation.agreements.models import Agreement, AgreementClause, AgreementSignature, Instalment
from mediation.agreements.words import Kind, Performance, Role, SignWay, State
from mediation.cases.actions import advance, after, issue_number, locked
from mediation.cases.law import law_of
from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.papers import put
from mediation.cases.rules import may_lead
from mediation.cases.words import PaperKind
from mediation.cases.words import State as CaseState
from stations.kit.answer import RuleBroken, demand

TEXTS = ("facts", "issues", "responsibility", "circumstances", "place", "host", "present", "amount", "made_on",
         "instant", "electronic", "recording")  # fmt: skip
TERM = ("debtor", "creditor", "amount", "act", "due_on", "way")


def held(agreement: Agreement, version: int | None = None) -> Agreement:
    """The case's row first, then the agreement's, both locked; ``agreement.case`` is the locked case.

    Raises:
        RuleBroken: ``changed_meanwhile``.
    """
    case = locked(agreement.case_id)
    row = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    row.case = case
    if version is not None and version != row.version:
        raise RuleBroken(
            _("Somebody else has changed this agreement meanwhile; load it again and repeat your change."),
            code="changed_meanwhile",
        )
    return row


def _step(agreement: Agreement, verb: str, actor, at: datetime, *, system: bool = False) -> None:
    """Take a locked agreement through its step table."""
    rules.AGREEMENT_STEPS.advance(agreement, verb, None if system else actor, at)


def _save(agreement: Agreement, *fields: str) -> None:
    """Save named columns only: the fixed text is never written again, not even encrypted anew."""
    agreement.version += 1
    agreement.save(update_fields=["state", "version", *fields])


@transaction.atomic
def draft(
    *, case: Case, kind: str, made_on: date, actor, clauses: Sequence[str] = (), terms: Sequence[Mapping] = (),
    client_key=None, at: datetime | None = None, **texts,
) -> Agreement:  # fmt: skip
    """Write an agreement; it may be incomplete until it is signed.

    Args:
        kind: of :class:`Kind`; it must fit the track.
        made_on: the day the parties agreed.
        clauses: texts in order.
        terms: instalments in order, each with the keys :data:`TERM`.
        client_key: the same one again gives the agreement made the first time.
        texts: some of :data:`TEXTS`.

    Raises:
        NotAllowed: ZA and HJ by the police only; not on the case.
        RuleBroken: ``not_mediating``, ``archived``, ``wrong_kind``, ``exists``, ``in_future``, ``too_many``.
    """
    at = at or timezone.now()
    found = locked(case.pk)
    demand(may_lead(actor, found))
    known = Agreement.objects.filter(client_key=client_key).first() if client_key else None
    if known:
        return known
    rules.can_draft(found).or_refuse()
    rules.kind_answer(found, kind).or_refuse()
    if Agreement.objects.live().filter(case=found, round=found.reopened).exists():
        raise RuleBroken(_("The case has an agreement; void it first, with a reason."), code="exists")
    row = Agreement(
        station_id=found.station_id, case=found, kind=kind, made_on=made_on, by=actor, client_key=client_key,
        round=found.reopened,
    )  # fmt: skip
    _fill(row, texts, at)
    row.save()
    _lines(row, clauses, terms)
    after(found, "agreement_drafted", actor=actor, at=at, agreement=row.pk, kind=kind)
    return row


def _fill(row: Agreement, texts: Mapping, at: datetime) -> None:
    for name in TEXTS:
        if name in texts:
            value = texts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.made_on > timezone.localdate(at):
        raise RuleBroken(_("The day of the agreement lies in the future."), code="in_future")
    if row.electronic:
        rules.electronic_answer(row.case).or_refuse()
    count = row.case.parties.filter(removed_at=None).count()
    row.copies = rules.copies(row.kind, count, law_of(row.case.law))


def _lines(row: Agreement, clauses: Sequence[str], terms: Sequence[Mapping]) -> None:
    """Replace clauses and instalments of a draft."""
    texts = [text.strip() for text in clauses if text.strip()]
    if len(texts) > rules.MOST_CLAUSES or len(terms) > rules.MOST_INSTALMENTS:
        raise RuleBroken(_("An agreement has at most 30 clauses and 60 instalments."), code="too_many")
    row.clauses.all().delete()
    row.instalments.all().delete()
    AgreementClause.objects.bulk_create(
        AgreementClause(station_id=row.station_id, agreement=row, order=number, text=text)
        for number, text in enumerate(texts, 1)
    )
    parties = {party.pk for party in snapshot.parties_of(row.case)}
    for number, term in enumerate(terms, 1):
        _term(row, number, term, parties)


def _term(row: Agreement, number: int, term: Mapping, parties: set[int]) -> None:
    values = {name: term.get(name) for name in TERM}
    debtor, creditor = values["debtor"], values["creditor"]
    if debtor is None or debtor.pk not in parties or (creditor is not None and creditor.pk not in parties):
        raise RuleBroken(_("Who pays or does it, and to whom, are parties of the case."), code="other_case")
    if creditor is not None and creditor.pk == debtor.pk:
        raise RuleBroken(_("Nobody owes to himself."), code="same_party")
    if not (values["amount"] or values["act"]):
        raise RuleBroken(_("Say how much is paid, or what is done."), code="no_term")
    values["act"] = values["act"] or ""
    values["amount"] = values["amount"] or None
    Instalment.objects.create(station_id=row.station_id, agreement=row, order=number, **values)


@transaction.atomic
def edit(
    *, agreement: Agreement, actor, clauses: Sequence[str] | None = None, terms: Sequence[Mapping] | None = None,
    made_on: date | None = None, version: int | None = None, at: datetime | None = None, **texts,
) -> Agreement:  # fmt: skip
    """Change a draft; clauses and instalments that are given replace the old ones.

    Raises:
        NotAllowed, RuleBroken: as :func:`draft`; ``wrong_state`` once the text is fixed; ``changed_meanwhile``.
    """
    at = at or timezone.now()
    row = held(agreement, version)
    _step(row, "edit", actor, at)
    row.made_on = made_on or row.made_on
    _fill(row, texts, at)
    old = snapshot.content_of(row)
    given = [{name: getattr(term, name) for name in TERM} for term in old.terms]
    _lines(row, old.clauses if clauses is None else clauses, given if terms is None else terms)
    _save(row, *TEXTS, "copies")
    after(row.case, "agreement_edited", actor=actor, at=at, agreement=row.pk)
    return row


@transaction.atomic
def open_signing(*, agreement: Agreement, actor, version: int | None = None, at: datetime | None = None) -> Agreement:
    """Fix the text: complete by RT-10 or ZA-15, numbered (DT-01 … DT-03), its checksum printed on every page.

    Raises:
        NotAllowed: not on the case.
        RuleBroken: ``incomplete`` with what is missing; ``wrong_kind``: an oral one is registered instead.
    """
    at = at or timezone.now()
    row = held(agreement, version)
    _step(row, "open_signing", actor, at)
    if row.kind == Kind.RT_ORAL:
        raise RuleBroken(_("An oral agreement is registered, not signed (RT-09)."), code="wrong_kind")
    _fix(row, at)
    _save(row, "number", "snapshot", "sha256")
    after(row.case, "agreement_fixed", actor=actor, at=at, agreement=row.pk, number=row.number_id)
    return row


def _fix(row: Agreement, at: datetime) -> None:
    content = snapshot.content_of(row)
    rules.complete_answer(content).or_refuse()
    row.number = issue_number(row.case, at)
    row.snapshot = snapshot.canonical(snapshot.collect(content, row.number.text))
    row.sha256 = snapshot.fingerprint(row.snapshot)


@transaction.atomic
def take_back(
    *, agreement: Agreement, actor, version: int | None = None, at: datetime | None = None
) -> Agreement:  # fmt: skip
    """Back to the draft, while nobody has signed.

    Raises:
        RuleBroken: ``signed``: somebody has; void it and make a new one.
    """
    at = at or timezone.now()
    row = held(agreement, version)
    _step(row, "take_back", actor, at)
    if row.signatures.exists():
        raise RuleBroken(_("Somebody has signed; void this agreement and make a new one."), code="signed")
    row.snapshot = row.sha256 = ""
    _save(row, "snapshot", "sha256")
    after(row.case, "agreement_taken_back", actor=actor, at=at, agreement=row.pk)
    return row


def sign(
    *, agreement: Agreement, role: str, way: str, on: date, actor, party: CaseParty | None = None,
    by_agent: bool = False, at: datetime | None = None,
) -> AgreementSignature:  # fmt: skip
    """Enter one signature or seal with its day; see :func:`sign_together`."""
    return sign_together(
        agreement=agreement, who=[(role, party)], way=way, on=on, actor=actor, by_agent=by_agent, at=at
    )[0]


@transaction.atomic
def sign_together(
    *, agreement: Agreement, who: Sequence[tuple[str, CaseParty | None]], way: str, on: date, actor,
    by_agent: bool = False, at: datetime | None = None,
) -> list[AgreementSignature]:  # fmt: skip
    """Enter what was signed at one table, all or none; the last one puts the agreement in force (RT-11, ZA-16).

    Args:
        who: (role, party) of each; a party for parties only.
        way: of :class:`SignWay`; a drawn image only shows how it came about and counts for nothing (DT-08). Where
            others sign on paper, the seal is set.
        on: the day it was given.
        by_agent: the parties among them signed by their agent or guardian.

    Raises:
        NotAllowed: not on the case.
        RuleBroken: ``not_signer``, ``signed_already``, ``in_future``, ``too_early``, ``on_paper``,
            ``not_electronic``, ``no_recording``; see also :func:`complete`.
    """
    at = at or timezone.now()
    row = held(agreement)
    _step(row, "sign", actor, at)
    parties = snapshot.parties_of(row.case)
    rules.signature_answer(row, row.case, way, on, timezone.localdate(at)).or_refuse()
    made = [_signature(row, parties, role, party, way, by_agent) for role, party in who]
    for one in made:
        one.on, one.by = on, actor
    try:
        with transaction.atomic():
            AgreementSignature.objects.bulk_create(made)
    except IntegrityError as error:
        raise RuleBroken(_("This signature is on the agreement already."), code="signed_already") from error
    signed = list(row.signatures.all())
    if rules.outstanding(row.kind, parties, signed):
        _save(row)
        roles = sorted({role for role, _party in who})
        after(row.case, "agreement_signed", actor=actor, at=at, agreement=row.pk, role=",".join(roles), way=way)
    else:
        _complete(row, signed, actor, at)
    return made


def _signature(row: Agreement, parties, role: str, party, way: str, by_agent: bool) -> AgreementSignature:
    """One signature that is asked for, not saved."""
    if (role, party.pk if party else None) not in rules.signers(row.kind, parties):
        raise RuleBroken(_("This signature is not asked for."), code="not_signer")
    if by_agent and party and not (party.agent_name or party.guardian_name):
        raise RuleBroken(_("This party has no agent or guardian on file (ZA-08)."), code="no_agent")
    if role == Role.SEAL and way in {SignWay.INK, SignWay.FINGERPRINT}:
        way = SignWay.SEAL
    made = AgreementSignature(
        station_id=row.station_id, agreement=row, role=role, way=way, party=party, by_agent=by_agent and bool(party)
    )
    if role == Role.MEDIATOR:
        made.mediator = _lead(row.case)
    elif role == Role.OFFICER:
        made.officer = row.case.officer
    return made


def _lead(case: Case):
    found = CaseMediator.objects.filter(case=case, until=None, part="lead").select_related("mediator").first()
    return found.mediator if found else None


def _complete(row: Agreement, signed: Sequence[AgreementSignature], actor, at: datetime) -> None:
    """All have signed: in force, and the case moves on (DOMAIN 2.6)."""
    row.missing = []
    _step(row, "complete", actor, at, system=True)
    _in_force(row, signed, actor, at)


def _in_force(row: Agreement, signed: Sequence[AgreementSignature], actor, at: datetime) -> None:
    row.effective_on, row.signed_at = rules.effective_on(row, signed), at
    fields = ["effective_on", "signed_at"]
    _save(row, *fields, *(["number", "snapshot", "sha256"] if row.kind == Kind.RT_ORAL else []))
    case, terms = row.case, list(row.instalments.all())
    case.agreed_on, case.effective_on = row.made_on, row.effective_on
    case.instant = row.instant
    case.perform_by = max((term.due_on for term in terms), default=row.made_on)
    if case.state == CaseState.MEDIATING:
        advance(case, "agree", actor=actor, at=at, agreement=row.pk, effective=row.effective_on.isoformat())
    else:
        after(case, "agreement_replaced", actor=actor, at=at, agreement=row.pk)
    if row.instant:
        _performed_at_once(row, terms, at)
        case.performed_on = row.made_on
        advance(case, "perform", actor=actor, at=at, system=True, agreement=row.pk)
    elif case.state == CaseState.AGREED:
        advance(case, "await", actor=actor, at=at, system=True, perform_by=case.perform_by.isoformat())


def _performed_at_once(row: Agreement, terms: Sequence[Instalment], at: datetime) -> None:
    """ZA-13: both parties signed that it was performed on the spot; that is both parties' word."""
    for term in terms:
        term.state, term.done_on = Performance.CONFIRMED, row.made_on
        term.debtor_confirmed_at = term.creditor_confirmed_at = at
        term.save(update_fields=["state", "done_on", "debtor_confirmed_at", "creditor_confirmed_at"])


@transaction.atomic
def register_oral(
    *, agreement: Agreement, actor, version: int | None = None, at: datetime | None = None
) -> Agreement:
    """RT-09, RT-12: the mediator records the content; in effect on the day it was agreed.

    Raises:
        NotAllowed: not on the case.
        RuleBroken: ``wrong_kind``, ``incomplete``.
    """
    at = at or timezone.now()
    row = held(agreement, version)
    _step(row, "register_oral", actor, at)
    if row.kind != Kind.RT_ORAL:
        raise RuleBroken(_("Only an oral agreement is registered; this one is signed (RT-11)."), code="wrong_kind")
    _fix(row, at)
    _in_force(row, [], actor, at)
    return row


@transaction.atomic
def void(
    *, agreement: Agreement, reason: str, actor, version: int | None = None, at: datetime | None = None
) -> Agreement:
    """Void an agreement with its reason: the only correction of a signed text; the number stays the case's (DT-01).

    Raises:
        RuleBroken: ``no_reason``; ``performed``: what was performed is not undone; ``settled``.
    """
    at = at or timezone.now()
    row = held(agreement, version)
    was = row.state
    _step(row, "void", actor, at)
    if not reason.strip():
        raise RuleBroken(_("Say why the agreement is void."), code="no_reason")
    if was == State.IN_FORCE:
        if row.case.state not in rules.REPLACED_IN:
            raise RuleBroken(_("The case has gone on; this agreement is not voided any more."), code="settled")
        if row.instalments.filter(state__in=(Performance.PROVED, Performance.CONFIRMED)).exists():
            raise RuleBroken(_("Part of it is performed already; agree on the rest anew."), code="performed")
    row.voided_at, row.void_reason = at, reason.strip()
    if not row.sha256:
        # A draft that nobody signed keeps what it said, too.
        row.snapshot = snapshot.canonical(snapshot.collect(snapshot.content_of(row), ""))
        row.sha256 = snapshot.fingerprint(row.snapshot)
        _save(row, "voided_at", "void_reason", "snapshot", "sha256")
    else:
        _save(row, "voided_at", "void_reason")
    after(row.case, "agreement_voided", actor=actor, at=at, agreement=row.pk, was=was)
    return row


@transaction.atomic
def file_scan(
    *, agreement: Agreement, name: str, content: bytes, actor, at: datetime | None = None
) -> Agreement:  # fmt: skip
    """Keep the scan of the signed paper in the file of the case.

    Raises:
        RuleBroken: the file is refused, see :func:`mediation.cases.papers.put`.
    """
    at = at or timezone.now()
    row = held(agreement)
    _step(row, "scan", actor, at)
    row.scan = put(row.case, actor=actor, kind=PaperKind.AGREEMENT, name=name, content=content, at=at)
    _save(row, "scan")
    return row
