"""Columns of the roster's lists, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.tables import Column
from stations.roster.grids import WORDS
from stations.roster.models import Duty
from stations.roster.rules import may_see_absence_reason


def _moment(value):
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _standby(duty: Duty) -> str:
    if not duty.standby_from:
        return ""
    return f"{timezone.localtime(duty.standby_from):%H:%M}–{timezone.localtime(duty.standby_to):%H:%M}"


DUTIES = [
    Column(_("Duty day"), lambda duty: f"{duty.date:%Y-%m-%d}"),
    Column(_("Officer"), lambda duty: duty.officer.user.name),
    Column(_("Police number"), lambda duty: duty.officer.police_no),
    Column(_("Team"), lambda duty: duty.team.name),
    Column(_("Shift group"), lambda duty: duty.group.name if duty.group else ""),
    Column(_("Role"), lambda duty: WORDS[duty.label]),
    Column(_("Duty commander"), lambda duty: _("yes") if duty.commander else ""),
    Column(_("Work"), lambda duty: duty.get_task_display()),
    Column(_("Post or room"), lambda duty: duty.place),
    Column(_("Starts"), lambda duty: "" if duty.role == "rest" else _moment(duty.starts_at)),
    Column(_("Ends"), lambda duty: "" if duty.role == "rest" else _moment(duty.ends_at)),
    Column(_("Standby"), _standby),
]


def absences(user) -> list[Column]:
    """Columns of absences as one person may see them: kind and reason are private (SE-17)."""

    def kind(row):
        return row.get_kind_display() if may_see_absence_reason(user, row) else _("Absent")

    def reason(row):
        return row.reason if may_see_absence_reason(user, row) else ""

    return [
        Column(_("Officer"), lambda row: row.officer.user.name),
        Column(_("Police number"), lambda row: row.officer.police_no),
        Column(_("First day"), lambda row: f"{row.first_day:%Y-%m-%d}"),
        Column(_("Last day"), lambda row: f"{row.last_day:%Y-%m-%d}"),
        Column(_("Kind"), kind),
        Column(_("Reason"), reason),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Days covered"), lambda row: row.covered),
    ]
