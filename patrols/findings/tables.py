"""Columns of findings, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


FINDINGS = [
    Column(pgettext_lazy("finding", "Reported"), lambda row: _moment(row.reported_at)),
    Column(pgettext_lazy("time", "Found"), lambda row: _moment(row.found_at)),
    Column(_("Uploaded later (离线补传)"), lambda row: str(_("yes") if row.offline else _("no"))),
    Column(_("Kind"), lambda row: row.kind.name),
    Column(_("What was found"), lambda row: row.words),
    Column(_("Place"), lambda row: row.place),
    Column(_("Squad"), lambda row: row.squad.name if row.squad else ""),
    Column(_("Guard"), lambda row: row.guard.user.name),
    Column(_("What the guard did"), lambda row: row.get_act_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Incident"), lambda row: row.incident.number if row.incident else ""),
    Column(_("Handled"), lambda row: _moment(row.handled_at)),
    Column(_("Answer"), lambda row: row.answer),
]
TONES = {
    "reported": "warn", "forwarded": "info", "answered": "muted", "settled": "ok", "handled": "warn",
    "confirmed": "ok", "withdrawn": "muted",
}  # fmt: skip
