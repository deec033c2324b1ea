"""Columns of transfers as they leave the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _day(value) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


TRANSFERS = [
    Column(_("Case"), lambda row: row.case.number),
    Column(pgettext_lazy("dispute", "Given to"), lambda row: row.target),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("transfer", "Sent"), lambda row: timezone.localtime(row.sent_at).strftime("%Y-%m-%d %H:%M")),
    Column(_("Receipt expected by"), lambda row: _day(row.due_on)),
    Column(_("Receipt"), lambda row: row.receipt_no),
    Column(_("Received there on"), lambda row: _day(row.receipt_on)),
    Column(_("Sent back on"), lambda row: _day(row.returned_on)),
]
