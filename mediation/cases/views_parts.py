"""All parts of a case's page in one answer: each room's fragment asks its own permission, the person is read once."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.safestring import mark_safe

from mediation.cases import hooks, rules
from mediation.cases.views import address, reached
from stations.kit.answer import NotAllowed
from stations.kit.views import page


@page(rules.may_see_mediation)
def parts(request, pk: int):
    """The fragments of every room, in order; a page of its own for who reads without JavaScript."""
    case = reached(request, pk)
    found = [_part(request, url) for name in hooks.parts() if (url := address(name, pk))]
    content = mark_safe("\n".join(found))
    if request.htmx:
        return HttpResponse(content)
    return render(request, "mediation/cases/parts.html", {"heading": case.number, "case": case, "content": content})


def _part(request, url: str) -> str:
    """What one room shows; nothing where the person may not look."""
    match = resolve(url)
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except (NotAllowed, Http404):
        return ""
    return response.content.decode() if response.status_code == 200 else ""
