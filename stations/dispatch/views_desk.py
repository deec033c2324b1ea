"""The desk: whom to send to an incident, who is on it, and the times of the station."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from stations.catalogue.words import Grade
from stations.dispatch import circles, desk, rules
from stations.dispatch.advice import recommend
from stations.dispatch.circles import circle_at
from stations.dispatch.forms import CircleForm, NewCircleForm, SendForm
from stations.dispatch.models import ResponseCircle
from stations.dispatch.views import back_to
from stations.incidents.models import Incident
from stations.incidents.rules import may_see, may_see_own
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.places.models import Community


def _incident(request, pk: int) -> Incident:
    rows = Incident.objects.select_related("category", "community").prefetch_related("handlers")
    row = get_object_or_404(rows, pk=pk)
    demand(may_see(request.user, row))
    return row


@page(may_see_own)
def incident_assignments(request, pk: int):
    """Who is on an incident and whom to send: a part of its page, and a page of its own without scripts."""
    row, now = _incident(request, pk), timezone.now()
    sends = bool(rules.may_dispatch(request.user)) and row.is_open and rules.step_of_sending(row) is not None
    advice = recommend(row, now) if sends else []
    context = {
        "incident": row,
        "lines": desk.lines_of(row, request.user, now),
        "advice": advice,
        "far": sum(one.code == "post_far" for one in advice),
        "wanted": any(one.recommended for one in advice),
        "sends": sends,
        "next": request.htmx.current_url_abs_path if request.htmx else request.path,
        "now": now,
        "heading": _("Crews of %(number)s") % {"number": row.number},
    }
    template = "dispatch/parts/crews.html" if request.htmx else "dispatch/crews.html"
    return render(request, template, context)


@require_POST
@page(rules.may_dispatch)
def incident_send(request, pk: int):
    """Send one crew or several."""
    row, form = _incident(request, pk), SendForm(request.POST)
    back = back_to(request, reverse("incident", args=[pk]))
    if not form.is_valid():
        messages.error(request, _("Choose a crew that is out."))
        return redirect(back)
    crews = form.cleaned_data["crews"]
    done = ngettext("%(count)s crew sent.", "%(count)s crews sent.", len(crews)) % {"count": len(crews)}
    return act(
        request,
        lambda: desk.send(incident=row, crews=crews, actor=request.user, wanted=form.cleaned_data),
        done, back,
    )  # fmt: skip


@page(rules.may_see_dispatch)
def response_circles(request):
    """The times allowed, by grade and community."""
    context = {
        "circles": circles.circles(),
        "may_set": bool(rules.may_set_circles(request.user)),
        "heading": _("Response times"),
    }
    return render(request, "dispatch/circles.html", context)


@page(rules.may_set_circles)
def circle_edit(request, grade: str, community: int | None = None):
    """The times of one grade, for the station or one community."""
    place = get_object_or_404(Community.objects.all(), pk=community) if community else None
    if grade not in map(str, Grade.values):
        raise Http404
    grade = Grade(int(grade))
    form = CircleForm(request.POST or None, circle=circle_at(grade, place))

    def save(**times):
        circles.set_circle(station=request.station, actor=request.user, grade=grade, community=place, **times)

    where = place.name if place else _("the whole station")
    return form_page(
        request, form, save, done=_("The times are set."), back=reverse("circles"),
        heading=_("Grade %(grade)s: %(where)s") % {"grade": grade.label, "where": where},
    )  # fmt: skip


@page(rules.may_set_circles)
def circle_new(request):
    """Choose a community that needs times of its own."""
    form = NewCircleForm(request.GET or None)
    if request.GET and form.is_valid():
        values = form.cleaned_data
        return redirect("circle-community", grade=values["grade"], community=values["community"].pk)
    context = {"form": form, "heading": _("Times of a community"), "back": reverse("circles")}
    return render(request, "dispatch/circle_new.html", context)


@require_POST
@page(rules.may_set_circles)
def circle_drop(request, pk: int):
    """Let the station's times hold again."""
    row = get_object_or_404(ResponseCircle.objects.all(), pk=pk)
    return act(
        request, lambda: circles.drop_circle(circle=row, actor=request.user),
        _("The times of the station hold again."), reverse("circles"),
    )  # fmt: skip
