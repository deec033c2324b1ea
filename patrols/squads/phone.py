"""The pages of the phone under ``/c/``: who gets in, and whose phone it is."""

import hashlib
from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from patrols.squads.rules import is_guard
from stations.kit.answer import demand

# Says whose page it is to the phone's own cache; a page without it is nobody's and is never kept.
HEADER = "X-Phone-Owner"


def owner_key(user) -> str:
    """The same for a person for ever: a key that changed with a secret would leave a phone's queue without an owner.

    The phone writes it beside every check-in it keeps and sends it with an upload, so that a phone that has been
    connected to somebody else never records the first person's check-ins under the second one's name.
    """
    return hashlib.sha256(f"patrols.phone:{user.pk}".encode()).hexdigest()[:24]


def on_phone(view):
    """Decorator of the guards' pages: an unknown phone asks for its code first and comes back to the same page."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else reverse("phone")
            return redirect(f"{reverse('code-enter')}?{urlencode({'next': back})}")
        demand(is_guard(request.user))
        response = view(request, *args, **kwargs)
        response[HEADER] = owner_key(request.user)
        return response

    inner.allowed = is_guard
    return never_cache(inner)
