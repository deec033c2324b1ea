"""Make the two patrol workbooks: ``PYTHONPATH=. python config/local/demo_data/make_patrols.py``.

Figures near a published article about one patrol team: 21 companies, 22 squads, 25 areas, 31 routes, 69 checkpoints,
about 442 check-ins, 152 hours and 193 km a day, of which some stay undone. People, companies and numbers are
fictional (Faker, fixed seed), the streets lie on the made-up ground. Run it after ``make_workbooks.py``: it names
officers of those workbooks.
"""

import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle
from pathlib import Path

from faker import Faker
from ground import Ground
from lanes import Lanes, Place, chain, nearest, patch
from make_workbooks import START, _page
from openpyxl import Workbook, load_workbook
from patrol_words import (
    CHAOWAI_COMPANIES,
    CHAOWAI_EAST,
    CHAOWAI_FORGOTTEN,
    CHAOWAI_NORTH,
    COMPANIES,
    DUTIES,
    EAST,
    FORGOTTEN,
    GROUPS,
    LOOK_AT,
    NORTH,
    SPOTS,
    SUFFIX,
    TASKS,
    TITLES,
)

HERE = Path(__file__).resolve().parent
EVERY_DAY = "1、2、3、4、5、6、7"
HEADS = {
    "成员单位": ("编码", "名称", "简称", "性质", "地址", "许可证号", "合同编号", "合同到期", "主责领导", "领导职务",
                 "领导电话", "场所轮廓"),
    "功能小组": ("名称", "侧重", "排序"),
    "巡逻小队": ("编码", "名称", "单位编码", "小组"),
    "巡逻队员": ("队员编号", "姓名", "手机号", "单位编码", "保安员证号", "小队编码", "入队日期"),
    "小队长": ("小队编码", "职务", "队员编号", "姓名", "起始日期"),
    "专责民警": ("小队编码", "警号", "姓名", "起始日期"),
    "指挥体系": ("层级", "姓名", "职务", "所属单位", "警号", "牵头", "联系电话", "起始日期"),
    "队员职责清单": ("小组", "版本", "职责", "生效日期"),
    "巡逻区域": ("编码", "名称", "网格编码", "小队编码", "轮廓"),
    "打卡点": ("编码", "名称", "区域编码", "纬度", "经度", "坐标系", "半径", "室内", "悬挂位置", "看什么", "停留分钟",
               "责任队员编号", "显示屏"),
    "巡逻线路": ("编码", "名称", "区域编码", "有序", "闭合", "点位", "线形"),
    "街巷": ("名称", "线形"),
    "巡逻计划": ("名称", "小队编码", "区域编码", "网格编码", "线路编码", "任务", "模式", "星期", "时段", "抽取点数",
                 "应打卡数", "最少停留分钟", "每班人数", "队员编号", "起始日期"),
}  # fmt: skip
# Times of a day by kind of squad; the first plan of the first squad always has the same two guards.
SLOTS = {
    "门前三包": "07:30-10:30、11:00-14:00、16:00-19:00",
    "隐患排查": "08:30-11:30、14:00-17:00",
    "巡逻防控": "07:00-10:00、14:30-17:30",
}
SIDES = {1: ("",), 2: ("西", "东"), 3: ("西", "中", "东")}
EVENING, AT_RANDOM = "19:00-22:00", "18:00-22:00"


@dataclass
class Squad:
    """A squad with its guards, as other sheets name them."""

    code: str
    name: str
    company: str
    focus: str
    guards: list[tuple[str, str]] = field(default_factory=list)
    areas: list["Area"] = field(default_factory=list)


@dataclass
class Area:
    """A patrol area: its grid, its outline, its checkpoints by place."""

    code: str
    name: str
    grid: str
    outline: dict
    middle: Place
    wide: dict
    points: list[Place] = field(default_factory=list)


