"""Who may do what in the mediation network; who may mediate, sit on the committee, book a room."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.network.models import CommitteeMember, MediationRoom, Mediator, RoomBooking
from mediation.network.readings import standing
from mediation.network.words import Group
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Grant, Officer
from stations.organisation.rules import has_right, officer_of

# RT-17 (人民调解法 第8、9条): three to nine members, a woman among them, a term of three years.
COMMITTEE_LEAST, COMMITTEE_MOST, TERM_YEARS = 3, 9, 3
LONGEST_BOOKING = timedelta(hours=12)


def may_see_network(user) -> Answer:
    """Rooms, calendar, mediators, departments: police officers, the leadership, mediators."""
    who = standing(user)
    if who.police or who.leads or who.mediator:
        return YES
    return no(_("This page is for police officers and mediators."), code="mediation_only")


def may_keep_network(user) -> Answer:
    """Change rooms, mediators, departments, committee: keepers of the room, the leadership, the personnel clerk."""
    if standing(user).sees_all or has_right(user, Grant.Right.PERSONNEL):
        return YES
    return no(_("Ask the keeper of the mediation room or the station leadership."), code="keepers_only")


def may_set_numbers(user) -> Answer:
    """Change the station's settings of mediation."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the keeper of the mediation room or the station leadership."), code="keepers_only")


def mediates(user) -> bool:
    """Mediators choose a password: their pages are not those of a paired phone."""
    return standing(user).mediator is not None


def may_see_private(user, mediator: Mediator) -> Answer:
    """Phone number and ties of interest: the mediator, keepers, the leadership."""
    who = standing(user)
    if who.sees_all or (who.mediator and who.mediator.pk == mediator.pk) or has_right(user, Grant.Right.PERSONNEL):
        return YES
    return no(_("This is shown to the mediator and to the keeper of the room."), code="private")


def may_plan_for(user, mediator: Mediator) -> Answer:
    """Absences, sitting hours and ties of interest: mediators enter their own (RT-19), keepers everybody's."""
    who = standing(user)
    if may_keep_network(user) or (who.mediator and who.mediator.pk == mediator.pk):
        return YES
    return no(_("Ask the keeper of the mediation room or the station leadership."), code="keepers_only")


def may_give_code(user, person) -> Answer:
    """Hand out a one-time code to a mediator: the keeper of the room, and only for accounts made for mediation.

    Whoever holds the code gets in as that person: officers, and people who had an account for something else before,
    get theirs from the command room.
    """
    profile = Mediator.objects.serving().filter(user=person).first()
    own = profile and person.username in usernames(profile.number, person.home_station.code)
    if not own or officer_of(person) or person.pk == user.pk:
        return no(_("The command room hands out this person's code."), code="not_a_mediator")
    if standing(user).sees_all:
        return YES
    return no(_("Ask the keeper of the mediation room."), code="keepers_only")


def usernames(number: str, station_code: str) -> tuple[str, str]:
    """User names of an account made for a mediator: the number, or with the station's code where that is taken."""
    return number.lower(), f"{number}@{station_code}".lower()


def may_mediate(*, group: str, officer: Officer | None, licence_no: str, of_committee: bool) -> Answer:
    """Whether a person can be appointed in a group.

    The police lead public order mediation and are never the committee's mediators (DOMAIN 2.1); a lawyer is named
    with the licence number (助调).

    Args:
        group: of the kind, :class:`Group`.
        officer: service profile of the person, or None.
        licence_no: licence number of a lawyer.
        of_committee: whether the person is to mediate for the committee.
    """
    police = officer is not None and officer.kind == Officer.Kind.POLICE
    if group == Group.POLICE and not police:
        return no(_("Only a police officer of the station mediates as police."), code="not_police")
    if police and group != Group.POLICE:
        return no(_("A police officer mediates as police only."), code="police_kind")
    if officer is not None and of_committee:
        return no(_("Officers are not mediators of the committee."), code="police_of_committee")
    if group == Group.LAWYER and not licence_no.strip():
        return no(_("A lawyer is entered with the licence number."), code="no_licence")
    return YES


# The committee (RT-17)


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in a committee: who, as what, and whether she is a woman."""

    mediator: Mediator
    role: str = CommitteeMember.Role.MEMBER
    woman: bool = False


def committee_faults(seats: Sequence[Seat], start: date, end: date | None, on: date | None = None) -> list[Answer]:
    """Everything in which a committee falls short of RT-17; an empty list is a lawful committee.

    Args:
        seats: its members.
        start: first day of the term.
        end: the day after its last day; a term without end is too long.
        on: the day asked about (who has left by then counts no longer); the first day of the term by default.
    """
    day = on or start
    there = [seat for seat in seats if seat.mediator.left_on is None or seat.mediator.left_on > day]
    faults = []
    if not COMMITTEE_LEAST <= len(there) <= COMMITTEE_MOST:
        words = _("The committee has {least} to {most} members (RT-17), here {number}.")
        text = format_lazy(words, least=COMMITTEE_LEAST, most=COMMITTEE_MOST, number=len(there))
        faults.append(no(text, code="committee_size"))
    if not any(seat.woman for seat in there):
        faults.append(no(_("The committee has at least one woman (RT-17)."), code="no_woman"))
    if sum(seat.role == CommitteeMember.Role.CHAIR for seat in there) != 1:
        faults.append(no(_("The committee has one chair."), code="no_chair"))
    if end is None or end > term_end(start):
        faults.append(no(_("A term takes three years (RT-17)."), code="term_too_long"))
    if any(seat.mediator.kind.group == Group.POLICE or not seat.mediator.of_committee for seat in there):
        faults.append(no(_("Only mediators of the committee sit on it."), code="not_of_committee"))
    # A mediator of the same workbook has no id yet.
    named = Counter(seat.mediator.pk or id(seat.mediator) for seat in seats)
    if any(number > 1 for number in named.values()):
        faults.append(no(_("Somebody is named twice."), code="named_twice"))
    return faults


def term_end(start: date) -> date:
    """The day after the last day of a term that begins on ``start``."""
    try:
        return start.replace(year=start.year + TERM_YEARS)
    except ValueError:  # 29 February
        return start.replace(year=start.year + TERM_YEARS, month=3, day=1)


# Rooms


def may_take_room(room: MediationRoom, starts_at: datetime, ends_at: datetime, at: datetime) -> Answer:
    """Whether a room can be booked for a time at all; other bookings are asked by :func:`clash`."""
    if not room.active:
        return no(_("This room is not in use."), code="room_closed")
    if ends_at <= starts_at:
        return no(_("The end must lie after the start."), code="span")
    if ends_at - starts_at > LONGEST_BOOKING:
        return no(_("A booking takes at most twelve hours."), code="too_long")
    if ends_at <= at:
        return no(_("This time is over."), code="past")
    return YES


def clash(other: RoomBooking | None) -> Answer:
    """Name the booking that is in the way; its purpose stays with those who made it."""
    if other is None:
        return YES
    text = format_lazy(_("The room is taken {span}."), span=span_text(other.starts_at, other.ends_at))
    return no(text, code="room_taken")


def span_text(starts_at: datetime, ends_at: datetime) -> str:
    """``2026-11-22 09:00–10:30`` in the station's time."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M}–{end}"


def may_release(user, booking: RoomBooking) -> Answer:
    """Give a room free again: who booked it, keepers, the leadership."""
    if booking.booked_by_id == user.pk or standing(user).sees_all:
        return YES
    return no(_("This is done by whoever booked the room, or by its keeper."), code="not_yours")
