"""The guard's phone: report what was found, follow it to the end."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from patrols.checkins.items import identity
from patrols.checkins.models import CheckIn
from patrols.findings import actions, readings, rules
from patrols.findings.actions import Upload
from patrols.findings.files import shown
from patrols.findings.forms import ReportForm
from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.findings.rules import ON_THE_SPOT
from patrols.routes.models import Checkpoint
from patrols.squads.phone import on_phone
from patrols.squads.readings import settings_of, standing
from stations.catalogue.words import Kind
from stations.kit.answer import NotAllowed, RuleBroken, demand
from stations.places.geometry import plausible

# A check-in of the last half hour says where the guard stands.
FRESH = timezone.timedelta(minutes=30)
STAGE = FindingFile.Stage


@on_phone
@require_safe
def start(request):
    """Choose what it is; below, what became of the earlier reports."""
    guard = standing(request.user).guard
    context = {
        "heading": _("Report"), "tab": "finding", "leads": standing(request.user).leads,
        "kinds": list(FindingKind.objects.filter(active=True)), "mine": readings.of_guard(guard),
        "carried": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "patrols/findings/phone/start.html", context)


@on_phone
def report(request, pk: int):
    """The report itself: what to do first, then photo, voice or words."""
    kind = get_object_or_404(FindingKind.objects.select_related("category").filter(active=True), pk=pk)
    point, check_in = where(request)
    first = {
        "place": point.name if point else "",
        "client_id": uuid.uuid4(),
        "act": kind.acts[0] if kind.acts else "",
    }
    form = ReportForm(request.POST or None, request.FILES or None, kind=kind, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = send(request, kind, point, check_in, form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Reported. Thank you."))
            return redirect("phone-finding-one", made.pk)
    limits, at = settings_of(request.station), timezone.now()
    lat, lng = (point.lat, point.lng) if point else (None, None)
    context = {
        "heading": kind.name, "tab": "finding", "leads": standing(request.user).leads, "kind": kind, "form": form,
        "point": point, "check_in": check_in, "steps": [line for line in kind.card.splitlines() if line.strip()],
        "near": readings.near(lat=lat, lng=lng, limits=limits, at=at), "spot": ON_THE_SPOT & set(kind.acts),
        "hazard": kind.category.kind == Kind.HAZARD,
    }  # fmt: skip
    return render(request, "patrols/findings/phone/report.html", context, status=400 if form.errors else 200)


@on_phone
@require_safe
def one(request, pk: int):
    """One finding as its reporter (or squad leader) follows it."""
    found = get_object_or_404(readings.listed().prefetch_related("files__file"), pk=pk)
    demand(rules.may_see(request.user, found))
    context = {
        "heading": found.kind.name, "tab": "finding", "leads": standing(request.user).leads, "finding": found,
        "stages": readings.stages(found), "sent": "sent" in request.GET,
    }  # fmt: skip
    return render(request, "patrols/findings/phone/one.html", context)


@on_phone
@require_safe
def squad(request):
    """For the squad leader: what the guards of the squad reported, and how far it is."""
    mine = standing(request.user)
    if not mine.leads:
        raise NotAllowed(_("Only the squad leader may do this."), code="squad_leader_only")
    context = {"heading": _("Findings of my squad"), "tab": "squad", "leads": mine.leads,
               "rows": list(readings.listed().filter(squad__in=mine.leads)[:50])}  # fmt: skip
    return render(request, "patrols/findings/phone/squad.html", context)


@on_phone
@require_safe
def file(request, pk: int):
    """A photo or voice note of the own report."""
    return shown(request, pk)


def where(request, at: datetime | None = None) -> tuple[Checkpoint | None, CheckIn | None]:
    """The point of the scan: named by the address, or that of the guard's last check-in half an hour ago at most.

    Args:
        at: when it was found; now by default.
    """
    guard, asked, at = standing(request.user).guard, request.POST or request.GET, at or timezone.now()
    mine = CheckIn.objects.filter(guard=guard).select_related("checkpoint")
    check_in = named(mine, asked.get("check_in", ""))
    if check_in is None and not asked.get("checkpoint"):
        check_in = mine.filter(at__range=(at - FRESH, at)).order_by("-at").first()
    if check_in:
        return check_in.checkpoint, check_in
    wanted = number(asked.get("checkpoint", ""))
    return (Checkpoint.objects.filter(pk=wanted).first() if wanted else None), None


def named(mine, text: str) -> CheckIn | None:
    """The guard's own check-in by its number, or by the id that the phone gave it before it had one."""
    if wanted := number(text):
        return mine.filter(pk=wanted).first()
    wanted = identity(text)
    return mine.filter(client_id=wanted).first() if wanted else None


def number(text: str) -> int | None:
    """The number of a row as an address says it; None for anything else (``isdigit`` alone takes ² for one)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def send(request, kind: FindingKind, point: Checkpoint | None, check_in, told: dict, **more) -> Finding:
    """Carry out the report with what the form holds; ``more`` is what only the phone's queue knows."""
    same = number(request.POST.get("same_as", ""))
    lat, lng = told["lat"], told["lng"]
    if lat is None or lng is None or not plausible(lat, lng):
        lat = lng = None
    files = [
        Upload(upload.name, upload.read(), stage)
        for name, stage in (("photos", STAGE.BEFORE), ("after", STAGE.AFTER), ("voice", STAGE.VOICE))
        for upload in told[name]
    ]
    return actions.report(
        guard=standing(request.user).guard, client_id=told["client_id"], kind=kind, act=told["act"],
        words=told["words"], place=told["place"], checkpoint=point, check_in=check_in, lat=lat, lng=lng, files=files,
        settled="settled" in request.POST,
        same_as=get_object_or_404(Finding.objects.all(), pk=same) if same else None, **more,
    )  # fmt: skip
