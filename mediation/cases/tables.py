"""Columns of the list of cases as it leaves the house: masked (SE-24), without free text."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import readings
from mediation.cases.models import Case
from mediation.cases.words import PartyKind
from stations.incidents.tables import to_road
from stations.kit import masks
from stations.kit.tables import Column


def _day(value) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def sides(case: Case, side: str) -> str:
    """The parties of one side, masked; of a list loaded by ``readings.with_people``."""
    names = [
        row.name if row.kind == PartyKind.UNIT else masks.name(row.name)
        for row in case.loaded_parties
        if row.side == side
    ]
    return "、".join(names)


def leads(case: Case) -> str:
    """Who leads the mediation: the mediator, else the officer in charge."""
    found = next((row.mediator.user.name for row in case.loaded_mediators if row.part == "lead"), "")
    return found or (case.officer.user.name if case.officer_id else "")


def _next(case: Case) -> str:
    found = readings.next_day(case)
    return _day(found[1]) if found else ""


CASES = [
    Column(_("Case"), lambda case: case.number),
    Column(_("State"), lambda case: case.get_state_display()),
    Column(_("Track"), lambda case: case.get_track_display() if case.track else ""),
    Column(_("Cause"), lambda case: case.get_cause_display() if case.cause else ""),
    Column(_("Source"), lambda case: case.get_source_display()),
    Column(_("Applicant's side"), lambda case: sides(case, "a")),
    Column(_("Respondent's side"), lambda case: sides(case, "b")),
    Column(_("Place (to the road)"), lambda case: to_road(case.place)),
    Column(_("Community"), lambda case: case.community.name if case.community else ""),
    Column(_("Amount (yuan)"), lambda case: "" if case.amount is None else float(case.amount)),
    Column(_("Led by"), leads),
    Column(_("Registered"), lambda case: timezone.localtime(case.registered_at).strftime("%Y-%m-%d %H:%M")),
    Column(_("Next day"), _next),
    Column(_("Agreed on"), lambda case: _day(case.agreed_on)),
    Column(_("Performed on"), lambda case: _day(case.performed_on)),
]
