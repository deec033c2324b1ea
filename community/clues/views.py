"""The station's pages of clues: the list, one clue with its conversation, its verbs, the scenes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.clues import actions, defaults, readings, rules, tables
from community.clues.filters import ClueFilter
from community.clues.forms import AssignForm, LookForm, MessageForm, ObjectForm, OutcomeForm, SceneForm, TellForm
from community.clues.models import Clue, Scene
from community.clues.words import OPEN_STATES, Finding
from community.groups.codes import door, door_address
from community.groups.documents import door_poster
from community.groups.views import pdf
from stations.incidents.nearby import nearby
from stations.incidents.rules import may_open_attachment
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

# Verbs with a form: the form, the action, the heading, what the page says.
FORMS = {
    "assign": (AssignForm, actions.assign, pgettext_lazy("clue", "Say who is in charge"),
               gettext_lazy("The officer is told.")),
    "outcome": (OutcomeForm, actions.record_outcome, gettext_lazy("Record outcome"),
                gettext_lazy("Recorded. It counts once a second person has verified it.")),
    "object": (ObjectForm, actions.object_to, gettext_lazy("Send the outcome back"),
               gettext_lazy("Sent back; who recorded it is told.")),
    "tell": (TellForm, actions.tell, gettext_lazy("Tell and thank the giver"), gettext_lazy("The giver is told.")),
    "write": (MessageForm, actions.write, gettext_lazy("Write to the giver"), gettext_lazy("Sent.")),
}  # fmt: skip


@page(rules.may_see_clues)
def clues(request):
    """All clues, the newest first."""
    filterset = ClueFilter(request.GET, readings.listed(), request=request)

    return list_page(
        request, "community/clues/list.html", filterset, title=_("Clues of the public"), columns=tables.CLUES,
        record_export=leaves(request, "clues"), tones=tables.TONES,
    )  # fmt: skip


@page(rules.may_see_clues)
def clue(request, pk: int):
    """One clue: how far it is, the conversation, what came of it. Who gave it is not on this page."""
    found = get_object_or_404(
        readings.with_files(readings.listed().select_related("verified_by", "recorded_by")), pk=pk
    )
    user = request.user
    context = {
        "clue": found, "tone": tables.TONES[found.state], "stages": readings.stages(found),
        "verbs": rules.STEPS.verbs(found, user), "messages_of": found.messages.select_related("writer"),
        "may_see_giver": bool(rules.may_see_giver(user, found)), "may_write": bool(rules.may_write(user, found)),
        "may_assign": bool(rules.may_assign(user, found)), "may_verify": bool(rules.may_verify(user, found)),
        "may_record": bool(rules.may_record_outcome(user, found)),
        "may_tell": found.state == "handled" and bool(rules.may_end(user, found)),
        "files": found.incident.attachments.all(), "may_files": bool(may_open_attachment(user, found.incident)),
        "near": _near(found), "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "community/clues/clue.html", context)


def _near(found: Clue) -> list:
    """What may be the same (IN-03), while it is worked on."""
    if found.state not in OPEN_STATES:
        return []
    # The words of a phone's position name a whole grid: with a point only the point counts.
    place = found.place if found.lat is None else ""
    return nearby(at=found.given_at, lat=found.lat, lng=found.lng, place=place, but=found.incident_id)


@page(rules.may_see_clues)
@require_POST
def take(request, pk: int):
    """The officer in charge takes it on."""
    found = get_object_or_404(Clue.objects.all(), pk=pk)
    return act(request, lambda: actions.take(clue=found, actor=request.user), _("You have taken it on."), found)


@page(rules.may_see_clues)
@require_POST
def verify(request, pk: int):
    """A second person verifies the outcome."""
    found = get_object_or_404(Clue.objects.all(), pk=pk)
    return act(request, lambda: actions.verify(clue=found, actor=request.user), _("The outcome counts now."), found)


@page(rules.may_see_clues)
def verb(request, pk: int, verb: str):
    """Say who is in charge, record the outcome, write, tell: each with its form."""
    if verb not in FORMS:
        raise Http404
    form, action, heading, done = FORMS[verb]
    found = get_object_or_404(Clue.objects.select_related("scene", "incident"), pk=pk)
    names = ("officer", "hazards_removed", "persons_caught", "loss_prevented")
    initial = {name: getattr(found, name) for name in names}
    if verb == "tell":
        known = Finding.DUPLICATE if found.incident.main_id else ""
        initial |= {"words": found.answer, "finding": found.finding or known}
    return form_page(
        request, form(request.POST or None, initial=initial),
        lambda **values: action(clue=found, actor=request.user, **values) and None,
        heading=heading, done=done, back=found.get_absolute_url(), submit=heading, intro=str(found),
    )  # fmt: skip


@page(rules.may_see_clues)
@never_cache
def giver(request, pk: int):
    """Who gave it, for the two roles of SE-31, against a reason; shown once, never kept in the page's address."""
    found = get_object_or_404(Clue.objects.select_related("scene"), pk=pk)
    answer = rules.may_see_giver(request.user, found)
    form, shown = LookForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            shown = actions.show_giver(clue=found, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            messages.error(request, refusal.reason)
            return redirect(found)
    elif not answer:
        messages.error(request, answer.reason)
        return redirect(found)
    context = {"heading": _("Giver of the clue"), "form": form, "shown": shown, "clue": found,
               "back": found.get_absolute_url(), "submit": _("Show")}  # fmt: skip
    return render(request, "community/clues/giver.html", context, status=400 if form.errors else 200)


@page(rules.may_see_clues)
def scenes(request):
    """The scenes as givers see them."""
    context = {
        "heading": _("Scenes of clues"), "scenes": Scene.objects.select_related("category"),
        "may_set": bool(rules.may_set_scenes(request.user)),
    } | door("public-clues", request.station, "clue-poster")  # fmt: skip
    return render(request, "community/clues/scenes.html", context)


@page(rules.may_see_clues)
def poster(request):
    """The public page as a poster: no login, no name."""
    content = door_poster(
        station=request.station, title=_("Tell the police"), call=_("Scan, tap what it is, say where"),
        address=door_address("public-clues", request.station),
        lines=[
            _("No name is asked for. You get a code; with it you read what came of it."),
            _("Whoever gives a clue is protected by law."),
            _("In an emergency call 110 at once."),
        ],
    )  # fmt: skip
    return pdf(content, "clues")


@page(rules.may_set_scenes)
def scene(request, pk: int | None = None):
    """Make or change a scene."""
    row = get_object_or_404(Scene.objects.all(), pk=pk) if pk else None
    names = ("code", "name", "picture", "category", "urgent", "card", "order", "active")
    form = SceneForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})
    return form_page(
        request, form,
        lambda **values: defaults.save_scene(
            station=request.station, actor=request.user, scene=row, **values) and None,
        heading=row.name if row else _("New scene"), done=_("Saved."), back=reverse("clue-scenes"),
    )  # fmt: skip


@page(rules.may_set_scenes)
@require_POST
def install(request):
    """Begin with the scenes that come with the house."""
    return act(
        request, lambda: defaults.install(request.station, actor=request.user), _("The first scenes are there."),
        "clue-scenes",
    )  # fmt: skip
