"""Errors of the API as RFC 9457 problem details: a stable ``code`` and a sentence in the user's language."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from stations.kit.answer import NotAllowed, RuleBroken

MEDIA_TYPE = "application/problem+json"

# RFC 9457: the title belongs to the kind of problem and does not change from case to case.
TITLES = {
    400: gettext_lazy("The request has mistakes"),
    401: gettext_lazy("Not logged in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("This address does not take this method"),
    406: gettext_lazy("This form of answer does not exist"),
    409: gettext_lazy("Not possible now"),
    415: gettext_lazy("This form of request is not understood"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something broke on our side"),
}
# Our words for the framework's own codes.
_CODES = {"not_authenticated": "not_logged_in", "permission_denied": "not_allowed", "throttled": "too_many_requests"}


class ProblemSerializer(serializers.Serializer):
    """A refusal or a mistake (RFC 9457)."""

    type = serializers.CharField(help_text="Stable address of the kind of problem.")
    title = serializers.CharField(help_text="The kind of problem in a few words.")
    status = serializers.IntegerField(help_text="HTTP status.")
    code = serializers.CharField(help_text="Stable word for programs.")
    detail = serializers.CharField(help_text="What happened, in the user's language.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="A reason per field (400 only).",
    )


def body(status: int, code: str, detail, **extra) -> dict:
    """The members of one problem document.

    Args:
        status: HTTP status.
        code: stable word of the problem.
        detail: sentence for a person.
        extra: further members, e.g. ``errors`` with a reason per field.
    """
    title = TITLES.get(status) or HTTPStatus(status).phrase
    document = {
        "type": f"/api/v1/problems/{code}",
        "title": str(title),
        "status": status,
        "code": code,
        "detail": str(detail),
    }
    return extra | document


def problem(status: int, code: str, detail, **extra) -> Response:
    """One problem document as an answer of a REST view; arguments as in :func:`body`."""
    return Response(body(status, code, detail, **extra), status=status, content_type=MEDIA_TYPE)


def plain_problem(status: int, code: str, detail) -> JsonResponse:
    """The same outside REST views: unknown addresses and crashes."""
    return JsonResponse(
        body(status, code, detail),
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def reasons(detail) -> dict[str, list[str]]:
    """DRF's nested error detail as ``{"field": [reason, …]}``; deeper fields are named ``rows.0.day``."""
    flat: dict[str, list[str]] = {}

    def walk(part, name):
        if isinstance(part, dict):
            for key, inner in part.items():
                walk(inner, f"{name}.{key}" if name else str(key))
        elif isinstance(part, list) and any(isinstance(inner, dict | list) for inner in part):
            for number, inner in enumerate(part):
                walk(inner, f"{name}.{number}" if name else str(number))
        else:
            flat.setdefault(name or "detail", []).extend(map(str, part if isinstance(part, list) else [part]))

    walk(detail, "")
    return flat


def _invalid(errors: dict) -> tuple:
    return 400, "invalid", _("Some fields need correction."), {"errors": errors}


def _known(error):
    """Our own and Django's refusals as (status, code, detail, extra), or None."""
    if isinstance(error, RuleBroken):
        return 409, error.code or "refused", error.reason, error.details
    if isinstance(error, NotAllowed):
        return 403, error.code or "not_allowed", error.reason, {}
    if isinstance(error, Http404):
        return 404, "not_found", _("There is nothing here that you may see."), {}
    if isinstance(error, PermissionDenied):
        return 403, "not_allowed", str(error) or _("You may not do this."), {}
    if isinstance(error, ValidationError):
        return _invalid(error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages})
    if isinstance(error, exceptions.ValidationError):
        return _invalid(reasons(error.detail))
    if isinstance(error, IntegrityError):
        return 409, "conflict", _("Someone else changed this at the same moment. Load it again."), {}
    if isinstance(error, SuspiciousOperation):
        return 400, "invalid", _("This request is not acceptable."), {}
    return None


def handler(error, context) -> Response | None:
    """DRF exception handler; unknown errors stay errors, are logged with their trace and end as :func:`crash`."""
    known = _known(error)
    if known:
        status, code, detail, extra = known
        return problem(status, code, detail, **extra)
    if isinstance(error, exceptions.APIException):
        detail = error.detail if isinstance(error.detail, str) else "; ".join(sum(reasons(error.detail).values(), []))
        code = getattr(error.detail, "code", error.default_code)
        response = problem(error.status_code, _CODES.get(code, code), detail)
        if getattr(error, "wait", None):
            response["Retry-After"] = str(int(error.wait) + 1)
        if getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = error.auth_header
        return response
    return None


def crash() -> JsonResponse:
    """Answer to an unhandled error: no trace, only what to do."""
    return plain_problem(500, "server_error", _("This did not work and has been logged. Please try again later."))


def nothing_here() -> JsonResponse:
    """Answer to an address that does not exist."""
    return plain_problem(404, "not_found", _("There is nothing here that you may see."))
