"""Parts that other pages fetch with htmx; opened on their own they are plain pages."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews import readings, rules
from stations.kit.views import page
from stations.organisation.rules import officer_of
from stations.roster.actions import running_day

MINE = 3


@page(rules.has_crew)
def my_crew_part(request):
    """Where I stand today and next: crew, hours, with whom, which vehicle."""
    own, at = officer_of(request.user), timezone.now()
    places = [place for place in readings.my_crews(own.pk, running_day(at), MINE + 3) if place.ends_at > at][:MINE]
    context = {"places": [(place, rules.state_of(place.crew, at)) for place in places], "heading": _("My crew")}
    template = "crews/parts/mine.html" if request.htmx else "crews/mine.html"
    return render(request, template, context)
