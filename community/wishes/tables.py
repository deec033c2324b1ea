"""Columns of wishes, shared by page and export: nothing in them says who wished."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def moment(value) -> str:
    """A moment as lists show it."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


WISHES = [
    Column(pgettext_lazy("wish", "Wished"), lambda row: moment(row.given_at)),
    Column(pgettext_lazy("wish", "Reason"), lambda row: row.scene.name),
    Column(_("Place"), lambda row: row.place),
    Column(_("Community"), lambda row: row.community.name),
    Column(_("Time of the day"), lambda row: row.get_band_display()),
    Column(pgettext_lazy("wish", "Days"), lambda row: row.get_days_display()),
    Column(_("Residents"), lambda row: row.residents),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Put on a route"), lambda row: moment(row.planned_at)),
    Column(pgettext_lazy("wish", "Walked"), lambda row: moment(row.walked_at)),
    Column(pgettext_lazy("wish", "Answered"), lambda row: moment(row.answered_at)),
    Column(_("Done well"), lambda row: row.done_well),
    Column(_("Not done well"), lambda row: row.not_well),
]
