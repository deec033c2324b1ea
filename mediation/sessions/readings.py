"""What pages, actions and the agenda read of sessions: lists, who may come when, what a proposal looks at."""

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from mediation.cases import hooks
from mediation.cases.appraising import first_session_limit
from mediation.cases.law import law_of, second_session_by
from mediation.cases.models import Case, CaseMediator
from mediation.cases.words import Track
from mediation.network.models import MediationRoom, Mediator, MediatorAbsence, RoomBooking, RoomSitting
from mediation.network.readings import settings_of, standing
from mediation.sessions.models import Attendance, Availability, Session
from mediation.sessions.proposals import RoomFacts, Slot, Span, Wish, propose
from mediation.sessions.words import How, State
from stations.calendar.rules import Deadline, days, is_working, marks_between, marks_for_limit
from stations.organisation.rules import officer_of
from stations.roster.readings import taken

HORIZON = timedelta(days=30)
NOTICE = timedelta(minutes=30)
HOURS = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：](\d{2})")


def listed(user):
    """Sessions of the cases a person may see, with what a row shows."""
    return (
        Session.objects.filter(case__in=Case.objects.visible_to(user))
        .select_related("case__community", "booking__room", "mediator__user", "officer__user")
        .order_by("-starts_at", "-id")
    )


def in_detail(user):
    """The same for one session's page."""
    return listed(user).select_related(
        "case__station", "case__officer", "mediator__kind", "recorder", "by", "station"
    )


def mine(user) -> Q:
    """Sessions a person leads or is expected at."""
    who = standing(user)
    found = Q(pk=None)
    if who.mediator:
        found |= Q(mediator=who.mediator) | Q(
            pk__in=Attendance.objects.filter(mediator=who.mediator).values("session")
        )
    if who.officer_id:
        found |= Q(officer=who.officer_id) | Q(
            pk__in=Attendance.objects.filter(officer=who.officer_id).values("session")
        )
    return found


def attendance(session: Session) -> list[Attendance]:
    """Who is expected and who came, with their rows; one query."""
    return list(
        session.attendances.select_related(
            "party", "mediator__user", "officer__user", "invitee__department"
        ).order_by("id")
    )


def of_case(case: Case) -> list[Session]:
    """The sessions of a case, oldest first."""
    return list(case.sessions.select_related("booking__room", "mediator__user", "officer__user").order_by("id"))


def people_of(session: Session) -> list:
    """Mediators and officers who are told about it (profiles on accounts)."""
    rows = session.attendances.select_related("mediator", "officer")
    return [row.mediator or row.officer for row in rows if row.mediator_id or row.officer_id]


def appointment(case: Case) -> hooks.Appointment | None:
    """The next fixed session of a case, as the public page shows it (hook of ``cases``)."""
    row = Session.objects.filter(case=case, state=State.CONFIRMED).select_related("booking__room").first()
    if row is None:
        return None
    address = row.booking.room.address if row.booking_id else ""
    return hooks.Appointment(row.starts_at, row.place, address, row.is_online)


# -- deadlines -------------------------------------------------------------------------------------------------


def advised_by(case: Case) -> Deadline | None:
    """ZA-12: the last day the norm advises for the first session; None where it says nothing."""
    if case.track != Track.ZA or case.sessions_held:
        return None
    return first_session_limit(case)


def second_by(case: Case, first: date) -> Deadline:
    """ZA-11: the last day of the second session."""
    law = law_of(case.law)
    return second_session_by(law, first, marks_for_limit(first, law.za_second_days))


def last_day(case: Case) -> date | None:
    """The last day the law leaves for the next session (RT-16, ZA-11), or None."""
    if case.track == Track.ZA and not case.sessions_held:
        return None
    return case.due_on


# -- proposals -------------------------------------------------------------------------------------------------


def leads_of(case: Case) -> tuple[Mediator | None, object | None]:
    """Who would lead the next session: the mediator who took the case, the officer in charge of a police track."""
    row = (
        CaseMediator.objects.filter(case=case, until=None, accepted=True, part="lead")
        .select_related("mediator__user", "mediator__kind")
        .first()
    )
    return (row.mediator if row else None), (case.officer if case.police_led else None)


def rooms_for(case: Case, way: str = How.ONSITE) -> list[MediationRoom]:
    """Rooms of the right level: the community's own and the station's; case venues first where the police lead."""
    rows = MediationRoom.objects.filter(active=True).filter(
        Q(level=MediationRoom.Level.CORE) | Q(community=case.community_id)
    )
    if way != How.ONSITE:
        rows = rows.filter(online=True)
    core = MediationRoom.Level.CORE
    if case.police_led:
        return sorted(rows, key=lambda room: (not room.case_venue, room.level != core, room.code))
    return sorted(rows, key=lambda room: (room.level == core, room.code))


