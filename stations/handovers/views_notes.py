"""Notes of the handover: the list, writing one, its page, settling it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.handovers import actions, readings, rules, tables
from stations.handovers.filters import NoteFilter
from stations.handovers.forms import NoteForm, SettleForm
from stations.handovers.models import HandoverNote
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(rules.may_see)
def notes(request):
    """All notes, the newest first; words only for those who may read them."""
    on_duty = readings.works(request.user, timezone.now())
    filterset = NoteFilter(request.GET, readings.notes().order_by("-id"), request=request)

    return list_page(
        request, "handovers/notes.html", filterset, title=_("Handover notes"),
        columns=tables.notes(request.user, on_duty), record_export=leaves(request, "handover-notes"),
        now=timezone.now(),
        may_write=bool(rules.may_write(request.user, on_duty)),
        reads_people=bool(rules.may_read_note(request.user, HandoverNote.Kind.PERSON, on_duty)),
        reads_rest=bool(rules.may_read_note(request.user, HandoverNote.Kind.NOTE, on_duty)),
    )  # fmt: skip


@page(rules.may_see)
def note_new(request):
    """Write a note; from the handover's page one comes back to it."""
    demand(rules.may_write(request.user, readings.works(request.user, timezone.now())))
    form = NoteForm(request.POST or None, initial={"kind": request.GET.get("kind", HandoverNote.Kind.NOTE)})
    return form_page(
        request, form,
        lambda **values: actions.write_note(station=request.station, actor=request.user, **values) and None,
        heading=_("Write a note for the next duty"), done=_("The note is written."),
        back=reverse("handover-today"),
    )  # fmt: skip


@page(rules.may_see)
def note(request, pk: int):
    """One note with its outcome; whoever may write settles it here."""
    at = timezone.now()
    found = get_object_or_404(readings.notes(), pk=pk)
    on_duty = readings.works(request.user, at)
    may_write = bool(rules.may_write(request.user, on_duty))
    context = {
        "note": found,
        "readable": bool(rules.may_read_note(request.user, found.kind, on_duty)),
        "form": SettleForm() if may_write and found.settled_at is None else None,
        "overdue": found.settled_at is None and found.due_at and found.due_at < at,
        "timeline": story(found),
    }
    return render(request, "handovers/note.html", context)


@page(rules.may_see)
def note_settle(request, pk: int):
    """Say what came of a note."""
    demand(rules.may_write(request.user, readings.works(request.user, timezone.now())))
    found = get_object_or_404(readings.notes(), pk=pk)
    form = SettleForm(request.POST or None)
    return form_page(
        request, form,
        lambda **values: actions.settle_note(note=found, actor=request.user, **values) and None,
        heading=_("Settle note %(number)s") % {"number": pk}, done=_("The note is settled."),
        back=reverse("handover-today"), submit=_("Settle"), intro=found.text,
    )  # fmt: skip
