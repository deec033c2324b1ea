"""Verbs of the session itself: rights and consents, who came, talks apart, the record, the end, signatures."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import actions as cases
from mediation.cases.models import Invitee
from mediation.cases.models_papers import WayMark
from mediation.cases.words import Side, Track
from mediation.cases.words import State as CaseState
from mediation.network.models import Mediator
from mediation.network.words import Way
from mediation.sessions import readings, rules
from mediation.sessions.appointments import TOPIC, locked
from mediation.sessions.models import Attendance, SeparateTalk, Session
from mediation.sessions.words import Outcome, Part, Signing, State
from stations.kit import live
from stations.kit.answer import YES, RuleBroken, demand
from stations.organisation.models import Officer
from stations.timeline.actions import record

RECORD = ("minutes", "result", "outcome", "recording", "recording_complete", "channel")


def _writable(pk: int, actor) -> Session:
    _case, session = locked(pk)
    demand(rules.may_run(actor, session))
    rules.writable(session).or_refuse()
    return session


@transaction.atomic
def set_present(
    *, attendance: Attendance, actor, present: bool, remote: bool = False, at: datetime | None = None
) -> Attendance:
    """One tap: somebody came, or did not; tapping again takes it back.

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``over``; ``not_online``: nobody takes part from elsewhere in a session on site;
            ``invitee_consent`` (RT-04).
    """
    session = _writable(attendance.session_id, actor)
    row = Attendance.objects.select_for_update(no_key=True).get(pk=attendance.pk)
    if present and remote and not session.is_online:
        raise RuleBroken(_("This session is on site."), code="not_online")
    if present and row.invitee_id:
        rules.invitee_answer([row]).or_refuse()
    row.present, row.remote = present, present and remote
    row.arrived_at = (at or timezone.now()) if present else None
    row.save()
    record(verb="mediation_session.present" if present else "mediation_session.absent", subject=session,
           actor=actor, part=row.part, attendance=row.pk)  # fmt: skip
    live.changed(session.station_id, TOPIC)
    return row


@transaction.atomic
def add_attendee(
    *,
    session: Session,
    actor,
    officer: Officer | None = None,
    mediator: Mediator | None = None,
    invitee: Invitee | None = None,
) -> Attendance:
    """Expect one more person: an officer or auxiliary, a mediator, an invited person with consent (RT-04).

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``over``, ``other_station``, ``other_case``, ``expected_already``, ``invitee_consent``.
    """
    session = _writable(session.pk, actor)
    who = [one for one in (officer, mediator, invitee) if one is not None]
    if len(who) != 1:
        raise RuleBroken(_("Choose one person."), code="one_person")
    if who[0].station_id != session.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if invitee is not None and (invitee.case_id != session.case_id or invitee.removed_at):
        raise RuleBroken(_("This person is not invited to this case."), code="other_case")
    if session.attendances.filter(officer=officer, mediator=mediator, invitee=invitee, party=None).exists():
        raise RuleBroken(_("This person is expected already."), code="expected_already")
    row = Attendance(
        station_id=session.station_id, session=session, part=_part(officer, mediator), officer=officer,
        mediator=mediator, invitee=invitee,
    )  # fmt: skip
    rules.invitee_answer([row]).or_refuse()
    row.save()
    record(verb="mediation_session.expect", subject=session, actor=actor, part=row.part, attendance=row.pk)
    return row


def _part(officer: Officer | None, mediator: Mediator | None) -> str:
    if officer is not None:
        return Part.OFFICER if officer.kind == Officer.Kind.POLICE else Part.AUXILIARY
    return Part.MEDIATOR if mediator is not None else Part.INVITEE


@transaction.atomic
def set_recording(
    *, session: Session, actor, recording: str = "", channel: str = "", online_consent: bool = False,
    at: datetime | None = None,
) -> Session:  # fmt: skip
    """Name the recording (ZA-22, ZA-24) and, online, the channel and that all parties agree (智调)."""
    session = _writable(session.pk, actor)
    session.recording = recording.strip()
    if session.is_online:
        session.channel = channel.strip() or session.channel
        session.online_consent_at = (session.online_consent_at or at or timezone.now()) if online_consent else None
        WayMark.objects.filter(case=session.case_id, way=Way.ONLINE).update(
            channel=session.channel, recording=session.recording, consented_at=session.online_consent_at
        )
    session.save()
    record(verb="mediation_session.recording", subject=session, actor=actor)
    return session


@transaction.atomic
def start(*, session: Session, actor, at: datetime | None = None) -> Session:
    """Begin: an accepted case goes into mediation (``begin``), the session counts (``hold``; ZA-10, ZA-11).

    Raises:
        NotAllowed: the person may not lead the case.
        RuleBroken: the first of :func:`rules.conditions` that is missing, with its article.
    """
    at = at or timezone.now()
    case, session = locked(session.pk)
    rules.STEPS.advance(session, "start", actor, at)
    if case.state == CaseState.ACCEPTED:
        case.next_session_at = case.next_session_at or session.starts_at
        cases.advance(case, "begin", actor=actor, at=at, system=True, session=session.pk)
    case.next_session_at = None
    if case.track == Track.ZA and case.first_session_on is None:
        limit = readings.second_by(case, timezone.localdate(at))
        case.due_on, case.due_provisional = limit.day, limit.provisional
    cases.advance(case, "hold", actor=actor, at=at, system=True, session=session.pk, no=session.no)
    session.warnings = rules.warnings(session, session.attendances.all())
    session.started_at, session.recorder = at, session.recorder or actor
    _keep(session)
    record(verb="mediation_session.start", subject=session, actor=actor, warnings=session.warnings)
    live.changed(session.station_id, TOPIC)
    return session


@transaction.atomic
def add_talk(*, session: Session, actor, side: str, words: str, at: datetime | None = None) -> SeparateTalk:
    """What was said with one side alone (背对背); it stays with those who mediate.

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``over``, ``no_words``, ``no_side``.
    """
    session = _writable(session.pk, actor)
    if not words.strip():
        raise RuleBroken(_("Write what was said."), code="no_words")
    if side not in Side.values:
        raise RuleBroken(_("Say with which side."), code="no_side")
    row = SeparateTalk.objects.create(
        station_id=session.station_id, session=session, side=side, words=words.strip(), by=actor,
        at=at or timezone.now(),
    )  # fmt: skip
    record(verb="mediation_session.talk", subject=session, actor=actor, side=side)
    return row


@transaction.atomic
def write(*, session: Session, actor, version: int | None = None, **values) -> Session:
    """Keep the record as far as it is written: any of :data:`RECORD`.

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``over``; ``changed_meanwhile``: somebody else wrote on it since.
    """
    session = _writable(session.pk, actor)
    _fresh(session, version)
    _fill(session, values)
    _keep(session)
    record(verb="mediation_session.write", subject=session, actor=actor)
    return session


@transaction.atomic
def finish(*, session: Session, actor, version: int | None = None, at: datetime | None = None, **values) -> Session:
    """End it with record and outcome; what follows is on the case's own pages (agreement, ending).

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``no_minutes``, ``no_outcome``, ``two_sessions`` (ZA-10), ``no_recording`` (ZA-22 … ZA-24),
            ``changed_meanwhile``.
    """
    at = at or timezone.now()
    case, session = locked(session.pk)
    demand(rules.may_run(actor, session))
    if session.state == State.RUNNING:
        _fresh(session, version)
        _fill(session, values)
    rules.STEPS.advance(session, "finish", actor, at)
    session.ended_at = at
    _keep(session)
    record(verb="mediation_session.finish", subject=session, actor=actor, outcome=session.outcome)
    cases.after(case, "session_held", actor=actor, at=at, session=session.pk, no=session.no, outcome=session.outcome)
    live.changed(session.station_id, TOPIC)
    return session


@transaction.atomic
def sign(*, attendance: Attendance, actor, how: str, at: datetime | None = None) -> Attendance:
    """Note how somebody signed the record; electronic signing needs the recording (ZA-24).

    Raises:
        NotAllowed: the person does not lead the case.
        RuleBroken: ``not_begun``, ``absent``, ``archived``, ``no_recording``.
    """
    case, session = locked(attendance.session_id)
    demand(rules.may_run(actor, session))
    if session.state not in {State.RUNNING, State.HELD}:
        raise RuleBroken(_("There is no record to sign yet."), code="not_begun")
    if case.state == CaseState.ARCHIVED:
        raise RuleBroken(_("The case is archived; add a signed note."), code="archived")
    row = Attendance.objects.select_for_update(no_key=True).get(pk=attendance.pk)
    if not row.present:
        raise RuleBroken(_("Who was not there does not sign."), code="absent")
    if how and how not in Signing.values:
        raise RuleBroken(_("Say how it was signed."), code="how")
    row.signed, row.signed_at = how, (at or timezone.now()) if how else None
    rules.signing_answer(session, [row]).or_refuse()
    row.save()
    record(verb="mediation_session.sign", subject=session, actor=actor, part=row.part, how=how, attendance=row.pk)
    return row


def guard(case, verb: str, at: datetime):
    """What this room refuses of a case's moves: beginning without consents (ZA-05), leaving a session open."""
    if verb == "begin":
        return rules.consent_answer(case)
    if verb in {"end", "archive", "transfer"}:
        return rules.none_running(case)
    return YES


def _fresh(session: Session, version: int | None) -> None:
    if version is not None and version != session.version:
        raise RuleBroken(
            _("Somebody else has written on this session meanwhile; load it again and repeat your change."),
            code="changed_meanwhile",
        )


def _fill(session: Session, values: dict) -> None:
    for name in RECORD:
        if name in values:
            value = values[name]
            setattr(session, name, value.strip() if isinstance(value, str) else value)
    if session.outcome and session.outcome not in Outcome.values:
        raise RuleBroken(_("Say what the session came to."), code="no_outcome")


def _keep(session: Session) -> None:
    session.version += 1
    session.save()
