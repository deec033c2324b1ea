"""What residents of the demo stations wished, played through the verbs of the house at their moments."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from community.groups.models import Member
from community.wishes import actions, clearing, defaults, giving
from community.wishes.models import Voice, Wish, WishScene
from community.wishes.words import SPANS, Band, Days
from stations.errands import actions as errands
from stations.errands import registry
from stations.errands.models import Errand
from stations.incidents.models import Incident
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community

NAMESPACE = uuid.UUID("0b0d58e2-8a5c-4c0e-9a0e-6a3c1c1a7d21")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One wish: why, where in words, when, how many joined, how many days ago, and how far it has come."""

    scene: str
    place: str
    band: str
    others: int
    days: float
    # "" (submitted), accepted, refused, planned, walked, answered, declined, merged
    end: str = ""
    words: str = ""
    when: str = Days.ANY


STORIES = (
    Story("bikes", "小区东门外存车处", Band.NIGHT, 4, 40, "answered", "接连丢了三辆电动车"),
    Story("dark", "胡同中段", Band.NIGHT, 6, 36, "answered", "路灯暗，女儿下晚自习不放心"),
    Story("school", "小学门口", Band.MORNING, 8, 33, "answered", "送孩子的车把路堵死", Days.WORKING),
    Story("noise", "街心花园", Band.NIGHT, 3, 30, "declined", "广场舞音响"),
    Story("quarrels", "烧烤店门前", Band.LATE, 2, 26, "answered", "酒后争吵", Days.WEEKEND),
    Story("bikes", "地铁口", Band.EVENING, 5, 21, "walked", "电动自行车电瓶被盗"),
    Story("strangers", "3号楼楼下", Band.EVENING, 2, 17, "planned", "有人挨户敲门"),
    Story("dark", "桥洞", Band.NIGHT, 3, 13, "planned"),
    Story("burglary", "平房区西侧", Band.DAY, 1, 10, "refused", "白天家中无人，锁被撬过"),
    Story("bikes", "小区东门", Band.NIGHT, 0, 8, "merged"),
    Story("noise", "酒吧后巷", Band.LATE, 4, 6, "accepted", "凌晨散场喧哗"),
    Story("school", "幼儿园门口", Band.EVENING, 2, 4, "", "接孩子时车辆逆行", Days.WORKING),
    Story("strangers", "地下车库入口", Band.NIGHT, 0, 2, "", "有人拉车门"),
    Story("dark", "公交站到小区的小路", Band.NIGHT, 1, 0.4),
)  # fmt: skip
# Wishes of the quarter before, cleared in the meantime: reason, place, how far.
EARLIER = (("bikes", "菜市场门口", "answered"), ("noise", "篮球场", "accepted"), ("dark", "河边步道", ""))
DECLINED = "该处噪声属环境管理事项，已转请街道城管部门处理，可拨打12345反映。"
REFUSED = "该处在封闭管理区域内，巡逻队无法进入，请社区安排值守。"


def tell(station: Station) -> int:
    """Play the stories at a station that has no wishes yet; returns how many. The station is in scope."""
    defaults.install(station)
    if Wish.objects.exists():
        return 0
    begun, points = timezone.now(), _points()
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").first()
    if not points or chief is None:
        return 0
    first = _quarter_before(begun)
    for number, (scene, place, end) in enumerate(EARLIER):
        _play(station, Story(scene, place, Band.NIGHT, number, 0, end), points, chief.user, first, f"old{number}")
    with at(begun - 20 * HOUR):
        clearing.clear_missing(station=station, at=timezone.now())
    made: dict[int, Wish] = {}
    for number, story in enumerate(STORIES):
        made[number] = _play(station, story, points, chief.user, begun - story.days * DAY, str(number))
    with at(begun - 7 * DAY):
        actions.merge(wish=made[9], into=made[5], actor=chief.user)
    _by_a_member(made[12], begun)
    return Wish.objects.count()


def _quarter_before(begun: datetime) -> datetime:
    """A moment in the last month of the quarter before."""
    first = timezone.localdate(begun).replace(day=1)
    while first.month % 3 != 1:
        first = (first - DAY).replace(day=1)
    return timezone.make_aware(datetime.combine(first - 12 * DAY, datetime.min.time())) + 20 * HOUR


