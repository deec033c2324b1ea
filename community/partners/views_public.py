"""Demands of merchants under ``/q/demands/``: no login, no cookie; what came of it is read with the receipt code.

Nothing about who asks is kept but what the form asks for; the telephone lies in a row of its own.
"""

from django.utils import timezone
from django_scopes import scopes_disabled

from community.partners import codes, demands, readings, rules
from community.partners.forms_demands import PublicDemandForm, ReceiptForm
from community.partners.models import MeetingSeries
from community.partners.models_demands import Demand
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import code_refused, open_page, public_page, unknown
from stations.kit import receipts
from stations.kit.answer import RuleBroken
from stations.kit.history import unsigned
from stations.kit.scoping import in_station

# Within the hour; all shops of a building share an address.
DEMANDS_PER_ADDRESS = 30
FIELDS = ("kind", "shop", "place", "words", "phone", "for_meeting", "client_id")


@open_page
def new(request, token: str):
    """What a merchant asks for; after sending the receipt code, shown once."""
    found = codes.read_sign(token)
    with scopes_disabled():
        sign = readings.sign_in_force(*found) if found else None
    if sign is None:
        return public_page(request, "community/partners/public/gone.html", {}, 404)
    with in_station(sign.station):
        form = PublicDemandForm(request.POST or None)
        meets = MeetingSeries.objects.filter(building=sign.building_id, active=True).exists()
        if not meets:
            form.fields.pop("for_meeting")
        context = {"station": sign.station, "building": sign.building, "form": form}
        if request.method == "POST" and form.is_valid():
            context["refused"] = refused(demands=(client_ip(request), DEMANDS_PER_ADDRESS))
            if not context["refused"] and (given := _send(sign, form)):
                context = {"station": sign.station, "given": given}
                return public_page(request, "community/partners/public/receipt.html", context)
        return public_page(request, "community/partners/public/new.html", context, 400 if form.errors else 200)


def _send(sign, form) -> demands.Received | None:
    told = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
    try:
        with unsigned():
            return demands.receive(station=sign.station, building=sign.building, **told)
    except RuleBroken as broken:
        form.add_error(None, str(broken.reason))
        return None


@open_page
def receipt(request):
    """How far one's demand is, with the receipt code; confirm the answer, or return it."""
    form = ReceiptForm(request.POST or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        context["refused"] = code_refused(request, told["receipt"])
        if not context["refused"]:
            context |= _found(told)
    return public_page(request, "community/partners/public/follow.html", context, 400 if form.errors else 200)


def _found(told: dict) -> dict:
    with scopes_disabled():
        rows = Demand.objects.select_related("station")
        row = rows.filter(receipt_digest=receipts.digest(told["receipt"])).first()
    if row is None:
        return unknown(told["receipt"])
    with in_station(row.station):
        wrong = _said(row, told) if told["verb"] in rules.MERCHANTS else ""
        row = readings.demands().get(pk=row.pk)
        return {
            "demand": row, "station": row.station, "stages": readings.stages(row), "receipt": told["receipt"],
            "may_say": bool(rules.DEMAND.step(row.state, "confirm")), "wrong": wrong,
        }  # fmt: skip


def _said(row: Demand, told: dict) -> str:
    """Confirm or return; why it could not be done."""
    try:
        with unsigned():
            if told["verb"] == "confirm":
                demands.confirm(demand=row, at=timezone.now())
            else:
                demands.send_back(demand=row, reason=told["reason"], at=timezone.now())
    except RuleBroken as broken:
        return str(broken.reason)
    return ""
