"""Pages around the ledger: acts put forward, appeals, unusual bookings, the month's statement."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from stations.kit.answer import demand
from stations.kit.export import XLSX, download
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.recognition import deeds as verbs
from stations.recognition import documents, readings, reviewing, rules, tables
from stations.recognition.filters import AppealFilter, DeedFilter, PatternFilter
from stations.recognition.forms import DecisionForm, DeedForm, MonthForm, ReasonForm, ReviewForm
from stations.recognition.models import Appeal, Deed, Pattern, PointRule
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see_deeds)
def deeds(request):
    """Acts put forward, the newest first; nothing of protected givers."""
    rows = Deed.objects.filter(protected=False).select_related("user", "proposed_by", "checker")
    names = readings.acts()
    return list_page(
        request, "recognition/deeds.html", DeedFilter(request.GET, rows, request=request), tones=tables.TONES,
        title=_("Acts for points"), columns=tables.deeds(names), names=names,
        record_export=leaves(request, "deeds"),
    )  # fmt: skip


@page(rules.may_see_deeds)
def deed_new(request):
    """Put an act forward; somebody else verifies it."""
    return form_page(
        request, DeedForm(request.POST or None),
        lambda **told: verbs.propose(station=request.station, actor=request.user, **told),
        heading=_("Put an act forward"), done=_("Put forward. Somebody of the leadership checks it."),
        back=reverse("deeds"), submit=_("Put forward"), template="recognition/choosing.html",
        intro=_("For acts that no other page knows. What clues and other rooms verify is booked by itself."),
    )  # fmt: skip


@page(rules.may_see_deeds)
def deed(request, pk: int):
    """One act, with what may be decided about it."""
    rows = Deed.objects.filter(protected=False).select_related("user", "proposed_by", "checker")
    found = get_object_or_404(rows, pk=pk)
    rule = PointRule.objects.filter(act=found.act).first()
    may_check = rules.may_check(request.user, found)
    context = {
        "deed": found, "rule": rule, "may_check": may_check, "tone": tables.TONES[found.state],
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "recognition/deed.html", context)


@page(rules.may_see_deeds)
@require_POST
def deed_verify(request, pk: int):
    """Verify it: it is booked."""
    found = get_object_or_404(Deed.objects.filter(protected=False), pk=pk)
    return act(request, lambda: verbs.verify(deed=found, actor=request.user), pgettext("act", "Verified."), found)


@page(rules.may_see_deeds)
def deed_refuse(request, pk: int):
    """Refuse it with a reason."""
    found = get_object_or_404(Deed.objects.filter(protected=False), pk=pk)
    demand(rules.may_check(request.user, found))
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda reason: verbs.refuse(deed=found, actor=request.user, reason=reason),
        heading=_("Refuse"), done=_("Refused; the person reads why."), back=found.get_absolute_url(),
        submit=_("Refuse"), intro=str(found),
    )  # fmt: skip


def _appeals():
    return Appeal.objects.select_related("user", "entry", "deed", "decided_by", "against")


@page(rules.may_keep_book)
def appeals(request):
    """Appeals, the newest first."""
    filterset = AppealFilter(request.GET, _appeals(), request=request)
    return list_page(
        request, "recognition/appeals.html", filterset, title=_("Appeals"), columns=tables.APPEALS,
        record_export=leaves(request, "point-appeals"), tones=tables.TONES,
    )  # fmt: skip


@page(rules.may_keep_book)
def appeal(request, pk: int):
    """One appeal: what it is about, and the decision."""
    found = get_object_or_404(_appeals(), pk=pk)
    of, names = found.entry or found.deed, readings.acts()
    most = rules.most_on_appeal(found.entry, PointRule.objects.filter(act=of.act).first())
    form = DecisionForm(request.POST or None, initial={"points": most})
    return form_page(
        request, form, lambda **told: verbs.decide(appeal=found, actor=request.user, **told) and None,
        heading=_("Appeal"), done=_("Decided."), back=reverse("point-appeals"), submit=_("Decide"),
        template="recognition/appeal.html", appeal=found, of=of, act=names.get(of.act, of.act), most=most,
        appellant=tables.appellant(found), may_decide=rules.may_decide(request.user, found),
        tone=tables.TONES[found.state],
    )  # fmt: skip


@page(rules.may_keep_book)
def patterns(request):
    """Unusual bookings, the newest first."""
    rows = Pattern.objects.select_related("user", "other")
    return list_page(
        request, "recognition/patterns.html", PatternFilter(request.GET, rows, request=request), tones=tables.TONES,
        title=_("Unusual bookings"), columns=tables.PATTERNS, record_export=leaves(request, "point-patterns"),
    )  # fmt: skip


@page(rules.may_keep_book)
def pattern(request, pk: int):
    """The bookings of one finding, and what somebody found when looking."""
    found = get_object_or_404(Pattern.objects.select_related("user", "other", "reviewed_by"), pk=pk)
    form = ReviewForm(request.POST or None)
    entries = found.entries.select_related("user", "checker", "reversed_by").order_by("at", "pk")
    return form_page(
        request, form, lambda **told: reviewing.review(pattern=found, actor=request.user, **told) and None,
        heading=found.get_kind_display(), done=_("Written down."), back=reverse("point-patterns"),
        submit=_("Write down"), template="recognition/pattern.html", pattern=found, entries=entries,
        names=readings.acts(), may_review=rules.may_review(request.user, found), tone=tables.TONES[found.state],
    )  # fmt: skip


@page(rules.may_keep_shelf)
def statement(request):
    """The month to pin up, without names: on the page, as PDF, as workbook."""
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    form = MonthForm(request.GET if "month" in request.GET else None, initial={"month": last})
    first = form.cleaned_data["month"].replace(day=1) if form.is_bound and form.is_valid() else last
    month = readings.statement(first, (first + timedelta(days=32)).replace(day=1))
    made, ask = {"month": month, "station": request.station, "user": request.user}, request.GET.get("format")
    if ask in {"pdf", "xlsx"}:
        leaves(request, "points-statement")(len(month.earned))
        name = pgettext("file", "Points and rewards") + first.strftime("-%Y-%m")
        if ask == "xlsx":
            return download(documents.statement_xlsx(**made), f"{name}.xlsx", XLSX)
        response = HttpResponse(documents.statement_pdf(**made), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{first:%Y-%m}.pdf"'
        return response
    parts = [
        (title, head, [list(zip(head, row, strict=True)) for row in rows])
        for title, head, rows, _widths in documents.parts(month)
    ]
    context = {
        "heading": documents.title(month), "form": form, "month": month, "parts": parts,
        "notes": documents.notes(month),
    }  # fmt: skip
    return render(request, "recognition/statement.html", context)
