"""Columns of the station's own lists, for the exports."""

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stations.kit.tables import Column

CATEGORY_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Level"), lambda row: row.level),
    Column(_("Category"), lambda row: row.path),
    Column(_("Kind of incident"), lambda row: str(row.get_kind_display())),
    Column(_("In reports"), lambda row: str(row.get_fold_display())),
    Column(_("Usual grade"), lambda row: row.get_grade_display()),
    Column(_("In use"), lambda row: _t("yes") if row.active else _t("no")),
]
SPOT_COLUMNS = [
    Column(_("Place"), lambda row: row.name),
    Column(_("Address"), lambda row: row.address),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Grid"), lambda row: row.grid.name if row.grid else ""),
    Column(_("Latitude"), lambda row: row.lat),
    Column(_("Longitude"), lambda row: row.lng),
    Column(_("Times named"), lambda row: row.uses),
    Column(_("Last named"), lambda row: f"{timezone.localtime(row.used_at):%Y-%m-%d %H:%M}" if row.used_at else ""),
]
