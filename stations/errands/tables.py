"""Columns of errands, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def moment(value) -> str:
    """A moment as lists show it."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


ERRANDS = [
    Column(pgettext_lazy("errand", "What for"), lambda row: row.title),
    Column(_("Place"), lambda row: row.place),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Time of the day"), lambda row: f"{row.starts:%H:%M}–{row.ends:%H:%M}"),
    Column(_("From"), lambda row: row.first),
    Column(_("Until (excluded)"), lambda row: row.end),
    Column(_("Grounds"), lambda row: row.grounds),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Carried out by"), lambda row: row.carrier_label),
    Column(_("Times passed"), lambda row: row.passes),
    Column(pgettext_lazy("errand", "Asked on"), lambda row: moment(row.asked_at)),
    Column(_("Reason"), lambda row: row.reason),
]
