"""Where a request comes from: what lockout and logs call the address (SE-08)."""

from django.conf import settings


def client_ip(request) -> str:
    """The peer's address; behind our own proxy the last one it noted (it replaces what the client sent)."""
    noted = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return noted.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")
