"""Points, rewards and appeals of the demo stations, played through the verbs of the house at their moments."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from community.clues.giving import receipt_of
from community.clues.models import Clue
from community.groups.models import Member
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.recognition import actions, anonymous, deeds, keeping, shelf
from stations.recognition.models import Deed, LedgerEntry, PointRule
from stations.recognition.models_rewards import Reward
from stations.timeline.actions import lines_last

NAMESPACE = uuid.UUID("0f5a6c7e-94d1-4f0b-8a46-54d4f6d3b7a2")
DAY = timedelta(days=1)
# (act, name, points, cap a month, yuan to an anonymous giver)
RULES = (
    ("clue-person", "线索：抓获人员", 40, 120, 500), ("clue-loss", "线索：避免损失", 40, 120, 500),
    ("clue-hazard", "线索：消除隐患", 15, 60, 0), ("clue", "线索：情况属实", 10, 40, 100),
)  # fmt: skip
BY_HAND = (("help", "帮困助人", 10, 30), ("talk", "反诈宣传", 5, 20))
SHELF = (
    ("雨伞", "晴雨两用", 20, 25, 30), ("头盔", "骑手安全头盔", 60, 80, 12), ("保温杯", "500毫升", 35, 45, 20),
    ("充电宝", "一万毫安时", 80, 90, 1), ("反光背心", "夜间骑行穿", 15, 12, 40),
)  # fmt: skip
# (member, act, days ago, words, place); the last three of one member are within minutes of each other.
DEEDS = (
    (1, "help", 40, "扶起摔倒的老人并联系家属", "地铁口"), (2, "talk", 35, "给楼内住户讲反诈", "三号楼大厅"),
    (3, "help", 21, "拾到背包交到前台", "商厦一层"), (1, "talk", 12, "站点晨会讲反诈案例", "配送站"),
    (4, "help", 9, "协助寻找走失儿童", "公园东门"), (2, "help", 6, "雨夜帮助推出抛锚车辆", "桥下辅路"),
    (5, "talk", 4, "发放反诈单页", "写字楼大堂"), (5, "talk", 4, "发放反诈单页", "写字楼大堂"),
    (5, "talk", 4, "发放反诈单页", "写字楼大堂"),
    (0, "help", 25, "协助急救人员搬抬病人", "小区北门"), (0, "talk", 15, "向同事讲解刷单骗局", "配送站"),
    (0, "help", 7, "捡到钱包等候失主", "地铁站口"), (0, "talk", 3, "劝阻邻居转账", "五号楼"),
)  # fmt: skip


def tell(station: Station) -> int:
    """Set the station up and play what happened; returns how many bookings. The station is in scope."""
    if PointRule.objects.exists():
        return 0
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get().user
    deputy = Officer.objects.serving().filter(post=Post.DEPUTY).select_related("user").order_by("pk")[0].user
    desk = Officer.objects.serving().filter(post=Post.DESK).select_related("user").order_by("police_no")[0].user
    now, people = timezone.now(), _people()
    with at(now - 60 * DAY):
        _set_up(station, chief, deputy)
    _deeds(station, people, desk, chief, deputy, now)
    keeping.keep(station=station, at=now - DAY)
    _shopping(people, desk, chief, now)
    _decisions(people, chief, deputy, now)
    _anonymous(station, desk, chief)
    return LedgerEntry.objects.count()


def _people():
    rows = Member.objects.confirmed().select_related("user").order_by("pk")
    own = [row.user for row in rows if row.user.username.startswith("member")]
    return own[:1] + [row.user for row in rows if row.user not in own][:12]


def _key(station_code: str, what: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{station_code}/{what}")


def _set_up(station, chief, deputy) -> None:
    actions.set_up(station=station, actor=chief, points=True, anonymous=True)
    for act, label, points, cap, yuan in RULES:
        actions.set_rule(station=station, actor=chief, act=act, label=label, points=points, monthly_cap=cap,
                         active=True, anonymous_yuan=Decimal(yuan))  # fmt: skip
    for act, label, points, cap in BY_HAND:
        actions.set_rule(
            station=station, actor=chief, act=act, label=label, points=points, monthly_cap=cap, active=True
        )
    year = timezone.localdate().year
    shelf.save_budget(
        station=station, actor=deputy, name=f"{year}年度奖励经费", start=date(year, 1, 1), end=date(year + 1, 1, 1),
        yuan=Decimal(6000), key=_key(station.code, "budget"),
    )  # fmt: skip
    for name, words, points, yuan, items in SHELF:
        reward = shelf.save_reward(
            station=station, actor=deputy, name=name, words=words, points=points, yuan=Decimal(yuan),
            start=date(year, 1, 1), per_person=0,
        )  # fmt: skip
        shelf.bring_in(reward=reward, actor=deputy, items=items, key=_key(station.code, name))


def _deeds(station, people, desk, chief, deputy, now) -> None:
    for number, (who, act, days, words, place) in enumerate(DEEDS):
        moment = now - days * DAY + number * timedelta(minutes=2)
        with at(moment + timedelta(hours=3)):
            row = deeds.propose(
                station=station, actor=desk, user=people[who % len(people)], words=words, place=place,
                rule=PointRule.objects.get(act=act), done_at=moment, key=_key(station.code, f"deed{number}"),
            )  # fmt: skip
        with at(moment + timedelta(hours=6)):
            if number == 5:
                deeds.refuse(deed=row, actor=deputy, reason="与巡逻记录不符")
            elif number != 4:
                deeds.verify(deed=row, actor=deputy if number % 2 else chief)


def _shopping(people, desk, chief, now) -> None:
    """Some take what their points reach for: handed out, lapsed, waiting."""
    rewards = list(Reward.objects.order_by("points"))
    for number, user in enumerate(people):
        have = actions.balance(user)
        reach = [row for row in rewards if row.points <= have]
        if not reach:
            continue
        reserved = now - timedelta(hours=20 if (number + 2) % 3 else 9 * 24)
        with at(reserved):
            made = shelf.reserve(reward=reach[-1], actor=user, client_id=_key(str(user.pk), "reservation"))
        if (number + 2) % 3 == 1:
            with at(reserved + timedelta(hours=4)):
                shelf.hand_out(reservation=made, actor=desk)
    with lines_last():
        shelf.lapse_overdue(station=chief.home_station, at=now)
    vest = Reward.objects.get(name="反光背心")
    shelf.count(reward=vest, actor=chief, counted=vest.shelf + vest.held - 1, reason="月末盘点，破损一件",
                key=_key(str(vest.pk), "count"))  # fmt: skip


def _decisions(people, chief, deputy, now) -> None:
    """An appeal that was granted, one that waits, and a booking back."""
    refused = Deed.objects.filter(state="refused").exclude(user=chief).first()
    if refused:
        deeds.appeal(actor=refused.user, of=refused, words="当晚有同事一起推车，可以作证")
    entry = LedgerEntry.objects.filter(kind="credit", act="help", protected=False).order_by("pk").last()
    if entry and entry.user not in {chief, deputy}:
        back = actions.reverse(entry=entry, actor=chief, reason="与另一笔重复登记", at=now - 2 * DAY)
        made = deeds.appeal(actor=entry.user, of=back, words="这是两次不同的事", at=now - DAY)
        deeds.decide(
            appeal=made, actor=deputy, granted=True, points=-back.points, answer="经核对确为两次，予以恢复", at=now
        )


def _anonymous(station, desk, chief) -> None:
    """One anonymous giver came by with the receipt; another reward waits for the second signature."""
    rows = Clue.objects.filter(receipt_digest__isnull=False, verified_at__isnull=False)
    for number, clue in enumerate(rows.order_by("pk")[:2]):
        made = anonymous.prepare(station=station, code=receipt_of(station, clue.client_id), actor=desk)
        if number == 0:
            anonymous.sign(payout=made, actor=chief)
