"""Make the two lists of the crime-watch groups: ``PYTHONPATH=. python config/local/demo_data/make_community.py``.

Figures near a published article about one station: some 1,300 people of many trades. Every person and number is
fictional (Faker, fixed seed); nobody on the lists has agreed to anything yet.
"""

import random
from datetime import datetime
from pathlib import Path

from faker import Faker
from make_workbooks import _page
from openpyxl import Workbook

HERE = Path(__file__).resolve().parent
HEADS = {
    "行业": ("名称", "排序"),
    "小组": ("编码", "名称", "行业", "社区", "地点"),
    "成员名单": ("姓名", "手机号码", "行业", "小组编码"),
}
TRADES = ("外卖", "快递", "保安", "商户", "环卫", "楼门长", "街巷长", "网格员")
# Code, name, trade ("" is several), community, place, people.
CHAOWAI = (
    ("W01", "东里外卖骑手组", "外卖", "东里社区", "东口商圈", 180),
    ("W02", "西里外卖骑手组", "外卖", "西里社区", "西街商圈", 150),
    ("W03", "东里快递组", "快递", "东里社区", "东里营业点", 120),
    ("W04", "南营快递组", "快递", "南营社区", "南营营业点", 110),
    ("W05", "写字楼保安组", "保安", "西里社区", "西街写字楼群", 140),
    ("W06", "商厦保安组", "保安", "南营社区", "南营商厦", 120),
    ("W07", "商厦店员组", "商户", "南营社区", "南营商厦", 190),
    ("W08", "沿街商户组", "商户", "北巷社区", "北巷主街", 120),
    ("W09", "环卫组", "环卫", "", "全所", 60),
    ("W10", "楼门长组", "楼门长", "北巷社区", "北巷各楼", 50),
    ("W11", "街巷长组", "街巷长", "", "全所", 30),
    ("W12", "网格员组", "网格员", "", "全所", 30),
)  # fmt: skip
QIANMEN = (
    ("W01", "前东商户组", "商户", "前东社区", "主街两侧", 60),
    ("W02", "大江快递外卖组", "", "大江社区", "站前", 40),
    ("W03", "草厂楼门长组", "楼门长", "草厂社区", "各胡同", 24),
    ("W04", "网格员组", "网格员", "", "全所", 16),
)  # fmt: skip


def make(path: Path, groups, seed: int) -> None:
    """One workbook with trades, groups and people."""
    fake, chance = Faker("zh_CN"), random.Random(seed)
    fake.seed_instance(seed)
    people, number = [], seed * 10000
    for code, _name, trade, _community, _place, size in groups:
        for _one in range(size):
            number += 1
            own = trade or chance.choice(("外卖", "快递"))
            people.append((fake.name(), f"1990{number:07d}", own, code))
    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created = "Fenggang", datetime(2024, 1, 1)
    _page(book.create_sheet("行业"), "行业", HEADS["行业"], [(name, place) for place, name in enumerate(TRADES, 1)])
    _page(book.create_sheet("小组"), "小组", HEADS["小组"], [row[:5] for row in groups])
    _page(book.create_sheet("成员名单"), "成员名单", HEADS["成员名单"], people)
    book.save(path)


if __name__ == "__main__":
    make(HERE / "community_chaowai.xlsx", CHAOWAI, 11)
    make(HERE / "community_qianmen.xlsx", QIANMEN, 12)