def _points() -> list[tuple[float, float]]:
    """Where calls came from lately, so that the ranking has grounds; each place once."""
    rows = Incident.objects.filter(lat__isnull=False, confidential=False).order_by("-reported_at")
    found = dict.fromkeys((round(lat, 4), round(lng, 4)) for lat, lng in rows.values_list("lat", "lng")[:400])
    return list(found)[:60]


def _served(station: Station, points, band: str, wanted: bool, used: set) -> tuple[float, float]:
    """A point that some route passes in a band (where one is wanted); each point serves one wish."""
    starts, ends = SPANS[band]
    today = timezone.localdate()
    free = [point for point in points if point not in used] or list(points)
    chosen = free[0]
    if wanted:
        for lat, lng in free[:25]:
            probe = Errand(
                station=station, lat=lat, lng=lng, starts=starts, ends=ends, first=today, end=today + 20 * DAY
            )
            if any(one.offers(probe, timezone.now()) for one in registry.carriers()):
                chosen = (lat, lng)
                break
    used.add(chosen)
    return chosen


_used: set[tuple[float, float]] = set()


def _play(station, story: Story, points, chief, moment: datetime, key: str) -> Wish:
    lat, lng = _served(station, points, story.band, story.end in {"planned", "walked", "answered"}, _used)
    scene = WishScene.objects.get(code=story.scene)
    name = f"{station.code}/wish/{key}"
    with at(moment):
        given = giving.wish(
            station=station, scene=scene, client_id=uuid.uuid5(NAMESPACE, name), community=_community(),
            band=story.band, place=story.place, days=story.when, words=story.words, lat=lat, lng=lng, device=name,
        )  # fmt: skip
    for number in range(story.others):
        with at(moment + (number + 1) * 5 * HOUR * min(story.days, 4) / 8):
            phone = f"{name}/{number}"
            giving.join(wish=given.wish, client_id=uuid.uuid5(NAMESPACE, phone), device=phone)
    _carry(Wish.objects.get(pk=given.wish.pk), story, chief, moment)
    return Wish.objects.get(pk=given.wish.pk)


def _community():
    return Community.objects.order_by("code").first()


def _carry(wish: Wish, story: Story, chief, moment: datetime) -> None:
    """From accepted to answered, as far as the story goes."""
    if story.end == "declined":
        with at(moment + DAY):
            actions.decline(wish=wish, actor=chief, words=DECLINED)
    if story.end in {"", "declined", "merged"}:
        return
    with at(moment + 20 * HOUR):
        errand = actions.accept(wish=wish, actor=chief).errand
    if story.end == "refused":
        with at(moment + 2 * DAY):
            errands.decline(errand=errand, actor=chief, reason=REFUSED)
    if story.end in {"accepted", "refused"} or not _plan(errand, chief, moment + 30 * HOUR):
        return
    if story.end == "planned":
        return
    errand.refresh_from_db()
    for number in (2, 3):
        walked = moment + number * DAY
        with at(walked):
            errands.passed(errand=errand, key=f"demo:{number}", at=walked, by=errand.carrier_label.split(" · ")[-1])
    with at(moment + 4 * DAY):
        errands.finish(errand=errand, actor=chief)
    if story.end == "answered":
        with at(moment + 4 * DAY + 2 * HOUR):
            wish = Wish.objects.get(pk=wish.pk)
            actions.answer(wish=wish, words=wish.answer, actor=chief)
        for voice in Voice.objects.filter(wish=wish).order_by("pk")[:3]:
            actions.say_well(voice=voice, well=voice.pk % 4 != 0)


def _plan(errand: Errand, chief, moment: datetime) -> bool:
    """Put it on the first route that passes; whether there was one."""
    for carrier in registry.carriers():
        offers = carrier.offers(errand, moment)
        if offers:
            with at(moment):
                errands.plan(errand=errand, carrier=carrier.code, key=offers[0].key, actor=chief)
            return True
    return False


def _by_a_member(wish: Wish, begun: datetime) -> None:
    """The demo's member wishes the same under the own account."""
    member = Member.objects.confirmed().filter(user__username__startswith="member").select_related("user").first()
    if member:
        with at(begun - DAY):
            giving.join(wish=wish, client_id=uuid.uuid5(NAMESPACE, f"member/{member.pk}"), user=member.user)
