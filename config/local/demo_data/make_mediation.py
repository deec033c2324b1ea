"""Make the two workbooks of the mediation network: ``PYTHONPATH=. python config/local/demo_data/make_mediation.py``.

Figures near a published article about one station: one station room, four community rooms, over a hundred mediators
of all kinds. People, offices and numbers are fictional (Faker, fixed seed). Run it after ``make_workbooks.py``: it
names officers and communities of those workbooks.
"""

import random
from dataclasses import dataclass
from datetime import datetime
from itertools import count, cycle
from pathlib import Path

from faker import Faker
from make_workbooks import _page
from openpyxl import Workbook, load_workbook

HERE = Path(__file__).resolve().parent
HEADS = {
    "调解室": ("编码", "名称", "级别", "社区", "地址", "座位数", "执法办案场所", "线上调解设备", "开放时间"),
    "调解员类别": ("名称", "大类", "排序"),
    "调解员": ("编号", "姓名", "手机号", "警号", "类别", "调解室编码", "单位", "职务", "执业证号", "擅长纠纷",
               "语言方言", "负责社区", "在办上限", "调委会调解员", "调解室管理员", "聘任日期"),
    "部门": ("名称", "别称", "负责纠纷", "办公电话"),
    "部门联系人": ("部门", "姓名", "职务", "电话"),
    "综治中心": ("名称", "级别", "联系人", "办公电话"),
    "调委会": ("届次", "起始日期", "届满日期", "主任编号", "副主任编号", "委员编号", "妇女委员编号"),
}  # fmt: skip
KINDS = (
    ("民警", "民警", 10), ("专职调解员", "专职调解员", 20), ("老党员", "五老", 31), ("老公安", "五老", 32),
    ("老教师", "五老", 33), ("退役军人", "五老", 34), ("老模范", "五老", 35), ("网格员", "网格员", 40),
    ("律师", "律师", 50), ("行业协会人员", "行业协会", 60), ("心理咨询师", "心理咨询师", 70),
)  # fmt: skip
# Kind → how many of a hundred, what they take on, where they come from.
MIX = (
    ("专职调解员", 8, ("婚姻家庭、邻里、损害赔偿", "消费、合同、生产经营", "房屋宅基地、物业、邻里"),
     "街道司法所（演示）"),
    ("老党员", 16, ("婚姻家庭、邻里", "邻里、物业"), "社区党委（演示）"),
    ("老公安", 8, ("邻里、损害赔偿", "道路交通、损害赔偿"), "离退休民警服务站（演示）"),
    ("老教师", 8, ("婚姻家庭", "婚姻家庭、邻里"), "社区老年学校（演示）"),
    ("退役军人", 7, ("邻里、劳动", "损害赔偿"), "退役军人服务站（演示）"),
    ("老模范", 5, ("邻里、劳动",), "社区居委会（演示）"),
    ("网格员", 22, ("邻里、物业、环境污染", "邻里、婚姻家庭"), "社区网格中心（演示）"),
    ("律师", 12, ("合同、消费、生产经营", "劳动、合同", "房屋宅基地、合同"), "枫正律师事务所（演示）"),
    ("行业协会人员", 8, ("消费、生产经营", "旅游、消费"), "商户联合会（演示）"),
    ("心理咨询师", 4, ("婚姻家庭",), "心晴社工服务中心（演示）"),
)  # fmt: skip
DEPARTMENTS = (
    ("市场监督管理所（演示）", "市场监管、工商", "消费、合同、生产经营", "010-00000101"),
    ("司法所（演示）", "司法", "", "010-00000102"),
    ("街道办事处（演示）", "街道", "物业、环境污染、房屋宅基地", "010-00000103"),
    ("劳动人事争议调解中心（演示）", "人社、劳动局", "劳动", "010-00000104"),
    ("商务委员会（演示）", "商务局", "消费、生产经营", "010-00000105"),
    ("城管执法队（演示）", "城管", "环境污染、邻里", "010-00000106"),
    ("文化和旅游局（演示）", "文旅、旅游局", "旅游", "010-00000107"),
)  # fmt: skip
TITLES = ("副所长", "科员", "主任", "调解科科长", "联络员")
LANGUAGES = (
    "普通话",
    "普通话",
    "普通话",
    "普通话、粤语",
    "普通话、四川话",
    "普通话、英语",
    "普通话、俄语",
    "普通话、闽南语",
)


@dataclass
class Spec:
    """What makes one station's network different from the other's."""

    source: str
    prefix: str
    seed: int
    phones: int
    name: str
    people: int


