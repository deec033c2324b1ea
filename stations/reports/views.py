"""Pages of the monthly report."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.kit.answer import RuleBroken
from stations.kit.export import list_response
from stations.kit.tables import Column
from stations.kit.views import list_page, page
from stations.reports import actions, now, rules
from stations.reports.facts import first_duty
from stations.reports.filters import ReportFilter
from stations.reports.forms import MonthForm
from stations.reports.models import MonthlyReport
from stations.reports.tables import Sheet
from stations.reports.trend import trend_of
from stations.roster.actions import running_day
from stations.timeline.sentences import story


@page(rules.may_see)
def reports(request):
    """All months with their current version; finished months without one can be made here."""
    rows = MonthlyReport.objects.filter(current=True).select_related("made_by", "pdf", "excel").defer("figures")
    columns = [
        Column(_("Month"), lambda row: f"{row.month:%Y-%m}"),
        Column(_("Version"), lambda row: row.version),
        Column(_("Made at"), lambda row: row.made_at),
        Column(_("Made by"), lambda row: row.made_by.name if row.made_by else _("System")),
    ]
    may_make = rules.may_make(request.user)
    there = set(MonthlyReport.objects.filter(current=True).values_list("month", flat=True)) if may_make else set()
    due = rules.due_months(first_duty(request.station), running_day()) if may_make else []
    missing = [month for month in reversed(due) if month not in there]
    return list_page(
        request, "reports/reports.html", ReportFilter(request.GET, rows, request=request),
        title=_("Monthly reports"), columns=columns, missing=missing,
    )  # fmt: skip


@page(rules.may_see)
def figures(request):
    """What the station counts, as it stands now: a group of figures over a span, also as a file."""
    known = now.groups()
    span = now.SPANS.get(request.GET.get("span", ""), now.SPANS["year"])
    group = now.chosen(known, request.GET.get("group", ""))
    name, wanted = known[group]
    today = running_day()
    found = now.shown(wanted, request.station, span, today, first_duty(request.station))
    period, _against = span.of(today)
    if (form := request.GET.get("format")) in {"xlsx", "csv"}:
        return list_response(form, f"{name} {period.first}–{period.last}", *now.as_rows(found, span), request.user)
    context = {
        "known": known, "group": group, "name": name, "spans": now.SPANS, "span": span, "period": period,
        "found": found,
    }  # fmt: skip
    return render(request, "reports/figures.html", context)


@page(rules.may_see)
def report(request, pk: int):
    """One report: tiles, trend, tables by team and community, versions, day-book."""
    found = get_object_or_404(MonthlyReport.objects.select_related("made_by", "pdf", "excel"), pk=pk)
    sheet = Sheet(found, request.station)
    versions = MonthlyReport.objects.filter(month=found.month).select_related("made_by").defer("figures")
    context = {
        "report": found,
        "heading": rules.report_title(request.station, found.month),
        "sheet": sheet,
        "sections": sheet.sections(),
        "tables": [(_("By team"), sheet.by_team()), (_("By community"), sheet.by_community())],
        "trend": trend_of(found),
        "versions": versions,
        "may_make": rules.may_make(request.user),
        "timeline": story(found),
    }
    return render(request, "reports/report.html", context)


@require_POST
@page(rules.may_make)
def make(request):
    """Make the report of a month; goes on to the progress page."""
    form = MonthForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(form.errors["month"][0], code="reports.bad_month")
    return redirect(actions.ask(station=request.station, month=form.cleaned_data["month"], actor=request.user))
