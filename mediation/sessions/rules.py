"""Decisions about sessions: how many and until when, who may hold one where, what must be there before and after.

The step table of a session stands at the end. The case's own step table (DOMAIN 2.6) is asked as well: a session that
starts takes an accepted case to "in mediation" and counts as one of the two of public order mediation (ZA-10).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases import forbidden
from mediation.cases import rules as case_rules
from mediation.cases.law import law_of
from mediation.cases.models import Case
from mediation.cases.words import Side, Track
from mediation.cases.words import State as CaseState
from mediation.network.words import Group
from mediation.sessions.models import Attendance, Session
from mediation.sessions.words import Outcome, Part, Signing, State
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

PARTIES = frozenset({Part.PARTY, Part.GUARDIAN, Part.AGENT})
LEADERS = frozenset({Part.MEDIATOR, Part.OFFICER})


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be there before a session starts, as the page ticks it off."""

    code: str
    label: Any
    answer: Answer


def may_see_session(user) -> Answer:
    """Sessions are seen by whoever sees their case; the list asks as the pages of mediation do."""
    return case_rules.may_see_mediation(user)


def may_run(user, session: Session) -> Answer:
    """Fix, start, record: who carries the case on (``cases.rules.may_lead``)."""
    return case_rules.may_lead(user, session.case)


# -- the appointment -------------------------------------------------------------------------------------------


def fix_answer(case: Case, starts_at: datetime) -> Answer:
    """Whether a session of the case may be fixed for a moment (RT-01, RT-16, ZA-10, ZA-11)."""
    if case.state not in {CaseState.ACCEPTED, CaseState.MEDIATING}:
        return no(forbidden.reason(case.state, "hold"), code="wrong_state")
    if case.refused_by or case.parties.filter(removed_at=None, refused_at__isnull=False).exists():
        return no(_("A party refuses: there are no further sessions (RT-01)."), code="refused")
    answer = case_rules.session_answer(case, starts_at)
    if not answer:
        return answer
    last = case.sessions.filter(round=case.reopened, state=State.HELD).order_by("-no").first()
    if last and last.outcome in {Outcome.FAILED, Outcome.REFUSED}:
        return no(_("The last session ended without agreement: end the mediation now (RT-07, ZA-19)."), code="over")
    if last and last.outcome == Outcome.AGREED:
        return no(_("The sides have agreed: write the agreement."), code="agreed")
    if case.sessions.upcoming().exists():
        return no(_("The case has an appointment already: move or cancel it."), code="one_ahead")
    return YES


def time_answer(starts_at: datetime, ends_at: datetime, at: datetime) -> Answer:
    """A time that is not over, and no longer than a day."""
    if ends_at <= starts_at:
        return no(_("The end must lie after the start."), code="span")
    if (ends_at - starts_at).total_seconds() > 12 * 3600:
        return no(_("A session takes at most twelve hours."), code="too_long")
    if ends_at <= at:
        return no(_("This time is over."), code="past")
    return YES


def lead_answer(case: Case, mediator, officer) -> Answer:
    """Who may lead: the police in ZA, a mediator of the committee in RT (RT-03) and in a settlement (HJ)."""
    if case.police_led:
        if officer is None and not (mediator and mediator.kind.group == Group.POLICE):
            return no(_("Public order mediation is led by the police only (ZA)."), code="police_only")
        return YES
    if mediator is None or not mediator.of_committee:
        return no(_("People's mediation is led by a mediator of the committee (RT-03)."), code="committee_only")
    return YES


def hearing_answer(track: str, public: bool, ground: str) -> Answer:
    """ZA-06: public unless one of four grounds; in RT the parties choose."""
    if track == Track.ZA and not public and not ground:
        return no(_("Public order mediation is public: say why it is closed (ZA-06)."), code="no_ground")
    if public and ground:
        return no(_("A public hearing has no ground to be closed."), code="ground")
    return YES


# -- before it starts ------------------------------------------------------------------------------------------


