"""The own page: what is to do today, on one list and one map; and the note taken on the spot."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from stations.agenda.registry import entries_for
from stations.beat import readings
from stations.beat.actions import take_note
from stations.beat.forms import NoteForm
from stations.beat.ground import areas_of, ground
from stations.beat.rules import may_note, may_open
from stations.beat.shown import board, phrases
from stations.kit.again import again
from stations.kit.answer import RuleBroken
from stations.kit.device import OWNER, owner_key
from stations.kit.views import page
from stations.organisation.rules import officer_of

STATUS = {"recorded": 201, "repeated": 200, "conflict": 409, "refused": 409}


@require_safe
@page(may_open)
def desk(request):
    """The shell: buttons and map. The list itself is fetched, and fetched again while the page is open."""
    if request.station is None:
        return redirect("account")
    return render(request, "agenda/desk.html", _shell(request))


@never_cache
@require_safe
@page(may_open)
def part(request):
    """The list; as a page of its own where no script runs, then filtered by the address."""
    if request.station is None:
        return redirect("account")
    shown = {"board": board(request)}
    if request.htmx:
        return render(request, "agenda/part.html", shown)
    return render(request, "agenda/desk.html", _shell(request) | shown)


def _shell(request) -> dict:
    """What stays while the list comes and goes."""
    own, here = officer_of(request.user), readings.day_for(request.user)
    drawn = None
    if own and here:
        mine, passed = areas_of([own.pk], here), areas_of(here.passed_to(own.pk), here)
        drawn = ground(mine, passed) if mine or passed else None
    return {
        "heading": _("My day"), "day": timezone.localdate(), "ground": drawn, "entries": entries_for(request.user),
        "query": request.GET.urlencode(), "data": _data(request) if may_note(request.user) else None,
    }  # fmt: skip


def _data(request) -> dict:
    """What the scripts of these pages know: whose notes they keep and where they go."""
    note = reverse("note-new")
    return {
        "owner": owner_key(request.user), "send": reverse("note-send"), "note": note,
        "login": f"{reverse('login')}?next={note}", "csrf_cookie": settings.CSRF_COOKIE_NAME, "words": phrases(),
    }  # fmt: skip


# -- notes -------------------------------------------------------------------------------------------------------


@never_cache
@page(may_note)
def note_new(request):
    """Take something down on the spot. The script keeps it on the device first; without it, a plain form."""
    first = {"client_id": uuid.uuid4(), "place": request.GET.get("place", "")[:160]}
    form = NoteForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            _taken(request, form)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Noted, and sent to the command room."))
            return redirect("me")
    context = {"heading": _("Note on the spot"), "form": form, "data": _data(request)}
    return render(request, "agenda/note.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
@page(may_note)
def note_send(request):
    """The door of the device's queue: one note, answered so that it is entered once and never lost.

    A form as that of the page, with ``offline``, ``found_at`` and ``sent_at`` by the clock of the device. The header
    says whose note it is: one of somebody else who held the device before is not taken under the present name.
    """
    if request.headers.get(OWNER) != owner_key(request.user):
        return JsonResponse({"code": "other_owner"}, status=401)
    number = request.POST.get("client_id", "")
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        reasons = [f"{form.fields[name].label or name}：{' '.join(why)}" for name, why in form.errors.items()]
        return _said("refused", number, code="invalid", message=" ".join(reasons))
    try:
        incident, made = _taken(request, form)
    except RuleBroken as broken:
        status = "conflict" if broken.code == "idempotency" else "refused"
        return _said(status, number, code=str(broken.code), message=str(broken.reason))
    url = incident.get_absolute_url()
    return _said("recorded" if made else "repeated", number, id=incident.pk, number=incident.number, url=url)


def _taken(request, form: NoteForm):
    now = timezone.now()
    late = request.POST.get("offline") == "1"
    told = form.arguments() | {"found_at": _found(request, now) if late else None}
    return again(lambda: take_note(station=request.station, actor=request.user, **told), request)


def _found(request, now: datetime) -> datetime | None:
    """When it was seen: as long ago as the device's own clock says, which may be years off."""
    claimed, sent = (_moment(request.POST.get(name, "")) for name in ("found_at", "sent_at"))
    if claimed is None or sent is None:
        return None
    return now - max(sent - claimed, timezone.timedelta(0))


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found and found.tzinfo and 1970 < found.year < 2100 else None


def _said(status: str, client_id: str, **more) -> JsonResponse:
    """The answer in the form that the queue takes."""
    code = 400 if more.get("code") == "invalid" else STATUS[status]
    return JsonResponse({"client_id": client_id, "status": status, "id": None} | more, status=code)
