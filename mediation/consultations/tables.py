"""Columns of meetings and tasks as they leave the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.consultations import readings
from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


MEETINGS = [
    Column(_("Begins"), lambda row: _moment(row.starts_at)),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Title"), lambda row: row.title),
    Column(_("Place"), readings.place_of),
    Column(_("Chair"), lambda row: row.chair.user.name if row.chair_id else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Points"), lambda row: row.points),
    Column(_("Tasks not done"), lambda row: row.tasks_left),
]
TASKS = [
    Column(_("Task"), lambda row: row.words),
    Column(_("Case"), lambda row: row.case.number if row.case_id else ""),
    Column(_("Meeting"), lambda row: row.consultation.title),
    Column(_("Whose"), readings.owner_of),
    Column(_("Due on"), lambda row: f"{row.due_on:%Y-%m-%d}"),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Done on"), lambda row: f"{row.done_on:%Y-%m-%d}" if row.done_on else ""),
    Column(_("Times sent back"), lambda row: row.times_returned),
]
