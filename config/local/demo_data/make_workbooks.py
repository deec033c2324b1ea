"""Make the two demo workbooks: ``PYTHONPATH=. python config/local/demo_data/make_workbooks.py``.

Structure and figures follow two published articles about police stations; every person, number and telephone is
fictional (Faker, fixed seed), and the ground is made up (:mod:`ground`): no outline is that of a real community. The
workbooks are committed, because Faker is not there where the demo runs.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from faker import Faker
from ground import Ground
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from workbook_words import (
    CHAOWAI_SPOTS,
    DUTIES,
    FOLDS,
    GRADES,
    GROUPS,
    HEADS,
    KINDS,
    QIANMEN_SPOTS,
    SECTIONS,
    SPECIALITIES,
)

from stations.catalogue.defaults import ELEMENTS, entries

HERE = Path(__file__).resolve().parent
START = "2024-01-01"
MADE = datetime(2024, 1, 1)


@dataclass
class Person:
    """One officer or auxiliary of a demo station."""

    number: str
    name: str
    post: str
    team: str
    phone: str
    born: int
    since: int
    skills: str
    kind: str = "民警"
    group: str = ""


@dataclass
class Station:
    """Rows of one workbook, sheet by sheet."""

    prefix: str
    seed: int
    phones: int
    sheets: dict[str, list[tuple]] = field(default_factory=lambda: {title: [] for title in HEADS})
    people: list[Person] = field(default_factory=list)

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(self.seed)
        self.numbers = count(1)
        self.names: set[str] = set()

    def name(self) -> str:
        """A name that nobody in this workbook has yet."""
        while True:
            name = self.faker.name()
            if name not in self.names:
                self.names.add(name)
                return name

    def phone(self) -> str:
        """The next of the numbers 1380000xxxx, which nobody is meant to have."""
        self.phones += 1
        return f"138{self.phones:08d}"

    def person(self, post: str, team: str, kind: str = "民警") -> Person:
        """Add somebody; leaders are older than the rest."""
        young, old = {"所长": (1972, 1978), "政委": (1971, 1977), "副所长": (1976, 1985), "警长": (1979, 1988)}.get(
            post, (1975, 2001)
        )
        born = self.chance.randint(young, old)
        since = min(2023, born + self.chance.randint(22, 25))
        some = self.chance.sample(SPECIALITIES, self.chance.choice((0, 1, 1, 2)))
        found = Person(
            f"{self.prefix}{next(self.numbers):04d}", self.name(), post, team, self.phone(), born, since,
            "、".join(some), kind,
        )  # fmt: skip
        self.people.append(found)
        return found

    def add(self, sheet: str, *row) -> None:
        """One row of a sheet."""
        self.sheets[sheet].append(row)

    def turns(self, person: Person, section: str, group: str) -> None:
        """Put somebody into a section."""
        person.group = group
        self.add("班组编成", person.number, person.name, person.team, section, group, START)

    def fixed(self, person: Person, pattern: str, offset: int, place: str) -> None:
        """Put somebody on a fixed pattern."""
        self.add("固定岗人员", person.number, person.name, pattern, offset, place, START)

    def common(self, order: str, note: str) -> None:
        """Shift groups, plan, duty lists and the people rows; called last."""
        for place, name in enumerate(GROUPS, 1):
            self.add("值班组", name, place)
        self.add("轮值方案", START, "日常轮值", START, order, "08:00", 24, 24, "22:00", "08:00", note)
        for post, items in DUTIES.items():
            self.add("职责清单", post, 1, "\n".join(items), START)
        for p in self.people:
            row = (p.number, p.name, p.kind, p.post, p.team, START, "在岗", p.phone, p.born, p.since, p.skills)
            self.add("人员", *row)

    def community_team(self, team: str, deputy: Person, sergeant: Person, rest: list[Person], shift: int) -> None:
        """Split a team into three sections; each team's 副所长 sits in another group (DU-04).

        Args:
            team: its name.
            deputy: the 副所长 who leads it.
            sergeant: the 警长 who deputises.
            rest: its other officers.
            shift: 0, 1 or 2: the group of the 副所长.
        """
        self.add("队室负责人", team, "队长", deputy.number, deputy.name, START)
        self.add("队室负责人", team, "副队长", sergeant.number, sergeant.name, START)
        for order, person in enumerate([deputy, sergeant, *rest]):
            place = (shift + order) % 3
            self.turns(person, SECTIONS[place], GROUPS[place])

    def pair(self, community: str, officers: list[Person]) -> tuple[Person, Person]:
        """A角 and B角 from different shift groups; the older is the A角."""
        first = min(officers, key=lambda p: (p.since, p.number))
        second = max((p for p in officers if p.group != first.group), key=lambda p: (p.since, p.number))
        for role, person in (("A角", first), ("B角", second)):
            self.add("社区岗位", community, role, person.number, person.name, START)
        return first, second

    def lists(self, ground: Ground, codes: tuple[str, ...], communities: tuple[str, ...], spots: tuple) -> None:
        """Categories and control elements as they come with the house, and the known places."""
        for number, e in enumerate(entries(), 1):
            self.add("类别", e.code, e.name, e.parent, KINDS[e.kind], FOLDS[e.fold], GRADES[e.grade], number, "是")
        for number, (code, name) in enumerate(ELEMENTS, 1):
            self.add("管控要素", code, name, number, "是")
        for name, address, strip, cut, along, up in spots:
            point = ground.inside(strip, cut, along, up)
            self.add("常用地点", name, address, communities[strip], f"{codes[strip]}-{cut + 1:02d}", *point)

    def save(self, file: Path) -> None:
        """Write the workbook as a station would keep it: a title row above each list."""
        book = Workbook()
        book.properties.created = book.properties.modified = MADE
        book.properties.creator = "demo"
        book.remove(book.active)
        for title, head in HEADS.items():
            _page(book.create_sheet(title), title, head, self.sheets[title])
        book.save(file)


def _page(page, title: str, head: tuple, rows: list[tuple]) -> None:
    page.append([f"{title}（演示数据，人员均为虚构）"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    page["A1"].font, page["A1"].alignment = Font(size=14, bold=True), Alignment(horizontal="center")
    page.append(head)
    for cell in page[2]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E8C")
    for row in rows:
        page.append(row)
    for place, name in enumerate(head, 1):
        longest = max([len(str(name)), *(len(str(row[place - 1])) for row in rows)], default=4)
        page.column_dimensions[get_column_letter(place)].width = min(60, longest * 2 + 2)
    page.freeze_panes = "A3"


def qianmen() -> Station:
    """62 officers: 2 leaders, command room 6, three community teams of 12, case team 9, street team 9."""
    s, ground = Station("01", 62, 100), Ground(39.8985, 116.4030, 1000, 1100, (4, 4, 3), 11)
    s.add("站所", "QM", "前门派出所（演示）", "前门所", "东城分局（演示）", 1.1, "1950-01-01")
    teams = [("所领导", "所领导"), ("综合指挥室", "综合指挥室"), ("前东社区警务队", "社区警务队"),
             ("大江社区警务队", "社区警务队"), ("草厂社区警务队", "社区警务队"), ("打击办案队", "打击办案队"),
             ("街面巡控队", "街面巡控队"), ("户政室", "户政室")]  # fmt: skip
    for order, (name, kind) in enumerate(teams, 1):
        s.add("队室", name, kind, order)
    leaders = [s.person("所长", "所领导"), s.person("政委", "所领导")]
    desk = [s.person("指挥室值班员", "综合指挥室") for _ in range(6)]
    communities = [("QD", "前东社区", "前东"), ("DJ", "大江社区", "大江"), ("CC", "草厂社区", "草厂")]
    community_officers = {}
    for shift, (code, name, short) in enumerate(communities):
        team = f"{short}社区警务队"
        deputy, sergeant = s.person("副所长", team), s.person("警长", team)
        officers = [s.person("民警", team) for _ in range(10)]
        s.add("社区", code, name, "前门街道", team, "", ground.community(shift))
        s.community_team(team, deputy, sergeant, officers, shift)
        s.pair(name, officers)
        community_officers[name] = officers
    cases = [s.person("警长", "打击办案队"), *(s.person("民警", "打击办案队") for _ in range(8))]
    street = [s.person("警长", "街面巡控队"), *(s.person("民警", "街面巡控队") for _ in range(8))]
    helpers = [s.person("辅警", "户政室", "辅警") for _ in range(4)]
    helpers_desk = [s.person("辅警", "综合指挥室", "辅警") for _ in range(3)]
    for place, person in enumerate([*desk, *helpers_desk]):
        s.turns(person, SECTIONS[place % 3], GROUPS[place % 3])
    for place, person in enumerate(cases):
        s.turns(person, SECTIONS[place % 3], GROUPS[place % 3])
    _leads(s, ("综合指挥室", desk), ("打击办案队", cases), ("街面巡控队", street))
    _qianmen_places(s, ground, communities, community_officers)
    s.lists(ground, ("QD", "DJ", "CC"), ("前东社区", "大江社区", "草厂社区"), QIANMEN_SPOTS)
    _fixed(s, leaders, street, helpers, ("前门大街北口", "前门大街中段", "前门大街南口", "鲜鱼口", "正阳门地区"))
    for industry, person in zip(("旅店", "餐饮", "医院", "学校", "机关"), _free(s, community_officers), strict=False):
        s.add("行业专管", industry, person.number, person.name, START)
    floors_of = {"综合指挥室": (3, 2), "打击办案队": (3, 2)} | {f"{c[2]}社区警务队": (3, 3) for c in communities}
    for team, floors in floors_of.items():
        for role, least in zip(("正班", "副班"), floors, strict=True):
            s.add("最低警力", team, role, least)
    s.common("副→正→休", "值班 24 小时，副班 22:00 至次日 08:00 为备勤")
    return s


def _leads(s: Station, *teams: tuple[str, list[Person]]) -> None:
    for team, people in teams:
        for role, person in zip(("队长", "副队长"), people, strict=False):
            s.add("队室负责人", team, role, person.number, person.name, START)


def _free(s: Station, officers: dict[str, list[Person]]) -> list[Person]:
    """Community officers who hold no A or B role, one community after the other."""
    taken = {row[2] for row in s.sheets["社区岗位"]}
    rows = [[p for p in people if p.number not in taken] for people in officers.values()]
    return [person for trio in zip(*rows, strict=False) for person in trio]


def _qianmen_places(s: Station, ground: Ground, communities, officers: dict[str, list[Person]]) -> None:
    """Eleven grids, three police rooms, two patrol posts."""
    for strip, ((code, name, short), grids) in enumerate(zip(communities, (4, 4, 3), strict=True)):
        for number, person in zip(range(1, grids + 1), officers[name], strict=False):
            grid = f"{short}{'一二三四'[number - 1]}网格"
            outline = ground.grid(strip, number - 1)
            s.add("网格", f"{code}-{number:02d}", grid, name, person.number, person.name, outline)
        room = f"{code}-J1"
        s.add("警务室", room, f"{name}警务室", "警务室", name, f"{name}居委会院内", "每日 09:00-18:00", "证件办理",
              *ground.inside(strip, 1, 0.45, 0.55))  # fmt: skip
        for title in ("居委会主任", "居委会治保委员"):
            s.add("居委会联系人", room, s.name(), title, s.phone())
    s.add("警务室", "QM-Z1", "前门大街巡逻警务站", "巡逻警务站", "前东社区", "前门大街北口", "全天", "",
          *ground.inside(0, 3, 0.3, 0.8))  # fmt: skip
    s.add("警务室", "QM-Z2", "鲜鱼口巡逻警务站", "巡逻警务站", "大江社区", "鲜鱼口街东口", "全天", "",
          *ground.inside(1, 3, 0.8, 0.5))  # fmt: skip


def _fixed(s: Station, leaders, street, counter, places: tuple[str, ...]) -> None:
    """Leaders on working days, two street shifts by turns, the counter open every day of the year."""
    s.add("固定岗位", "所领导工作日", "所务", "工作日", "", START, "09:00", 8, START)
    s.add("固定岗位", "街面早岗", "街面", "轮转", "110", START, "07:00", 8, START)
    s.add("固定岗位", "街面晚岗", "街面", "轮转", "110", START, "15:00", 8, START)
    s.add("固定岗位", "户政窗口", "户政", "轮转", "1100", START, "09:00", 8.5, START)
    for person in leaders:
        s.fixed(person, "所领导工作日", 0, "所领导办公室")
    half = (len(street) + 1) // 2
    for number, person in enumerate(street):
        pattern, order = ("街面早岗", number) if number < half else ("街面晚岗", number - half)
        s.fixed(person, pattern, order % 3, places[order % len(places)])
    for number, person in enumerate(counter):
        s.fixed(person, "户政窗口", number % 4, f"{number % 2 + 1} 号窗口")


def chaowai() -> Station:
    """Four communities with mediation rooms, seven smart police rooms, a counter that never closes; 50 officers."""
    s, ground = Station("02", 76, 500), Ground(39.9245, 116.4400, 1600, 1375, (3, 3, 3, 3), 22)
    s.add("站所", "CW", "朝外派出所（演示）", "朝外所", "朝阳分局（演示）", 2.2, "1950-01-01")
    short = ("东里", "西里", "南营", "北巷")
    teams = [("所领导", "所领导"), ("综合指挥室", "综合指挥室"), ("第一社区警务队", "社区警务队"),
             ("第二社区警务队", "社区警务队"), ("第三社区警务队", "社区警务队"), ("打击办案队", "打击办案队"),
             ("街面巡控队", "街面巡控队"), ("户政室", "户政室")]  # fmt: skip
    for order, (name, kind) in enumerate(teams, 1):
        s.add("队室", name, kind, order)
    leaders = [s.person("所长", "所领导"), s.person("政委", "所领导")]
    desk = [s.person("指挥室值班员", "综合指挥室") for _ in range(6)]
    officers_of: dict[str, list[Person]] = {}
    for shift, team in enumerate(("第一社区警务队", "第二社区警务队", "第三社区警务队")):
        deputy, sergeant = s.person("副所长", team), s.person("警长", team)
        officers = [s.person("民警", team) for _ in range(8)]
        s.community_team(team, deputy, sergeant, officers, shift)
        officers_of[team] = officers
    split = dict(zip(short, (*list(officers_of.values())[:2], officers_of["第三社区警务队"][:4],
                             officers_of["第三社区警务队"][4:]), strict=True))  # fmt: skip
    cases = [s.person("警长", "打击办案队"), *(s.person("民警", "打击办案队") for _ in range(5))]
    street = [s.person("警长", "街面巡控队"), *(s.person("民警", "街面巡控队") for _ in range(5))]
    for team, people in (("综合指挥室", desk), ("打击办案队", cases)):
        for place, person in enumerate(people):
            s.turns(person, SECTIONS[place % 3], GROUPS[place % 3])
        _leads(s, (team, people))
    _leads(s, ("街面巡控队", street))
    _chaowai_places(s, ground, split)
    s.lists(ground, ("CW1", "CW2", "CW3", "CW4"), tuple(f"{name}社区" for name in short), CHAOWAI_SPOTS)
    counter = [s.person("户政民警", "户政室") for _ in range(2)] + [
        s.person("辅警", "户政室", "辅警") for _ in range(4)
    ]
    _leads(s, ("户政室", counter[:1]))
    _fixed(s, leaders, street, counter, ("朝外大街东口", "朝外大街西口", "商圈南侧"))
    for industry, person in zip(("旅店", "餐饮", "医院", "学校", "机关"), _free(s, split), strict=False):
        s.add("行业专管", industry, person.number, person.name, START)
    for team in ("综合指挥室", "打击办案队"):
        for role in ("正班", "副班"):
            s.add("最低警力", team, role, 2)
    s.common("正→副→休", "正班次日转副班，便于案件衔接")
    return s


def _chaowai_places(s: Station, ground: Ground, split: dict[str, list[Person]]) -> None:
    teams = ("第一社区警务队", "第二社区警务队", "第三社区警务队", "第三社区警务队")
    rooms = count(1)
    for place, (short, officers) in enumerate(split.items()):
        code, name = f"CW{place + 1}", f"{short}社区"
        s.add("社区", code, name, "朝外街道", teams[place], f"{name}矛盾调解室", ground.community(place))
        s.pair(name, officers)
        for number, person in enumerate(officers[:3], 1):
            grid = f"{short}{'一二三'[number - 1]}网格"
            outline = ground.grid(place, number - 1)
            s.add("网格", f"{code}-{number:02d}", grid, name, person.number, person.name, outline)
        for _ in range(2 if place < 3 else 1):
            number = next(rooms)
            room = f"ZH-{number}"
            s.add("警务室", room, f"{short}智慧警务室{'' if number % 2 else '（二）'}", "智慧警务室", name,
                  f"{name}{number} 号院", "自助服务全天开放", "证件办理、交通违法查询",
                  *ground.inside(place, 1 + number % 2, 0.3 + 0.4 * (number % 2), 0.5))  # fmt: skip
            s.add("居委会联系人", room, s.name(), "居委会委员", s.phone())


if __name__ == "__main__":
    for made, file in ((qianmen(), "qianmen.xlsx"), (chaowai(), "chaowai.xlsx")):
        made.save(HERE / file)
        police = sum(person.kind == "民警" for person in made.people)
        print(f"{file}: {police} officers, {len(made.people) - police} auxiliaries")
