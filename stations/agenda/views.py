"""The list of what is due, as a part of the person's own page."""

from django.shortcuts import render
from django.utils import timezone

from stations.agenda.registry import due_for
from stations.kit.answer import YES
from stations.kit.views import page


@page(lambda user: YES)
def part(request):
    """What is due for me today."""
    today = timezone.localdate()
    return render(request, "agenda/part.html", {"due": due_for(request.user, today), "today": today})
