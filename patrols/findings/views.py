"""The office's pages: what guards found, the loop to its end, the kinds and their cards."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.findings import actions, defaults, kinds, readings, rules, tables
from patrols.findings.files import shown
from patrols.findings.filters import FindingFilter
from patrols.findings.forms import AnswerForm, ConfirmForm, KindForm, ObjectForm
from patrols.findings.models import Finding, FindingKind
from patrols.squads.readings import settings_of
from patrols.squads.rules import may_keep_patrols, may_see_patrols
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# Verbs with a form: the form, the action, and what the page says.
FORMS = {
    "answer": (AnswerForm, actions.answer, _("Answer the reporter"), _("The reporter is told.")),
    "confirm": (ConfirmForm, actions.confirm, _("Confirm the end"), _("Confirmed; the reporter is thanked.")),
    "object": (ObjectForm, actions.object_to, _("Not settled"), _("The incident is open again.")),
}


@page(may_see_patrols)
def findings(request):
    """All findings, the newest first."""
    filterset = FindingFilter(request.GET, readings.listed(), request=request)

    return list_page(
        request, "patrols/findings/findings.html", filterset, title=_("Findings of guards"),
        columns=tables.FINDINGS, record_export=leaves(request, "findings"), tones=tables.TONES,
    )  # fmt: skip


@page(may_see_patrols)
def finding(request, pk: int):
    """One finding: its photos, what may be the same, the verbs, the timeline."""
    found = get_object_or_404(readings.listed().prefetch_related("files__file", "repeats__guard__user"), pk=pk)
    around = readings.near(
        lat=found.lat, lng=found.lng, limits=settings_of(request.station), at=found.reported_at, but=found
    )
    steps = rules.STEPS.verbs(found, request.user)
    context = {
        "finding": found, "tone": tables.TONES[found.state], "near": around,
        "stages": readings.stages(found), "verbs": [step for step in steps if step.verb != "link"],
        "may_link": bool(found.state == "reported" and rules.may_sample(request.user, found)),
        "may_sample": bool(rules.may_sample(request.user, found)), "marks": range(1, 6),
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "patrols/findings/finding.html", context)


@page(may_see_patrols)
@require_POST
def forward(request, pk: int):
    """Give it to the command room."""
    found = get_object_or_404(Finding.objects.all(), pk=pk)
    return act(
        request, lambda: actions.forward(finding=found, actor=request.user), _("It is with the command room."), found
    )


@page(may_see_patrols)
def verb(request, pk: int, verb: str):
    """Answer, confirm or object, each with its words."""
    if verb not in FORMS:
        raise Http404
    form, action, heading, done = FORMS[verb]
    found = get_object_or_404(Finding.objects.select_related("kind"), pk=pk)
    return form_page(
        request, form(request.POST or None), lambda **words: action(finding=found, actor=request.user, **words),
        heading=heading, done=done, back=found.get_absolute_url(), submit=heading, intro=str(found),
    )  # fmt: skip


@page(may_see_patrols)
@require_POST
def link(request, pk: int, other: int):
    """Say that it is the same as another one."""
    found = get_object_or_404(Finding.objects.all(), pk=pk)
    first = get_object_or_404(Finding.objects.all(), pk=other)
    return act(
        request, lambda: actions.link(finding=found, other=first, actor=request.user), _("The reports are joined."),
        found,
    )  # fmt: skip


@page(may_see_patrols)
@require_POST
def sample(request, pk: int, quality: int):
    """Rate the report."""
    found = get_object_or_404(Finding.objects.all(), pk=pk)
    verb = lambda: actions.sample(finding=found, actor=request.user, quality=quality)  # noqa: E731
    return act(request, verb, _("Rated."), found)


@page(may_see_patrols)
def file(request, pk: int):
    """A photo or voice note, shown in the page; the look is recorded by the door of files."""
    return shown(request, pk)


@page(may_see_patrols)
def finding_kinds(request):
    """The kinds, with their cards as guards see them."""
    context = {
        "heading": _("Kinds of findings"), "kinds": FindingKind.objects.select_related("category"),
        "may_keep": bool(may_keep_patrols(request.user)),
    }  # fmt: skip
    return render(request, "patrols/findings/kinds.html", context)


@page(may_keep_patrols)
def finding_kind(request, pk: int | None = None):
    """Make or change a kind."""
    row = get_object_or_404(FindingKind.objects.all(), pk=pk) if pk else None
    names = ("code", "name", "category", "card", "acts", "direct", "counts_for", "order", "active")
    form = KindForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})
    return form_page(
        request, form,
        lambda **values: kinds.save_kind(station=request.station, actor=request.user, kind=row, **values) and None,
        heading=row.name if row else _("New kind of finding"), done=_("Saved."), back=reverse("finding-kinds"),
    )  # fmt: skip


@page(may_keep_patrols)
@require_POST
def install_kinds(request):
    """Begin with the kinds that come with the house."""
    demand(may_keep_patrols(request.user))
    return act(
        request,
        lambda: defaults.install(request.station, actor=request.user),
        _("The first kinds are there."),
        "finding-kinds",
    )
