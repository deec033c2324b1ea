"""Login of programs: name and password for a token."""

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp import match_token, user_has_device
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from stations.access import tokens
from stations.access.rules import must_have_second_factor, password_due
from stations.kit.answer import NotAllowed
from stations.kit.resources import StationAPI


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes ``Authorization: Token …``."""

    target_class = "stations.access.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        """A header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …` from `POST /api/v1/token/`",
        }


class CredentialsSerializer(serializers.Serializer):
    """What a person types."""

    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(
        max_length=10, required=False, allow_blank=True, help_text="Code of the authenticator, for who must have one."
    )
    label = serializers.CharField(max_length=120, required=False, allow_blank=True, help_text="What will use it.")


class TokenSerializer(serializers.Serializer):
    """The token, shown this once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class Locked(exceptions.APIException):
    """Too many failures from this address with this name."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "locked"
    default_detail = _("Too many failed logins. Try again in 20 minutes.")

    @property
    def wait(self) -> float:
        """Seconds until the next try."""
        return get_cool_off().total_seconds()


class TokenView(StationAPI, APIView):
    """Get a token with a name and a password."""

    # Axes counts failures in the database: they must not be rolled back with the refusal.
    keyed = False
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "token"

    @extend_schema(request=CredentialsSerializer, responses={200: TokenSerializer}, operation_id="token_create")
    def post(self, request):
        """Name and password, and ``otp`` for administrators and leaders, give a token for 30 days."""
        asked = CredentialsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        person = self._person(request._request, given["username"], given["password"])
        self._second_factor(person, given.get("otp", ""))
        self._may_have_one(person)
        token, row = tokens.issue(user=person, label=given.get("label", ""), at=timezone.now())
        # Axes forgets the failures, and the login is logged, as at the login page.
        user_logged_in.send(sender=type(person), request=request._request, user=person)
        return Response({"token": token, "expires_at": timezone.localtime(row.expires_at)}, status=status.HTTP_200_OK)

    def get_authenticate_header(self, request) -> str:
        """A failed login is 401, as everywhere."""
        return "Token"

    @staticmethod
    def _person(request, username: str, password: str):
        person = authenticate(request=request, username=username, password=password)
        if getattr(request, "axes_locked_out", False):
            # The page of the middleware is for browsers.
            request.axes_locked_out = False
            raise Locked
        if person is None:
            raise exceptions.AuthenticationFailed(_("User name or password is wrong."), code="login_failed")
        return person

    @staticmethod
    def _second_factor(person, otp: str) -> None:
        if settings.DEMO:
            return
        if user_has_device(person):
            if not otp:
                raise exceptions.AuthenticationFailed(_("Give the code of your authenticator."), code="otp_required")
            if not match_token(person, otp):
                raise exceptions.AuthenticationFailed(_("This code is not valid."), code="otp_wrong")
        elif must_have_second_factor(person):
            raise NotAllowed(_("Set up your authenticator on the web page first."), code="otp_missing")

    @staticmethod
    def _may_have_one(person) -> None:
        if not person.home_station_id:
            raise NotAllowed(_("Log in with an account of a station."), code="no_station")
        if password_due(person, timezone.now()) and not settings.DEMO:
            raise NotAllowed(_("Change your password on the web page first."), code="password_change_required")
