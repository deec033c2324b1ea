"""What stands between the door and a page: the narrow doors, the language, the station."""

from contextlib import nullcontext

import pghistory
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation
from django_scopes import scope

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.spans import in_force
from stations.organisation.models import Grant, TeamLead
from stations.organisation.rules import is_staff


class DoorMiddleware:
    """Narrow doors: idle logout, first login, second factor, paired phones and wall screens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


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
    """Runs a request in its user's station: rows of any other station do not exist in it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.station, request.is_station_staff = None, False
        user = request.user
        if not user.is_authenticated or not user.home_station_id:
            return self.get_response(request)
        request.station = user.home_station
        with scope(station=request.station), self.history(request):
            self.fill(request, timezone.localdate())
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
    def fill(request, today):
        """Load what the predicates ask: granted rights and teams led."""
        user = request.user
        user.rights = frozenset(Grant.objects.filter(in_force(today), user=user).values_list("right", flat=True))
        officer = getattr(user, "officer", None)
        user.leads = frozenset(
            TeamLead.objects.filter(in_force(today), officer=officer).values_list("team_id", flat=True)
            if officer
            else ()
        )
        request.is_station_staff = bool(is_staff(user))
