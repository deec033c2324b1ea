"""What all pages of the public under ``/q/`` share: no login, no cache, no robots, nothing kept about who asks.

A page of the public is one view::

    @open_page
    def start(request, station): ...
        return public_page(request, "community/clues/public/start.html", context)

Its template extends ``components/public.html``. How often is asked counts :mod:`stations.access.counting`; what it
answers stands in the context as ``refused``.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from stations.access.counting import REFUSED, refused
from stations.access.origin import client_ip
from stations.kit.receipts import room_of
from stations.kit.scoping import in_station

# Receipt codes within the hour, on all pages together; mobile networks, and shops of one building, share addresses.
CODES_PER_ADDRESS, TIMES_PER_CODE = 60, 20


def open_page(view: Callable) -> Callable:
    """Open to everybody. There is no login whose rights a foreign page could borrow, so a form needs no token."""
    return csrf_exempt(open_page_with_token(view))


def open_page_with_token(view: Callable) -> Callable:
    """Open to everybody, but a form may connect a phone: it carries its token and sets a cookie."""
    wrapped = never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))
    wrapped.public = True  # type: ignore[attr-defined]
    return wrapped


def public_page(request, template: str, context: dict[str, Any], status: int = 200, referrer: str = "no-referrer"):
    """Render it within its station; where the context says ``refused``, with the status and waiting time of that.

    Args:
        status: of the answer where nothing is refused.
        referrer: what other sites are told. ``same-origin`` where the form carries a token: with ``no-referrer``
            browsers send "Origin: null", and it would be refused as a forgery.
    """
    why = context.get("refused", "")
    station = context.get("station")
    with in_station(station) if station else nullcontext():
        response = render(request, template, context, status=REFUSED[why][0] if why else status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = referrer
    if why:
        response["Retry-After"] = str(REFUSED[why][1])
    return response


def code_refused(request, code: str) -> str:
    """Why a receipt code is not looked up now; counted once for all pages, for each of them finds every code."""
    return refused(codes=(client_ip(request), CODES_PER_ADDRESS), receipt=(code, TIMES_PER_CODE))


def unknown(code: str) -> dict[str, Any]:
    """A code that is not of this page: where it belongs, if anywhere (components/receipt_form.html)."""
    return {"unknown": True, "receipt": code, "belongs": room_of(code)}
