"""What stands between the door and a page: the narrow doors, the language, the station."""

import time
from contextlib import nullcontext

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import LazyObject
from django.utils.translation import gettext as _
from django_scopes import scope

from stations.access import actions
from stations.access.rules import idle_minutes, must_have_second_factor, password_due
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.problems import plain_problem
from stations.kit.ties import ties_of
from stations.organisation.rules import is_staff, post_of

# Open to everybody: whoever was logged out for idling goes on there as a stranger.
PUBLIC = ("/login/", "/logout/", "/i18n/", "/healthz", "/static/", "/q/", "/me/code/", "/wall/", "/api/")
PHONE_PATHS = ("/me/", "/c/")
# What stays open while a second factor or a password is due.
OPEN = frozenset({"login", "logout", "set_language", "healthz", "code-enter"})
# Pages of Django admin that have their one twin outside, with the gates and the record.
ADMIN_TWINS = {"login": "home", "logout": "me", "password_change": "password", "password_change_done": "me"}
SEEN_STEP = 30  # seconds; a session is not written more often than this


class DoorMiddleware:
    """Narrow doors: idle logout, first login, second factor, paired phones and wall screens.

    In this order: an idle session ends; a paired phone opens its owner's own pages and a wall screen its wall; then,
    once the page is known, a due password and a due second factor send the person to the page that settles it, and
    only what a person does renews the session (SE-04): not polling, not event streams.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.device = request.wall = None
        if request.user.is_authenticated and self.is_idle(request):
            refusal = self.end_session(request)
            if refusal:
                return refusal
        if not request.user.is_authenticated:
            refusal = self.narrow_door(request)
            if refusal:
                return refusal
        return self.get_response(request)

    @staticmethod
    def is_idle(request) -> bool:
        """Whether nothing was done for longer than the person's role allows."""
        last = request.session.get("seen")
        return last is not None and time.time() - last > idle_minutes(request.user) * 60

    @staticmethod
    def end_session(request):
        """End it on the server; None where a stranger may go on."""
        actions.note("access.idle", request.user)
        logout(request)
        path = request.path_info
        if path == "/" or path.startswith(PUBLIC):
            return None
        back = request.get_full_path() if request.method == "GET" and not is_part(request) else None
        address = login_address("idle", back)
        if is_part(request):
            # A page that polls goes to the login; what somebody was typing stays on the screen.
            return HttpResponse(status=401, headers={"HX-Redirect": address} if request.method == "GET" else None)
        return redirect(address)

    @staticmethod
    def narrow_door(request):
        """Let a paired phone or a wall screen in, each to its own few pages."""
        path = request.path_info
        phone, wall = request.COOKIES.get("fg_device"), request.COOKIES.get("fg_wall")
        if phone and path.startswith(PHONE_PATHS):
            return open_for_phone(request, phone)
        if path.startswith("/me/") and path != reverse("code-enter") and at_public_door(request):
            return redirect("code-enter")
        if wall and path.startswith("/wall/") and request.method in {"GET", "HEAD"}:
            screen = actions.wall_of(wall)
            if screen and screen.revoked_at is None:
                request.wall = screen
                actions.seen(screen, timezone.now())
        return None

    def process_view(self, request, view, args, kwargs):
        """The page is known: due password, due second factor, the administrators' door, renewal."""
        user = request.user
        in_admin = request.path_info.startswith("/admin/")
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path()) if in_admin else None
        if request.device:
            return None
        gate = self.gate(request)
        if gate:
            return gate
        if in_admin and request.resolver_match.url_name in ADMIN_TWINS:
            return redirect(ADMIN_TWINS[request.resolver_match.url_name])
        if in_admin and not user.is_staff:
            return render(request, "403.html", {"reason": _("This door is for the administrators.")}, status=403)
        if not is_background(request, view):
            renew(request)
        return None

    @staticmethod
    def gate(request):
        """Where the person has to go first, or None."""
        name, user, session = request.resolver_match.view_name, request.user, request.session
        if name in OPEN:
            return None
        unproved = not user.is_verified()
        # Who has a second factor proves it before anything else, also before a new password.
        if session.get("asks_factor") and unproved:
            return sent_to(request, "second-factor", "second_factor_due", _("Prove your second factor first."))
        if session.get("entered_by_code") or (not settings.DEMO and password_due(user, timezone.now())):
            return sent_to(request, "password", "password_due", _("Choose a new password first."))
        due = unproved and not settings.DEMO and must_have_second_factor(user)
        if due and name != "second-factor-setup":
            return sent_to(request, "second-factor", "second_factor_due", _("Set up a second factor first."))
        return None


