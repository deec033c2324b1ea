"""What police and enterprises did together at the demo stations, and what is kept in sight there.

Played through the verbs of the house at their moments. Buildings and enterprises are those of the demo's own list;
a station without any gets series of its communities, and demands of shops that are on no list.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from community.enterprises.models import Building, Enterprise
from community.groups.models import Trade
from community.partners import actions, demands, losses, meetings, planning, resolutions
from community.partners.models import AgendaItem, JointMeeting, MeetingSeries
from community.partners.models_demands import Demand, DemandKind
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community, CommunityPost

NAMESPACE = uuid.UUID("9c1f3c6a-5a0e-4f0c-8a57-7f2d2f6b0c36")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand: its kind, what and where, how many days ago, how far it has come."""

    kind: str
    words: str
    place: str
    days: int
    end: str = ""
    answer: str = "已安排整改，如仍有问题请联系企业警长。"
    phone: str = ""
    department: str = ""


ASKED = (
    Asked("停车与门前秩序", "卸货车辆长期占用消防通道", "东门", 70, "confirmed",
          "已会同物业划定卸货时段，每日早晚巡查。", department="街道城管执法队"),
    Asked("治安防范", "地下一层监控有盲区，上月丢过货", "B1", 58, "confirmed", "物业已补装两处摄像机并接入值班室。"),
    Asked("反诈与财产安全", "近期有人冒充平台客服来电，请来讲一讲", "三层", 46, "confirmed",
          "已于本周到店宣讲，发放材料。"),
    Asked("周边纠纷", "与楼上住户因噪声多次争执", "一层", 15, "answered", "已约双方周四到社区调解室协商。"),
    Asked("停车与门前秩序", "门前共享单车堆放影响客流", "北门", 12, "passed", department="街道市政科"),
    Asked("消防与用电安全", "相邻商户飞线充电", "二层A区", 9, "returned", "已上门劝导。"),
    Asked("治安防范", "夜间收铺后北侧通道无照明", "北侧通道", 6, "accepted", phone="13800000036"),
    Asked("其他", "希望延长周末巡逻时段", "一层大厅", 1),
)  # fmt: skip
TALKS = (
    ("识别冒充客服诈骗", 41, 36, 80), ("收银台防调包与假币识别", 27, 22, 40), ("用电安全与疏散演练", 16, 54, 120),
    ("跨境收款防骗", 5, 31, 60),
)  # fmt: skip
LOSSES = (
    ("goods", "被盗服装一批", "28600.00", 52, "verified"), ("money", "货款纠纷追回现金", "16000.00", 35, "verified"),
    ("stopped", "冒充客服转账止付返还", "43200.00", 19, "given_back"), ("goods", "被盗手机两部", "7800.00", 3, ""),
)  # fmt: skip


@dataclass
class Stage:
    """Who plays, and where."""

    station: Station
    chief: Officer
    chair: Officer
    building: Building | None
    community: Community
    shops: Sequence[Enterprise]
    begun: datetime = field(default_factory=timezone.now)

    def moment(self, days: float, hour: int = 10) -> datetime:
        """A past moment at an hour of the day."""
        day = timezone.localtime(self.begun - days * DAY)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def tell(station: Station) -> int:
    """Play the stories at a station that has no demands yet; returns how many demands. The station is in scope."""
    actions.install_kinds(station=station)
    if Demand.objects.exists():
        return 0
    stage = _stage(station)
    if stage is None:
        return 0
    trade = Trade.objects.filter(name__contains="商户").first()
    if trade is not None:
        now = {"accept_days": 2, "again_days": 3, "confirm_days": 15, "phone_days": 30}
        actions.keep_settings(station=station, actor=stage.chief.user, merchant_trade=trade, **now)
    for number, asked in enumerate(ASKED):
        _ask(stage, asked, number)
    _meet(stage)
    _talk(stage)
    _recover(stage)
    return Demand.objects.count()


