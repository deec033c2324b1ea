"""Columns of the analysis lists that leave the house: no address and no free text about persons (SE-24, SE-25)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.analysis.models import AnalysisTask
from stations.kit.tables import Column


def _name(officer) -> str:
    return officer.user.name if officer else ""


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _task(row: AnalysisTask) -> str:
    """The title; that of a repeated place holds the address, so only what it is about leaves."""
    return row.get_kind_display() if row.kind == AnalysisTask.Kind.PLACE else row.title


TASKS = [
    Column(_("Task"), _task),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Given to"), lambda row: _name(row.owner)),
    Column(_("Opened"), lambda row: _moment(row.opened_at)),
    Column(_("Due on"), lambda row: row.due_on or ""),
]
BRIEFINGS = [
    Column(_("Topic"), lambda row: row.topic),
    Column(_("Rhythm"), lambda row: row.get_rhythm_display()),
    Column(_("From"), lambda row: row.first),
    Column(_("To"), lambda row: row.last),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Held at"), lambda row: _moment(row.held_at)),
    Column(_("Tasks"), lambda row: row.number),
]
OPERATIONS = [
    Column(_("Name"), lambda row: row.name),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Place"), lambda row: row.place),
    Column(_("From"), lambda row: row.start),
    Column(_("Until (excluded)"), lambda row: row.end),
    Column(_("Led by"), lambda row: _name(row.lead)),
    Column(_("Forces"), lambda row: row.forces),
]
PULLED_OFF = [
    Column(_("Day"), lambda row: row.date),
    Column(_("Officer"), lambda row: _name(row.officer)),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Hours"), lambda row: row.hours),
    Column(_("Taken off for"), lambda row: row.work),
]
