"""Surveys: the list with its map, one survey with its reviews and levels over time, its verbs, levels, papers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from community.enterprises.finding_steps import where
from community.enterprises.models import Enterprise
from community.surveys import actions, forms, readings, rules, tables
from community.surveys.filters import SurveyFilter
from community.surveys.models import Survey, SurveyLevel
from community.surveys.papers import grid_paper
from community.surveys.words import ICONS, TONES, Kind, State
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.kit.word import paper_file
from stations.places.models import Grid
from stations.timeline.actions import exported, leaves
from stations.timeline.sentences import story

see = rules.may_see_surveys
FORM = "community/surveys/form.html"
MOST_MARKS, LINES = 400, 40
# Verbs with a form: the form, what the page says afterwards.
VERBS = {
    "same": (forms.ReviewForm, gettext_lazy("Looked at; still so.")),
    "level": (forms.LevelChangeForm, gettext_lazy("The level is changed.")),
    "end": (forms.EndForm, gettext_lazy("It is no longer kept in sight.")),
    "resume": (forms.ReviewForm, gettext_lazy("It is kept in sight again.")),
}


@page(see)
def surveys(request):
    """What is kept in sight, the most pressing first, on a list and on a map."""
    found = SurveyFilter(request.GET, readings.surveys(), request=request)
    today, marks = timezone.localdate(), _marks(request, found)
    return list_page(
        request, "community/surveys/list.html", found, title=_("Surveys of places"), columns=tables.SURVEYS,
        record_export=leaves(request, "surveys"),
        icons=ICONS, today=today, may_enter=bool(rules.may_enter(request.user)),
        may_set=bool(rules.may_set_surveys(request.user)), marks=marks,
        ground=readings.ground(marks) if marks else None,
    )  # fmt: skip


def _marks(request, found) -> list[Survey]:
    """Everything of the filter that has a point, for the map; the list itself is paged."""
    if "format" in request.GET or not found.is_valid():
        return []
    return list(found.qs.exclude(lat=None).exclude(lng=None)[:MOST_MARKS])


@page(see)
def enterprise_part(request, pk: int):
    """What is kept in sight of an enterprise, on its page."""
    row = get_object_or_404(Enterprise.objects.visible_to(request.user).select_related("building"), pk=pk)
    context = {
        "enterprise": row, "rows": readings.surveys().filter(enterprise=row, state=State.ACTIVE)[:5],
        "may_enter": bool(rules.may_enter(request.user)), "today": timezone.localdate(),
        "given": urlencode({"enterprise": row.pk, "kind": "premises", "name": row.name, "place": where(row)}),
    }  # fmt: skip
    return render(request, "community/surveys/enterprise_part.html", context)


@page(see)
def survey(request, pk: int):
    """One survey: what it is, what was found each time, its levels over time."""
    row = get_object_or_404(readings.surveys(), pk=pk)
    reviews, today = readings.reviews_of(row), timezone.localdate()
    context = {
        "heading": row.name, "survey": row, "tone": TONES[row.state], "icon": ICONS[Kind(row.kind)],
        "verbs": rules.STEPS.verbs(row, request.user), "late": rules.is_overdue(row, today), "today": today,
        "may_tend": row.state == State.ACTIVE and bool(rules.may_tend(request.user, row)), "reviews": reviews,
        "chart": readings.chart(reviews, list(readings.levels()), today), "timeline": story(row, LINES),
    }  # fmt: skip
    return render(request, "community/surveys/survey.html", context)


def _given(request) -> dict:
    """What the address says beforehand: the enterprise or place a link came from, or a point of the tablet."""
    names = ("enterprise", "spot", "community", "grid", "kind", "place", "name", "lat", "lng")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


@page(rules.may_enter)
def survey_new(request):
    """Keep premises, a place or an event in sight."""
    return form_page(
        request, forms.SurveyForm(request.POST or None, request.FILES or None, initial=_given(request)),
        lambda **told: actions.enter(station=request.station, actor=request.user, **told),
        heading=_("Enter premises, a place or an event"), done=_("It is kept in sight."), back=reverse("surveys"),
        template=FORM,
    )  # fmt: skip


@page(see)
def survey_edit(request, pk: int):
    """Change what is said of it."""
    row = get_object_or_404(readings.surveys(), pk=pk)
    demand(rules.may_tend(request.user, row))
    initial = {name: getattr(row, name) for name in forms.SurveyForm.NAMES}
    return form_page(
        request, forms.SurveyForm(request.POST or None, initial=initial, changing=True),
        lambda **told: actions.change(survey=row, actor=request.user, **told),
        heading=_("Change %(name)s") % {"name": row.name}, done=_("Saved."), back=row.get_absolute_url(),
        template=FORM,
    )  # fmt: skip


@page(see)
def verb(request, pk: int, verb: str):
    """Look at it again: still so, another level, ended, taken up again."""
    if verb not in VERBS:
        raise Http404
    row = get_object_or_404(readings.surveys(), pk=pk)
    form, done = VERBS[verb]
    step = rules.STEPS.step(row.state, verb)
    if step is None:
        messages.error(request, _("This is no longer possible in the present state."))
        return redirect(row)
    demand(step.who(request.user, row))
    return form_page(
        request, form(request.POST or None, request.FILES or None),
        lambda **told: actions.review(survey=row, verb=verb, actor=request.user, **told) and None,
        heading=f"{step.label} · {row.name}", done=done, back=row.get_absolute_url(), submit=step.label,
        intro=row.measure, template=FORM,
    )  # fmt: skip


@page(see)
def paper(request, pk: int | None = None):
    """The printed list of a grid for the notice board of the station."""
    grid = get_object_or_404(Grid.objects.all(), pk=pk) if pk else None
    made = grid_paper(request.station, grid, readings.by_grid(grid))
    exported(what="surveys-of-grid", rows=1, actor=request.user, station=request.station)
    return paper_file(made, f"surveys-{pk or 0}", request.GET.get("format", "pdf"))


@page(see)
def papers(request):
    """The grids, each with its printed list."""
    context = {
        "heading": _("Lists for the notice board"),
        "grids": Grid.objects.select_related("community").order_by("code"),
    }
    return render(request, "community/surveys/papers.html", context)


@page(see)
def levels(request):
    """The levels, and how often each is looked at."""
    context = {
        "heading": _("Levels of surveys"), "levels": readings.levels_with_use(),
        "may_set": bool(rules.may_set_surveys(request.user)),
    }  # fmt: skip
    return render(request, "community/surveys/levels.html", context)


@page(rules.may_set_surveys)
def level(request, pk: int | None = None):
    """Make or change a level."""
    row = get_object_or_404(SurveyLevel.objects.all(), pk=pk) if pk else None
    names = ("rank", "name", "review_days", "measure", "active")
    initial = {name: getattr(row, name) for name in names} if row else None
    return form_page(
        request, forms.LevelForm(request.POST or None, initial=initial),
        lambda **told: actions.keep_level(station=request.station, actor=request.user, level=row, **told) and None,
        heading=row.name if row else _("New level"), done=_("Saved."), back=reverse("survey-levels"),
    )  # fmt: skip


@require_POST
@page(rules.may_set_surveys)
def install(request):
    """Begin with the levels that come with the house."""
    return act(
        request, lambda: actions.install_levels(station=request.station, actor=request.user),
        _("The first levels are there."), "survey-levels",
    )  # fmt: skip
