"""``Authorization: Token …``: tokens of programs, kept as digests, each opening its owner's station.

No views here: the REST framework imports this class while it defines its own view class.
"""

import secrets
from datetime import timedelta

import pghistory
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header

from stations.access.actions import digest
from stations.access.middleware import StationMiddleware
from stations.access.models import ApiToken
from stations.kit.scoping import in_station
from stations.timeline.actions import record

DAYS = 30
KIND = "api"
# How old ``last_used_at`` may be before it is written again: one UPDATE a minute, not one a request.
NOTE_EVERY = timedelta(minutes=1)


def issue(*, user, label: str, at) -> tuple[str, ApiToken]:
    """Make a token for a person.

    Args:
        user: its owner, with a home station.
        label: what uses it.
        at: now.

    Returns:
        The token, shown this once, and its row.
    """
    token = secrets.token_urlsafe(32)
    with in_station(user.home_station), pghistory.context(user=user.pk):
        row = ApiToken.objects.create(
            station=user.home_station,
            user=user,
            digest=digest(KIND, token),
            label=label[:120],
            expires_at=at + timedelta(days=DAYS),
        )
        record(verb="access.token_issued", subject=row, actor=user, until=str(row.expires_at.date()))
    return token, row


def owner(token: str, at) -> ApiToken | None:
    """The row of a token that opens the door at ``at``, with its person; None for any other.

    A token made before the last change of password is dead, and so is one of a closed account or of one whose
    password was reset.
    """
    with scopes_disabled():
        row = (
            ApiToken.objects.select_related("user__officer", "user__home_station")
            .filter(digest=digest(KIND, token), revoked_at=None, expires_at__gt=at)
            .first()
        )
        if row is None or not row.user.is_active or row.station_id != row.user.home_station_id:
            return None
        changed, due = row.user.password_changed_at, row.user.must_change_password and not settings.DEMO
        if due or (changed and changed > row.created_at):
            return None
        if row.last_used_at is None or row.last_used_at < at - NOTE_EVERY:
            ApiToken.objects.filter(pk=row.pk).update(last_used_at=at)
        return row


def enter(request, user) -> None:
    """Run the rest of a request in a person's station, as the middleware does for a session.

    Args:
        request: Django's request; its ``surroundings`` (see ``kit.resources``) stay open until the answer is made.
        user: the person, with ``home_station``.
    """
    request.user, request.station = user, user.home_station
    request.surroundings.enter_context(scope(station=request.station))
    request.surroundings.enter_context(StationMiddleware.history(request))
    request.surroundings.enter_context(translation.override(user.language))
    StationMiddleware.fill(request)


class TokenAuthentication(BaseAuthentication):
    """Knows a program by its token."""

    def authenticate(self, request):
        """(user, token row) of the header, None without one.

        Raises:
            AuthenticationFailed: the token is unknown, revoked or too old (401).
        """
        word, _space, token = get_authorization_header(request).partition(b" ")
        if word.lower() != b"token":
            return None
        row = owner(token.strip().decode("latin-1"), timezone.now())
        if row is None:
            raise exceptions.AuthenticationFailed(_("This token is not valid. Get a new one."), code="bad_token")
        enter(request._request, row.user)
        return row.user, row

    def authenticate_header(self, request) -> str:
        """What a 401 asks for."""
        return "Token"
