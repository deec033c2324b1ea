"""Where a page may listen from: the process of the event streams, when it has a port of its own."""

from urllib.parse import urlsplit

from django.conf import settings


class LiveSourceMiddleware:
    """Adds the stream's origin to the page's ``connect-src``: same host name as the page, other port (the demo).

    Behind a proxy (``LIVE_PORT`` unset) streams come from the page's own origin and nothing is added.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.LIVE_PORT and response.get("Content-Type", "").startswith("text/html"):
            host = urlsplit(f"//{request.get_host()}").hostname or ""
            host = f"[{host}]" if ":" in host else host
            update = dict(getattr(response, "_csp_update", None) or {})
            update["connect-src"] = [
                *update.get("connect-src", ()), f"{request.scheme}://{host}:{settings.LIVE_PORT}",
            ]  # fmt: skip
            response._csp_update = update
        return response
