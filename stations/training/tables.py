"""Columns of training, shared by page and export."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


SITTINGS = [
    Column(_("From"), lambda row: _moment(row.starts_at)),
    Column(_("Until"), lambda row: _moment(row.ends_at)),
    Column(_("Course"), lambda row: row.course.title),
    Column(_("Kind"), lambda row: row.course.get_kind_display()),
    Column(_("Place"), lambda row: row.place or row.online),
    Column(_("Teacher"), lambda row: row.teacher.name if row.teacher else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Invited"), lambda row: row.invited),
    Column(_("Came"), lambda row: row.came),
]
COURSES = [
    Column(pgettext_lazy("course", "Title"), lambda row: row.title),
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Minutes"), lambda row: row.minutes),
    Column(_("To be repeated after (months)"), lambda row: row.valid_months or ""),
    Column(_("Sittings held"), lambda row: row.held),
]
