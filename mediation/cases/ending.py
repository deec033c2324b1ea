"""The ways out that close a mediation: not accepted, ended, by law, litigation, enforcement, taken up again."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import notices, rules
from mediation.cases.actions import advance, ask, locked
from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import CaseNote
from mediation.cases.words import EndReason, NoticeKind, State
from stations.casework import actions as casework
from stations.casework import rules as casework_rules
from stations.kit.answer import YES, Answer, RuleBroken, demand, no
from stations.notices.actions import tell
from stations.timeline.actions import record

RESTART = "mediation.restart_clock"
# What a refusal, a new offence or a flight leaves no room for any more (RT-01, ZA-02 nos. 4 to 6).
GOES_ON = frozenset({"accept", "begin", "hold", "agree"})


def refusal_guard(case: Case, verb: str, at: datetime) -> Answer:
    """RT-01, ZA-02 no. 4: once a party refuses, nothing is left but the end (a guard of ``hooks``)."""
    if verb not in GOES_ON:
        return YES
    if not case.parties.filter(removed_at=None, refused_at__isnull=False).exists():
        return YES
    if case.is_police:
        words = _("A party refuses: the mediation must end (ZA-02 no. 4, 程序规定第一百七十九条).")
    else:
        words = _("A party refuses: the mediation must end (RT-01, 人民调解法第十七条、第二十六条).")
    return no(words, code="refused")


@transaction.atomic
def decline(
    *, case: Case, reason: str, way: str, actor, no_violation: bool = False, at: datetime | None = None
) -> Case:
    """不予受理: not accepted with its reason; the notice of it and of other ways is given in the same step.

    Args:
        reason: why, in words the parties can read.
        way: how they were told, of :class:`notices.HowTold`.
        no_violation: there is no offence: they are told of court and people's mediation (ZA-03).

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``no_reason``.
    """
    at = at or timezone.now()
    found = _asked(case, "decline", actor)
    if not reason.strip():
        raise RuleBroken(_("Say why it is not accepted."), code="no_reason")
    told = {"way": way, "actor": actor, "at": at, "now": at}
    notices.put(found, kind=NoticeKind.DISMISSAL, text=reason, **told)
    if no_violation:
        notices.put(found, kind=NoticeKind.REFERRAL, **told)
    found.ended_on = timezone.localdate(at)
    return advance(found, "decline", actor=actor, at=at)


@transaction.atomic
def end(
    *,
    case: Case,
    reason: str,
    way: str,
    actor,
    refused_by: CaseParty | None = None,
    text: str = "",
    ended_on: date | None = None,
    at: datetime | None = None,
) -> Case:
    """调解终止: why, who refused, and the notice of what remains, in one step (RT-07, ZA-19).

    Args:
        reason: a value of :class:`EndReason`.
        way: how the parties were told, of :class:`notices.HowTold`.
        refused_by: who refuses, where that is the reason (RT-01, ZA-02 no. 4).
        text: more words on the notice.
        ended_on: the day it failed, from which the clock of a police case runs anew (ZA-20); today by default.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``who_refuses``, ``not_expired``, ``police_reason``, ``day``.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    found = _asked(case, "end", actor)
    _fits(found, reason, refused_by, today).or_refuse()
    found.end_reason, found.ended_on = reason, ended_on or today
    if not (found.accepted_on or found.ended_on) <= found.ended_on <= today:
        raise RuleBroken(_("The day lies between the acceptance and today."), code="day")
    if refused_by is not None:
        found.refused_by = refused_by.side
        CaseParty.objects.filter(pk=refused_by.pk, refused_at=None).update(refused_at=at, consented_at=None)
    kind = NoticeKind.CIVIL if found.is_police else NoticeKind.REMEDY
    notices.put(found, kind=kind, way=way, text=text, actor=actor, at=at, now=at)
    found.next_session_at = None
    # The refusal itself was written above: it stands in no way of the end.
    return advance(found, "end", actor=actor, at=at, reason=reason)


def _fits(case: Case, reason: str, refused_by: CaseParty | None, today: date) -> Answer:
    """Whether a reason for the end holds."""
    if reason == EndReason.REFUSED and refused_by is None:
        return no(_("Say which party refuses (RT-01)."), code="who_refuses")
    if refused_by is not None and (refused_by.case_id != case.pk or refused_by.removed_at):
        return no(_("This is not a party of the case."), code="other_case")
    if reason != EndReason.REFUSED and refused_by is not None:
        return no(_("A party refuses: give that as the reason (RT-01)."), code="who_refuses")
    if reason == EndReason.EXPIRED and (case.due_on is None or case.due_on >= today):
        return no(_("The time limit has not passed yet (RT-16)."), code="not_expired")
    if reason in {EndReason.NEW_OFFENCE, EndReason.FLED} and not case.is_police:
        return no(_("This reason is of public order mediation only (ZA-02)."), code="police_reason")
    return YES