def login_address(reason: str, back: str | None = None) -> str:
    """The login page with the reason why one stands there, and the way back."""
    response = redirect_to_login(back) if back else redirect("login")
    return f"{response.url}{'&' if '?' in response.url else '?'}reason={reason}"


def sent_to(request, name: str, code: str, reason: str):
    """Send a person to the page that settles what is due, once; programs get a problem document."""
    if request.resolver_match.url_name == name:
        return None
    if request.path_info.startswith("/api/"):
        return plain_problem(403, code, reason)
    if is_part(request):
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)


def at_public_door(request) -> bool:
    """Whether the request came by the public host name, where nobody logs in with a password."""
    return bool(settings.PUBLIC_HOST) and request.get_host().split(":")[0].lower() == settings.PUBLIC_HOST.lower()


def is_part(request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def is_background(request, view) -> bool:
    """Whether a machine asks, not a person: event streams, polling, parts of the wall.

    A view says so with ``view.background = True``; the progress page is polled by htmx only.
    """
    return (
        getattr(view, "background", False)
        or "X-Background" in request.headers
        or request.headers.get("Accept", "").startswith("text/event-stream")
        or request.path_info.startswith("/wall/")
        or (request.resolver_match.url_name == "job" and is_part(request))
    )


def renew(request) -> None:
    """Note that the person did something just now."""
    now = int(time.time())
    if now - request.session.get("seen", 0) >= SEEN_STEP:
        request.session["seen"] = now


def open_for_phone(request, token: str):
    """Log the owner of a paired phone in, for this request and these paths only."""
    device, now = actions.phone_of(token), timezone.now()
    if device and device.revoked_at is None and device.expires_at > now and device.user.is_active:
        device.user.otp_device, device.user.is_verified = None, lambda: False
        request.user, request.device = device.user, device
        actions.seen(device, now)
        return None
    if request.path_info.startswith("/c/") or request.path_info == "/me/code/":
        return None
    # Their owners have no password, and the public door has no login page: a new code is what helps.
    response = redirect(reverse("code-enter") + "?reason=phone")
    response.delete_cookie("fg_device")
    return response


class LanguageMiddleware:
    """The user's setting, then the cookie, then Simplified Chinese; the browser's wish is ignored (DESIGN §7)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        wanted = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            return self.get_response(request)


class StationMiddleware:
    """Runs a request in its user's (or wall screen's) station: rows of any other station do not exist in it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.station, request.is_station_staff = None, False
        if request.wall:
            request.station = request.wall.station
            with scope(station=request.station):
                return self.get_response(request)
        user = request.user
        if not user.is_authenticated or not user.home_station_id:
            return self.get_response(request)
        while isinstance(user, LazyObject):
            user = user._wrapped
        # Without the wrappers of Django and OTP, which cost every attribute two detours.
        request.user = user
        request.station = user.home_station
        with scope(station=request.station), self.history(request):
            self.fill(request)
            return self.get_response(request)

    @staticmethod
    def history(request):
        """Tell the history triggers who writes, through which request."""
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return nullcontext()
        return pghistory.context(user=request.user.pk, request=request.id, url=request.path)

    @staticmethod
    def process_exception(request, error):
        """A refusal of a rule or a predicate is a page with its reason, not a crash."""
        if isinstance(error, NotAllowed | RuleBroken) and not request.path.startswith("/api/"):
            status = 403 if isinstance(error, NotAllowed) else 409
            return render(request, "403.html", {"reason": error.reason}, status=status)
        return None

    @staticmethod
    def fill(request):
        """Load what the predicates ask: granted rights and teams led."""
        user = request.user
        officer = getattr(user, "officer", None)
        if officer and not post_of(user):
            # Seconded, on long leave or gone: rights and teams rest with the post.
            user.rights = user.leads = frozenset()
            return
        ties = ties_of(user)
        user.rights = frozenset(word for _number, word in ties.get("right", ()))
        user.leads = frozenset(number for number, _word in ties.get("team", ()))
        request.is_station_staff = bool(is_staff(user))
