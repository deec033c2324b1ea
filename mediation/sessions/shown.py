"""What pages show of sessions, put together for templates: masked people, the week as a grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mediation.cases.models import Case, CaseParty
from mediation.cases.words import PartyKind
from mediation.sessions.models import Attendance, Availability, Session
from mediation.sessions.words import Part
from stations.kit import masks


@dataclass(frozen=True, slots=True)
class Seat:
    """One attendance as the page shows it."""

    row: Attendance
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Block:
    """One group of seats under its heading."""

    code: str
    label: str
    seats: list[Seat]


def _person(name: str, full: bool) -> str:
    return name if full else masks.name(name)


def _unit(party: CaseParty) -> bool:
    return party.kind == PartyKind.UNIT


def masked(party: CaseParty) -> str:
    """A party as everybody reads it: a person masked, a unit by its name (SE-24)."""
    return _person(party.name, _unit(party))


def seat(row: Attendance, full: bool) -> Seat:
    """Names of the dispute are masked unless the session is under way and the reader runs it (SE-24)."""
    part = str(row.get_part_display())
    if row.party_id:
        raw = {Part.GUARDIAN: row.party.guardian_name, Part.AGENT: row.party.agent_name}.get(row.part, row.party.name)
        full = full or (row.part == Part.PARTY and _unit(row.party))
        return Seat(row, _person(raw, full), "" if row.part == Part.PARTY else part)
    if row.invitee_id:
        return _invited(row, full)
    who = row.mediator or row.officer
    return Seat(row, who.user.name, part)


def _invited(row: Attendance, full: bool) -> Seat:
    """Who speaks for a department is in office there and stands with it; anybody else is masked like a party."""
    office = row.invitee.department
    if office:
        return Seat(row, row.invitee.name, office.name)
    return Seat(row, _person(row.invitee.name, full), str(row.invitee.get_kind_display()))


def seats(rows: Iterable[Attendance], full: bool) -> list[Block]:
    """Both sides, the third side, who mediates, who was invited."""
    found: dict[str, list[Seat]] = {"a": [], "b": [], "third": [], "lead": [], "invitee": []}
    for row in rows:
        key = row.party.side if row.party_id else ("invitee" if row.invitee_id else "lead")
        found[key].append(seat(row, full))
    labels = {
        "a": _("Applicant's side"), "b": _("Respondent's side"), "third": _("Third party"),
        "lead": _("Mediates"), "invitee": pgettext("session", "Invited"),
    }  # fmt: skip
    return [Block(code, labels[code], seats) for code, seats in found.items() if seats]


def people_to_ask(case: Case) -> list[tuple[str, str]]:
    """Choices of who may say when they can come: masked parties, the case's mediators."""
    parties = case.parties.filter(removed_at=None)
    found = [(f"party:{row.pk}", f"{row.get_side_display()} {masked(row)}") for row in parties]
    team = case.mediators.filter(until=None).select_related("mediator__user")
    return found + [(f"mediator:{row.mediator_id}", row.mediator.user.name) for row in team]


def can_come(case: Case) -> list[tuple[Availability, str]]:
    """The times noted that are not over, with masked names; one query."""
    rows = Availability.objects.filter(case=case, ends_at__gt=timezone.now())
    found = []
    for row in rows.select_related("party", "mediator__user"):
        if row.party_id:
            found.append((row, masked(row.party)))
        else:
            found.append((row, row.mediator.user.name))
    return found


def week_grid(rows: Iterable[Session], first: date) -> list[tuple[str, list[list[Session]]]]:
    """Rooms by seven days; sessions elsewhere share the last line."""
    grid: dict[str, list[list[Session]]] = {}
    elsewhere = _("elsewhere")
    for row in rows:
        line = grid.setdefault(row.booking.room.name if row.booking_id else elsewhere, [[] for _day in range(7)])
        line[(timezone.localdate(row.starts_at) - first) // timedelta(days=1)].append(row)
    return sorted(grid.items(), key=lambda pair: (pair[0] == elsewhere, pair[0]))
