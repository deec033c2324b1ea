"""Errands and wishes made in one line each, through their actions."""

import datetime
import uuid

from django.utils import timezone
from django_scopes import scopes_disabled

from community.wishes import giving
from community.wishes.models import Wish, WishScene
from community.wishes.words import Band
from stations.errands import actions as errands
from stations.errands.models import Errand
from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.places.models import Community

DAY = datetime.timedelta(days=1)


@scopes_disabled()
def make_wish_scene(station: Station, code: str = "bikes", **fields) -> WishScene:
    """A reason to tap; the same code gives the same one again."""
    fields = {"name": "电动车被盗", "picture": "bike"} | fields
    return WishScene.objects.get_or_create(station=station, code=code, defaults=fields)[0]


def make_wish(station: Station, community: Community | None = None, at=None, **fields) -> Wish:
    """What a resident asks for; ``lat`` and ``lng`` by hand."""
    with in_station(station):
        community = community or Community.objects.first()
        fields = {"scene": make_wish_scene(station), "client_id": uuid.uuid4(), "place": "东门口",
                  "band": Band.NIGHT} | fields  # fmt: skip
        given = giving.wish(station=station, community=community, at=at, **fields)
        return Wish.objects.get(pk=given.wish.pk)


def make_errand(station: Station, source: str = "test:1", at=None, **fields) -> Errand:
    """Somebody should pass there, from today on, late in the evening."""
    today = timezone.localdate(at)
    fields = {"title": "居民心愿", "why": "电动车被盗", "place": "东门口", "first": today, "end": today + 20 * DAY,
              "starts": datetime.time(21), "ends": datetime.time(0), "times": 2} | fields  # fmt: skip
    with in_station(station):
        return errands.ask(station=station, source=source, at=at, **fields)
