"""Two doors by host name: the public one opens only what guards, members and residents need."""

from django.conf import settings
from django.http import Http404

# Check-in, public pages, the own page with the paired phone, and what those pages are drawn with.
PUBLIC_PREFIXES = ("/c/", "/q/", "/me/", "/static/", "/i18n/", "/healthz")


class HostDoorMiddleware:
    """On ``PUBLIC_HOST`` everything else does not exist, whoever asks (docs/operate.md, two doors)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = request.get_host().split(":")[0].lower().rstrip(".")
        public = settings.PUBLIC_HOST and host == settings.PUBLIC_HOST.lower()
        if public and not request.path.startswith(PUBLIC_PREFIXES):
            raise Http404
        return self.get_response(request)
