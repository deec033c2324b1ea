"""Taking a report: the form, what is near by, what was there before, and what follows from sending."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.crews.models import VideoRound
from stations.incidents import history, intake, intake_rules, nearby, readings, rules
from stations.incidents.forms_intake import IntakeForm, SettledForm
from stations.incidents.words import Source
from stations.kit.answer import RuleBroken
from stations.kit.views import page
from stations.places.forms import PointField
from stations.places.geometry import locate
from stations.places.models import Community, Grid

KEYS = (
    ("Alt P", gettext_lazy("Where")),
    ("Alt C", gettext_lazy("Category")),
    ("Alt S", gettext_lazy("What happened")),
    ("Alt N", gettext_lazy("Reporter")),
    ("Alt T", gettext_lazy("Phone")),
    ("Alt H", gettext_lazy("Earlier incidents")),
    ("1 2 3", gettext_lazy("injured and weapons: yes, no, unknown")),
    ("?", gettext_lazy("in a field: unknown; elsewhere: these keys")),
    ("↓ ↑ Enter Esc", gettext_lazy("walk, take, leave a list")),
    ("Enter", gettext_lazy("next question")),
    ("Ctrl Enter", gettext_lazy("Record the report")),
)


@never_cache
@page(rules.may_record)
def new(request):
    """Take a report. The script sends it in the background and is told where to go; without it, a plain form."""
    at_desk = bool(rules.at_the_desk(request.user))
    initial = {"source": Source.EMERGENCY if at_desk else Source.PATROL, "on_the_scene": not at_desk}
    form = IntakeForm(request.POST or None, initial=initial | _seen(request.GET.get("round", "")))
    context = {
        "heading": _("New incident"), "at_desk": at_desk, "required": _required(),
        "secrets": intake_rules.SECRET_WORDS, "keys": KEYS,
        "may_history": bool(rules.may_search_persons(request.user)),
    }  # fmt: skip
    return _sent(request, form, intake.record_incident, "incidents/intake.html", context)


@never_cache
@page(rules.may_record)
def settled(request):
    """Write down what was settled on the spot."""
    form = SettledForm(request.POST or None, request.FILES or None)
    context = {"heading": _("Settled on the spot")}
    return _sent(request, form, intake.record_settled, "incidents/intake_settled.html", context)


def _sent(request, form, action, template: str, context: dict):
    """One sending: recorded, or shown again with what is wrong; 409 where a rule refuses."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = action(station=request.station, actor=request.user, **form.arguments())
                address = reverse("intake-done", args=[row.pk])
                return JsonResponse({"url": address}) if _by_script(request) else redirect(address)
            except RuleBroken as refusal:
                form.add_error(None, str(refusal.reason))
                status = 409
        if _by_script(request):
            errors = {name or "__all__": [str(text) for text in texts] for name, texts in form.errors.items()}
            return JsonResponse({"errors": errors}, status=status)
    return render(request, template, context | {"form": form}, status=status)


def _seen(number: str) -> dict:
    """What the form begins with when the video patrol found something."""
    found = VideoRound.objects.filter(pk=_number(number)).first() if number else None
    if found is None:
        return {}
    return {"source": Source.VIDEO, "summary": found.findings, "video_round": found.pk, "on_the_scene": False}


def _by_script(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _required() -> dict:
    """What each kind must be asked, for the marks on the form."""
    return {
        "kinds": {kind: list(names) for kind, names in intake_rules.REQUIRED.items()},
        "silent": sorted(intake_rules.WITHOUT_CALLER),
        "sources": {kind: list(names) for kind, names in intake_rules.SOURCES.items()},
    }


@page(rules.may_record)
def done(request, pk: int):
    """What was recorded, and what comes next."""
    row = get_object_or_404(readings.in_list(readings.visible_to(request.user)).select_related("main"), pk=pk)
    outside = row.lat is not None and locate(row.station_id, row.lat, row.lng).outside
    context = {
        "heading": _("The report is recorded"), "incident": row, "outside": outside,
        "secrets": intake_rules.secret_words(row.summary, row.result_text, row.place),
        "at_desk": bool(rules.at_the_desk(request.user)),
    }  # fmt: skip
    return render(request, "incidents/intake_done.html", context)


@never_cache
@require_POST
@page(rules.may_record)
def near(request):
    """Reports near by in space and time, and the grid of the point: a part of the form."""
    point = _point(request.POST.get("point", ""))
    lat, lng = point or (None, None)
    found = locate(request.station.pk, lat, lng) if point else None
    rows = nearby.nearby(
        at=timezone.now(), lat=lat, lng=lng, place=request.POST.get("place", "").strip()[:160],
        spot_id=_number(request.POST.get("spot", "")),
    )  # fmt: skip
    # A fixed number of queries: an auxiliary links nothing, the desk decides.
    context = {
        "near": rows if rules.may_see_inbox(request.user) else [],
        "outside": bool(found and found.outside),
        "grid": Grid.objects.filter(pk=found.grid_id).first() if found else None,
        "community": Community.objects.filter(pk=found.community_id).first() if found else None,
        "chosen": _number(request.POST.get("main", "")),
    }  # fmt: skip
    return render(request, "incidents/intake_near.html", context)


@never_cache
@require_POST
@page(rules.may_search_persons)
def earlier(request):
    """Earlier incidents of this phone or place; asked for, recorded, without any name."""
    rows = history.caller_history(
        station=request.station, actor=request.user, phone=request.POST.get("phone", "")[:24],
        place=request.POST.get("place", "").strip()[:160], spot_id=_number(request.POST.get("spot", "")),
    )  # fmt: skip
    return render(request, "incidents/intake_history.html", {"earlier": rows, "heading": _("Earlier incidents")})


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _point(text: str) -> tuple[float, float] | None:
    """A point as typed; half a point while typing is none."""
    try:
        return PointField().clean(text)
    except ValidationError:
        return None