def _stage(station: Station) -> Stage | None:
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").first()
    building = Building.objects.filter(active=True).exclude(community=None).select_related("community").first()
    community = building.community if building else Community.objects.order_by("code").first()
    if chief is None or community is None:
        return None
    post = CommunityPost.objects.filter(community=community, end=None, role="A").select_related("officer__user")
    liaison = building.liaisons.filter(end=None).select_related("officer__user").first() if building else None
    found = liaison.officer if liaison else post.first().officer if post.exists() else chief
    shops = list(Enterprise.objects.present().filter(building=building).order_by("number")[:12]) if building else []
    return Stage(station, chief, found, building, community, shops)


def _ask(stage: Stage, asked: Asked, number: int) -> None:
    shop = stage.shops[number % len(stage.shops)] if stage.shops else None
    moment = stage.moment(asked.days, 9 + number % 8)
    with at(moment):
        row = demands.receive(
            station=stage.station, kind=DemandKind.objects.get(name=asked.kind), building=stage.building,
            shop=shop.name if shop else f"示例商户{number + 1}", place=asked.place, words=asked.words,
            phone=asked.phone, client_id=uuid.uuid5(NAMESPACE, f"{stage.station.code}/demand/{number}"),
        ).demand  # fmt: skip
    if row.officer is None:
        demands.assign(demand=row, officer=stage.chair, actor=stage.chief.user)
        row.refresh_from_db()
    keeper = row.officer.user
    if not asked.end:
        return
    with at(moment + DAY):
        demands.accept(demand=row, actor=keeper)
        if asked.department:
            demands.pass_on(
                demand=row, department=asked.department, words="请核实处理", days=3, actor=keeper
            )  # fmt: skip
    if asked.end in {"accepted", "passed"}:
        return
    with at(moment + 3 * DAY):
        if asked.department:
            demands.come_back(demand=row, theirs=True, reply="已现场处理。", actor=keeper)
        demands.answer(demand=row, words=asked.answer, actor=keeper)
    with at(moment + 4 * DAY):
        if asked.end == "confirmed":
            demands.confirm(demand=row)
        elif asked.end == "returned":
            demands.send_back(demand=row, reason="昨晚仍在飞线充电")


def _meet(stage: Stage) -> None:
    name = stage.building.name if stage.building else stage.community.name
    series = planning.keep_series(
        station=stage.station, actor=stage.chief.user, title=f"{name}警企联席会议"[:60], building=stage.building,
        community=stage.community, place="物业二层会议室", chair=stage.chair, every_months=1, active=True,
    )  # fmt: skip
    first = _plan(stage, series, 64)
    planning.invite(
        meeting=first, actor=stage.chief.user, officers=[stage.chair], enterprises=stage.shops[:6],
        units=[("物业公司", "安全主管"), ("街道办事处", "平安建设办")],
    )  # fmt: skip
    with at(stage.moment(66)):
        for topic, why in (("消防通道占用", "卸货车辆长期占用"), ("监控盲区", "地下一层")):
            meetings.propose(series=series, topic=topic, why=why, actor=stage.chair.user)
    _hold(stage, first, 64, "会议通报近期警情，商定通道管理和监控补盲。")
    _resolve(stage, first)
    second = _plan(stage, series, 34)
    _hold(stage, second, 34, "听取上次议定事项办理情况，部署年末反诈宣传。")
    with at(stage.moment(34, 16)):
        link = second.carried.select_related("meeting", "resolution").first()
        if link is not None:
            meetings.hear(carried=link, told="两处已装，剩余一处待采购", actor=stage.chair.user)
        resolutions.give(
            meeting=second, words="组织商户反诈培训一场", due_on=timezone.localdate() + 40 * DAY,
            officer=stage.chair, actor=stage.chair.user,
        )  # fmt: skip
        meetings.close(meeting=second, actor=stage.chair.user)
    with at(stage.moment(4)):
        planning.plan(
            series=series, starts_at=stage.moment(-5, 14), minutes=90, actor=stage.chair.user
        )  # fmt: skip
        meetings.propose(series=series, topic="周末巡逻时段", why="多家商户提出", actor=stage.chief.user)
    waiting = Demand.objects.filter(state="accepted").first()
    if waiting is not None:
        meetings.propose(series=series, topic="北侧通道照明", wish=waiting, why=waiting.words)


