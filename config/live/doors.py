"""Who may listen, and to what. The portal's own doors answer, so that a stream opens exactly as far as a page does.

The browser's request is sent, inside this process, through the same middleware as any page: idle logout, due password
and second factor, paired phones, wall screens, the public door. What it reaches is one of three tiny views below.
"""

from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError, connections
from django.http import HttpResponse
from django.urls import reverse

from stations.kit import live
from stations.organisation.rules import is_staff

URLS = "config.live.urls"
MINE = "mine"
PERSON = "person:"
# Each browser is tried at the doors it has a cookie for; the person comes before the thing.
COOKIES = ((settings.SESSION_COOKIE_NAME, "/live/who/"), ("fg_device", "/me/live/"), ("fg_wall", "/wall/live/"))


class Unavailable(Exception):
    """The doors do not answer now (database away); the listener comes again later."""


# What a paired screen may listen to: pages without persons.
ON_THE_WALL = frozenset({live.BOARD, "patrols"})


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who may listen.

    Attributes:
        station_id: whose hints are heard.
        key: person or screen, what the number of streams is counted by.
        own: topic of the person's notices; empty for a wall screen.
        staff: hears that the board, an incident or anything else of the station's work changed.
        wall: hears the board alone.
    """

    station_id: int
    key: str
    own: str = ""
    staff: bool = False
    wall: bool = False

    def heard(self, topics) -> set[str]:
        """Those of some topics that this listener may hear; the own one is also called ``mine``."""
        return {MINE if topic == self.own else topic for topic in topics if self._hears(topic)}

    def _hears(self, topic: str) -> bool:
        if topic.startswith(PERSON):
            return topic == self.own
        return self.staff or (self.wall and topic in ON_THE_WALL)


def _nobody():
    return HttpResponse(status=204)


def person(request):
    """A logged-in person, or the owner of a paired phone (who hears the own topic only)."""
    user = request.user
    if not user.is_authenticated or request.station is None:
        return _nobody()
    response = HttpResponse()
    staff = not request.device and bool(is_staff(user))
    response.listener = Listener(request.station.pk, f"person:{user.pk}", live.mine(user.pk), staff=staff)
    return response


def wall(request):
    """A connected wall screen: the board alone."""
    if not request.wall:
        return _nobody()
    response = HttpResponse()
    response.listener = Listener(request.wall.station_id, f"wall:{request.wall.pk}", wall=True)
    return response


# A machine listens: this renews no session (SE-04).
person.background = wall.background = True


class Doors(BaseHandler):
    """The middleware of the portal, asked directly."""

    def __init__(self):
        super().__init__()
        self.load_middleware()
        # All addresses are read now, not while the first browser waits.
        reverse("login", urlconf=URLS)

    def listener(self, scope: dict, cookies: set[str]) -> Listener | None:
        """Who asks; None for strangers. Blocking: runs in a thread, with a database connection for this one question.

        Args:
            scope: the browser's request, as ASGI gives it.
            cookies: names of the cookies it carries.

        Raises:
            Unavailable: the answer is not known now.
        """
        try:
            return next(filter(None, (self._ask(scope, door) for name, door in COOKIES if name in cookies)), None)
        except DatabaseError as error:
            raise Unavailable from error
        finally:
            # Streams are many and long: none of them keeps a connection.
            connections.close_all()

    def _ask(self, scope: dict, door: str) -> Listener | None:
        inner = {**scope, "method": "GET", "path": door, "raw_path": door.encode()}
        request = ASGIRequest(inner | {"query_string": b"", "root_path": ""}, BytesIO())
        request.urlconf = URLS
        response = self.get_response(request)
        if response.status_code >= 500:
            raise Unavailable
        return getattr(response, "listener", None)
