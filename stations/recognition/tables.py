"""Columns of recognition, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column
from stations.recognition.models import Commendation


def recipient(row: Commendation) -> str:
    """The person or the unit."""
    return row.user.name if row.user_id else row.unit_name


COMMENDATIONS = [
    Column(_("Given on"), lambda row: f"{row.given_on:%Y-%m-%d}"),
    Column(_("For whom"), recipient),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(pgettext_lazy("commendation", "Title"), lambda row: row.title),
    Column(_("For what"), lambda row: row.words),
    Column(_("Given by"), lambda row: row.given_by.name if row.given_by else ""),
]
LEDGER = [
    Column(_("Time"), lambda row: timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M")),
    Column(_("Person"), lambda row: row.user.name),
    Column(_("Act"), lambda row: row.act),
    Column(pgettext_lazy("recognition", "Points"), lambda row: row.points),
    Column(_("Checked by"), lambda row: row.checker.name if row.checker else ""),
    Column(_("Reason"), lambda row: row.reason),
]
