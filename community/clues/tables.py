"""Columns of clues, shared by page and export: nothing in them says who gave one (SE-31)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


CLUES = [
    Column(pgettext_lazy("clue", "Given at"), lambda row: _moment(row.given_at)),
    Column(_("Scene"), lambda row: row.scene.name),
    Column(_("Place"), lambda row: row.place),
    Column(_("Community"), lambda row: row.incident.community.name if row.incident.community else ""),
    Column(_("Incident"), lambda row: row.incident.number),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("clue", "Officer in charge"), lambda row: row.officer.user.name if row.officer else ""),
    Column(_("Turned out to be"), lambda row: row.get_finding_display()),
    Column(_("Hazards removed"), lambda row: row.hazards_removed),
    Column(_("Persons caught"), lambda row: row.persons_caught),
    Column(_("Loss prevented (yuan)"), lambda row: row.loss_prevented),
    Column(_("Outcome verified"), lambda row: _moment(row.verified_at)),
]
TONES = {"given": "warn", "taken": "info", "handled": "warn", "told": "ok"}
