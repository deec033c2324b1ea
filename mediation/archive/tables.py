"""Columns of follow-ups, complaints and the archive, shared by page and export; parties are masked (SE-24)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.archive.readings import asked, sides
from stations.kit.tables import Column


def moment(value) -> str:
    """In the station's time."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


FOLLOW_UPS = [
    Column(_("Case"), lambda row: row.case.number),
    Column(_("Parties"), lambda row: sides(row.case)),
    Column(_("Community"), lambda row: str(row.case.community or "")),
    Column(pgettext_lazy("follow-up", "Due on"), lambda row: row.due_on),
    Column(_("Reason of the visit"), lambda row: row.reason),
    Column(_("Visited"), lambda row: moment(row.visited_at)),
    Column(_("How"), lambda row: row.get_way_display()),
    Column(_("Who was asked"), asked),
    Column(_("Performance"), lambda row: row.get_performance_display()),
    Column(_("Satisfaction"), lambda row: row.satisfaction),
    Column(_("Result"), lambda row: row.get_result_display()),
    Column(_("Visitor"), lambda row: row.by.name if row.by else ""),
]
COMPLAINTS = [
    Column(pgettext_lazy("complaint", "Received"), lambda row: moment(row.at)),
    Column(_("Mediator"), lambda row: row.mediator.user.name),
    Column(_("About"), lambda row: row.get_kind_display()),
    Column(_("Case"), lambda row: row.case.number if row.case else ""),
    Column(_("Outcome"), lambda row: row.get_verdict_display()),
    Column(_("Handled"), lambda row: moment(row.handled_at)),
]
ARCHIVE = [
    Column(_("Volume"), lambda row: row.number),
    Column(_("Case"), lambda row: row.case.number),
    Column(_("Track"), lambda row: row.case.get_track_display()),
    Column(_("Cause"), lambda row: row.case.get_cause_display()),
    Column(_("Parties"), lambda row: sides(row.case)),
    Column(_("Community"), lambda row: str(row.case.community or "")),
    Column(_("Ended as"), lambda row: row.get_course_display()),
    Column(_("Filed on"), lambda row: row.filed_on),
    Column(_("Filed by"), lambda row: row.filed_by.name if row.filed_by else ""),
    Column(_("Retention"), lambda row: row.retention),
    Column(pgettext_lazy("paper", "Pages"), lambda row: row.pages),
]
