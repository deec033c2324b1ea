"""Scenes, givers and clues in one line each; clues are given through the action."""

import itertools
import uuid
from datetime import timedelta

from django.utils import timezone

from community.clues import giving
from community.clues.models import Clue, Scene
from community.groups.models import Member
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.kit.scoping import in_station
from stations.organisation.models import Station, User
from tests.factories.incidents import make_category
from tests.factories.organisation import make_person

_numbers = itertools.count(1)


def make_giver(station: Station, name: str = "", phone: str = "", **fields) -> User:
    """The account of a confirmed member."""
    number, today = next(_numbers), timezone.localdate()
    user = make_person(station, name or f"骑手{number}", phone=phone)
    with in_station(station):
        fields = {"number": f"C{number:04d}", "joined_on": today, "valid_until": today + timedelta(days=365)} | fields
        Member.objects.create(station=station, user=user, vetting="", **fields)
    return user


def make_scene(station: Station, kind: str = Kind.CLUE, category: Category | None = None, **fields) -> Scene:
    """A scene whose clues become incidents of a kind."""
    number = next(_numbers)
    fields = {"code": f"s{number}", "name": f"情形{number}", "order": number} | fields
    with in_station(station):
        return Scene.objects.create(station=station, category=category or make_category(station, kind=kind), **fields)


def make_clue(station: Station, giver: User | None = None, scene: Scene | None = None, **told) -> Clue:
    """A clue as its giver left it."""
    told = {"words": "两人在楼下转来转去", "place": "雅宝路8号", "client_id": uuid.uuid4()} | told
    with in_station(station):
        return giving.give(station=station, scene=scene or make_scene(station), giver=giver, **told).clue
