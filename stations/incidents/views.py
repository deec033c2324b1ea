"""The inbox of the command room, one incident, and its verbs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from stations.incidents import exports, hooks, people, progress, readings, rules, tables
from stations.incidents.attachments import first_stage
from stations.incidents.filters import IncidentFilter
from stations.incidents.forms import AttachForm, LookForm
from stations.incidents.handling import check
from stations.incidents.paging import TablePaginator
from stations.incidents.rules import workflow_of
from stations.incidents.verbs import VERBS, buttons
from stations.incidents.verbs import check as may_use
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import PAGE_SIZE, act, page
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

LINES = 60


@page(rules.may_see_inbox)
def incidents(request):
    """Every incident of the station: tabs, filters, pages, export."""
    filterset = IncidentFilter(request.GET, readings.visible_to(request.user), request=request)
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    form, now = request.GET.get("format"), timezone.now()
    if form in exports.FORMS:
        try:
            return exports.sheet(rows=readings.in_list(rows), form=form, user=request.user, station=request.station)
        except RuleBroken as refusal:
            messages.error(request, refusal.reason)
    found = TablePaginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = readings.tab_counts(request.user, now)
    context = {
        "page": found, "total": found.paginator.count, "capped": found.paginator.capped, "filter": filterset,
        "heading": _("Incidents"), "tones": tables.TONES, "tab": request.GET.get("tab", ""), "now": now,
        "tabs": [(tab, counts[tab.code]) for tab in readings.TABS], "beside": filterset.beside(),
        "may_search": bool(rules.may_search_persons(request.user)),
        "may_record": bool(rules.may_record(request.user)),
    }  # fmt: skip
    return render(request, "incidents/incidents.html", context)


def reached(request, pk: int, rows=readings.with_handlers):
    """An incident the person may open; another station's is 404, somebody else's 403."""
    row = get_object_or_404(rows(readings.visible_to(request.user)), pk=pk)
    demand(rules.may_see(request.user, row))
    return row


def arranged(found: list) -> dict:
    """Buttons to press first, and the rest behind one; a few stand all in the open."""
    first = [button for button in found if button.tone in {"primary", "warning"}]
    rest = [button for button in found if button not in first]
    return {"first": first or rest[:2], "rest": rest if first else rest[2:]}


@require_GET
@page(rules.may_see_own)
def incident(request, pk: int):
    """One incident with everything known about it; the parts change by themselves while it is open."""
    row, user, now = reached(request, pk, readings.in_detail), request.user, timezone.now()
    entries = list(Entry.objects.about(row).select_related("actor")[:LINES])
    late = readings.visible_to(user).filter(readings.OPEN, readings.overdue(now), pk=pk).exists()
    context = {
        "heading": row.number, "incident": row, "tone": tables.TONES[row.state], "late": late,
        "stages": progress.stages(row, entries, late), "timeline": lines(entries),
        **arranged(buttons(user, row, now)), "people": people.shown(user, row, row.parties.all()),
        "look_form": LookForm(), "ties": hooks.ties_for(user, row), "offers": hooks.offers_for(user, row),
        "may_files": bool(rules.may_open_attachment(user, row)), "may_attach": bool(rules.may_attach(user, row)),
        "may_strike": bool(rules.may_strike_attachment(user, row)),
        "attach_form": AttachForm(initial={"stage": first_stage(row)}), "element_names": readings.element_names(row),
        "may_people": row.state not in {"struck"} and bool(rules.may_contact(user, row)),
        "handlers": [handler.officer for handler in row.now_handling],
    }  # fmt: skip
    return render(request, "incidents/incident.html", context)


@page(rules.may_see_own)
def incident_verb(request, pk: int, verb: str):
    """One verb: a tap is done at once, the others show what they ask."""
    row, spec = reached(request, pk), VERBS[verb]
    if spec.allowed:
        demand(spec.allowed(request.user, row))
    if spec.form is None:
        if request.method != "POST":
            return redirect(row)
        return act(request, lambda: spec.run(incident=row, actor=request.user), spec.done, row)
    answer = may_use(request.user, row, verb, timezone.now())
    if not answer and answer.code == "not_allowed":
        demand(answer)
    step = workflow_of(row).step(row.state, verb)
    if not spec.allowed and step is None:
        return act(request, lambda: check(row, verb, request.user, timezone.now()), spec.done, row)
    form = spec.form(request.POST or None, incident=row, user=request.user)
    label = step.label if step and not spec.allowed else spec.label
    return form_page(
        request, form, lambda **values: spec.run(incident=row, actor=request.user, **values) and None,
        heading=f"{label} · {row.number}", done=spec.done, back=row.get_absolute_url(), submit=label,
        intro=f"{row.place} · {row.summary[:120]}", row=row, template="incidents/verb.html",
        candidates=readings.linkable(row) if verb == "link" else None, danger=verb == "strike",
        remarks=hooks.remarks_for(verb, row),
    )  # fmt: skip
