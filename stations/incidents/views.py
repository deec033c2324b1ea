"""The inbox of the command room and one incident."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from stations.incidents import readings, rules
from stations.kit.answer import demand
from stations.kit.views import PAGE_SIZE, page
from stations.timeline.models import Entry
from stations.timeline.sentences import lines


@page(rules.may_see_inbox)
def incidents(request):
    """Every incident of the station."""
    rows = readings.in_list(readings.visible_to(request.user))
    found = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": found, "total": found.paginator.count, "heading": _("Incidents")}
    return render(request, "incidents/incidents.html", context)


@page(rules.may_see_own)
def incident(request, pk: int):
    """One incident."""
    row = get_object_or_404(readings.in_list(readings.visible_to(request.user)), pk=pk)
    demand(rules.may_see(request.user, row))
    context = {
        "heading": row.number,
        "incident": row,
        "timeline": lines(Entry.objects.about(row).select_related("actor")[:50]),
    }
    return render(request, "incidents/incident.html", context)
