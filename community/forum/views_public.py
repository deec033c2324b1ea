"""The forum of everybody under ``/q/ask/``: no login, no cookie; the answer is read with a receipt code.

Nothing about who asks is kept: no account, no address, no request number in the day-book.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_scopes import scopes_disabled

from community.forum import actions, asking, privacy, readings, rules
from community.forum.forms import AgainForm, CodeForm, PublicAskForm
from community.forum.models import ForumPost
from community.forum.words import TONES, Kind
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import code_refused, open_page, public_page, unknown
from stations.kit import receipts
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.organisation.models import Station

# Within the hour; mobile networks share addresses.
WRITTEN_PER_ADDRESS, SEARCHES_PER_ADDRESS = 20, 600
PUBLISHED_SHOWN = 5


def _station(code: str) -> Station:
    return get_object_or_404(Station, code__iexact=code)


@open_page
def start(request, station: str):
    """Search first; what is read most, what the station says now, what was suggested and what came of it."""
    found = _station(station)
    with in_station(found):
        today, typed = timezone.localdate(), request.GET.get("q", "")
        context = {
            "station": found, "typed": typed, "today": today, "public": True,
            "similar": [] if _searched_too_often(request) else readings.similar(typed, today, public=True),
            "most_read": list(readings.most_read(today, public=True)),
            "news": list(readings.public_news(today)[:5]),
            "published": list(ForumPost.objects.public().select_related("topic")[:PUBLISHED_SHOWN]),
        }  # fmt: skip
        return public_page(request, "community/forum/public/start.html", context)


def _searched_too_often(request) -> str:
    """Whether an address searches without end; where it cannot be counted, what everybody may read is found."""
    if not (request.GET.get("q") or request.GET.get("text")):
        return ""
    why = refused(searches=(client_ip(request), SEARCHES_PER_ADDRESS))
    return why if why == "too_many" else ""


@open_page
def similar(request, station: str):
    """What is offered while somebody types, and the warning about numbers."""
    found = _station(station)
    typed = request.GET.get("q") or request.GET.get("text", "")
    why = _searched_too_often(request)
    with in_station(found):
        rows = [] if why else readings.similar(typed, timezone.localdate(), public=True)
        context = {
            "station": found, "similar": rows, "typed": typed.strip(), "public": True,
            "numbers": privacy.holds_numbers(typed), "refused": why,
        }  # fmt: skip
        return public_page(request, "community/forum/similar.html", context)


@open_page
def answer(request, station: str, pk: int):
    """One answer for everybody, with its ground; an expired one says that it is under review."""
    found = _station(station)
    with in_station(found):
        row = get_object_or_404(readings.answers_for(public=True), pk=pk)
        if request.method == "GET":
            readings.count_read(row)
        context = {"station": found, "answer": row, "today": timezone.localdate(), "public": True}
        return public_page(request, "community/forum/public/answer.html", context)


@open_page
def new(request, station: str, writing: str):
    """Ask or suggest; after sending the receipt code, shown once."""
    found, kind = _station(station), writing
    if kind not in Kind.values:
        raise Http404
    with in_station(found):
        address = reverse("public-similar", args=[found.code.lower()])
        begun = {"text": request.GET.get("q", "")[:1000]}
        form = PublicAskForm(request.POST or None, kind=kind, similar=address, initial=begun)
        suggests = kind == Kind.SUGGESTION
        heading = _("Make a suggestion") if suggests else pgettext("forum", "Ask a question")
        context = {"station": found, "form": form, "kind": kind, "public": True, "heading": heading}
        if request.method == "POST" and form.is_valid():
            context["refused"] = refused(forum=(client_ip(request), WRITTEN_PER_ADDRESS))
            if not context["refused"]:
                try:
                    told = form.cleaned_data
                    written = asking.write(station=found, kind=kind, **told)
                except RuleBroken as broken:
                    form.add_error(None, str(broken.reason))
                else:
                    context |= {"written": written, "masked": privacy.holds_numbers(told["text"])}
                    return public_page(request, "community/forum/public/receipt.html", context)
        return public_page(request, "community/forum/public/new.html", context, 400 if form.errors else 200)


@open_page
def receipt(request):
    """How far it is and the answer, with the receipt code; not answered, take back."""
    form, context = CodeForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        code = receipts.tidy(form.cleaned_data["receipt"])
        context["refused"] = code_refused(request, code)
        if not context["refused"]:
            context |= _found(request, code)
    template = "community/forum/public/follow.html"
    return public_page(request, template, {"form": form, "public": True} | context, 400 if form.errors else 200)


def _found(request, code: str) -> dict:
    with scopes_disabled():
        known = ForumPost.objects.select_related("station").filter(receipt_digest=receipts.digest(code)).first()
    if known is None:
        return unknown(code)
    with in_station(known.station):
        said = _carried_out(request, known)
        rows = ForumPost.objects.select_related("topic", "answer__officer__user", "officer__user", "duplicate_of")
        post = readings.with_words(rows).get(pk=known.pk)
        now = timezone.now()
        return {
            "post": post, "station": known.station, "stages": readings.stages(post), "receipt": code,
            "today": timezone.localdate(), "tone": TONES[post.state], "said": said,
            # The code stands for the writer: the steps are those the writer may take.
            "verbs": {verb for verb in ("withdraw", "not_answered")
                      if rules.steps_of(post).check(post, verb, None, now)},
        }  # fmt: skip


def _carried_out(request, post: ForumPost) -> str:
    """What the holder of the code wants done; a refusal is what is said."""
    verb = request.POST.get("verb", "")
    try:
        if verb == "withdraw":
            actions.withdraw(post=post, actor=None)
        if verb == "not_answered":
            form = AgainForm(request.POST)
            if not form.is_valid():
                return str(_("Say what is still open."))
            actions.not_answered(post=post, actor=None, **form.cleaned_data)
    except RuleBroken as broken:
        return str(broken.reason)
    return ""
