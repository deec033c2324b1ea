"""Errors of the API as RFC 9457 problem details: a stable ``code`` and a sentence in the user's language."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from stations.kit.answer import NotAllowed, RuleBroken


def problem(code: int, name: str, detail, **extra) -> Response:
    """One problem document.

    Args:
        code: HTTP status.
        name: stable word of the problem.
        detail: sentence for a person.
        extra: further members, e.g. ``errors`` with a reason per field.
    """
    body = {
        "type": f"about:blank#{name}",
        "title": str(detail),
        "status": code,
        "code": name,
        "detail": str(detail),
    }
    return Response(body | extra, status=code, content_type="application/problem+json")


def _known(error):
    """Our own and Django's refusals as (status, code, detail, extra), or None."""
    if isinstance(error, RuleBroken):
        return 409, error.code, error.reason, error.details
    if isinstance(error, NotAllowed):
        return 403, error.code, error.reason, {}
    if isinstance(error, Http404):
        return 404, "not_found", _("There is nothing here that you may see."), {}
    if isinstance(error, PermissionDenied):
        return 403, "not_allowed", str(error) or _("You may not do this."), {}
    if isinstance(error, ValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        return 400, "invalid", _("Some fields need correction."), {"errors": fields}
    if isinstance(error, IntegrityError):
        return 409, "conflict", _("Someone else changed this at the same moment. Load it again."), {}
    return None


def handler(error, context) -> Response | None:
    """DRF exception handler; unknown errors stay errors and are logged with their trace."""
    known = _known(error)
    if known:
        code, name, detail, extra = known
        return problem(code, name, detail, **extra)
    if isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"detail": error.detail}
        return problem(400, "invalid", _("Some fields need correction."), errors=errors)
    if isinstance(error, exceptions.APIException):
        names = {
            status.HTTP_401_UNAUTHORIZED: "not_logged_in",
            status.HTTP_403_FORBIDDEN: "not_allowed",
            status.HTTP_429_TOO_MANY_REQUESTS: "too_many_requests",
        }
        response = problem(error.status_code, names.get(error.status_code, error.default_code), error.detail)
        if getattr(error, "wait", None):
            response["Retry-After"] = str(int(error.wait) + 1)
        if getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = error.auth_header
        return response
    return None
