"""The progress page: polled by htmx, plain reload without JavaScript."""

from django.shortcuts import get_object_or_404, render
from django_htmx.http import HttpResponseClientRedirect

from stations.jobs import rules
from stations.jobs.actions import current
from stations.jobs.models import Job
from stations.jobs.registry import kind
from stations.kit.answer import YES, demand
from stations.kit.views import page


@page(lambda user: YES)
def job(request, pk: int):
    """Progress of one piece of long work; goes to the result when done."""
    found = get_object_or_404(Job.objects.all(), pk=pk)
    demand(rules.may_watch(request.user, found))
    current(found)
    if request.htmx and found.finished and found.result.get("url"):
        return HttpResponseClientRedirect(found.result["url"])
    part = "#progress" if request.htmx else ""
    return render(request, f"jobs/job.html{part}", {"job": found, "kind": kind(found.kind)})
