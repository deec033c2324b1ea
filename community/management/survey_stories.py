"""What is kept in sight at the demo stations: premises, places and events, looked at again over the months."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from community.enterprises.finding_steps import where
from community.enterprises.models import Enterprise
from community.surveys import actions
from community.surveys.models import Survey, SurveyLevel
from stations.catalogue.models import Spot
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community

NAMESPACE = uuid.UUID("4a6d2b90-1a4c-4c1f-9d52-0c8e7b5a3d11")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sight:
    """One element: kind, name, place, level, days ago, and the looks since (days ago, verb, note).

    The first hotel of the list gives its name and place where there is one.
    """

    kind: str
    name: str
    place: str
    rank: int
    days: int
    looks: tuple[tuple[int, str, str], ...] = ()
    crowd: int = 0
    lasts: int = 0


HOTEL = "平安宾馆"
SIGHTS = (
    Sight("premises", HOTEL, "主街12号", 2, 160, ((130, "same", ""), (98, "level:1", "连续两次登记不实"),
          (92, "same", "已整改"), (86, "same", ""), (60, "level:2", "整改到位"), (22, "same", ""))),
    Sight("premises", "沐足店", "后街5号", 2, 70, ((38, "same", "消防通道畅通"), (6, "same", ""))),
    Sight("premises", "网吧", "主街30号二层", 2, 120, ((88, "same", ""), (59, "same", ""), (33, "same", "夜间人少"))),
    Sight("premises", "物流货代点", "东侧院内", 3, 150, ((62, "same", ""),)),
    Sight("spot", "地下过街通道", "主街与东街路口", 2, 90, ((61, "same", "照明已修"), (28, "same", ""))),
    Sight("spot", "停车场出入口", "商圈北侧", 3, 80),
    Sight("spot", "公交站台", "主街中段", 3, 40),
    Sight("spot", "工地围挡外通道", "南侧", 1, 30, ((24, "same", "夜间增巡"), (17, "same", ""), (11, "same", ""))),
    Sight("event", "年末展销会", "商圈广场", 1, 9, ((3, "same", "已对接主办方"),), 1500, 12),
    Sight("event", "社区便民市集", "社区广场", 3, 25, ((16, "end", "活动结束，无异常"),), 300, 8),
)  # fmt: skip


def tell(station: Station) -> int:
    """Play them at a station that has none; returns how many. The station is in scope."""
    actions.install_levels(station=station)
    if Survey.objects.exists():
        return 0
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").first()
    places = _points()
    if chief is None or not places:
        return 0
    levels = {row.rank: row for row in SurveyLevel.objects.all()}
    spots = list(Spot.objects.exclude(lat=None).order_by("pk")[:3])
    hotel = Enterprise.objects.present().filter(kind__code="hotel").select_related("building").first()
    for number, sight in enumerate(SIGHTS):
        _play(station, sight, number, chief.user, levels, places[number % len(places)], spots, hotel)
    return Survey.objects.count()


def _points() -> list[tuple[float, float]]:
    """A point inside each community that has an outline, moved a little for each."""
    found = []
    for community in Community.objects.exclude(outline=None).order_by("code"):
        shape = community.outline["coordinates"]
        ring = shape[0][0] if community.outline["type"] == "MultiPolygon" else shape[0]
        found.append((sum(y for _x, y in ring) / len(ring), sum(x for x, _y in ring) / len(ring)))
    return found


def _play(station, sight: Sight, number: int, actor, levels, place, spots, hotel: Enterprise | None) -> None:
    begun, (lat, lng) = timezone.localtime().replace(hour=15, minute=10 + number * 4, second=0, microsecond=0), place
    ends = begun + (sight.lasts - sight.days) * DAY
    event = {"starts_at": ends - DAY, "ends_at": ends, "crowd": sight.crowd} if sight.kind == "event" else {}
    ties = {"spot": spots[number % len(spots)]} if sight.kind == "spot" and spots else {}
    name, where_ = sight.name, sight.place
    if sight.name == HOTEL and hotel is not None:
        ties, name, where_ = {"enterprise": hotel}, hotel.name, where(hotel)
        lat, lng = hotel.lat or lat, hotel.lng or lng
    key = f"{station.code}/{number}"
    with at(begun - sight.days * DAY):
        row = actions.enter(
            station=station, actor=actor, kind=sight.kind, name=name, place=where_,
            level=levels[sight.rank], measure=levels[sight.rank].measure,
            lat=round(lat + 0.0004 * (number % 3 - 1), 6), lng=round(lng + 0.0005 * (number % 4 - 1), 6),
            client_id=uuid.uuid5(NAMESPACE, key), **event, **ties,
        )  # fmt: skip
    for ago, verb, note in sight.looks:
        name, _colon, rank = verb.partition(":")
        with at(begun - ago * DAY):
            actions.review(
                survey=row, verb=name, actor=actor, note=note, level=levels[int(rank)] if rank else None,
                client_id=uuid.uuid5(NAMESPACE, f"{key}/{ago}"),
            )  # fmt: skip
