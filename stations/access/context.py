"""What every page knows of its surroundings."""

from django.conf import settings


def surroundings(request):
    """Template context: demo mode, the station, the host name that phones of the public reach (empty: this one)."""
    return {
        "demo": settings.DEMO, "station": getattr(request, "station", None), "phone_host": settings.PUBLIC_HOST,
    }  # fmt: skip