@dataclass
class Spec:
    """What makes one station's patrols different from the other's."""

    prefix: str
    seed: int
    phones: int
    source: str
    ground: Ground
    grids: tuple[tuple[str, ...], ...]
    parts: tuple[int, ...]
    companies: tuple[str, ...]
    focuses: tuple[str, ...]
    two_areas: tuple[int, ...]
    windows: tuple[int, ...]
    points: int
    north: tuple[str, ...]
    east: tuple[str, ...]
    forgotten: tuple[str, ...]
    sizes: tuple[int, ...]
    metres: float
    office: tuple[str, ...]
    rows: dict[str, list[tuple]] = field(default_factory=lambda: {title: [] for title in HEADS})


class Maker:
    """Fills the sheets of one workbook."""

    def __init__(self, spec: Spec):
        self.spec, self.chance = spec, random.Random(spec.seed)
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(spec.seed)
        self.names: set[str] = set()
        self.phones = count(spec.phones)
        self.lanes = Lanes(spec.ground, spec.north, spec.east, spec.seed)
        self.codes: dict[Place, str] = {}
        self.squads: list[Squad] = []
        self.areas: list[Area] = []
        self.figures = {"due": 0, "visits": 0, "duties": 0, "metres": 0.0}

    def add(self, sheet: str, *row) -> None:
        """One row of a sheet."""
        self.spec.rows[sheet].append(row)

    def name(self) -> str:
        """A name that nobody in this workbook has yet."""
        while (name := self.faker.name()) in self.names:
            pass
        self.names.add(name)
        return name

    def phone(self) -> str:
        """The next of the numbers 1380000xxxx, which nobody is meant to have."""
        return f"138{next(self.phones):08d}"

    def make(self) -> None:
        """All sheets."""
        for row in GROUPS:
            self.add("功能小组", *row)
        self._areas()
        self._squads()
        self._companies()
        self._commanders()
        for group, items in DUTIES.items():
            self.add("队员职责清单", group, 1, "\n".join(items), START)
        self._points()
        self._routes()

    # -- ground ----------------------------------------------------------------------------------------------------

    def _areas(self) -> None:
        """Every grid cut into two or three areas; a few areas are shared or belong to a squad that has two."""
        ground, numbers, parts = self.spec.ground, count(1), iter(self.spec.parts)
        for strip, grids in enumerate(self.spec.grids):
            for cut, grid in enumerate(grids):
                share = next(parts)
                for part in range(share):
                    number, west, east = next(numbers), part / share, (part + 1) / share
                    lat, lng = ground.inside(strip, cut, (west + east) / 2, 0.5)
                    side = SIDES[share][part]
                    self.areas.append(Area(
                        f"A{number:02d}", f"{grid[1]}{side}片", grid[0], patch(ground, strip, cut, west, east),
                        self._metres(lat, lng), patch(ground, strip, cut, west, east, 0.03),
                    ))  # fmt: skip

    def _metres(self, lat: float, lng: float) -> Place:
        """Where a point lies in the net of lanes."""
        ground = self.spec.ground
        x, y = ground._point(0, 0), ground._point(1, 1)
        return (lng - x[0]) / (y[0] - x[0]) * ground.wide, (lat - x[1]) / (y[1] - x[1]) * ground.tall

    def _points(self) -> None:
        """Checkpoints on the streets, two or three an area; two of them still lack a keeper."""
        numbers, taken, keepers = count(1), [], {}
        owner = {area.code: squad for squad in self.squads for area in squad.areas}
        looks, spots = cycle(LOOK_AT), cycle(SPOTS)
        for place, area in enumerate(self.areas):
            number = self.spec.points // len(self.areas) + (place < self.spec.points % len(self.areas))
            for street, point in self.lanes.points_in(area.outline, number, taken):
                taken.append(point)
                area.points.append(point)
                code = self.codes[point] = f"P{next(numbers):03d}"
                squad = owner[area.code]
                guard = squad.guards[keepers.setdefault(squad.code, count(1)).__next__() % len(squad.guards)][0]
                lng, lat = self.lanes.degrees(point)
                indoor = len(taken) % 17 == 0
                self.add(
                    "打卡点", code, self._label(street, point), area.code, lat, lng, "WGS84", 30 if indoor else 50,
                    "是" if indoor else "否", f"{street}{next(spots)}", next(looks), self.chance.choice((2, 3, 3, 5)),
                    "" if len(taken) in {23, 47} else guard, "是" if len(taken) in {5, 31} else "否",
                )  # fmt: skip
        self.lanes.knit()
        for name, line in self.lanes.streets():
            self.add("街巷", name, line)
        for number, name in enumerate(self.spec.forgotten):
            # Beyond the last street: no route leads there.
            x, y = self.spec.ground.wide * (0.004 + 0.985 * number), self.spec.ground.tall * 0.45
            self.add("街巷", name, self.lanes.geojson([(x, y), (x, y + 120)]))

    def _label(self, street: str, point: Place) -> str:
        """``鲜鱼口街前门大街口东侧``, numbered where it is taken."""
        other = (
            min(zip(self.spec.east, self.lanes.ys, strict=True), key=lambda pair: abs(pair[1] - point[1]))
            if street in self.spec.north
            else min(zip(self.spec.north, self.lanes.xs, strict=True), key=lambda pair: abs(pair[1] - point[0]))
        )
        ahead = point[1] - other[1] if street in self.spec.north else point[0] - other[1]
        side = ("北侧" if ahead > 0 else "南侧") if street in self.spec.north else ("东侧" if ahead > 0 else "西侧")
        name = f"{street}{other[0]}口{side}"
        if name in self.names:
            name = f"{name}二"
        self.names.add(name)
        return name

    def _routes(self) -> None:
        """A route for every squad, one more in each second area, one for each evening window; and their plans."""
        numbers = count(1)
        for place, squad in enumerate(self.squads):
            for area in squad.areas:
                size = self.spec.sizes[(place + len(area.code)) % len(self.spec.sizes)]
                route = self._route(next(numbers), area, size, self.spec.metres)
                self._plans(squad, area, route, size, first=area is squad.areas[0])
            if place in self.spec.windows:
                route = self._route(next(numbers), squad.areas[0], 4, self.spec.metres * 0.55, ordered=True)
                self._plan(squad, squad.areas[0], route, "夜间定时段", "定时段", EVENING, stay=90, visits=4, due=2)

    def _route(self, number: int, area: Area, size: int, metres: float, ordered: bool = False) -> str:
        """Its own points first, then the nearest of its neighbours'."""
        rest = [place for place in self.codes if place not in area.points]
        chosen = chain([*area.points, *nearest(rest, area.middle, size)][:size])
        line, length = self.lanes.walk(chosen, metres)
        code, kind = f"R{number:02d}", "夜巡线" if ordered else "线"
        self.length = length
        self.add(
            "巡逻线路", code, f"{area.name}{kind}", area.code, "是" if ordered else "否", "否",
            "、".join(self.codes[place] for place in chosen), self.lanes.geojson(line),
        )  # fmt: skip
        return code

    def _plans(self, squad: Squad, area: Area, route: str, size: int, first: bool) -> None:
        slots = SLOTS[squad.focus].split("、")
        if len(squad.areas) > 1:
            slots = slots[:-1] if first else slots[-1:]
        self._plan(squad, area, route, "时段巡逻", "划分时段", "、".join(slots), visits=size, due=size)
        if squad.focus == "隐患排查" and first:
            self._plan(squad, area, route, "随机抽查", "全时段", AT_RANDOM, draw=size, quota=6, visits=6, due=6)

    def _plan(self, squad, area, route, kind, mode, slots, *, visits, due, draw=0, quota=0, stay=0) -> None:
        """A plan with its named guards; the figures of a day are added up."""
        guards = squad.guards[2:] if kind != "时段巡逻" and squad is self.squads[0] else squad.guards
        if squad is self.squads[0] and kind == "时段巡逻":
            guards = [guards[0], guards[2]]  # the leader and a guard: the demo logins, on duty every day
        task = TASKS[squad.focus][kind == "夜间定时段"]
        self.add(
            "巡逻计划", f"{squad.name}{area.name}{kind}", squad.code, area.code, area.grid, route, task, mode,
            EVERY_DAY, slots, draw, quota, stay, 2, "、".join(number for number, _name in guards), START,
        )  # fmt: skip
        times = slots.count("、") + 1
        self.figures["due"] += due * times
        self.figures["visits"] += visits * times
        self.figures["duties"] += times
        self.figures["metres"] += self.length * times * (mode != "全时段")

    # -- people ----------------------------------------------------------------------------------------------------

    def _squads(self) -> None:
        """Squads with their areas and guards; the first company has two squads where there is one squad more."""
        spec, numbers, free = self.spec, count(1), iter(self.areas)
        for place, focus in enumerate(spec.focuses):
            company = max(0, place - (len(spec.focuses) - len(spec.companies)))
            name = spec.companies[company]
            if len(spec.focuses) > len(spec.companies) and company == 0:
                name += "一二"[place]
            squad = Squad(f"S{place + 1:02d}", f"{name}小队", f"C{company + 1:02d}", focus)
            squad.areas = [next(free) for _ in range(2 if place in spec.two_areas else 1)]
            self.squads.append(squad)
            self.add("巡逻小队", squad.code, squad.name, squad.company, next(g[0] for g in GROUPS if g[1] == focus))
            for _ in range(9 + place % 3):
                number, person = f"{spec.prefix}{next(numbers):04d}", self.name()
                squad.guards.append((number, person))
                certificate = f"京保{2019 + len(self.names) % 6}{self.chance.randrange(10**6):06d}"
                joined = f"{2024 + len(self.names) % 2}-0{1 + len(self.names) % 9}-01"
                self.add("巡逻队员", number, person, self.phone(), squad.company, certificate, squad.code, joined)
            for role, (number, person) in zip(("队长", "副队长"), squad.guards, strict=False):
                self.add("小队长", squad.code, role, number, person, "2025-10-01")
        for area in free:
            raise ValueError(f"nobody answers for {area.code}")
        for squad in self.squads:
            for area in squad.areas:
                outline = json.dumps(area.outline, separators=(",", ":"))
                self.add("巡逻区域", area.code, area.name, area.grid, squad.code, outline)

    def _companies(self) -> None:
        """Most are licensed or have a contract; a few hire their own guards and stay on their premises (PA-13)."""
        for number, short in enumerate(self.spec.companies, 1):
            code, stem, ending = f"C{number:02d}", short, "有限公司"
            for part, long in SUFFIX.items():
                if short.endswith(part):
                    stem, ending = short.removesuffix(part), long
            name = f"{stem}{ending}（演示）"
            own = [area for squad in self.squads if squad.company == code for area in squad.areas]
            alone = number % 6 == 4 and len(own) == 1
            licensed = short.endswith("保安")
            premises = json.dumps(own[0].wide, separators=(",", ":")) if alone else ""
            leader = "" if number == 17 else self.name()
            self.add(
                "成员单位", code, name, short, "保安公司" if licensed else "自行招用", f"{own[0].name}{number * 7}号",
                f"京公保服{2015 + number % 8}{number:04d}" if licensed else "",
                "" if alone else f"HT-2026-{number:03d}", "" if alone else ("2028-12-31", "2029-06-30")[number % 2],
                leader, TITLES[number % len(TITLES)] if leader else "", self.phone() if leader else "", premises,
            )  # fmt: skip

    def _commanders(self) -> None:
        """Leading group, office and liaison officers, from the station's own workbook and the street."""
        book = load_workbook(HERE / self.spec.source, read_only=True)
        people = [row[:5] for row in list(book["人员"].values)[2:]]
        posts = {row[2] for row in list(book["社区岗位"].values)[2:]}
        chief, commissar = (next(p for p in people if p[3] == post) for post in ("所长", "政委"))
        deputy = next(p for p in people if p[3] == "副所长")
        street = next(p for p in people if p[3] == "民警" and "街面" in p[4])
        free = [p for p in people if p[3] == "民警" and "社区" in p[4] and p[0] not in posts]
        own, office = self.spec.office[0], self.spec.office[1]
        for level, person, title, heads in (
            ("领导小组", chief, "组长", "是"), ("领导小组", commissar, "副组长", "否"),
            ("办公室", deputy, "主任", "是"), ("办公室", street, "联络员", "否"),
        ):  # fmt: skip
            self.add("指挥体系", level, person[1], title, own, person[0], heads, "", START)
        for level, title, place in (
            ("领导小组", "副组长", office),
            ("办公室", "副主任", office),
            ("办公室", "内勤", own),
        ):
            self.add("指挥体系", level, self.name(), title, place, "", "否", self.phone(), START)
        for place, squad in enumerate(self.squads):
            if place == len(self.squads) - 2:
                continue  # a place to fill, so that the overview has something to say
            officer = free[place // 2 % len(free)]
            self.add("专责民警", squad.code, officer[0], officer[1], "2025-10-01")

    def save(self, file: Path) -> None:
        """Write the workbook as a station would keep it."""
        book = Workbook()
        book.properties.created = book.properties.modified = datetime(2024, 1, 1)
        book.properties.creator = "demo"
        book.remove(book.active)
        for title, head in HEADS.items():
            _page(book.create_sheet(title), title, head, self.spec.rows[title])
        book.save(file)


QIANMEN = Spec(
    prefix="B", seed=5101, phones=1000, source="qianmen.xlsx",
    ground=Ground(39.8985, 116.4030, 1000, 1100, (4, 4, 3), 11),
    grids=(
        (("QD-01", "前东一"), ("QD-02", "前东二"), ("QD-03", "前东三"), ("QD-04", "前东四")),
        (("DJ-01", "大江一"), ("DJ-02", "大江二"), ("DJ-03", "大江三"), ("DJ-04", "大江四")),
        (("CC-01", "草厂一"), ("CC-02", "草厂二"), ("CC-03", "草厂三")),
    ),
    parts=(2, 2, 2, 3, 2, 2, 2, 3, 2, 2, 3),
    companies=COMPANIES,
    focuses=("门前三包", "巡逻防控", *("门前三包", "隐患排查", "巡逻防控") * 6, "门前三包", "巡逻防控"),
    two_areas=(6, 12, 17), windows=(1, 4, 7, 10, 13, 16), points=69,
    north=NORTH, east=EAST, forgotten=FORGOTTEN, sizes=(7, 8, 8, 7, 8, 7, 8, 8), metres=3640.0,
    office=("前门派出所（演示）", "前门街道办事处（演示）"),
)  # fmt: skip
CHAOWAI = Spec(
    prefix="W", seed=5202, phones=3000, source="chaowai.xlsx",
    ground=Ground(39.9245, 116.4400, 1600, 1375, (3, 3, 3, 3), 22),
    grids=((("CW1-01", "东里一"),), (("CW2-01", "西里一"), ("CW2-02", "西里二")),
           (("CW3-01", "南营一"), ("CW3-02", "南营二")), (("CW4-01", "北巷一"), ("CW4-02", "北巷二"))),
    parts=(1, 1, 1, 1, 1, 1, 1),
    companies=CHAOWAI_COMPANIES,
    focuses=("门前三包", "隐患排查", "巡逻防控", "门前三包", "隐患排查", "巡逻防控"),
    two_areas=(3,), windows=(2,), points=20,
    north=CHAOWAI_NORTH, east=CHAOWAI_EAST, forgotten=CHAOWAI_FORGOTTEN, sizes=(6, 7), metres=3500.0,
    office=("朝外派出所（演示）", "朝外街道办事处（演示）"),
)  # fmt: skip


if __name__ == "__main__":
    for spec, file in ((QIANMEN, "patrols_qianmen.xlsx"), (CHAOWAI, "patrols_chaowai.xlsx")):
        maker = Maker(spec)
        maker.make()
        maker.save(HERE / file)
        counts = {title: len(rows) for title, rows in spec.rows.items()}
        print(file, counts, maker.figures)
