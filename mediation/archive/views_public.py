"""The public page of one question: no login, one answer, nothing shown but the question (RT-18, issue 5.8)."""

from django.utils import timezone
from django_scopes import scopes_disabled

from mediation.archive import actions, rules
from mediation.archive.forms import AnswerForm
from mediation.archive.models import SatisfactionLink
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import open_page, public_page
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station

TEMPLATE = "mediation/archive/satisfaction.html"
LONGEST = 64
# Within the hour; mobile networks share addresses.
PER_ADDRESS, PER_LINK = 40, 10


@open_page
def satisfaction(request, token: str):
    """The question, its one answer, the thanks; an unknown token reads like one that has run out."""
    if why := refused(address=(client_ip(request), PER_ADDRESS), link=(actions.digest_of(token), PER_LINK)):
        return public_page(request, TEMPLATE, {"refused": why})
    with scopes_disabled():
        rows = SatisfactionLink.objects.select_related("station", "case")
        link = rows.filter(digest=actions.digest_of(token)).first() if len(token) <= LONGEST else None
    if link is None:
        return public_page(request, TEMPLATE, {"gone": True}, 404)
    with in_station(link.station):
        return _of(request, link)


def _of(request, link: SatisfactionLink):
    context = {"station": link.station}
    if not rules.is_answerable(link, timezone.now()):
        return public_page(request, TEMPLATE, context | {"thanks" if link.answered_at else "gone": True}, 200)
    form = AnswerForm(request.POST or None, case=link.case)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_link(link=link, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return public_page(request, TEMPLATE, context | {"thanks": True}, 200)
    return public_page(request, TEMPLATE, context | {"form": form}, 400 if form.errors else 200)