def conditions(session: Session, rows: Iterable[Attendance], at: datetime) -> list[Condition]:
    """Everything the law and the house ask for before a session starts, each with its answer.

    Args:
        session: with its case.
        rows: its attendance, parties and invitees joined.
        at: now.
    """
    case, rows = session.case, list(rows)
    found = [
        Condition("rights", _("Rights notice (RT-05)"), rights_answer(case)),
        Condition("guardian", _("Guardians of minors (ZA-07)"), case_rules.guardian_answer(case, at)),
        Condition("limit", _("Number and limit"), case_rules.session_answer(case, at)),
        Condition("present", _("Who came"), present_answer(rows)),
    ]
    if case.track == Track.ZA:
        found.insert(1, Condition("consent", _("Both sides agree (ZA-05)"), consent_answer(case)))
        found.append(Condition("staff", _("Staffing and recording (ZA-22, ZA-23)"), staff_answer(session, rows)))
    if any(row.invitee_id for row in rows):
        found.append(Condition("invitees", _("Invited persons (RT-04)"), invitee_answer(rows)))
    if session.is_online:
        found.append(Condition("online", _("Online session (智调)"), online_answer(session)))
    return found


def rights_answer(case: Case) -> Answer:
    """RT-05."""
    if case.rights_notice_at is None:
        return no(_("Give the notice of rights and duties first (RT-05)."), code="no_rights_notice")
    return YES


def consent_answer(case: Case) -> Answer:
    """ZA-05: each party of both sides agrees, with the time of it."""
    asked = case.parties.filter(removed_at=None, side__in=(Side.A, Side.B))
    if case.track == Track.ZA and asked.filter(consented_at=None).exists():
        return no(_("Every party must agree to the mediation first (ZA-05)."), code="no_consent")
    return YES


def invitee_answer(rows: Iterable[Attendance]) -> Answer:
    """RT-04: nobody is invited without the consent of all parties."""
    if any(row.invitee_id and row.expected and row.invitee.consented_at is None for row in rows):
        return no(_("An invited person comes with the consent of all parties only (RT-04)."), code="invitee_consent")
    return YES


def online_answer(session: Session) -> Answer:
    """DOMAIN 1.5, 智调: channel, recording and consent."""
    if session.is_online and not (session.channel and session.online_consent_at and session.recording):
        return no(
            _("An online session needs its channel, a recording and the consent of all parties."), code="online"
        )
    return YES


def present_answer(rows: Iterable[Attendance]) -> Answer:
    """Somebody who leads and somebody of the dispute is there."""
    here = {row.part for row in rows if row.present}
    if not here & LEADERS:
        return no(_("Nobody who leads the session has come yet."), code="no_lead")
    if not here & PARTIES:
        return no(_("No party has come yet."), code="no_party")
    return YES


def staff_answer(session: Session, rows: Iterable[Attendance], *, over: bool = False) -> Answer:
    """ZA-22, ZA-23: two officers; one alone in a recording case venue; one with auxiliaries and full recording.

    Args:
        session: with its case and recording.
        rows: its attendance.
        over: asked at the end, when the recording must be complete.
    """
    if session.track != Track.ZA:
        return YES
    parts = [row.part for row in rows if row.present]
    officers, auxiliaries = parts.count(Part.OFFICER), parts.count(Part.AUXILIARY)
    if officers == 0:
        return no(_("Public order mediation is led by the police only (ZA)."), code="police_only")
    if officers >= 2:
        return YES
    if session.case_venue and not law_of(session.case.law).one_officer_alone and not auxiliaries:
        return no(_("Under the law of this case two officers mediate."), code="two_officers")
    if not session.case_venue and not auxiliaries:
        return no(
            _("One officer alone mediates in a case venue with full recording only (ZA-22); elsewhere two officers, "
              "or one who leads auxiliaries (ZA-23)."),
            code="two_officers",
        )  # fmt: skip
    if not session.recording or (over and not session.recording_complete):
        return no(
            _("With one officer the session is recorded from beginning to end; name the recording (ZA-22, ZA-23)."),
            code="no_recording",
        )
    return YES


