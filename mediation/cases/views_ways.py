"""Pages of the five ways, of invited persons, and the help beside a case."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.cases import rules, similar, ways
from mediation.cases.forms_matching import InviteForm, way_form
from mediation.cases.models import Invitee
from mediation.cases.views import reached
from mediation.network.words import Way
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page

VERBS = {
    Way.JOINT: ways.mark_joint, Way.MICRO: ways.mark_micro, Way.LEGAL: ways.mark_legal, Way.ONLINE: ways.mark_online,
    Way.HEART: ways.mark_heart,
}  # fmt: skip


@page(rules.may_see_mediation)
def way(request, pk: int, way: str):
    """Mark a way with its minimum of facts."""
    case = reached(request, pk)
    if way not in Way.values:
        raise Http404
    demand(ways.may_mark(request.user, case))
    sent = request.POST if request.method == "POST" else None

    def verb(**facts):
        VERBS[Way(way)](case=case, actor=request.user, **facts)

    return form_page(
        request, way_form(way, case, sent), verb, heading=Way(way).label, submit=_("Mark"),
        done=_("The way is marked."), back=case.get_absolute_url(), intro=case.number,
    )  # fmt: skip


@page(rules.may_see_mediation)
@require_POST
def unmark(request, pk: int, way: str):
    """Take a mark away."""
    case = reached(request, pk)
    demand(ways.may_mark(request.user, case))
    return act(request, lambda: ways.unmark(case=case, way=way, actor=request.user), _("The mark is gone."), case)


@page(rules.may_see_mediation)
def invite(request, pk: int):
    """Invite somebody with the consent of all parties (RT-04)."""
    case = reached(request, pk)
    demand(ways.may_mark(request.user, case))

    def verb(**values):
        ways.invite(case=case, actor=request.user, **values)

    return form_page(
        request, InviteForm(request.POST or None), verb, heading=_("Invite somebody"), done=_("Invited."),
        back=case.get_absolute_url(), submit=_("Invite"), intro=case.number,
    )  # fmt: skip


@page(rules.may_see_mediation)
@require_POST
def uninvite(request, pk: int, invitee: int):
    """Take an invitation back."""
    case = reached(request, pk)
    row = get_object_or_404(Invitee.objects.all(), pk=invitee, case=case)
    demand(ways.may_mark(request.user, case))
    return act(request, lambda: ways.uninvite(invitee=row, actor=request.user), _("Taken back."), case)


@page(rules.may_see_mediation)
def part(request, pk: int):
    """Similar past cases and the articles that matter: help, never a decision."""
    case = reached(request, pk)
    context = {"case": case, "cases": similar.similar(case, request.user), "articles": similar.articles(case)}
    return render(request, "mediation/cases/part_similar.html", context)
