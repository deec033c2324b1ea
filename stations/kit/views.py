"""The paragraph of a view: who may, what is shown, one list, one template."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from stations.kit.again import again
from stations.kit.answer import Answer, NotAllowed, RuleBroken
from stations.kit.export import list_response

PAGE_SIZE = 50


def page(allowed: Callable[..., Answer]):
    """Decorator of every page: log in first, then ask the predicate; a "no" is 403 with its reason.

    Args:
        allowed: predicate ``(user) -> Answer`` of a feature's rules.
    """

    def wrap(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            answer = allowed(request.user)
            if not answer:
                raise NotAllowed(answer.reason, code=answer.code)
            return view(request, *args, **kwargs)

        inner.allowed = allowed
        return inner

    return wrap


def wall_page(view):
    """Decorator of parts under ``/wall/``: for a paired wall screen (read-only, without a person) and for staff.

    They are fetched every half minute by a machine, so they renew no session; a disconnected screen goes back to its
    own page, which says why.
    """

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not (getattr(request, "wall", None) or request.is_station_staff):
            return HttpResponse(headers={"HX-Redirect": reverse("wall")}) if request.htmx else redirect("wall")
        return view(request, *args, **kwargs)

    inner.background = True
    return inner


def list_page(request, template: str, filterset, *, title, columns, record_export=None, **context):
    """One list: filtered, counted, paged, exported with the same filters, a fixed number of queries.

    Args:
        filterset: bound FilterSet over the visible rows.
        title: name of the list, also of the export.
        columns: list of :class:`stations.kit.tables.Column`.
        record_export: called with the number of rows when the list leaves the house (SE-25).
    """
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    form = request.GET.get("format")
    if form in {"xlsx", "csv"}:
        if record_export:
            record_export(rows.count())
        values = ([column.value(row) for column in columns] for row in rows)
        return list_response(form, str(title), [str(column.label) for column in columns], values, request.user)
    found = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "page": found,
        "total": found.paginator.count,
        "filter": filterset,
        "columns": columns,
        "heading": title,
    }
    return render(request, template, context)


def act(request, verb: Callable[[], object], done: str, to):
    """Carry out one action of a page: its success or its refusal becomes a message, then go to a page.

    Args:
        verb: the action, without arguments.
        done: sentence shown on success; empty where the page that follows says it.
        to: where to go, anything ``redirect`` takes.
    """
    try:
        again(verb, request)
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
    else:
        if done:
            messages.success(request, done)
    return redirect(to)
