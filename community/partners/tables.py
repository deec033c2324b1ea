"""Columns of working with enterprises as they leave the house; no telephone is among them (SE-25)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.partners import readings
from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _day(value) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


MEETINGS = [
    Column(_("Begins"), lambda row: _moment(row.starts_at)),
    Column(_("Name of the meeting or series"), lambda row: row.title),
    Column(_("Place"), lambda row: row.place),
    Column(_("Chair"), lambda row: row.chair.user.name if row.chair_id else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Points of the agenda"), lambda row: row.points),
    Column(_("Resolutions"), lambda row: row.resolved),
    Column(_("Still open"), lambda row: row.left),
]
RESOLUTIONS = [
    Column(_("Resolution"), lambda row: row.words),
    Column(_("Joint meeting"), lambda row: row.meeting.title),
    Column(_("Who does it"), readings.owner_of),
    Column(_("First due on"), lambda row: _day(row.first_due)),
    Column(_("Due on"), lambda row: _day(row.due_on)),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Done on"), lambda row: _day(row.done_on)),
    Column(_("What was done"), lambda row: row.result),
    Column(_("Carried over"), lambda row: row.times_carried),
]
DEMANDS = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Came in on"), lambda row: _moment(row.received_at)),
    Column(_("Kind"), lambda row: row.kind.name),
    Column(_("Shop or unit"), lambda row: row.shop),
    Column(_("Building"), lambda row: row.building.name if row.building_id else ""),
    Column(_("What is asked for"), lambda row: row.words),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("With the department"), lambda row: row.with_department or ""),
    Column(pgettext_lazy("demand", "Officer in charge"), lambda row: row.officer.user.name if row.officer_id else ""),
    Column(_("To be answered by"), lambda row: _day(row.due_on)),
    Column(_("Answer given"), lambda row: _moment(row.answered_at)),
    Column(_("Answer"), lambda row: row.answer),
    Column(_("Times returned"), lambda row: row.times_returned),
]
TALKS = [
    Column(_("Day"), lambda row: _day(row.held_on)),
    Column(_("Topic"), lambda row: row.topic),
    Column(_("Place"), lambda row: row.place),
    Column(_("Enterprise"), lambda row: str(row.enterprise or "")),
    Column(pgettext_lazy("talk", "Given by"), lambda row: row.speaker.user.name),
    Column(_("People reached"), lambda row: row.people),
    Column(_("Leaflets given out"), lambda row: row.leaflets),
    Column(_("Sitting of the training"), lambda row: str(row.sitting or "")),
]
LOSSES = [
    Column(_("Recovered on"), lambda row: _day(row.recovered_on)),
    Column(_("Whose it is"), lambda row: str(row.enterprise or row.unit)),
    Column(_("Kind of loss"), lambda row: row.get_manner_display()),
    Column(_("What was recovered"), lambda row: row.what),
    Column(_("Amount (yuan)"), lambda row: row.amount),
    Column(_("Incident"), lambda row: row.incident.number if row.incident_id else ""),
    Column(_("Case"), lambda row: row.case.number if row.case_id else ""),
    Column(_("Number elsewhere"), lambda row: row.reference),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Given back on"), lambda row: _day(row.given_back_on)),
    Column(_("Number of the receipt"), lambda row: row.receipt_no),
    Column(_("Verified"), lambda row: _moment(row.verified_at)),
]
