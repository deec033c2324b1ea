"""The ways a notice can take beside the bell: chosen by the settings, each tried until it took the notice."""

from django.conf import settings


def ways(urgent: bool) -> list[str]:
    """Codes of the adapters a notice goes through.

    Args:
        urgent: also the ways that are kept for urgent notices.
    """
    chosen = list(getattr(settings, "NOTICE_ADAPTERS", ["console"]))
    if urgent:
        chosen += getattr(settings, "NOTICE_URGENT_ADAPTERS", [])
    return list(dict.fromkeys(chosen))
