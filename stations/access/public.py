"""What all pages of the public under ``/q/`` share: no login, no cache, no robots, nothing kept about who asks.

A page of the public is one view::

    @open_page
    def start(request, station): ...
        return public_page(request, "community/clues/public/start.html", context)

Its template extends ``components/public.html``. How often is asked counts :mod:`stations.access.counting`; what it
answers stands in the context as ``refused``.
"""

from collections.abc import Callable
from typing import Any

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stations.access.counting import REFUSED


def open_page(view: Callable) -> Callable:
    """Open to everybody. There is no login whose rights a foreign page could borrow, so a form needs no token."""
    return csrf_exempt(open_page_with_token(view))


def open_page_with_token(view: Callable) -> Callable:
    """Open to everybody, but a form may connect a phone: it carries its token and sets a cookie."""
    wrapped = never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))
    wrapped.public = True  # type: ignore[attr-defined]
    return wrapped


def public_page(request, template: str, context: dict[str, Any], status: int = 200, referrer: str = "no-referrer"):
    """Render it; where the context says ``refused``, with the status and the waiting time of that.

    Args:
        status: of the answer where nothing is refused.
        referrer: what other sites are told. ``same-origin`` where the form carries a token: with ``no-referrer``
            browsers send "Origin: null", and it would be refused as a forgery.
    """
    refused = context.get("refused", "")
    response = render(request, template, context, status=REFUSED[refused][0] if refused else status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = referrer
    if refused:
        response["Retry-After"] = str(REFUSED[refused][1])
    return response
