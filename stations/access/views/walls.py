"""Wall screens: connect by six digits, show without any login, disconnect."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from stations.access import actions
from stations.access.forms import WallForm
from stations.access.models import WallScreen
from stations.access.rules import may_pair_walls
from stations.kit.answer import RuleBroken
from stations.kit.qr import drawn
from stations.kit.views import act, page
from stations.organisation.models import Officer

YEAR = 365 * 24 * 3600
OFFERS = 30  # new screens from one address in ten minutes


@never_cache
@require_safe
def wall(request):
    """The screen itself: the day of the station, or six digits to connect it."""
    if request.wall or request.is_station_staff:
        if request.htmx:
            return HttpResponse(headers={"HX-Refresh": "true"})
        # ``?show=today`` stays on the day sheet; else the screen goes on to the board after a while.
        context = {"strength": Officer.objects.on_strength().count(), "turn": request.GET.get("show") != "today"}
        response = render(request, "access/wall.html", context)
        return keep(request, response, request.COOKIES.get("fg_wall"), YEAR) if request.wall else response
    token, revoked = request.COOKIES.get("fg_wall"), False
    if token and actions.wall_of(token):
        token, revoked = None, True
    token = token or actions.new_wall_token()
    code = actions.wall_code(token)
    if code is None:
        # Counted by the code, not by the cookie: whoever asks makes cookies up as they like.
        if too_many(request):
            return render(request, "429.html", status=429)
        code = actions.new_wall_code(token)
    address = request.build_absolute_uri(f"{reverse('walls')}?code={code}")
    context = {"code": f"{code[:3]} {code[3:]}", "qr": drawn(address, 4), "revoked": revoked}
    part = "#offer" if request.htmx else ""
    return keep(request, render(request, f"access/wall_offer.html{part}", context), token, YEAR)


wall.background = True


def keep(request, response, token: str, age: int):
    """Leave the screen its cookie."""
    response.set_cookie("fg_wall", token, max_age=age, httponly=True, samesite="Lax", secure=settings.SECURE)
    return response


def too_many(request) -> bool:
    """Whether one address asks for too many codes: each holds a place in the cache."""
    key = f"wall-offers:{get_client_ip_address(request)}"
    cache.add(key, 0, actions.PAIRING_SECONDS)
    try:
        return cache.incr(key) > OFFERS
    except ValueError:  # it ran out between the two steps
        return False


@page(may_pair_walls)
def walls(request):
    """The screens of the station; connect another by the digits it shows."""
    form = WallForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        try:
            screen = actions.pair_wall(user=request.user, station=request.station, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error("code", str(refusal.reason))
        else:
            return act(request, lambda: screen, _("The screen is connected and shows the day in a moment."), "walls")
    screens = WallScreen.objects.filter(revoked_at=None).select_related("paired_by")
    return render(request, "access/walls.html", {"form": form, "screens": screens})


@require_POST
@page(may_pair_walls)
def disconnect(request, pk: int):
    """Disconnect a screen; it goes back to showing digits."""
    screen = get_object_or_404(WallScreen.objects.all(), pk=pk)
    return act(
        request,
        lambda: actions.revoke_wall(user=request.user, screen=screen, at=timezone.now()),
        _("The screen has been disconnected."),
        "walls",
    )
