"""The member's phone, under ``/me/``: ask with the answers on top, follow, react; notices of the station."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.forum import actions, asking, forms, moderation, privacy, readings, rules
from community.forum.models import ForumPost
from community.forum.models_beside import PostReport
from community.forum.words import TONES, Kind
from stations.kit.answer import RuleBroken, demand
from stations.kit.views import act, page
from stations.training.readings import came_to

NEWEST, ON_BOARD = 20, 30


@page(rules.may_follow)
@require_safe
def start(request):
    """Search first; what is read most, what I asked, what the station says now."""
    today = timezone.localdate()
    typed, asks = request.GET.get("q", ""), bool(rules.may_ask(request.user))
    context = {
        "heading": pgettext("forum", "Ask the police"), "typed": typed, "tones": TONES, "today": today, "asks": asks,
        "mine": readings.written_by(request.user)[:NEWEST],
    }  # fmt: skip
    if asks:
        context |= {
            "similar": readings.similar(typed, today), "most_read": readings.most_read(today),
            "news": readings.news_for(request.user, today)[: readings.NEWS_SHOWN],
        }  # fmt: skip
    return render(request, "community/forum/start.html", context)


@page(rules.may_ask)
@require_safe
def similar(request):
    """What is offered while somebody types, and the warning about numbers."""
    typed = request.GET.get("q") or request.GET.get("text", "")
    context = {
        "similar": readings.similar(typed, timezone.localdate()), "typed": typed.strip(),
        "numbers": privacy.holds_numbers(typed), "tones": TONES,
    }  # fmt: skip
    return render(request, "community/forum/similar.html", context)


@page(rules.may_ask)
@never_cache
def ask(request, kind: str = Kind.QUESTION):
    """Text, topic, and if one likes a photo."""
    form = forms.AskForm(request.POST or None, request.FILES or None, kind=kind, initial=_begun(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        upload, sitting = told.pop("photo"), told.pop("sitting")
        try:
            written = asking.write(
                station=request.station, kind=kind, author=request.user, photo=upload.read() if upload else b"",
                sitting=came_to(request.user, sitting) if sitting else None, **told,
            )  # fmt: skip
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            masked = privacy.holds_numbers(told["text"])
            messages.success(request, _("Sent. Numbers in it were masked.") if masked else _("Sent. Thank you."))
            return redirect("my-question", written.post.pk)
    heading = _("Make a suggestion") if kind == Kind.SUGGESTION else pgettext("forum", "Ask a question")
    context = {"heading": heading, "form": form, "kind": kind}
    return render(request, "community/forum/ask.html", context, status=400 if form.errors else 200)


def _begun(request) -> dict:
    sitting = request.GET.get("sitting", "")
    begun = {"text": request.GET.get("q", "")[: forms.LONGEST]}
    return begun | ({"sitting": sitting} if sitting.isdecimal() and len(sitting) < 18 else {})


@page(rules.may_follow)
@never_cache
def mine(request, pk: int):
    """My question or suggestion: how far it is, the answer with its ground, what I can still do."""
    rows = readings.with_words(readings.written_by(request.user))
    found = get_object_or_404(rows, pk=pk)
    now, today = timezone.now(), timezone.localdate()
    hiding = readings.hiding_of(found)
    context = {
        "heading": found.get_kind_display(), "post": found, "tone": TONES[found.state], "today": today,
        "stages": readings.stages(found), "hiding": hiding,
        "verbs": {step.verb for step in rules.steps_of(found).verbs(found, request.user, now)},
        "may_appeal": bool(hiding and rules.HIDING.check(hiding, "appeal", request.user, now)),
    }  # fmt: skip
    return render(request, "community/forum/mine.html", context)


# What a writer does: the form (None: one tap), the action by the writing, what is said.
def _again(post, user, **told):
    return actions.not_answered(post=post, actor=user, **told)


def _withdraw(post, user):
    return actions.withdraw(post=post, actor=user)


def _appeal(post, user, **told):
    hiding = readings.hiding_of(post)
    if hiding is None:
        raise Http404
    return moderation.appeal(hiding=hiding, actor=user, **told)


@page(rules.may_follow)
def mine_verb(request, pk: int, verb: str):
    """Not answered, take back, appeal: by who wrote it."""
    found = get_object_or_404(readings.written_by(request.user), pk=pk)
    verbs = {
        "not_answered": (forms.AgainForm, _again, _("It is back with the officer.")),
        "withdraw": (None, _withdraw, _("Taken back.")),
        "appeal": (forms.AppealForm, _appeal, _("Somebody else looks at it again.")),
    }
    if verb not in verbs or request.method == "GET" and verbs[verb][0] is None:
        raise Http404
    form_class, action, done = verbs[verb]
    form = form_class(request.POST or None) if form_class else None
    if request.method == "POST" and (form is None or form.is_valid()):
        told = form.cleaned_data if form else {}
        return act(request, lambda: action(found, request.user, **told), done, found_url(found))
    context = {"heading": found.get_kind_display(), "form": form, "post": found, "verb": verb}
    return render(request, "community/forum/mine_verb.html", context, status=400 if form and form.errors else 200)


def found_url(post: ForumPost) -> str:
    """The writer's own page."""
    return f"/me/ask/{post.pk}/"