class Maker:
    """Fills the sheets of one workbook."""

    def __init__(self, spec: Spec):
        self.spec, self.chance = spec, random.Random(spec.seed)
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(spec.seed)
        self.rows: dict[str, list[tuple]] = {title: [] for title in HEADS}
        book = load_workbook(HERE / spec.source, read_only=True)
        self.communities = [row[1] for row in book["社区"].iter_rows(min_row=3, values_only=True) if row[1]]
        # A角 and B角 of the communities mediate, too.
        self.officers = [
            (str(row[2]), row[3]) for row in book["社区岗位"].iter_rows(min_row=3, values_only=True) if row[2]
        ]
        self.names: set[str] = set()
        self.numbers, self.phone_numbers = count(1), count(spec.phones)

    def make(self) -> None:
        """All sheets."""
        self.rows["调解员类别"] = list(KINDS)
        self._rooms()
        self._people()
        self._partners()
        self._committee()

    def _rooms(self) -> None:
        name = self.spec.name
        hours = "09:00-12:00, 13:30-18:00"
        self.rows["调解室"].append((
            f"{self.spec.prefix}T0", f"{name}民调室（演示）", "派出所调解室", "", "派出所一层（演示）", 12, "是",
            "是", hours,
        ))  # fmt: skip
        for place, community in enumerate(self.communities, 1):
            self.rows["调解室"].append((
                f"{self.spec.prefix}T{place}", f"{community}矛盾调解室（演示）", "社区调解室", community,
                f"{community}居委会（演示）", 8, "否", "是" if place == 1 else "否", hours,
            ))  # fmt: skip

    def _people(self) -> None:
        for number, name in self.officers:
            self._person("民警", name, police=number, subjects="", of_committee="否", most=10)
        for kind, share, subjects, office in MIX:
            turns = cycle(subjects)
            for _turn in range(max(1, round(share * self.spec.people / 100))):
                self._person(kind, self._name(), subjects=next(turns), office=office)

    def _person(self, kind, name, *, police="", subjects="", office="", of_committee="是", most=6) -> None:
        place = next(self.numbers)
        community = self.communities[place % len(self.communities)]
        room = f"{self.spec.prefix}T{place % len(self.communities) + 1}"
        core = kind in {"专职调解员", "律师", "行业协会人员", "心理咨询师"}
        phone = "" if police else f"1590000{next(self.phone_numbers):04d}"
        licence = f"1110{self.spec.seed}{place:06d}" if kind == "律师" else ""
        self.rows["调解员"].append((
            f"{self.spec.prefix}T{place:03d}", name, phone, police, kind,
            f"{self.spec.prefix}T0" if core else room, office, "", licence, subjects, self.chance.choice(LANGUAGES),
            "" if core or police else community, most, of_committee,
            "是" if kind == "专职调解员" and not self._keeper_named() else "否", "2025-01-01",
        ))  # fmt: skip

    def _keeper_named(self) -> bool:
        return any(row[14] == "是" for row in self.rows["调解员"])

    def _name(self) -> str:
        """A name that nobody in this workbook has yet."""
        while (name := self.faker.name()) in self.names:
            pass
        self.names.add(name)
        return name

    def _partners(self) -> None:
        for name, aliases, causes, phone in DEPARTMENTS:
            self.rows["部门"].append((name, aliases, causes, phone))
            for title in self.chance.sample(TITLES, 2):
                self.rows["部门联系人"].append((name, self._name(), title, f"1580000{next(self.phone_numbers):04d}"))
        self.rows["综治中心"].append((f"{self.spec.name}街道综治中心（演示）", "街道", "值班室", "010-00000201"))
        self.rows["综治中心"].append(("区综治中心（演示）", "区级", "受理大厅", "010-00000200"))

    def _committee(self) -> None:
        seats = [row[0] for row in self.rows["调解员"] if row[4] in {"专职调解员", "老党员", "老教师"}][:7]
        self.rows["调委会"].append((
            "第三届", "2025-03-01", "", seats[0], seats[1], "、".join(seats[2:]), "、".join(seats[2:4]),
        ))  # fmt: skip

    def save(self, file: Path) -> None:
        """Write the workbook as a station would keep it."""
        book = Workbook()
        book.properties.created = book.properties.modified = datetime(2024, 1, 1)
        book.properties.creator = "demo"
        book.remove(book.active)
        for title, head in HEADS.items():
            _page(book.create_sheet(title), title, head, self.rows[title])
        book.save(file)


QIANMEN = Spec(source="qianmen.xlsx", prefix="Q", seed=61, phones=100, name="前门", people=36)
CHAOWAI = Spec(source="chaowai.xlsx", prefix="C", seed=62, phones=1100, name="朝外", people=104)


if __name__ == "__main__":
    for spec, file in ((QIANMEN, "mediation_qianmen.xlsx"), (CHAOWAI, "mediation_chaowai.xlsx")):
        maker = Maker(spec)
        maker.make()
        maker.save(HERE / file)
        print(file, {title: len(rows) for title, rows in maker.rows.items()})
