"""Columns of the list of imports, and a preview row as shown."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.imports.filters import OUTCOMES
from stations.imports.models import WorkbookImport
from stations.imports.sheets import ADDED, CHANGED, REFUSED, SAME
from stations.kit.tables import Column

State = WorkbookImport.State
TONES = {
    State.UPLOADED: "info",
    State.CHECKED: "ok",
    State.REFUSED: "danger",
    State.APPLYING: "info",
    State.APPLIED: "ok",
    State.FAILED: "danger",
    State.DISCARDED: "muted",
}
OUTCOME_TONES = {REFUSED: "danger", ADDED: "ok", CHANGED: "warn", SAME: "muted"}
LABELS = dict(OUTCOMES)


def _when(found) -> str:
    return timezone.localtime(found.created_at).strftime("%Y-%m-%d %H:%M")


COLUMNS = [
    Column(_("Workbook"), lambda found: found.file.name),
    Column(_("Uploaded"), _when),
    Column(_("By"), lambda found: found.created_by.name if found.created_by else _("System")),
    Column(_("State"), lambda found: found.get_state_display()),
    Column(_("Added"), lambda found: found.counts.get(ADDED, 0)),
    Column(_("Changed"), lambda found: found.counts.get(CHANGED, 0)),
    Column(_("Unchanged"), lambda found: found.counts.get(SAME, 0)),
    Column(_("Refused"), lambda found: found.counts.get(REFUSED, 0)),
]


def shown(row: dict) -> dict:
    """A row of the preview with its words and tone."""
    return row | {"outcome": LABELS[row["action"]], "tone": OUTCOME_TONES[row["action"]]}
