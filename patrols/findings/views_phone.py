"""The door of the phone's queue: one finding with its photos, answered so that it is kept once and never lost."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from patrols.checkins.door import reply
from patrols.checkins.items import identity, moment
from patrols.checkins.views_phone import refused_at_door
from patrols.findings.forms import ReportForm
from patrols.findings.models import Finding, FindingKind
from patrols.findings.phone import number, send, where
from patrols.squads.readings import standing
from stations.kit.answer import RuleBroken

STATUS = {"recorded": 201, "repeated": 200, "conflict": 409, "refused": 409}


@csrf_exempt
@never_cache
@require_POST
def upload(request):
    """A finding that was written on the phone, at once or after a time without a network (离线补传).

    A form: ``client_id``, ``kind``, ``act``, ``words``, ``place``, ``checkpoint``, ``check_in`` (the id that the
    phone gave it), ``lat``, ``lng``, ``same_as``, ``settled``, ``offline``, ``found_at`` and ``sent_at`` by the clock
    of the phone, files ``photos``, ``after``, ``voice``. The same ``client_id`` with the same content is the same
    finding.
    """
    refusal = refused_at_door(request)
    if refusal:
        return refusal
    guard, client_id = standing(request.user).guard, identity(request.POST.get("client_id", ""))
    if client_id is None:
        return said("refused", None, code="invalid", message=_("Not a UUID."))
    kind = FindingKind.objects.select_related("category").filter(pk=number(request.POST.get("kind", "")) or 0).first()
    if kind is None:
        return said("refused", client_id, code="kind_closed", message=_("This kind of finding is no longer in use."))
    form = ReportForm(request.POST, request.FILES, kind=kind)
    if not form.is_valid():
        return said("refused", client_id, code="invalid", message=wrong(form))
    known = Finding.objects.filter(guard=guard, client_id=client_id).exists()
    try:
        made = taken(request, kind, form.cleaned_data)
    except Http404:
        return said("refused", client_id, code="same", message=_("The report that was named is not there."))
    except RuleBroken as broken:
        status = "conflict" if broken.code == "idempotency" else "refused"
        return said(status, client_id, code=str(broken.code), message=str(broken.reason))
    return said("repeated" if known else "recorded", client_id, id=made.pk, code="reported", message=_("Reported."))


def taken(request, kind: FindingKind, told: dict) -> Finding:
    """Carry out what the phone sent.

    Raises:
        RuleBroken: see :func:`patrols.findings.actions.report`.
    """
    now = timezone.now()
    offline = request.POST.get("offline") == "1"
    found_at = found(request, now) if offline else None
    point, check_in = where(request, found_at or now)
    return send(request, kind, point, check_in, told, found_at=found_at, offline=offline)


def found(request, now: datetime) -> datetime | None:
    """When it was found: as long ago as the phone's own clock says, which may be years off (PA-09)."""
    claimed, sent = moment(request.POST.get("found_at", "")), moment(request.POST.get("sent_at", ""))
    if claimed is None or sent is None:
        return None
    return now - max(sent - claimed, timezone.timedelta(0))


def wrong(form) -> str:
    """The reasons, each with the name of its field."""
    parts = [f"{form.fields[name].label or name}：{' '.join(reasons)}" for name, reasons in form.errors.items()]
    return " ".join(parts)


def said(status: str, client_id: str | None, **more) -> HttpResponse:
    """The answer in the form that the phone's queue takes."""
    code = 400 if more.get("code") == "invalid" else STATUS[status]
    return reply(code, {"client_id": client_id, "status": status, "id": None} | more)