def wish_of(
    case: Case, at: datetime, *, mediator=None, officer=None, way: str = How.ONSITE, but: Session | None = None
) -> Wish:
    """Everything a proposal for the case's next session looks at; a fixed number of queries.

    Args:
        case: with its station.
        at: now.
        mediator: who leads; the case's own by default of the caller.
        officer: the officer who leads.
        way: onsite, remote or mixed.
        but: a session that is being moved; its own booking is in nobody's way.
    """
    settings, zone = settings_of(case.station), timezone.get_current_timezone()
    today = timezone.localdate(at)
    limit = last_day(case)
    last = min(limit or today + HORIZON, today + HORIZON)
    span = Span(at, datetime.combine(last + timedelta(days=1), time(), zone))
    marks = marks_between(today, max(last, today))
    hours = ((settings.opens_at, settings.closes_at),)
    advised = advised_by(case)
    return Wish(
        length=timedelta(minutes=settings.session_minutes),
        earliest=at + NOTICE,
        last=last,
        rooms=_rooms(case, way, hours, span, mediator, zone, but),
        can_come=_can_come(case, at, mediator),
        busy=_busy(span, mediator, officer, zone, but),
        is_working=lambda day: is_working(day, marks),
        zone=zone,
        advised=advised.day if advised else None,
        limited=limit is not None and last == limit,
    )


def proposals(case: Case, at: datetime, most: int = 4, **who) -> list[tuple[Slot, MediationRoom | None]]:
    """The first times that fit, with their rooms."""
    wish = wish_of(case, at, **who)
    rooms = {room.pk: room for room in MediationRoom.objects.filter(pk__in=[one.pk for one in wish.rooms if one.pk])}
    return [(slot, rooms.get(slot.room)) for slot in propose(wish, most)]


def hours_of(room: MediationRoom, default) -> tuple[tuple[time, time], ...]:
    """Opening hours as written on the room (09:00-12:00，13:30-17:30), else the station's."""
    found = []
    for opens_h, opens_m, closes_h, closes_m in HOURS.findall(room.opening):
        try:
            opens, closes = time(int(opens_h), int(opens_m)), time(int(closes_h), int(closes_m))
        except ValueError:
            continue
        if opens < closes:
            found.append((opens, closes))
    return tuple(found) or default


def _rooms(case, way, hours, span, mediator, zone, but) -> list[RoomFacts]:
    if way == How.REMOTE:
        return [RoomFacts(None, hours)]
    rooms = rooms_for(case, way)
    taken: dict[int, list[Span]] = {}
    rows = RoomBooking.objects.filter(
        room__in=rooms, released_at=None, starts_at__lt=span.end, ends_at__gt=span.start
    ).exclude(pk=but.booking_id if but else None)
    for row in rows:
        taken.setdefault(row.room_id, []).append(Span(row.starts_at, row.ends_at))
    sits = _sittings(rooms, span, mediator, zone)
    return [
        RoomFacts(room.pk, hours_of(room, hours), tuple(taken.get(room.pk, ())), tuple(sits.get(room.pk, ())))
        for room in rooms
    ]


def _sittings(rooms, span: Span, mediator, zone) -> dict[int, list[Span]]:
    """When who leads sits in each room (进驻)."""
    found: dict[int, list[Span]] = {}
    if mediator is None:
        return found
    rows = list(RoomSitting.objects.filter(room__in=rooms, mediator=mediator))
    for day in days(span.start.astimezone(zone).date(), span.end.astimezone(zone).date()):
        for row in rows:
            if row.weekday == day.weekday() and row.start <= day and (row.end is None or day < row.end):
                sitting = Span(datetime.combine(day, row.begins, zone), datetime.combine(day, row.ends, zone))
                found.setdefault(row.room_id, []).append(sitting)
    return found


def _can_come(case: Case, at: datetime, mediator) -> list[list[Span]]:
    """The spans of each party, and of the mediator, who said anything."""
    said: dict[tuple[str, int], list[Span]] = {}
    rows = Availability.objects.filter(case=case, ends_at__gt=at).filter(
        Q(party__isnull=False, party__removed_at=None) | Q(mediator=mediator, mediator__isnull=False)
    )
    for row in rows:
        key = ("party", row.party_id) if row.party_id else ("mediator", row.mediator_id)
        said.setdefault(key, []).append(Span(row.starts_at, row.ends_at))
    return list(said.values())


def _busy(span: Span, mediator, officer, zone, but) -> list[Span]:
    """Other sessions and absences of who leads; of an officer also leave, days off and manned posts of the roster."""
    rows = Session.objects.ahead(mediator.pk if mediator else None, officer.pk if officer else None)
    rows = rows.filter(starts_at__lt=span.end, ends_at__gt=span.start).exclude(pk=but.pk if but else None)
    found = [Span(row.starts_at, row.ends_at) for row in rows]
    return [one for one in [*found, *away(span, mediator, officer, zone)] if one.start < one.end]


def away(span: Span, mediator, officer, zone) -> list[Span]:
    """When who leads is away: a mediator's own absences, and what the roster says of an officer (three queries)."""
    found = []
    if mediator is not None:
        for row in MediatorAbsence.objects.filter(mediator=mediator):
            start = datetime.combine(row.start, time(), zone)
            found.append(Span(start, datetime.combine(row.end, time(), zone) if row.end else span.end))
    officers = {row.pk for row in (officer, officer_of(mediator.user) if mediator else None) if row}
    if officers:
        found += [Span(row.start, row.end) for row in taken(officers, span.start, span.end)]
    return found


def is_away(starts_at: datetime, ends_at: datetime, mediator, officer) -> bool:
    """Whether who leads is away at a time somebody chose."""
    span = Span(starts_at, ends_at)
    return any(span.meets(one) for one in away(span, mediator, officer, timezone.get_current_timezone()))


def week(user, first: date) -> list[Session]:
    """Sessions of a week that hold, by time; for the calendar."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time(), zone)
    rows = listed(user).numbered().filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=7))
    return list(rows.order_by("starts_at", "id"))