@page(rules.may_ask)
@require_safe
def board(request):
    """What members asked and proposed; counts, no ranking, no full names."""
    wanted = request.GET.get("kind", "")
    text = request.GET.get("q", "").strip()
    rows = readings.board(request.user).order_by("-written_at", "-id")
    if wanted in Kind.values:
        rows = rows.filter(kind=wanted)
    if text:
        rows = rows.filter(text__contains=text)
    reported = set(PostReport.objects.filter(user=request.user).values_list("post_id", flat=True))
    found = Paginator(rows, ON_BOARD).get_page(request.GET.get("page"))
    shown = [(row, readings.byline(row), row.pk in reported) for row in found]
    context = {
        "heading": _("What others ask and propose"), "rows": shown, "page": found, "kind": wanted, "typed": text,
        "tones": TONES, "kinds": Kind.choices, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "community/forum/board.html", context)


@page(rules.may_ask)
@require_POST
def useful(request, pk: int):
    """Useful: one tap, counted once."""
    found = get_object_or_404(ForumPost.objects.on_board(), pk=pk)
    return act(
        request,
        lambda: moderation.found_useful(user=request.user, post=found),
        _("Thank you."),
        _back(request, found),
    )


def _back(request, post: ForumPost) -> str:
    """The place on the board where somebody was reading."""
    return f"{reverse('forum-board')}?{request.GET.urlencode()}#p{post.pk}"


@page(rules.may_ask)
def report(request, pk: int):
    """Say what is wrong with it, once."""
    found = get_object_or_404(ForumPost.objects.on_board(), pk=pk)
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return act(
            request, lambda: moderation.report(post=found, user=request.user, **form.cleaned_data),
            _("Thank you. An officer looks at it."), _back(request, found),
        )  # fmt: skip
    context = {"heading": _("Report this"), "form": form, "post": found, "verb": "report"}
    return render(request, "community/forum/mine_verb.html", context, status=400 if form.errors else 200)


@page(rules.may_ask)
@require_safe
def answers(request):
    """Answers of the station, searched."""
    today, text = timezone.localdate(), request.GET.get("q", "").strip()
    topic = request.GET.get("topic", "")
    rows = readings.answers_for(public=False)
    if text:
        rows = rows.filter(question__contains=text) | rows.filter(text__contains=text)
    if topic.isdecimal() and len(topic) < 18:
        rows = rows.filter(topic_id=topic)
    context = {
        "heading": _("Answers of the station"), "answers": rows.order_by("-reads", "-written_at")[:50], "typed": text,
        "topics": readings.topics(), "topic": topic, "today": today,
    }  # fmt: skip
    return render(request, "community/forum/faq.html", context)


@page(rules.may_ask)
@require_safe
def answer(request, pk: int):
    """One answer with its ground; an expired one says that it is under review."""
    found = get_object_or_404(readings.answers(), pk=pk)
    demand(rules.may_open_answer(request.user, found))
    if request.method == "GET":
        readings.count_read(found)
    context = {"heading": _("Answer of the station"), "answer": found, "today": timezone.localdate()}
    return render(request, "community/forum/faq_answer.html", context)


@page(rules.may_ask)
@require_POST
def helped(request, pk: int):
    """One tap: this answers mine; nothing needs to be asked."""
    valid = readings.answers_for(public=False).filter(valid_until__gte=timezone.localdate())
    found = get_object_or_404(valid, pk=pk)
    return act(
        request, lambda: moderation.found_useful(user=request.user, answer=found),
        _("Good that it helped. Nothing needs to be sent."), "my-questions",
    )  # fmt: skip


@page(rules.may_ask)
@require_safe
def news(request):
    """What the station tells now; nothing past its last day."""
    rows = readings.news_for(request.user, timezone.localdate())
    return render(request, "community/forum/news.html", {"heading": _("News of the station"), "news": rows})
