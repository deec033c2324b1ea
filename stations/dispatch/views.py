"""Pages of dispatch: the officer's phone."""

from django.shortcuts import render

from stations.dispatch.rules import may_see_tasks
from stations.kit.views import page


@page(may_see_tasks)
def my_tasks(request):
    """What my crew was sent to."""
    return render(request, "dispatch/my_tasks.html")
