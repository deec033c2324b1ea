"""One-time codes: hand one out, type one in; the phones of a person."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, logout
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import actions
from stations.access.filters import AccountFilter
from stations.access.forms import CodeForm
from stations.access.models import DeviceToken
from stations.access.rules import enters_with_password, may_hand_out_codes
from stations.access.views.login import begin_session
from stations.access.views.me import connected_phones
from stations.kit.answer import RuleBroken, demand
from stations.kit.scoping import in_station
from stations.kit.tables import Column
from stations.kit.views import act, list_page, page
from stations.organisation.models import User
from stations.organisation.rules import may_issue_code
from stations.timeline.actions import leaves

BACKEND = "stations.access.backends.PersonBackend"
PHONES = ("iPhone", "iPad", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux")


def person_or_404(request, user_id: int) -> User:
    """An account of the own station."""
    people = User.objects.select_related("officer", "home_station").filter(home_station=request.station)
    return get_object_or_404(people, pk=user_id, is_active=True)


@page(may_hand_out_codes)
def accounts(request):
    """Everybody who has an account here; from here codes are handed out."""
    people = User.objects.filter(home_station=request.station, is_active=True).select_related("officer")
    columns = [
        Column(_("Name"), lambda person: person.name),
        Column(_("User name"), lambda person: person.username),
        Column(_("Post"), lambda person: person.officer.get_post_display() if hasattr(person, "officer") else ""),
    ]
    found = AccountFilter(request.GET, queryset=people.order_by("pinyin", "id"), request=request)
    return list_page(
        request,
        "access/accounts.html",
        found,
        title=_("Accounts and codes"),
        columns=columns,
        record_export=leaves(request, "accounts"),
    )


@never_cache
@page(may_hand_out_codes)
def issue(request, user_id: int):
    """Ask first, then show a new code once, in large type."""
    person = person_or_404(request, user_id)
    answer = may_issue_code(request.user, person)
    context = {"person": person, "phones": connected_phones(person), "answer": answer}
    if request.method == "POST":
        demand(answer)
        code = actions.issue_code(user=request.user, person=person, at=timezone.now())
        context |= {"code": code, "grouped": f"{code[:4]} {code[4:]}", "by_phone": not enters_with_password(person)}
    return render(request, "access/code_issue.html", context)


@require_POST
@page(may_hand_out_codes)
def disconnect(request, user_id: int, pk: int):
    """Disconnect somebody's lost or changed phone."""
    device = get_object_or_404(DeviceToken.objects.filter(user=person_or_404(request, user_id)), pk=pk)
    return act(
        request,
        lambda: actions.revoke_phone(user=request.user, device=device, at=timezone.now()),
        _("The phone has been disconnected."),
        reverse("code-issue", args=[user_id]),
    )


def way_back(request) -> str:
    """The page of the phone one came from, a scanned sign say, or ""; nothing else is believed."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside and wanted.startswith("/c/") else ""


def why_here(request) -> str:
    """The sentence that says why a code is asked."""
    if request.GET.get("reason") == "phone":
        return _("This phone is no longer connected. Ask the command room or your leader for a new code.")
    if way_back(request):
        return _("This phone is not connected yet. Enter your code once; then you go on where you were.")
    return ""


@never_cache
def enter(request):
    """Type a one-time code: officers then choose a password, guards and members have this phone connected."""
    # A printed slip says the user name in its address; never the code.
    name = request.GET.get("name", "")[:60]
    form, back = CodeForm(request.POST or None, initial={"username": name}), way_back(request)
    shown = {"form": form, "next": back, "reason": why_here(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "access/code_enter.html", shown)
    # Its own counter of five tries, kept by the lockout of the login (SE-03).
    tried = {"username": f"code:{form.cleaned_data['username']}"}
    if not AxesProxyHandler.is_allowed(request, tried):
        request.axes_locked_out, request.axes_credentials = True, tried
        return render(request, "access/code_enter.html", shown)
    username, code = form.cleaned_data["username"], form.cleaned_data["password"]
    try:
        person = actions.redeem_code(username=username, code=code, at=timezone.now())
    except RuleBroken as refusal:
        AxesProxyHandler.user_login_failed(sender=enter, credentials=tried, request=request)
        form.add_error(None, str(refusal.reason))
        return render(request, "access/code_enter.html", shown)
    AxesProxyHandler.reset_attempts(username=tried["username"], ip_address=request.axes_ip_address)
    return let_in(request, person, back)


def let_in(request, person, back: str = ""):
    """To the choice of a password, or with a connected phone back to where one was, else to the own page."""
    if request.user.is_authenticated:
        logout(request)
    with in_station(person.home_station):
        by_password = enters_with_password(person)
    if by_password:
        login(request, person, backend=BACKEND)
        begin_session(request, person)
        request.session["entered_by_code"] = True
        return redirect("password")
    label = next((name for name in PHONES if name in request.headers.get("User-Agent", "")), "")
    token = actions.pair_phone(user=person, label=label, at=timezone.now())
    response = redirect(back or "me")
    age = settings.DEVICE_DAYS * 24 * 3600
    response.set_cookie(
        "fg_device", token, max_age=age, httponly=True, samesite="Lax", secure=settings.SECURE, path="/"
    )
    return response
