"""What community officers of the demo stations took down on their walks, and has come back to them to be seen to."""

import uuid
from datetime import timedelta

from django.utils import timezone
from shapely.geometry import shape

from stations.beat.actions import take_note
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents.checking import assign
from stations.incidents.models import Incident
from stations.kit.spans import in_force
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import CommunityPost, Grid

NAMESPACE = uuid.UUID("7d1c7c5e-3d0e-4f2b-9f55-7d7a3b8f6c21")
HOUR = timedelta(hours=1)
# Category (a part of its name), place, words, hours ago, due in hours from now (None: not assigned yet).
NOTES = (
    ("通道", "2号楼一层", "楼道堆放旧家具，占用疏散通道", 52, -5),
    ("飞线", "8号院车棚旁", "三辆电动车从窗口拉线充电", 30, 4),
    ("门禁", "5号楼单元门", "门禁失灵，门一直开着", 20, 30),
    ("杂物", "胡同北口", "墙根堆放装修垃圾", 3, None),
)


def tell(station: Station) -> int:
    """Play the notes of every A角, once; returns how many are new. The station is in scope."""
    today, begun = timezone.localdate(), timezone.now()
    desk = Officer.objects.serving().filter(post=Post.DESK).select_related("user").first()
    hazards = list(Category.objects.filter(kind=Kind.HAZARD, active=True, level__gt=1).order_by("code"))
    posts = CommunityPost.objects.filter(in_force(today), role=CommunityPost.Role.A).select_related("officer__user")
    made = 0
    for post in posts.order_by("community__code") if desk and hazards else ():
        grids = list(Grid.objects.filter(community=post.community_id).exclude(outline=None).order_by("code"))
        for number, note in enumerate(NOTES):
            key = uuid.uuid5(NAMESPACE, f"{station.code}/{post.community_id}/{number}")
            if grids and not Incident.objects.filter(client_key=key).exists():
                _play(station, post.officer, desk, _category(hazards, note[0]), grids[number % len(grids)], note, key,
                      begun)  # fmt: skip
                made += 1
    return made


def _category(hazards: list[Category], part: str) -> Category:
    return next((one for one in hazards if part in one.name), hazards[-1])


def _play(station, officer, desk, category, grid, note, key, begun) -> None:
    """One note at its moment, a quarter of an hour later given back to the officer to be seen to."""
    _part, place, words, hours, due = note
    point = shape(grid.outline).representative_point()
    moment = begun - hours * HOUR
    with at(moment):
        incident, _new = take_note(
            station=station, actor=officer.user, client_key=key, category=category, words=words,
            place=f"{grid.name}{place}", lat=round(point.y, 6), lng=round(point.x, 6), at=moment,
        )  # fmt: skip
    if due is not None:
        with at(moment + HOUR / 4):
            assign(incident=incident, actor=desk.user, officers=[officer], due_at=begun + due * HOUR)
