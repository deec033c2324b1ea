"""The month sheet: squads or companies, on the page, as Excel and as PDF."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.schedule import documents, readings, tables
from patrols.schedule.rules import may_see_duties
from patrols.squads.readings import settings_of
from stations.kit.views import page
from stations.roster.readings import parse_month
from stations.timeline.actions import exported

DAY = timedelta(days=1)


@page(may_see_duties)
def month(request):
    """One month; reads the duties alone, in a fixed number of queries."""
    first = parse_month(request.GET.get("month"), timezone.localdate())
    after = (first + 32 * DAY).replace(day=1)
    by = "company" if request.GET.get("by") == "company" else "squad"
    sheet = readings.month(first, after - DAY, by)
    ranked = by == "squad" and settings_of(request.station).ranking
    if ranked:
        readings.rank(sheet.lines)
    form = request.GET.get("format")
    if form in {"xlsx", "pdf"}:
        exported(what="month-sheet", rows=len(sheet.lines), actor=request.user, station=request.station)
        if form == "pdf":
            return documents.wall(sheet, by, request.station, request.user)
        return documents.excel(sheet, by, request.user)
    context = {
        "heading": _("Patrol month sheet"),
        "sheet": sheet,
        "by": by,
        "ranked": ranked,
        "columns": [column.label for column in tables.MONTH],
        "rows": [_cells(line) for line in sheet.lines],
        "groups": [_cells(line) for line in sheet.groups],
        "total": _cells(readings.Line(_("Total"), sheet.total))[1],
        "previous": first - DAY,
        "next": after if after <= timezone.localdate() else None,
        "explanation": documents.explanation(),
    }
    return render(request, "patrols/schedule/month.html", context)


def _cells(line: readings.Line) -> tuple:
    """A line with its cells and what each of them is."""
    labels = [column.label for column in tables.MONTH]
    return line, list(zip(labels, tables.month_row(line)[1:], strict=True))
