"""Absences: the list, entering one, its days, and who stands in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.kit.answer import RuleBroken, demand
from stations.kit.views import act, list_page, page
from stations.organisation.models import Officer
from stations.roster import absences as verbs
from stations.roster import readings, rules, standins, tables
from stations.roster.actions import running_day
from stations.roster.filters import AbsenceFilter
from stations.roster.forms import AbsenceForm, CoverForm, EndForm
from stations.roster.models import Absence
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

DAYS_A_PAGE = 40


def _absence(pk: int) -> Absence:
    """An absence with its officer and the officer's team of today."""
    absence = get_object_or_404(Absence.objects.select_related("entered_by"), pk=pk)
    absence.officer = Officer.objects.with_team(running_day()).select_related("user").get(pk=absence.officer_id)
    return absence


def _tell(outcome: verbs.Covered) -> None | list[str]:
    """The days that stayed open, with their reasons, as sentences."""
    return [
        _("%(day)s stays open: %(reason)s") % {"day": f"{day:%Y-%m-%d}", "reason": reason}
        for day, reason in outcome.open
    ]


@page(rules.may_see_roster)
def absences(request):
    """Who is away and when; kind and reason only for those who may see them."""
    rows = Absence.objects.with_team(running_day()).select_related("officer__user").annotate(covered=Count("covers"))
    rows = rows.order_by("-first_day", "-id")
    filterset = AbsenceFilter(request.GET, rows, request=request)

    return list_page(
        request, "roster/absences.html", filterset,
        title=_("Absences"), columns=tables.absences(request.user), record_export=leaves(request, "absences"),
        may_enter=bool(rules.may_enter_absences(request.user)), sees_all=bool(rules.may_see_reasons(request.user)),
        today=running_day(),
    )  # fmt: skip


@page(rules.may_enter_absences)
def absence_new(request):
    """Enter an absence; then its page shows day by day what is covered."""
    form = AbsenceForm(request.POST or None, user=request.user, day=running_day())
    if request.method == "POST" and form.is_valid():
        try:
            absence, outcome = verbs.enter(station=request.station, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("The absence is entered."))
            for sentence in _tell(outcome):
                messages.warning(request, sentence)
            return redirect("absence", pk=absence.pk)
    context = {"form": form, "heading": _("Enter an absence"), "back": reverse("absences")}
    return render(request, "roster/absence_new.html", context)


@page(rules.may_see_roster)
def absence(request, pk: int):
    """One absence: its days with the planned role and the substitute; twelve queries beside those of every page."""
    found = _absence(pk)
    days = readings.absence_days(request.station, found)
    may_change = bool(rules.may_enter_absence(request.user, found.officer)) and found.state == "entered"
    context = {
        "absence": found,
        "private": not rules.may_see_absence_reason(request.user, found, found.officer.team_id),
        "days": Paginator(days, DAYS_A_PAGE).get_page(request.GET.get("page")),
        "open": sum(day.open for day in days),
        "covered": sum(bool(day.cover) for day in days),
        "may_change": may_change,
        "verbs": rules.ABSENCE_STEPS.verbs(found, request.user),
        "end_form": EndForm() if may_change and found.last_day > found.first_day else None,
        "timeline": story(found),
        "today": running_day(),
    }
    return render(request, "roster/absence.html", context)


@require_POST
@page(rules.may_enter_absences)
def absence_cancel(request, pk: int):
    """Take an absence back."""
    found = _absence(pk)
    return act(
        request, lambda: verbs.cancel(absence=found, actor=request.user),
        _("The absence is cancelled; the duties are what the plan says."), reverse("absence", args=[pk]),
    )  # fmt: skip


@require_POST
@page(rules.may_enter_absences)
def absence_end(request, pk: int):
    """End an absence early."""
    found, form = _absence(pk), EndForm(request.POST)
    back = reverse("absence", args=[pk])
    if not form.is_valid():
        messages.error(request, _("Give the new last day."))
        return redirect(back)
    return act(
        request,
        lambda: verbs.end_early(absence=found, last_day=form.cleaned_data["last_day"], actor=request.user),
        _("The absence ends earlier; later days are back in the plan."), back,
    )  # fmt: skip


@page(rules.may_enter_absences)
def absence_cover(request, pk: int):
    """Name a substitute for a day: everybody who could by the rules, best first."""
    found = _absence(pk)
    demand(rules.may_enter_absence(request.user, found.officer))
    day = readings.parse_day(request.GET.get("day"), found.first_day)
    if not found.first_day <= day <= found.last_day:
        raise Http404
    people = standins.candidates(found, day)
    able = [one for one in people if one.answer]
    form = CoverForm(request.POST or None, candidates=[(one.officer.pk, one.officer.user.name) for one in able])
    if request.method == "POST" and form.is_valid():
        return _name(request, found, day, form.cleaned_data)
    context = {"absence": found, "day": day, "able": able, "unable": people[len(able) :], "form": form}
    context["own"] = readings.duty_of(found.officer_id, day)
    return render(request, "roster/cover.html", context)


def _name(request, found: Absence, day, data: dict):
    """Name the chosen substitute for the day, or for every open day from it on."""
    days = [day]
    if data["all_days"]:
        rows = readings.absence_days(request.station, found)
        days += [row.duty.date for row in rows if row.open and row.duty.date > day]
    try:
        outcome = verbs.name_substitute(
            absence=found, substitute=get_object_or_404(Officer.objects.all(), pk=data["officer"]),
            days=days, actor=request.user,
        )  # fmt: skip
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
        return redirect("absence", pk=found.pk)
    if outcome.covered:
        messages.success(request, _("A substitute is named for %(n)s days.") % {"n": len(outcome.covered)})
    for sentence in _tell(outcome):
        messages.warning(request, sentence)
    return redirect("absence", pk=found.pk)
