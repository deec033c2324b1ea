"""The office of the forum: one inbox of questions and suggestions, one page each, its verbs."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.forum import actions, forms, moderation, readings, rules, tables
from community.forum.filters import PostFilter
from community.forum.models import ForumPost, OfficialAnswer
from community.forum.models_beside import PostContact
from community.forum.words import TONES, Kind, Reach, State
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves, looked
from stations.timeline.models import Entry
from stations.timeline.sentences import lines
from stations.training.models import Sitting

# Verbs with a form: the form, the action, what the page says.
FORMS = {
    "pass_on": (forms.PassOnForm, actions.pass_on, gettext_lazy("Passed on.")),
    "refuse": (forms.ReasonForm, actions.refuse, gettext_lazy("The writer reads the reason.")),
    "merge": (forms.JoinForm, actions.merge, gettext_lazy("Joined. The writer follows the other one.")),
    "reply": (forms.ReplyForm, actions.reply, gettext_lazy("The writer is told.")),
    "unpublish": (forms.ReasonForm, actions.unpublish, gettext_lazy("It is no longer public.")),
}
# Verbs that one tap does.
TAPS = {
    "accept": (actions.accept, gettext_lazy("You have taken it on.")),
    "publish": (actions.publish, gettext_lazy("Everybody can read it now.")),
}


@page(rules.may_see_forum)
def inbox(request):
    """Questions and suggestions: what is owed first, the nearest last day on top."""
    today = timezone.localdate()
    filterset = PostFilter(request.GET, readings.in_order(readings.listed()), request=request)

    return list_page(
        request, "community/forum/inbox.html", filterset, title=_("Questions and suggestions"),
        columns=tables.POSTS, record_export=leaves(request, "forum"), tones=TONES,
        tiles=readings.tiles(today), today=today,
    )  # fmt: skip


@page(rules.may_see_forum)
@never_cache
def post(request, pk: int):
    """One question or suggestion: what was written, the answer, its verbs. Who wrote is a surname and a trade."""
    found = get_object_or_404(readings.with_words(readings.listed().select_related("author", "photo")), pk=pk)
    user, today, now = request.user, timezone.localdate(), timezone.now()
    hiding = readings.hiding_of(found)
    handles = bool(rules.handles(user, found))
    verbs = [step for step in rules.steps_of(found).verbs(found, user, now)
             if step.verb not in {"withdraw", "not_answered"}]  # fmt: skip
    answers = any(step.verb == "answer" for step in verbs)
    context = {
        "post": found, "tone": TONES[found.state], "byline": readings.byline(found), "stages": readings.stages(found),
        "clock": readings.clock(found, today), "verbs": verbs, "today": today, "hiding": hiding,
        "may_show": bool(rules.may_show(user, found)), "may_hide": bool(rules.may_hide(user, found)),
        "may_decide": bool(hiding and any(step.verb == "lift" for step in rules.HIDING.verbs(hiding, user, now))),
        "reports": found.reports.filter(settled_at=None),
        "templates": readings.templates(found, today) if answers else [],
        "has_phone": handles and PostContact.objects.filter(post=found).exists(),
        "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "community/forum/post.html", context)


@page(rules.may_see_forum)
def verb(request, pk: int, verb: str):
    """Pass on, refuse, join, reply, answer: each with its form; a tap where none is needed."""
    found = get_object_or_404(ForumPost.objects.select_related("topic"), pk=pk)
    if verb in {"answer", "correct"}:
        return _answer(request, found, verb) if found.kind == Kind.QUESTION else _reply(request, found, verb)
    if verb in TAPS and request.method == "POST":
        action, done = TAPS[verb]
        return act(request, lambda: action(post=found, actor=request.user), done, found)
    if verb not in FORMS or rules.steps_of(found).step(found.state, verb) is None and request.method != "POST":
        raise Http404
    form, action, done = FORMS[verb]
    label = next((step.label for step in rules.steps_of(found).steps if step.verb == verb), "")
    about = {"post": found} if form is forms.JoinForm else {}
    return form_page(
        request, form(request.POST or None, **about),
        lambda **values: action(post=found, actor=request.user, **values) and None,
        heading=label, done=done, back=found.get_absolute_url(), submit=label, intro=found.text,
    )  # fmt: skip


def _reply(request, found: ForumPost, verb: str):
    """Another reply to a suggestion."""
    form = forms.ReplyForm(request.POST or None, initial={"text": found.reply, "adoption": found.adoption})
    return form_page(
        request, form,
        lambda **values: actions.reply(post=found, actor=request.user, verb=verb, **values) and None,
        heading=_("Answer anew"), done=_("The writer is told."), back=found.get_absolute_url(), intro=found.text,
    )  # fmt: skip


def _answer(request, found: ForumPost, verb: str):
    """An official answer, begun from one that was given before where the address says so."""
    today = timezone.localdate()
    begun = _begun(request.GET.get("from", ""))
    settings = readings.settings_of(request.station)
    initial = {"title": found.text[:120], "valid_until": rules.valid_until(settings, today), "reach": Reach.ASKER}
    if begun:
        initial |= {"title": begun.question, "text": begun.text, "basis": begun.basis}
    form = forms.AnswerForm(request.POST or None, initial=initial)
    return form_page(
        request, form,
        lambda **values: actions.answer(post=found, actor=request.user, verb=verb, **values) and None,
        heading=_("Official answer"), done=_("The writer is told."), back=found.get_absolute_url(),
        submit=_("Send the answer"), post=found, template="community/forum/answer_form.html",
        templates=readings.templates(found, today), byline=readings.byline(found),
    )  # fmt: skip


def _begun(given: str) -> OfficialAnswer | None:
    return OfficialAnswer.objects.filter(pk=given).first() if given.isdecimal() and len(given) < 18 else None


@page(rules.may_see_forum)
@require_POST
def reuse(request, pk: int, official_answer: int):
    """One tap: this official answer answers it."""
    found = get_object_or_404(ForumPost.objects.questions(), pk=pk)
    chosen = get_object_or_404(OfficialAnswer.objects.all(), pk=official_answer)
    verb = "answer" if found.state == State.ASKED else "correct"
    return act(
        request, lambda: actions.reuse(post=found, answer=chosen, actor=request.user, verb=verb),
        _("The writer is told."), found,
    )  # fmt: skip


@page(rules.may_see_forum)
@require_POST
def show(request, pk: int):
    """It was checked and may stand on the board."""
    found = get_object_or_404(ForumPost.objects.all(), pk=pk)
    return act(request, lambda: moderation.show(post=found, actor=request.user), _("It stands on the board."), found)


@page(rules.may_see_forum)
def hide(request, pk: int):
    """Take it off the board, with the reason."""
    found = get_object_or_404(ForumPost.objects.all(), pk=pk)
    return form_page(
        request, forms.ReasonForm(request.POST or None),
        lambda **values: moderation.hide(post=found, actor=request.user, **values) and None,
        heading=_("Hide"), done=_("Hidden. The writer reads the reason and may appeal."),
        back=found.get_absolute_url(), submit=_("Hide"), intro=found.text,
    )  # fmt: skip


@page(rules.may_see_forum)
def decide(request, pk: int):
    """Show again what was hidden, or decide about the appeal."""
    found = get_object_or_404(ForumPost.objects.all(), pk=pk)
    hiding = readings.hiding_of(found)
    if hiding is None:
        raise Http404
    now = timezone.now()
    demand(rules.HIDING.check(hiding, "lift", request.user, now))
    verbs = [(step.verb, step.label) for step in rules.HIDING.verbs(hiding, request.user, now)
             if step.verb != "appeal"]  # fmt: skip
    return form_page(
        request, forms.DecisionForm(request.POST or None, verbs=verbs),
        lambda **values: moderation.decide(hiding=hiding, actor=request.user, **values) and None,
        heading=_("Hidden from the board"), done=_("Decided. The writer is told."), back=found.get_absolute_url(),
        submit=pgettext("hiding", "Decide"), intro=hiding.appeal or hiding.reason,
    )  # fmt: skip


@page(rules.may_see_forum)
@never_cache
def phone(request, pk: int):
    """The phone a resident left, for who handles it, against a reason; recorded."""
    found = get_object_or_404(ForumPost.objects.all(), pk=pk)
    demand(rules.may_see_contact(request.user, found))
    contact = get_object_or_404(PostContact.objects.all(), post=found)
    form, shown = forms.LookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        looked(subject=found, actor=request.user, what=f"resident_phone:{form.cleaned_data['reason']}")
        shown = contact.phone
    context = {"heading": _("Phone of the resident"), "form": form, "shown": shown, "post": found,
               "back": found.get_absolute_url(), "submit": _("Show")}  # fmt: skip
    return render(request, "community/forum/phone.html", context, status=400 if form.errors else 200)


@page(rules.may_see_forum)
@require_safe
def of_sitting(request, pk: int):
    """What was asked after a class, as a part of its page."""
    rows = readings.of_sitting(get_object_or_404(Sitting.objects.all(), pk=pk).pk)
    context = {"rows": rows, "tones": TONES, "today": timezone.localdate(), "heading": _("Questions after the class")}
    whole = "community/forum/sitting_part.html" if request.htmx else "community/forum/sitting.html"
    return render(request, whole, context)
