"""What every page knows of its surroundings."""

from django.conf import settings


def surroundings(request):
    """Template context: demo mode and the SE-28 notice switch."""
    return {"demo": settings.DEMO, "station": getattr(request, "station", None)}