def warnings(session: Session, rows: Iterable[Attendance]) -> list[str]:
    """Codes of what the law makes the room warn of when a session starts (words: ``reasons``)."""
    rows = list(rows)
    found = [code for code in session.warnings if code in {"late", "provisional", "lead_away"}]
    officers = sum(row.part == Part.OFFICER and row.present for row in rows)
    if session.track == Track.ZA and officers == 1 and not session.case_venue:
        found.append("one_officer")
    if any(row.part == Part.PARTY and row.expected and not row.present for row in rows):
        found.append("side_missing")
    return found


def _may_start(session: Session, at: datetime) -> Answer:
    rows = session.attendances.select_related("invitee")
    for condition in conditions(session, rows, at):
        if not condition.answer:
            return condition.answer
    if session.case.state == CaseState.ACCEPTED:
        return case_rules.STEPS.check(session.case, "begin", None, at)
    if session.case.state != CaseState.MEDIATING:
        return no(_("The case is not in mediation."), code="wrong_state")
    return YES


def _may_move(session: Session, at: datetime) -> Answer:
    if session.case.state not in {CaseState.ACCEPTED, CaseState.MEDIATING}:
        return no(_("The case is not in mediation."), code="wrong_state")
    return YES


# -- the end ---------------------------------------------------------------------------------------------------


def finish_answer(session: Session, rows: Iterable[Attendance]) -> Answer:
    """A record with its course and an outcome (RT-08); a complete recording where the law asks for one."""
    rows = list(rows)
    if not session.minutes.strip():
        return no(_("Write the course of the mediation first (RT-08)."), code="no_minutes")
    if not session.outcome:
        return no(_("Say what the session came to."), code="no_outcome")
    if session.outcome == Outcome.ADJOURNED and session.track == Track.ZA:
        law = law_of(session.case.law)
        if session.case.sessions_held >= law.za_sessions:
            return no(
                _("Public order mediation has at most two sessions (ZA-10, 程序规定第一百八十三条)."),
                code="two_sessions",
            )
    answer = staff_answer(session, rows, over=True)
    return answer and signing_answer(session, rows)


def signing_answer(session: Session, rows: Iterable[Attendance]) -> Answer:
    """ZA-24: electronic signatures of parties are made before the recording."""
    electronic = any(row.signed == Signing.ELECTRONIC for row in rows)
    if electronic and session.case.is_police and not session.recording:
        return no(_("Electronic signing is recorded: name the recording (ZA-24)."), code="no_recording")
    return YES


def _may_finish(session: Session, at: datetime) -> Answer:
    return finish_answer(session, session.attendances.all())


def none_running(case: Case) -> Answer:
    """A session under way is ended with its record first (RT-08)."""
    if case.sessions.filter(state=State.RUNNING).exists():
        return no(_("A session is under way: end it with its record first (RT-08)."), code="session_running")
    return YES


def writable(session: Session) -> Answer:
    """Attendance, talks and the record are written from the appointment to the end of the session."""
    if session.state in {State.CONFIRMED, State.RUNNING}:
        return YES
    return no(_("The session is over; its record is no longer changed."), code="over")


def day_of(session: Session):
    """The local day it is planned for."""
    return timezone.localdate(session.starts_at)


S = State
STEPS = Workflow("mediation_session", [
    Step(S.PROPOSED, "confirm", S.CONFIRMED, _("Fix the time"), may_run, _may_move),
    Step(S.PROPOSED, "move", S.PROPOSED, pgettext_lazy("session", "Move"), may_run, _may_move, "outline"),
    Step(S.PROPOSED, "cancel", S.CANCELLED, pgettext_lazy("session", "Cancel the session"), may_run, tone="danger"),
    Step(S.CONFIRMED, "start", S.RUNNING, _("Start the session"), may_run, _may_start),
    Step(S.CONFIRMED, "move", S.CONFIRMED, pgettext_lazy("session", "Move"), may_run, _may_move, "outline"),
    Step(S.CONFIRMED, "miss", S.MISSED, _("Somebody did not come"), may_run, tone="danger"),
    Step(S.CONFIRMED, "cancel", S.CANCELLED, pgettext_lazy("session", "Cancel the session"), may_run, tone="danger"),
    Step(S.RUNNING, "finish", S.HELD, _("End the session"), may_run, _may_finish),
])  # fmt: skip