def _plan(stage: Stage, series: MeetingSeries, days: int) -> JointMeeting:
    with at(stage.moment(days + 6)):
        return planning.plan(
            series=series, starts_at=stage.moment(days, 14), minutes=90, actor=stage.chief.user
        )  # fmt: skip


def _hold(stage: Stage, meeting: JointMeeting, days: int, minutes: str) -> None:
    with at(stage.moment(days, 16)):
        people = list(meeting.invitees.all())
        meetings.hold(
            meeting=meeting, actor=stage.chair.user, came=people[: max(len(people) - 1, 1)], minutes=minutes
        )
        for item in AgendaItem.objects.filter(meeting=meeting, state="on"):
            meetings.settle(
                item=item, outcome="settled", outcome_words="按会议议定事项办理，逐项销号。", actor=stage.chair.user
            )  # fmt: skip


def _resolve(stage: Stage, meeting: JointMeeting) -> None:
    chair, today = stage.chair.user, timezone.localdate(stage.moment(64))
    with at(stage.moment(64, 17)):
        done = resolutions.give(
            meeting=meeting, words="划定卸货时段并张贴公告", due_on=today + 15 * DAY, unit="物业公司", actor=chair
        )
        shop = stage.shops[0] if stage.shops else None
        resolutions.give(
            meeting=meeting, words="补装监控摄像机三处", due_on=today + 58 * DAY, actor=chair, enterprise=shop,
            unit="" if shop else "物业公司",
        )  # fmt: skip
        meetings.close(meeting=meeting, actor=chair)
    with at(stage.moment(52)):
        resolutions.finish(resolution=done, result="公告已张贴，时段执行正常。", actor=chair)


def _talk(stage: Stage) -> None:
    for number, (topic, days, people, leaflets) in enumerate(TALKS):
        moment = stage.moment(days, 15)
        with at(moment):
            actions.record_talk(
                station=stage.station, actor=stage.chair.user, speaker=stage.chair, topic=topic, people=people,
                leaflets=leaflets, place=f"{stage.building or stage.community}大厅", building=stage.building,
                enterprise=stage.shops[number % len(stage.shops)] if stage.shops else None,
                held_on=timezone.localdate(moment),
                client_id=uuid.uuid5(NAMESPACE, f"{stage.station.code}/talk/{number}"),
            )  # fmt: skip


def _recover(stage: Stage) -> None:
    keeper = stage.chair.user
    for number, (manner, what, amount, days, end) in enumerate(LOSSES):
        shop = stage.shops[number % len(stage.shops)] if stage.shops else None
        moment = stage.moment(days, 11)
        with at(moment):
            row = losses.enter(
                station=stage.station, actor=keeper, manner=manner, what=what, amount=Decimal(amount),
                recovered_on=timezone.localdate(moment), enterprise=shop, unit="" if shop else f"示例商户{number}",
                reference=f"涉案财物登记{number + 1:03d}",
                client_id=uuid.uuid5(NAMESPACE, f"{stage.station.code}/loss/{number}"),
            )  # fmt: skip
        if not end:
            continue
        with at(moment + DAY):
            row = losses.give_back(
                loss=row, actor=keeper, given_back_on=timezone.localdate(moment + DAY),
                receipt_no=f"FH{moment:%Y%m}{number + 1:03d}",
            )  # fmt: skip
        if end == "verified" and keeper != stage.chief.user:
            with at(moment + 2 * DAY):
                losses.verify(loss=row, actor=stage.chief.user)
