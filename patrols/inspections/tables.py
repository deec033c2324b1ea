"""Columns of inspections, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.tables import Column

INSPECTIONS = [
    Column(_("Time"), lambda row: timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M")),
    Column(_("Squad"), lambda row: row.squad.name),
    Column(_("Officer"), lambda row: row.officer.user.name),
    Column(_("Place"), lambda row: row.checkpoint.name if row.checkpoint else ""),
    Column(_("Guards present"), lambda row: row.present if row.present is not None else ""),
    Column(_("Guards planned"), lambda row: row.planned if row.planned is not None else ""),
    Column(_("In order"), lambda row: _("yes") if row.passed else _("no")),
    Column(_("Points"), lambda row: row.raised),
    Column(_("Still open"), lambda row: row.open),
    Column(_("Note"), lambda row: row.note),
]
