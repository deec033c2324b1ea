"""Pages of scores: the month by group, one score explained to the record, sheets, contests, ratings."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.scoring import actions, readings, rules, tables
from patrols.scoring.forms import AnswerForm, ContestForm, RatingForm, SheetForm
from patrols.scoring.models import Contest, Measure, MonthScore
from patrols.squads.models import PatrolGroup
from patrols.squads.phone import on_phone
from patrols.squads.readings import settings_of, standing
from patrols.squads.rules import may_keep_patrols, may_see_patrols
from stations.kit.answer import NotAllowed, demand
from stations.kit.export import list_response
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.timeline.actions import exported
from stations.timeline.sentences import story


@page(may_see_patrols)
def scores(request):
    """A month: groups side by side, squads by code (by score only where the station wants rankings)."""
    known = readings.months()
    month = _month(request.GET.get("month"), known)
    rows = list(readings.newest().filter(month=month)) if month else []
    ranked = settings_of(request.station).ranking
    rows.sort(
        key=lambda row: (row.squad.group.order, row.squad.group_id, _rank(row) if ranked else 0, row.squad.code)
    )
    if request.GET.get("format") in {"xlsx", "csv"}:
        exported(what="month-scores", rows=len(rows), actor=request.user, station=request.station)
        values = ([column.value(row) for column in tables.SCORES] for row in rows)
        heads = [str(column.label) for column in tables.SCORES]
        return list_response(request.GET["format"], _("Scores"), heads, values, request.user)
    context = {
        "heading": _("Scores of the squads"), "month": month, "months": known, "rows": rows, "ranked": ranked,
        "may_keep": bool(may_keep_patrols(request.user)),
        "open_contests": readings.contests().filter(state=Contest.State.ASKED).count(),
    }  # fmt: skip
    return render(request, "patrols/scoring/scores.html", context)


@page(may_see_patrols)
def score(request, pk: int):
    """One score, explained line by line to its records, with its revisions and contests."""
    found = get_object_or_404(MonthScore.objects.select_related("squad__group", "sheet"), pk=pk)
    context = {
        "score": found, "lines": readings.explained(found),
        "revisions": MonthScore.objects.filter(squad=found.squad, month=found.month).exclude(pk=pk),
        "contests": readings.contests().filter(score=found),
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "patrols/scoring/score.html", context)


@page(may_see_patrols)
def sheets(request):
    """The sheets of the groups, every version."""
    groups = PatrolGroup.objects.prefetch_related("score_sheets__items")
    context = {"heading": _("Score sheets"), "groups": groups, "may_keep": bool(may_keep_patrols(request.user))}
    return render(request, "patrols/scoring/sheets.html", context)


@page(may_keep_patrols)
def sheet_new(request, pk: int):
    """A new version of a group's sheet."""
    group = get_object_or_404(PatrolGroup.objects.all(), pk=pk)
    form = SheetForm(request.POST or None, initial=_begin_with(group))
    return form_page(
        request, form,
        lambda **told: actions.publish(
            group=group, actor=request.user, in_force_from=told["in_force_from"], weights=form.weights()
        ) and None,
        heading=_("Score sheet of %(group)s") % {"group": group}, done=_("The sheet is published."),
        back=reverse("score-sheets"), template="patrols/scoring/sheet_form.html",
    )  # fmt: skip


@page(may_keep_patrols)
@require_POST
def sheets_install(request):
    """Begin with the starter weights, from the first day of this month."""
    first = timezone.localdate().replace(day=1)
    verb = lambda: actions.install(station=request.station, actor=request.user, in_force_from=first)  # noqa: E731
    return act(request, verb, _("Every group has a sheet."), "score-sheets")


@page(may_see_patrols)
def contests(request):
    """Contests, the open ones first."""
    rows = readings.contests().order_by("decided_at", "-id")[:200]
    context = {"heading": _("Contests"), "rows": rows, "may_keep": bool(may_keep_patrols(request.user))}
    return render(request, "patrols/scoring/contests.html", context)


@page(may_keep_patrols)
def contest_decide(request, pk: int, verb: str):
    """Accept or reject a contest with a reason."""
    found = get_object_or_404(readings.contests(), pk=pk)
    if verb not in {"accept", "reject"}:
        raise Http404
    heading = _("Accept and count again") if verb == "accept" else _("Reject the contest")
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda answer: actions.decide(contest=found, actor=request.user, verb=verb, answer=answer) and None,
        heading=heading, done=_("Decided; the squad leader is told."), back=reverse("score-contests"),
        intro=found.words, submit=heading,
    )  # fmt: skip


@page(may_keep_patrols)
def rating_new(request):
    """Enter the sum of a survey."""

    def verb(month, **told):
        return actions.rate(actor=request.user, month=month.replace(day=1), **told) and None

    return form_page(
        request, RatingForm(request.POST or None), verb, heading=_("Public rating of a squad"), done=_("Saved."),
        back=reverse("scores"),
    )  # fmt: skip


@on_phone
def my_scores(request):
    """The squad leader's phone: the newest scores explained, and the way to contest a line."""
    mine = standing(request.user)
    if not mine.leads:
        raise NotAllowed(_("Only the squad leader may do this."), code="squad_leader_only")
    rows = list(readings.newest().filter(squad__in=mine.leads).order_by("-month", "squad__code")[:6])
    days, now = settings_of(request.station).contest_days, timezone.now()
    shown = [
        (row, readings.explained(row, phone=True), rules.may_contest(request.user, row, now, days, True))
        for row in rows
    ]
    context = {"heading": _("Scores of my squad"), "tab": "squad", "leads": mine.leads, "shown": shown, "days": days,
               "form": ContestForm(), "measures": Measure.choices}  # fmt: skip
    return render(request, "patrols/scoring/mine.html", context)


@on_phone
@require_POST
def contest(request, pk: int):
    """Contest one line of a score."""
    found = get_object_or_404(MonthScore.objects.all(), pk=pk)
    demand(rules.may_see(request.user, found.squad_id))
    form = ContestForm(request.POST)
    if not form.is_valid():
        return redirect("phone-squad-scores")
    verb = lambda: actions.contest(score=found, actor=request.user, **form.cleaned_data)  # noqa: E731
    return act(request, verb, _("The office looks into it."), "phone-squad-scores")


def _rank(row: MonthScore):
    """The best first; who had no duties last, behind a score of 0 (PA-17, PA-18: inside a group only)."""
    return 1 if row.score is None else -row.score


def _month(text: str | None, known: list[date]) -> date | None:
    """The month asked for, or the newest."""
    try:
        asked = date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        asked = None
    return asked if asked in known else (known[0] if known else None)


def _begin_with(group: PatrolGroup) -> dict:
    """The weights of the newest version, or the starter ones."""
    last = group.score_sheets.prefetch_related("items").order_by("-version").first()
    pairs = {item.measure: (item.weight, item.full_at) for item in last.items.all()} if last else {}
    starter = rules.STARTER[group.focus]
    found = {"in_force_from": rules.next_month(timezone.localdate().replace(day=1))}
    for measure in Measure.values:
        weight, full = pairs.get(measure, (0, starter[measure][1]) if last else starter[measure])
        found |= {f"weight_{measure}": weight, f"full_{measure}": full}
    return found
