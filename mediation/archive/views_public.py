"""The public page of one question: no login, one answer, nothing shown but the question (RT-18, issue 5.8)."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scopes_disabled

from mediation.archive import actions, rules
from mediation.archive.forms import AnswerForm
from mediation.archive.models import SatisfactionLink
from mediation.cases import public
from stations.access.origin import client_ip
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station

TEMPLATE = "mediation/archive/satisfaction.html"
LONGEST = 64


# The token in the address is what allows the answer; there is no login whose rights a foreign page could borrow.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def satisfaction(request, token: str):
    """The question, its one answer, the thanks; an unknown token reads like one that has run out."""
    if refused := public.refused(client_ip(request), actions.digest_of(token)):
        return _shown(request, {"refused": refused}, public.REFUSED[refused][0])
    with scopes_disabled():
        rows = SatisfactionLink.objects.select_related("station", "case")
        link = rows.filter(digest=actions.digest_of(token)).first() if len(token) <= LONGEST else None
    if link is None:
        return _shown(request, {"gone": True}, 404)
    with in_station(link.station):
        return _of(request, link)


satisfaction.public = True


def _of(request, link: SatisfactionLink):
    context = {"station": link.station}
    if not rules.is_answerable(link, timezone.now()):
        return _shown(request, context | {"thanks" if link.answered_at else "gone": True}, 200)
    form = AnswerForm(request.POST or None, case=link.case)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_link(link=link, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return _shown(request, context | {"thanks": True}, 200)
    return _shown(request, context | {"form": form}, 400 if form.errors else 200)


def _shown(request, context: dict, status: int):
    response = render(request, TEMPLATE, context, status=status)
    if refused := context.get("refused"):
        response["Retry-After"] = str(public.REFUSED[refused][1])
    # The address holds the token.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