@transaction.atomic
def by_law(*, case: Case, way: str, actor, text: str = "", at: datetime | None = None) -> Case:
    """依法处理: no agreement or not performed: the parties are told of civil action and the case clock starts anew.

    The clock of the police case runs from the day the mediation failed or the non-performance was established
    (ZA-19, ZA-20); where it cannot run anew by itself, the officer in charge of the police case is told.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``.
    """
    at = at or timezone.now()
    found = _asked(case, "by_law", actor)
    day = (found.breached_on if found.state == State.PERFORMING else found.ended_on) or timezone.localdate(at)
    notices.put(found, kind=NoticeKind.CIVIL, way=way, text=text, actor=actor, at=at, now=at)
    restarted = _restart(found, day, actor, at)
    return advance(found, "by_law", actor=actor, at=at, day=str(day), restarted=restarted)


def _restart(case: Case, day: date, actor, at: datetime) -> bool:
    """ZA-20: the clock of the police case starts anew; False where there is none that can."""
    police_case = case.police_case
    if police_case is None:
        return False
    step = casework_rules.CASE_STEPS.step(police_case.state, "restart")
    if step and casework_rules.has_limit(police_case) and police_case.clock_from <= day:
        reason = str(_("Mediation %(number)s failed or was not performed (ZA-20).")) % {"number": case.number}
        casework.restart(case=police_case, day=day, reason=reason, actor=actor, at=at, system=True)
        return True
    if police_case.clock_from > day:
        return False
    officer = police_case.owner or case.officer
    if officer is not None:
        tell(
            station=case.station, recipients=[officer], kind=RESTART, key=f"{RESTART}:{case.pk}:{day}",
            url=reverse("police-case", args=[police_case.pk]), number=police_case.number, day=str(day),
        )  # fmt: skip
    return False


@transaction.atomic
def litigate(*, case: Case, way: str, actor, text: str = "", at: datetime | None = None) -> Case:
    """诉讼告知: a dispute about performance or content of the agreement goes to court (RT-15)."""
    return _told_and_out(case, "litigate", NoticeKind.LITIGATION, way, text, actor, at)


@transaction.atomic
def enforce(*, case: Case, way: str, actor, text: str = "", at: datetime | None = None) -> Case:
    """强制执行告知: the court has confirmed the agreement, which is not performed (SF-06)."""
    return _told_and_out(case, "enforce", NoticeKind.ENFORCEMENT, way, text, actor, at)


def _told_and_out(case: Case, verb: str, kind: str, way: str, text: str, actor, at: datetime | None) -> Case:
    at = at or timezone.now()
    found = _asked(case, verb, actor)
    notices.put(found, kind=kind, way=way, text=text, actor=actor, at=at, now=at)
    return advance(found, verb, actor=actor, at=at)


@transaction.atomic
def reopen(*, case: Case, reason: str, actor, at: datetime | None = None) -> Case:
    """Take a case up again: it is triaged anew, and the parties are asked again whether they agree (ZA-05, RT-01).

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``no_reason``.
    """
    at = at or timezone.now()
    found = _asked(case, "reopen", actor)
    if not reason.strip():
        raise RuleBroken(_("Say why it is taken up again."), code="no_reason")
    found.parties.exclude(consented_at=None, refused_at=None).update(consented_at=None, refused_at=None)
    CaseNote.objects.create(station_id=found.station_id, case=found, text=reason.strip(), by=actor, at=at)
    return advance(found, "reopen", actor=actor, at=at)


@transaction.atomic
def add_note(*, case: Case, text: str, actor, at: datetime | None = None) -> CaseNote:
    """The only correction of an archived case: an added note, signed by who writes it (DOMAIN 2.6).

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``not_archived``, ``no_text``.
    """
    at = at or timezone.now()
    found = locked(case.pk)
    demand(rules.may_edit(actor, found))
    if found.state != State.ARCHIVED:
        raise RuleBroken(_("Notes are added to archived cases; this one can still be changed."), code="not_archived")
    if not text.strip():
        raise RuleBroken(_("Write the note."), code="no_text")
    row = CaseNote.objects.create(station_id=found.station_id, case=found, text=text.strip(), by=actor, at=at)
    # The archived row itself stays as it is: not even its version moves.
    record(verb="mediation.noted", subject=found, actor=actor, note=row.pk)
    return row


def _asked(case: Case, verb: str, actor) -> Case:
    """The locked case; who may not take the step, or not from this state, is refused before anything is written."""
    found = locked(case.pk)
    ask(found, verb, actor)
    return found
