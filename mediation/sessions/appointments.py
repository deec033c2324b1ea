"""Verbs of the appointment: fix, confirm, move, cancel, note that somebody did not come, say when one can come."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import actions as cases
from mediation.cases import rules as case_rules
from mediation.cases.models import Case, CaseMediator, CaseParty, Invitee
from mediation.cases.models_papers import WayMark
from mediation.cases.rules_parties import is_minor
from mediation.network.bookings import book_room, release_room
from mediation.network.models import MediationRoom, Mediator
from mediation.network.words import Group, Way
from mediation.sessions import readings, rules
from mediation.sessions.models import Attendance, Availability, Session
from mediation.sessions.words import NUMBERED, How, Part, State
from stations.calendar.rules import is_provisional, marks_between
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.timeline.actions import record

TOPIC = "mediation"
CLASHES = {
    "session_one_ahead": ("one_ahead", _("The case has an appointment already: move or cancel it.")),
    "session_mediator_no_clash": ("mediator_busy", _("The mediator has another session at this time.")),
    "session_officer_no_clash": ("officer_busy", _("The officer has another session at this time.")),
    "session_za_two": ("two_sessions", _("Public order mediation has at most two sessions (ZA-10).")),
}


def locked(pk: int) -> tuple[Case, Session]:
    """A session and its case, both locked; the case first, as everybody does."""
    case = cases.locked(Session.objects.values_list("case_id", flat=True).get(pk=pk))
    rows = Session.objects.select_for_update(no_key=True, of=("self",))
    session = rows.select_related("booking__room", "mediator__kind", "officer").get(pk=pk)
    session.case = case
    return case, session


@transaction.atomic
def fix(
    *,
    case: Case,
    actor,
    starts_at: datetime,
    ends_at: datetime,
    room: MediationRoom | None = None,
    venue: str = "",
    way: str = How.ONSITE,
    mediator: Mediator | None = None,
    officer: Officer | None = None,
    public: bool | None = None,
    closed_ground: str = "",
    channel: str = "",
    proposed: bool = False,
    client_key: uuid.UUID | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Session:
    """Fix the next session of a case and take its room; of two who want the same room at once one is refused.

    Args:
        case: accepted or in mediation.
        starts_at, ends_at: half-open.
        room: taken for this time; without one ``venue`` says where.
        way: one of :class:`How`; an online session names its ``channel``.
        mediator, officer: who leads; the mediator who took the case and the officer in charge by default.
        public: whether the hearing is public; as the case says by default.
        closed_ground: why a public order mediation is not public (ZA-06).
        proposed: only hold the time until the parties have said yes.
        client_key: made when the form was opened; the same key gives the same session again.
        version: of the case as it was read.

    Raises:
        NotAllowed: the person may not lead the case.
        RuleBroken: of :mod:`mediation.sessions.rules`; ``room_taken``, ``mediator_busy``, ``officer_busy``.
    """
    at = at or timezone.now()
    case = cases.locked(case.pk)
    demand(case_rules.may_lead(actor, case))
    if client_key and (known := Session.objects.filter(client_key=client_key, case=case).first()):
        return known
    if version is not None and version != case.version:
        cases.locked(case.pk, version)
    own_mediator, own_officer = readings.leads_of(case)
    mediator, officer = mediator or own_mediator, officer or own_officer
    public = case.public_hearing if public is None else public
    _check(case, mediator, officer, starts_at, ends_at, public, closed_ground, at)
    _somewhere(case, room, venue, way)
    session = Session(
        station_id=case.station_id, case=case, no=_next_no(case), track=case.track, round=case.reopened,
        state=State.PROPOSED if proposed else State.CONFIRMED, way=way, venue=venue.strip(),
        case_venue=bool(room and room.case_venue), starts_at=starts_at, ends_at=ends_at, mediator=mediator,
        officer=officer, public=public, closed_ground=closed_ground, channel=channel.strip(),
        client_key=client_key, by=actor,
    )  # fmt: skip
    session.warnings = _warnings(session)
    _take_room(session, room, actor)
    _save(session)
    _expect(session, case, at)
    _mark_online(session, actor, at)
    case.next_session_at = starts_at
    cases.after(case, "session_fixed", actor=actor, at=at, session=session.pk, no=session.no)
    _told(session, "propose" if proposed else "fix", actor)
    return session


@transaction.atomic
def confirm(*, session: Session, actor, at: datetime | None = None) -> Session:
    """The parties have said yes to a proposed time."""
    case, session = locked(session.pk)
    rules.STEPS.advance(session, "confirm", actor, at or timezone.now())
    _save(session)
    _told(session, "confirm", actor)
    return session


@transaction.atomic
def move(
    *,
    session: Session,
    actor,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    room: MediationRoom | None = None,
    venue: str = "",
    at: datetime | None = None,
) -> Session:
    """Another time or place; the old room is given free, the reminder goes out anew.

    Raises:
        NotAllowed: the person may not lead the case.
        RuleBroken: ``no_reason``, and what :func:`fix` refuses.
    """
    at = at or timezone.now()
    case, session = locked(session.pk)
    _reason(reason)
    rules.STEPS.advance(session, "move", actor, at)
    rules.time_answer(starts_at, ends_at, at).or_refuse()
    case_rules.session_answer(case, starts_at).or_refuse()
    _somewhere(case, room, venue, session.way)
    old, before = session.booking, session.starts_at
    session.booking, session.venue = None, venue.strip()
    session.starts_at, session.ends_at, session.reminded_at = starts_at, ends_at, None
    session.case_venue = bool(room and room.case_venue)
    session.warnings = _warnings(session)
    if old:
        release_room(booking=old, actor=actor, system=True)
    _take_room(session, room, actor)
    _save(session)
    case.next_session_at = starts_at
    cases.after(case, "session_moved", actor=actor, at=at, session=session.pk)
    _told(session, "move", actor, reason=reason, before=_stamp(before))
    return session


@transaction.atomic
def cancel(*, session: Session, actor, reason: str, at: datetime | None = None, system: bool = False) -> Session:
    """It does not take place; the room is given free, the number as well."""
    return _drop(session, "cancel", actor, reason, at or timezone.now(), system)


@transaction.atomic
def miss(*, session: Session, actor, reason: str, at: datetime | None = None) -> Session:
    """Somebody did not come: it counts as no session (ZA-10 counts sessions, not appointments)."""
    at = at or timezone.now()
    if at < Session.objects.get(pk=session.pk).starts_at:
        raise RuleBroken(_("The session has not begun yet: cancel or move it."), code="too_early")
    return _drop(session, "miss", actor, reason, at, system=False)


def _drop(session: Session, verb: str, actor, reason: str, at: datetime, system: bool) -> Session:
    case, session = locked(session.pk)
    _reason(reason)
    rules.STEPS.advance(session, verb, None if system else actor, at)
    session.no, session.cancel_reason = None, reason.strip()
    if session.booking:
        release_room(booking=session.booking, actor=actor, system=True)
    _save(session)
    if not system:
        case.next_session_at = None
        cases.after(case, f"session_{'missed' if verb == 'miss' else 'cancelled'}", actor=actor, at=at,
                    session=session.pk)  # fmt: skip
    _told(session, verb, actor, reason=reason)
    return session


# -- when somebody can come ------------------------------------------------------------------------------------


@transaction.atomic
def add_availability(
    *,
    case: Case,
    actor,
    starts_at: datetime,
    ends_at: datetime,
    party: CaseParty | None = None,
    mediator: Mediator | None = None,
) -> Availability:
    """Note when a party or a mediator can come.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``span``, ``other_case``, ``settled``.
    """
    case = cases.locked(case.pk)
    demand(case_rules.may_edit(actor, case))
    case_rules.is_editable(case).or_refuse()
    if ends_at <= starts_at:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    if bool(party) == bool(mediator) or (party and (party.case_id != case.pk or party.removed_at)):
        raise RuleBroken(_("Choose a party or the mediator of this case."), code="other_case")
    if mediator and not case.mediators.filter(mediator=mediator, until=None).exists():
        raise RuleBroken(_("Choose a party or the mediator of this case."), code="other_case")
    row = Availability.objects.create(
        station_id=case.station_id, case=case, party=party, mediator=mediator, starts_at=starts_at, ends_at=ends_at,
        by=actor,
    )  # fmt: skip
    record(verb="mediation.availability_added", subject=case, actor=actor, availability=row.pk)
    return row


@transaction.atomic
def drop_availability(*, availability: Availability, actor) -> None:
    """Take such a time out again."""
    case = cases.locked(availability.case_id)
    demand(case_rules.may_edit(actor, case))
    if Availability.objects.filter(pk=availability.pk).delete()[0]:
        record(verb="mediation.availability_dropped", subject=case, actor=actor, availability=availability.pk)


def case_moved(move) -> None:
    """The case is over or agreed: appointments still ahead are cancelled (hook of ``cases``)."""
    if move.verb not in {"agree", "end", "by_law", "transfer", "decline"}:
        return
    for row in Session.objects.filter(case=move.case, state__in=(State.PROPOSED, State.CONFIRMED)):
        _drop(row, "cancel", None, str(_("The case went another way.")), move.at, system=True)


# -- small parts -----------------------------------------------------------------------------------------------


def _check(case, mediator, officer, starts_at, ends_at, public, closed_ground, at) -> None:
    for row in (mediator, officer):
        if row is not None and row.station_id != case.station_id:
            raise RuleBroken(_("These belong to different stations."), code="other_station")
    rules.time_answer(starts_at, ends_at, at).or_refuse()
    rules.fix_answer(case, starts_at).or_refuse()
    rules.lead_answer(case, mediator, officer).or_refuse()
    rules.hearing_answer(case.track, public, closed_ground).or_refuse()


def _somewhere(case: Case, room: MediationRoom | None, venue: str, way: str) -> None:
    if room is None and not venue.strip():
        raise RuleBroken(_("Say where: a room or another place."), code="nowhere")
    if room and venue.strip():
        raise RuleBroken(_("Say one place only: a room or another place."), code="two_places")
    if room and room.station_id != case.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if room and way != How.ONSITE and not room.online:
        raise RuleBroken(_("This room has no equipment for online sessions."), code="not_online")


def _next_no(case: Case) -> int:
    """One more than were held or are kept; a cancelled session gave its number back (ZA-10)."""
    kept = case.sessions.filter(state__in=NUMBERED).values_list("no", flat=True)
    return max([case.sessions_held, *kept]) + 1


def _warnings(session: Session) -> list[str]:
    """ZA-12 is advice, who leads may be away by the roster, and a limit may lean on a calendar not published yet."""
    case, starts_at = session.case, session.starts_at
    found, day = [], timezone.localdate(starts_at)
    advised = readings.advised_by(case)
    if advised and day > advised.day:
        found.append("late")
    if case.due_provisional or is_provisional(day, marks_between(day, day)):
        found.append("provisional")
    if readings.is_away(starts_at, session.ends_at, session.mediator, session.officer):
        found.append("lead_away")
    return found


def _take_room(session: Session, room: MediationRoom | None, actor) -> None:
    if room is None:
        return
    session.booking = book_room(
        room=room, starts_at=session.starts_at, ends_at=session.ends_at, purpose=session.case.number, actor=actor
    )


def _save(session: Session) -> None:
    """Save it; what the database refuses is said in words."""
    session.version += 1
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        for name, (code, words) in CLASHES.items():
            if name in str(error):
                raise RuleBroken(words, code=code) from error
        raise


def _expect(session: Session, case: Case, at: datetime) -> None:
    """Who is expected: parties, guardians, agents, who leads, the case's mediators, invited persons (RT-04)."""
    rows: list[dict] = []
    for party in CaseParty.objects.filter(case=case, removed_at=None):
        rows.append({"part": Part.PARTY, "party": party})
        if is_minor(party, timezone.localdate(at)) and party.guardian_name:
            rows.append({"part": Part.GUARDIAN, "party": party})
        if party.agent_name:
            rows.append({"part": Part.AGENT, "party": party})
    team = CaseMediator.objects.filter(case=case, until=None, accepted=True)
    mediators = {row.mediator_id: row.mediator for row in team.select_related("mediator__kind", "mediator__user")}
    if session.mediator_id:
        mediators.setdefault(session.mediator_id, session.mediator)
    officers = {session.officer_id: session.officer} if session.officer_id else {}
    for mediator in mediators.values():
        # A police officer who mediates counts among the officers of ZA-22.
        profile = Officer.objects.filter(user=mediator.user_id, kind=Officer.Kind.POLICE).first()
        if mediator.kind.group == Group.POLICE and profile:
            officers.setdefault(profile.pk, profile)
        else:
            rows.append({"part": Part.MEDIATOR, "mediator": mediator})
    rows += [{"part": Part.OFFICER, "officer": officer} for officer in officers.values()]
    invited = Invitee.objects.filter(case=case, removed_at=None, consented_at__isnull=False)
    rows += [{"part": Part.INVITEE, "invitee": one} for one in invited]
    Attendance.objects.bulk_create(
        [Attendance(station_id=session.station_id, session=session, **values) for values in rows]
    )


def _mark_online(session: Session, actor, at: datetime) -> None:
    """智调 as a mark of the case with its channel (DOMAIN 1.5)."""
    if not session.is_online:
        return
    case = session.case
    WayMark.objects.get_or_create(
        case=case, way=Way.ONLINE,
        defaults={"station_id": case.station_id, "channel": session.channel, "by": actor, "at": at},
    )  # fmt: skip
    if Way.ONLINE not in case.ways:
        case.ways = [*case.ways, str(Way.ONLINE)]


def _reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")


def _stamp(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _told(session: Session, verb: str, actor, reason: str = "", **data) -> None:
    """Day-book of the session, notices to who leads and helps, a hint to open screens."""
    record(verb=f"mediation_session.{verb}", subject=session, actor=actor, at=_stamp(session.starts_at), **data)
    people = [one for one in readings.people_of(session) if actor is None or one.user_id != actor.pk]
    tell(
        station=session.station, recipients=people, kind=f"mediation_session.{verb}",
        key=f"mediation_session.{verb}:{session.pk}:{session.version}", url=session.get_absolute_url(),
        session=session.pk, number=session.case.number, at=_stamp(session.starts_at),
    )  # fmt: skip
    live.changed(session.station_id, TOPIC)
