"""Enterprises of the demo: malls with 1,300 merchants at the one station, shops, hotels and schools at the other.

The list comes in through the importer, as a station would do it; what happened since is played through the verbs.
Names come from Faker with a fixed seed.
"""

import io
import random
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from faker import Faker
from openpyxl import Workbook
from PIL import Image
from shapely.geometry import shape

from community.enterprises import actions, check_lists, finding_steps, importer, liaison, visiting
from community.enterprises.models import Building, Cluster, Enterprise, EnterpriseKind
from community.enterprises.models_visits import CheckItem, SafetyFinding, Tip
from community.enterprises.readings import inspector_of, keeper_of, versions_for
from community.enterprises.visiting import Given, Said
from community.enterprises.words import Department, FindingState, FirstState, Told, VisitKind, YesNo
from stations.calendar.rules import is_working, marks_between
from stations.imports.actions import import_file, sentence
from stations.management.demo.clock import Script
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community, CommunityPost

NAMESPACE = uuid.UUID("2b0c3a52-6f7f-4b7e-8a0e-4c7d1f2a9b60")
DAY = timedelta(days=1)
MALLS = (
    ("丰润商城", "商城", 6, 1, 180), ("恒泰商厦", "商城", 5, 1, 160), ("锦程国际商贸城", "商城", 7, 2, 220),
    ("瑞和服装市场", "市场", 4, 0, 150), ("汇通大厦", "写字楼", 18, 2, 130), ("远洋通商楼", "写字楼", 12, 1, 110),
    ("新秀外贸楼", "商城", 4, 0, 120), ("吉安鞋帽城", "商城", 3, 1, 110), ("东升商业街", "商业街", 2, 0, 70),
)  # fmt: skip
GOODS = (
    "服装批发",
    "皮草",
    "鞋帽",
    "箱包",
    "饰品",
    "小商品",
    "物流货代",
    "面料",
    "家居用品",
    "眼镜",
    "童装",
    "翻译服务",
)
PLACES = {
    "旅店": ("宾馆", "快捷酒店", "民宿", "客栈"), "餐饮": ("饭庄", "面馆", "烤鸭店", "小吃店", "咖啡馆"),
    "学校": ("小学", "中学", "幼儿园"), "医院": ("门诊部", "社区医院"), "机关": ("事务中心", "办事处"),
}  # fmt: skip
STREETS = ("茶食胡同", "兴隆街", "打磨厂街", "鲜鱼口街", "草厂三条", "西兴隆街")
# Of 250 merchants in a row, those that nobody has visited for too long.
LATE = (4, 30, 61)
NEWCOMERS = ("晓月童装", "鼎泰箱包行", "丝路面料", "北方皮草", "小鹿饰品", "恒通货代", "明眸眼镜", "巧手家居")
# How often each kind is visited (days), as in the kinds that come with the house.
EVERY = {"商户": 90, "旅店": 30, "餐饮": 60, "医院": 30, "学校": 30, "机关": 90}
# What an officer writes when the answer is "no", by a word of the item.
NOT_SO = {
    "未成年人": "登记簿缺2次询问记录", "登记": "前台登记有漏项", "烟罩": "上次清洗已超过三个月",
    "灭火器": "1具压力不足", "通道": "后门通道堆放纸箱", "报警": "测试无响应", "监控": "1路无图像",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it a station has."""

    merchants: int
    others: dict[str, int]
    malls: int


SIZES = {
    "CW": Size(1250, {"旅店": 12, "餐饮": 26, "学校": 5, "医院": 3, "机关": 4}, 9),
    "QM": Size(104, {"旅店": 9, "餐饮": 14, "学校": 4, "医院": 2, "机关": 3}, 2),
}


def tell(station: Station) -> int:
    """Furnish a station that has no enterprises yet; returns how many there are then. The station is in scope."""
    check_lists.install_defaults(station=station)
    if Enterprise.objects.exists() or station.code not in SIZES:
        return 0
    _settings(station)
    chance = random.Random(f"enterprises-{station.code}")
    fake = Faker("zh_CN")
    fake.seed_instance(sum(map(ord, station.code)))
    _import(station, SIZES[station.code], fake, chance)
    _liaisons(station, chance)
    script = Script()
    _visits(station, script, chance)
    _findings(station, script, chance)
    script.play()
    return Enterprise.objects.count()


def _settings(station: Station) -> None:
    chief = _chief()
    actions.keep_settings(station=station, actor=chief.user, first_visits_a_day=8)


def _chief() -> Officer:
    return Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get()


def _points(chance: random.Random) -> list[tuple[Community, float, float]]:
    """Some points inside each community that has an outline."""
    found = []
    for community in Community.objects.exclude(outline=None).order_by("code"):
        middle = shape(community.outline).representative_point()
        for _turn in range(4):
            found.append(
                (community, middle.y + chance.uniform(-0.0009, 0.0009), middle.x + chance.uniform(-0.001, 0.001))
            )
    return found


# The list


def _import(station: Station, size: Size, fake: Faker, chance: random.Random) -> None:
    book, points = Workbook(), _points(chance)
    clusters = book.active
    clusters.title = "片区"
    clusters.append(["名称", "备注"])
    clusters.append(["商贸片区", "商城、写字楼集中区域"])
    buildings = book.create_sheet("楼宇")
    buildings.append(["名称", "类型", "地址", "地上层数", "地下层数", "片区", "纬度", "经度"])
    malls = MALLS[: size.malls]
    for number, (name, kind, floors, basements, _share) in enumerate(malls):
        _community, lat, lng = points[(number * 5) % len(points)]
        address = f"{chance.choice(STREETS)}{chance.randint(2, 80)}号"
        buildings.append([name, kind, address, floors, basements, "商贸片区" if number < 5 else "", lat, lng])
    sheet = book.create_sheet("企业")
    sheet.append([
        "名称", "简称", "类别", "楼宇", "楼层", "房号", "地址", "纬度", "经度", "经营范围", "营业时间",
        "从业人数", "入驻日期", "首访日期", "最近走访", "负责人", "负责人电话",
    ])  # fmt: skip
    for line in _merchants(size, malls, fake, chance) + _others(size, points, fake, chance):
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    report = import_file(
        kind=importer.KIND, name="enterprises.xlsx", stream=stream, size=len(stream.getvalue()), station=station
    )
    refused = [row for row in report.rows if row["action"] == "refused"]
    if refused:
        raise ValueError(sentence(refused[0]))


def _merchants(size: Size, malls, fake: Faker, chance: random.Random) -> list[list]:
    """Shops of the malls: most have been there for long and were visited once."""
    shares = [share for *_rest, share in malls]
    lines, today = [], timezone.localdate()
    doors: Counter = Counter()
    for number in range(size.merchants):
        name, _kind, floors, _basements, _share = chance.choices(malls, shares)[0]
        floor = chance.randint(1, floors)
        doors[(name, floor)] += 1
        goods = chance.choice(GOODS)
        moved = today - timedelta(chance.randint(40, 1500))
        short = f"{fake.last_name()}{fake.random_element(('记', '氏', '和', '祥', '盛', '泰'))}{goods[:2]}"
        visited = "" if number % 17 == 3 else min(moved + timedelta(chance.randint(1, 9)), today)
        lines.append([
            f"{fake.company_prefix()}{fake.random_element(('商贸', '服饰', '国际贸易', '货运代理', '百货'))}有限公司"
            if number % 3 else f"{short}店",
            short, "商户", name, str(floor), f"{floor}{doors[(name, floor)]:02d}", "", "", "", goods, "9:30-18:00",
            chance.randint(1, 9), moved, visited, _lately(visited, "商户", number % 250 in LATE, chance), fake.name(),
            f"138{10000000 + number:08d}",
        ])  # fmt: skip
    return lines


def _lately(first: date | str, kind: str, late: bool, chance: random.Random) -> date | str:
    """When somebody was there last: within the interval of the kind, some days too long ago where it is late."""
    if not isinstance(first, date):
        return ""
    every = EVERY[kind]
    ago = every + chance.randint(2, 9) if late else chance.randint(1, every - 3)
    return max(first, timezone.localdate() - timedelta(ago))


def _others(size: Size, points, fake: Faker, chance: random.Random) -> list[list]:
    """Hotels, restaurants, schools, hospitals, offices at addresses of their own."""
    lines, today = [], timezone.localdate()
    for kind, count in size.others.items():
        for number in range(count):
            _community, lat, lng = chance.choice(points)
            lat, lng = lat + chance.uniform(-0.0006, 0.0006), lng + chance.uniform(-0.0006, 0.0006)
            moved = today - timedelta(chance.randint(200, 3000))
            prefix = fake.company_prefix() if kind in ("旅店", "餐饮") else chance.choice(STREETS)[:2]
            ending = PLACES[kind][number % len(PLACES[kind])]
            again = f"（{number // len(PLACES[kind]) + 1}部）" if number >= len(PLACES[kind]) else ""
            lines.append([
                f"{prefix}{ending}{again}", "", kind, "", "", "",
                f"{chance.choice(STREETS)}{chance.randint(1, 90)}号",
                round(lat, 6), round(lng, 6), kind, "全天" if kind == "旅店" else "8:00-20:00", chance.randint(4, 60),
                moved, moved + timedelta(5), _lately(moved + timedelta(5), kind, number % 11 == 4, chance),
                fake.name(), f"137{20000000 + number:08d}",
            ])  # fmt: skip
    return lines


# Who looks after what


def _liaisons(station: Station, chance: random.Random) -> None:
    """Each building gets a community officer; the first changed hands half a year ago."""
    known = Officer.objects.serving().filter(kind=Officer.Kind.POLICE, user__username__startswith="liaison").first()
    posts = CommunityPost.objects.filter(end=None).select_related("officer__user").order_by("pk")
    officers = [known] if known else []
    officers += [post.officer for post in posts if post.officer not in officers][:6]
    today = timezone.localdate()
    if not officers:
        return
    for number, building in enumerate(Building.objects.order_by("pk")):
        start = today - timedelta(chance.randint(300, 700))
        liaison.assign(subject=building, officer=officers[number % len(officers)], start=start, actor=None)
    first = Building.objects.order_by("pk").first()
    if first is not None and len(officers) > 1:
        liaison.assign(subject=first, officer=officers[1], start=today - timedelta(180), actor=None)
        liaison.assign(subject=first, officer=officers[0], start=today - timedelta(60), actor=None)
    cluster = Cluster.objects.first()
    if cluster is not None:
        liaison.assign(subject=cluster, officer=officers[-1], start=today - timedelta(200), actor=None)


def _moment(days: int, chance: random.Random) -> datetime:
    """A working hour so many days ago, or a little earlier."""
    day: date = timezone.localdate() - timedelta(days)
    marks = marks_between(day - 9 * DAY, day)
    while not is_working(day, marks):
        day -= DAY
    return timezone.make_aware(datetime.combine(day, time(9 + chance.randint(0, 7), chance.randint(0, 59))))


# What happened since


def _visits(station: Station, script: Script, chance: random.Random) -> None:
    """New shops in the last weeks, first visits in and out of time, visits, inspections of the regulated trades."""
    building = Building.objects.order_by("pk").first()
    kind = EnterpriseKind.objects.get(station=station, code="merchant")
    for number, days in enumerate((20, 16, 12, 9, 8, 5, 3, 1)):
        moment = _moment(days, chance)
        script.add(moment, lambda number=number: _new_shop(station, building, kind, number))
        if days > 9:
            late = 9 if number == 1 else 3
            script.add(moment + late * DAY, lambda number=number: _first_visit(station, number, chance))
    rows = list(Enterprise.objects.filter(first_visit__state=FirstState.DONE).order_by("pk"))
    chief, gone = _chief().user, _gone()
    for row, verb, days in zip(gone, (actions.close, actions.move_out, actions.move_out), (6, 11, 4), strict=False):
        script.add(_moment(days, chance), lambda row=row, verb=verb: verb(enterprise=row, actor=chief))
    rows = [row for row in rows if row not in gone]
    for number, row in enumerate(chance.sample(rows, min(len(rows), 70))):
        script.add(_moment(1 + number % 28, chance), lambda row=row: _visit(row, chance))
    for number, row in enumerate(Enterprise.objects.filter(kind__regulated=True).order_by("pk")[:24]):
        moment = _moment(2 + number, chance)
        script.add(moment, lambda row=row, number=number: _visit(row, chance, number))
        if number in (5, 13, 17, 21):
            script.add(moment + 3 * DAY, lambda row=row: _put_right(row))


def _gone() -> list[Enterprise]:
    """One that closed for now and two that moved out; nothing else happens to them."""
    return list(Enterprise.objects.filter(building__isnull=False, first_visit__state=FirstState.DONE)[20:23])


def _new_shop(station: Station, building: Building | None, kind: EnterpriseKind, number: int) -> None:
    actions.move_in(
        station=station, actor=None, name=NEWCOMERS[number], building=building, floor="1",
        unit=f"A{number + 1:02d}", kind=kind, scope=GOODS[number % len(GOODS)], staff=2,
        **({} if building else {"address": f"{STREETS[0]}{number + 3}号"}),
    )  # fmt: skip


def _first_visit(station: Station, number: int, chance: random.Random) -> None:
    row = Enterprise.objects.select_related("kind").get(name=NEWCOMERS[number])
    _record(row, VisitKind.FIRST, chance, no=())


def _visit(row: Enterprise, chance: random.Random, number: int | None = None) -> None:
    """A visit; every fourth inspection finds something."""
    row = Enterprise.objects.select_related("kind").get(pk=row.pk)
    finds = number is not None and number % 4 == 1
    _record(row, VisitKind.CHECK if row.kind.regulated else VisitKind.VISIT, chance, no=(1,) if finds else ())


def _record(row: Enterprise, kind: str, chance: random.Random, no: tuple[int, ...]) -> None:
    now, today = timezone.now(), timezone.localdate()
    officer = (inspector_of if row.kind.regulated else keeper_of)(row, today) or _chief()
    versions = versions_for(row.kind)
    items = list(CheckItem.objects.filter(version=versions[0]).order_by("order")) if versions else []
    answers = {}
    for place, item in enumerate(items):
        if item.answer == "yes_no":
            bad = place in no
            words = next((said for word, said in NOT_SO.items() if word in item.text), "") if bad else ""
            answers[item.pk] = Given(YesNo.NO if bad else YesNo.YES, text=words)
        elif item.answer == "number":
            answers[item.pk] = Given(number=row.staff)
    tips = list(Tip.objects.on(today).order_by("pk"))
    said = Said(
        kind=kind, told=Told.AGREED, version=versions[0] if versions else None, answers=answers, met="店长",
        tips=chance.sample(tips, min(2, len(tips))),
        note=chance.choice(("", "提醒夜间锁好门窗。", "已加反诈联络群。")),
    )  # fmt: skip
    visiting.record_visit(
        enterprise=row, actor=officer.user, client_id=uuid.uuid5(NAMESPACE, f"{row.pk}/{kind}/{now.isoformat()}"),
        said=said, now=now,
    )  # fmt: skip


def _put_right(row: Enterprise) -> None:
    """What the inspection found is put right, looked at by somebody else, closed."""
    officer, chief = inspector_of(row, timezone.localdate()) or _chief(), _chief()
    for finding in SafetyFinding.objects.open().filter(enterprise=row):
        finding_steps.rectify(finding=finding, actor=officer.user, words="已整改", photos=[_picture("整改后")])
        finding = finding_steps.recheck(finding=finding, actor=chief.user, words="现场复查属实")
        if finding.state == FindingState.RECHECKED:
            finding_steps.close(finding=finding, actor=chief.user, words="同意销号")


STORIES = (
    # what, grade, days ago, how far it came
    ("消防通道堆放货箱", 2, 24, "closed"), ("灭火器压力不足", 1, 22, "closed"),
    ("插线板超负荷串联", 2, 19, "rechecked"), ("应急照明灯不亮", 1, 17, "overdue"),
    ("仓库内给电动车电池充电", 2, 12, "told"), ("监控录像未满保存期", 1, 10, "rectified"),
    ("燃气软管老化", 2, 9, "handed"), ("疏散指示标志脱落", 1, 6, "told"), ("卷帘门无法升起", 1, 2, "found"),
)  # fmt: skip


def _findings(station: Station, script: Script, chance: random.Random) -> None:
    """Findings in every state of their way."""
    gone = [row.pk for row in _gone()]
    rows = list(Enterprise.objects.filter(building__isnull=False).exclude(pk__in=gone).order_by("pk"))
    chosen = chance.sample(rows, min(len(rows), len(STORIES)))
    for row, (what, grade, days, end) in zip(chosen, STORIES, strict=False):
        moment = _moment(days, chance)
        script.add(moment, lambda row=row, what=what, grade=grade, end=end: _find(row, what, grade, end))
        if end not in {"found", "told", "overdue"}:
            script.add(moment + 2 * DAY, lambda row=row, what=what, end=end: _go_on(row, what, end))


def _find(row: Enterprise, what: str, grade: int, end: str) -> None:
    officer = keeper_of(row, timezone.localdate()) or _chief()
    finding_steps.find(enterprise=row, actor=officer.user, what=what, grade=grade, told=end != "found",
                       photos=[_picture(what)])  # fmt: skip


def _go_on(row: Enterprise, what: str, end: str) -> None:
    finding = SafetyFinding.objects.get(enterprise=row, what=what)
    officer, chief = keeper_of(row, timezone.localdate()) or _chief(), _chief()
    if end == "handed":
        finding_steps.hand_over(
            finding=finding, actor=officer.user, department=Department.FIRE, words="请核查处理并反馈结果",
            reference="函〔2026〕12号",
        )  # fmt: skip
        return
    finding_steps.rectify(finding=finding, actor=officer.user, words="商户反馈已整改", photos=[_picture("整改后")])
    if end == "rectified":
        return
    finding_steps.recheck(finding=finding, actor=chief.user, words="现场复查属实")
    finding.refresh_from_db()
    if end == "closed" and finding.state == "rechecked":
        finding_steps.close(finding=finding, actor=chief.user, words="同意销号")


def _picture(words: str) -> bytes:
    """A plain picture: the demo shows nobody's shop."""
    data = io.BytesIO()
    shade = 90 + sum(map(ord, words)) % 120
    Image.new("RGB", (640, 480), (shade, 160, 220 - shade // 2)).save(data, "JPEG")
    return data.getvalue()
