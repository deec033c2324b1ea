"""Columns of night patrols, shared by page and export; no helper is named in them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def span(row) -> str:
    """From and until."""
    return f"{timezone.localtime(row.starts_at):%H:%M}–{timezone.localtime(row.ends_at):%H:%M}"


NIGHTS = [
    Column(_("Night of"), lambda row: row.duty_date),
    Column(_("Time"), span),
    Column(_("Community"), lambda row: row.community.name),
    Column(_("Name of the patrol"), lambda row: row.name),
    Column(_("Meeting place"), lambda row: row.meeting_place),
    Column(_("Patrol route"), lambda row: row.route_name),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("night patrol", "Officer in charge"), lambda row: row.officer.user.name),
    Column(_("Helpers wanted"), lambda row: row.wanted_total),
    Column(_("Helpers with a place"), lambda row: row.taken),
    Column(_("Helpers who came"), lambda row: row.present),
    Column(_("Key places"), lambda row: row.places_total),
    Column(_("Key places touched"), lambda row: row.touched),
    Column(_("Hours walked"), lambda row: row.hours if row.hours is not None else ""),
    Column(_("Things found and reported"), lambda row: row.findings),
]
