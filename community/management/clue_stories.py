"""What the demo's members told the station, played through the verbs of the house at their moments."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from community.clues import actions, defaults, giving
from community.clues.models import Clue, Scene
from community.clues.words import Finding
from community.groups.models import Member
from stations.catalogue.words import Kind
from stations.incidents import checking
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community

NAMESPACE = uuid.UUID("6f1d6c4e-5f0e-4a53-9a55-0d6a6f2f5b11")
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One clue: its scene, what and where, how long ago, and how far it has come."""

    scene: str
    words: str
    place: str
    hours: int
    # "" (just given), "taken", "handled" or a :class:`Finding` that the giver was told
    end: str = ""
    persons: int = 0
    yuan: int = 0
    anonymous: bool = False
    answer: str = "已核查处置，感谢您的提醒。"


STORIES = (
    Story("fraud", "顾客接着电话要给“安全账户”转账", "便利店", 900, Finding.CONFIRMED, yuan=163000,
          answer="民警到场劝阻，转账已止付，感谢您及时反映。"),
    Story("person", "凌晨两人挨个拉车门", "停车场", 760, Finding.CONFIRMED, persons=2,
          answer="根据您提供的线索抓获两人，感谢您。"),
    Story("exit", "二层安全出口堆满货箱", "商厦二层", 610, Finding.CONFIRMED),
    Story("parcel", "寄件人不肯开箱，说是“药品”", "快递站", 520, Finding.NOTHING,
          answer="已开箱查验，未发现问题，感谢您的谨慎。"),
    Story("drugs", "有人在包间交易小袋东西", "娱乐场所", 400, Finding.CONFIRMED, persons=1, anonymous=True),
    Story("wires", "三单元门口飞线充电", "三单元", 330, Finding.CONFIRMED),
    Story("person", "同一人连续三晚在楼下张望", "楼下", 260, Finding.GROUNDLESS,
          answer="经核实是等人的住户家属，感谢您的关心。"),
    Story("exit", "后门被锁死", "写字楼后门", 150, Finding.CONFIRMED),
    Story("fraud", "老人要把存折里的钱全取出来", "银行网点", 96, Finding.CONFIRMED, yuan=48000,
          answer="民警已当面劝阻，老人的存款安全，感谢您。"),
    Story("vehicle", "无牌面包车停了一周", "胡同口", 50, "handled"),
    Story("fire", "消火栓箱里没有水带", "地下车库", 30, "taken"),
    Story("other", "夜里有人撬车锁", "车棚", 9, anonymous=True),
    Story("person", "两人在楼下转来转去", "居民楼", 3),
)  # fmt: skip


def tell(station: Station) -> int:
    """Play the stories at a station that has no clues yet; returns how many. The station is in scope."""
    defaults.install(station)
    if Clue.objects.exists():
        return 0
    givers = [row.user for row in Member.objects.confirmed().select_related("user").order_by("pk")[: len(STORIES)]]
    points = _points()
    if not givers or not points:
        return 0
    begun = timezone.now()
    for number, story in enumerate(STORIES):
        scene = Scene.objects.select_related("category").filter(code=story.scene).first()
        if scene is not None:
            lat, lng = points[number % len(points)]
            _play(station, story, scene, givers[number % len(givers)], (lat, lng), begun, number)
    return Clue.objects.count()


def _points() -> list[tuple[float, float]]:
    """A point inside each community that has an outline: the middle of its first corners."""
    found = []
    for community in Community.objects.exclude(outline=None).order_by("code"):
        shape = community.outline["coordinates"]
        ring = shape[0][0] if community.outline["type"] == "MultiPolygon" else shape[0]
        found.append((sum(y for _x, y in ring) / len(ring), sum(x for x, _y in ring) / len(ring)))
    return found


def _play(station, story: Story, scene: Scene, giver, point, begun, number: int) -> None:
    moment = begun - story.hours * HOUR
    with at(moment):
        clue = giving.give(
            station=station, scene=scene, giver=None if story.anonymous else giver, words=story.words,
            place=story.place, lat=point[0], lng=point[1],
            client_id=uuid.uuid5(NAMESPACE, f"{station.code}/{number}"),
        ).clue  # fmt: skip
    if not story.end:
        return
    desk = Officer.objects.serving().filter(post=Post.DESK).select_related("user").order_by("police_no").first()
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get()
    if clue.officer is None:
        actions.assign(clue=clue, officer=chief, actor=chief.user)
        clue.refresh_from_db()
    keeper = clue.officer
    with at(moment + HOUR / 4):
        actions.take(clue=clue, actor=keeper.user)
    if story.end == "taken":
        return
    with at(moment + HOUR):
        _work_through(clue, desk.user, keeper, chief.user)
    if story.end == "handled":
        return
    with at(moment + 2 * HOUR):
        hazards = int(scene.category.kind == Kind.HAZARD)
        if hazards or story.persons or story.yuan:
            actions.record_outcome(
                clue=clue, actor=keeper.user, hazards_removed=hazards, persons_caught=story.persons,
                loss_prevented=Decimal(story.yuan),
            )  # fmt: skip
            if keeper != chief and number % 4 != 3:
                actions.verify(clue=clue, actor=chief.user)
        actions.tell(clue=clue, actor=keeper.user, finding=story.end, words=story.answer)


def _work_through(clue: Clue, desk, keeper: Officer, chief) -> None:
    """The incident's own steps, by its kind."""
    incident = checking.verify(incident=clue.incident, actor=desk)
    incident = checking.assign(incident=incident, actor=desk, officers=[keeper])
    if incident.kind == Kind.HAZARD:
        incident = checking.rectify(incident=incident, actor=keeper.user, text="已督促清理整改")
        checking.recheck(incident=incident, actor=chief)
    else:
        checking.act_on(incident=incident, actor=keeper.user, text="已到场核查处置")
