"""Columns of surveys as they leave the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


SURVEYS = [
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Name of the place"), lambda row: row.name),
    Column(_("Where"), lambda row: row.place),
    Column(_("Community"), lambda row: row.community.name if row.community_id else ""),
    Column(_("Grid"), lambda row: row.grid.name if row.grid_id else ""),
    Column(_("Level"), lambda row: row.level.name),
    Column(_("Control measure"), lambda row: row.measure),
    Column(pgettext_lazy("survey", "Responsible officer"), lambda row: row.keeper_name or ""),
    Column(_("Event from"), lambda row: _moment(row.starts_at)),
    Column(_("Event until"), lambda row: _moment(row.ends_at)),
    Column(_("People expected"), lambda row: row.crowd if row.crowd is not None else ""),
    Column(_("Last looked at"), lambda row: f"{row.reviewed_on:%Y-%m-%d}"),
    Column(_("To be looked at again by"), lambda row: f"{row.review_on:%Y-%m-%d}"),
    Column(_("State"), lambda row: row.get_state_display()),
]
