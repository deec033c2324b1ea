"""Columns of a month of scores, for the export."""

from django.utils.translation import gettext_lazy as _

from stations.kit.tables import Column

SCORES = [
    Column(_("Month"), lambda row: f"{row.month:%Y-%m}"),
    Column(_("Group"), lambda row: row.squad.group.name),
    Column(_("Squad"), lambda row: row.squad.name),
    Column(_("Company"), lambda row: row.squad.company.name),
    Column(_("Score"), lambda row: row.score if row.score is not None else _("no tasks")),
    Column(_("Version of the sheet"), lambda row: row.sheet.version),
    Column(_("Revision"), lambda row: row.revision),
]
