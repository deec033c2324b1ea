"""What parties say afterwards, complaints of mediators, and the filing of a case."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.archive import rules
from mediation.archive.models import CaseFile, MediatorComplaint, SatisfactionLink
from mediation.archive.visiting import keepers
from mediation.archive.words import Verdict
from mediation.cases.actions import advance, locked
from mediation.cases.models import Case, CaseParty
from mediation.network.models import Mediator
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.timeline.actions import record

TOKEN_BYTES = 18


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, case: Case, party: CaseParty, actor, days: int = rules.LINK_DAYS) -> tuple[SatisfactionLink, str]:
    """A link for one party, and its token, which is kept nowhere; an unanswered earlier link stops working.

    Raises:
        NotAllowed, RuleBroken: see :func:`rules.may_ask`; ``other_case``.
    """
    found, at = locked(case.pk), timezone.now()
    row = _question(found, party, actor, at, at + timedelta(days=days))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.digest = digest_of(token)
    row.save()
    record(verb="mediation.satisfaction_asked", subject=found, actor=actor, party=party.pk)
    return row, token


def _question(case: Case, party: CaseParty, actor, at: datetime, until: datetime) -> SatisfactionLink:
    demand(rules.may_ask(actor, case))
    if party.case_id != case.pk or party.removed_at:
        raise RuleBroken(_("This is not a party of the case."), code="other_case")
    SatisfactionLink.objects.filter(party=party, answered_at=None, withdrawn_at=None).update(withdrawn_at=at)
    return SatisfactionLink(
        station_id=case.station_id, case=case, party=party, made_by=actor, made_at=at, expires_at=until
    )


@transaction.atomic
def ask_at_desk(*, case: Case, party: CaseParty, score: int, actor, words: str = "") -> SatisfactionLink:
    """A party's answer given at the desk and entered there.

    Raises:
        NotAllowed, RuleBroken: see :func:`make_link`.
    """
    found, at = locked(case.pk), timezone.now()
    row = _question(found, party, actor, at, at)
    row.answered_at, row.score, row.words = at, score, words.strip()
    row.save()
    record(verb="mediation.satisfaction_answered", subject=found, actor=actor, party=party.pk, score=score)
    return row


@transaction.atomic
def answer_link(
    *,
    link: SatisfactionLink,
    score: int,
    words: str = "",
    misconduct: str = "",
    mediator: Mediator | None = None,
    story: str = "",
) -> SatisfactionLink:
    """The one answer of a party through its link, with a complaint of the mediator where there is one (RT-18).

    Args:
        score: 1 to 5.
        words: what the party adds.
        misconduct: a value of :class:`Misconduct`, or none.
        mediator: who is meant, one of the case.
        story: what happened, where there is a complaint.

    Raises:
        RuleBroken: ``answered``, ``expired``, ``no_words``, ``other_case``.
    """
    row = SatisfactionLink.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=link.pk)
    at = timezone.now()
    rules.is_answerable(row, at).or_refuse()
    row.answered_at, row.score, row.words = at, score, words.strip()
    row.save()
    record(verb="mediation.satisfaction_answered", subject=row.case, party=row.party_id, score=score)
    if misconduct:
        _complain(
            case=row.case, mediator=mediator, kind=misconduct, words=story, party=row.party, complainant="",
            actor=None, at=at,
        )  # fmt: skip
    return row


@transaction.atomic
def complain(
    *, mediator: Mediator, kind: str, words: str, actor, case: Case | None = None, party: CaseParty | None = None,
    complainant: str = "",
) -> MediatorComplaint:  # fmt: skip
    """Enter a complaint that somebody brought to the desk (RT-18).

    Raises:
        RuleBroken: ``no_words``, ``other_case``.
    """
    return _complain(
        case=case, mediator=mediator, kind=kind, words=words, party=party, complainant=complainant, actor=actor,
        at=timezone.now(),
    )  # fmt: skip


def _complain(*, case, mediator, kind, words, party, complainant, actor, at) -> MediatorComplaint:
    if not words.strip():
        raise RuleBroken(_("Say what happened."), code="no_words")
    if mediator is None or (case and not case.mediators.filter(mediator=mediator).exists()):
        raise RuleBroken(_("This mediator has nothing to do with the case."), code="other_case")
    if party is not None and (case is None or party.case_id != case.pk):
        raise RuleBroken(_("This is not a party of the case."), code="other_case")
    row = MediatorComplaint.objects.create(
        station_id=mediator.station_id, case=case, mediator=mediator, kind=kind, words=words.strip(), party=party,
        complainant=complainant.strip(), at=at, entered_by=actor,
    )  # fmt: skip
    record(verb="mediation.complaint_entered", subject=row, actor=actor, kind=kind)
    told = [user for user in keepers(row) if user.pk != mediator.user_id]
    tell(
        station=mediator.station, recipients=told, kind="mediation.complaint", key=f"mediation.complaint:{row.pk}",
        url=row.get_absolute_url(),
    )  # fmt: skip
    return row


@transaction.atomic
def handle(*, complaint: MediatorComplaint, verdict: str, findings: str, actor) -> MediatorComplaint:
    """Close a complaint: criticism, removal or unfounded, with what was found (RT-18).

    A removal is carried out on the mediator's own page, where the open cases are given to others first.

    Raises:
        NotAllowed: neither keeper nor leader, or the one who is complained of.
        RuleBroken: ``handled``, ``no_words``.
    """
    row = MediatorComplaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    demand(rules.may_read_complaint(actor, row))
    if row.handled_at:
        raise RuleBroken(_("The complaint is closed already."), code="handled")
    if not findings.strip():
        raise RuleBroken(_("Say what was found."), code="no_words")
    row.verdict, row.findings = Verdict(verdict), findings.strip()
    row.handled_by, row.handled_at = actor, timezone.now()
    row.save()
    record(verb="mediation.complaint_handled", subject=row, actor=actor, verdict=verdict)
    return row


@transaction.atomic
def archive(*, case: Case, actor, remarks: str = "") -> CaseFile:
    """File a case that is over: its volume gets a number, the file is bound, and nothing changes any more.

    Raises:
        NotAllowed: not a keeper.
        RuleBroken: the step table, or ``incomplete_file``: a paper that must be there is missing.
    """
    found = locked(case.pk)
    file, _made = CaseFile.objects.get_or_create(station_id=found.station_id, case=found)
    if remarks.strip():
        file.remarks = remarks.strip()
        file.save(update_fields=["remarks"])
    advance(found, "archive", actor=actor)
    return CaseFile.objects.get(pk=file.pk)
