"""Columns of sweeps and recurrences; a list names nobody."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.detection.shown import reason_words
from stations.kit.tables import Column


def _day(moment):
    return timezone.localdate(moment) if moment else ""


SWEEP_COLUMNS = [
    Column(_("Title of the sweep"), lambda row: row.title),
    Column(_("To be done by"), lambda row: row.due_on),
    Column(_("Grids"), lambda row: row.parts),
    Column(_("Done"), lambda row: row.done),
    Column(_("Quarrels found"), lambda row: row.found),
    Column(_("Given out"), lambda row: _day(row.created_at)),
    Column(_("Closed on (sweep)"), lambda row: _day(row.closed_at)),
]

RECURRENCE_COLUMNS = [
    Column(_("Number"), lambda row: row.pk),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Level"), lambda row: row.get_level_display()),
    Column(_("Reasons"), lambda row: "；".join(reason_words(row.reasons))),
    Column(_("Community"), lambda row: str(row.community or "")),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("First"), lambda row: _day(row.first_at)),
    Column(_("Last"), lambda row: _day(row.last_at)),
    Column(_("Plan until"), lambda row: row.plan_until or ""),
]
