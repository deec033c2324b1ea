"""Columns of lists and exports; no contact of an enterprise is among them (SE-24)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.finding_steps import where
from stations.kit.tables import Column

ENTERPRISE_COLUMNS = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Enterprise"), lambda row: row.name),
    Column(_("Kind of enterprise"), lambda row: row.kind.name),
    Column(_("Building"), lambda row: row.building.name if row.building else ""),
    Column(_("Floor"), lambda row: row.floor),
    Column(pgettext_lazy("enterprise", "Unit"), lambda row: row.unit),
    Column(_("Address"), lambda row: row.address),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(pgettext_lazy("enterprise", "Liaison officer"), lambda row: row.liaison_name or ""),
    Column(_("Moved in on"), lambda row: row.moved_in_on),
    Column(_("Last visited"), lambda row: row.visited_at),
    Column(_("State"), lambda row: row.get_state_display()),
]
# Where a day is asked for (an inspection campaign).
INSPECTED = Column(_("Inspected since"), lambda row: _("inspected") if row.checked else _("not inspected yet"))
BUILDING_COLUMNS = [
    Column(_("Building"), lambda row: row.name),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Address"), lambda row: row.address),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(pgettext_lazy("enterprise", "Liaison officer"), lambda row: row.liaison_name or ""),
    Column(_("Enterprises"), lambda row: row.present),
]
VISIT_COLUMNS = [
    Column(_("At"), lambda row: row.at),
    Column(_("Enterprise"), lambda row: row.enterprise.name),
    Column(_("Place"), lambda row: where(row.enterprise)),
    Column(_("Kind of visit"), lambda row: row.get_kind_display()),
    Column(_("Officer"), lambda row: row.officer.user.name),
    Column(_("Safety findings"), lambda row: row.found),
]
FIRST_COLUMNS = [
    Column(_("Enterprise"), lambda row: row.enterprise.name),
    Column(_("Place"), lambda row: where(row.enterprise)),
    Column(_("Moved in on"), lambda row: row.enterprise.moved_in_on),
    Column(_("Due on"), lambda row: row.due_on),
    Column(_("Whose"), lambda row: row.keeper_name or ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Done on"), lambda row: row.done_on),
]
FINDING_COLUMNS = [
    Column(_("Found on"), lambda row: row.found_at),
    Column(_("Enterprise"), lambda row: row.enterprise.name),
    Column(_("Place"), lambda row: where(row.enterprise)),
    Column(_("What is not in order"), lambda row: row.what),
    Column(_("Grade"), lambda row: row.get_grade_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("To be put right by"), lambda row: row.due_on),
]
