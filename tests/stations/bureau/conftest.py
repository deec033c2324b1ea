"""A station with two categories and a community, and exports as its bureau writes them."""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stations.catalogue.models import Category
from stations.places.models import Community
from tests.factories import Cast, make_category, make_community
from tests.stations.imports.books import book

HEAD = (
    "警情编号",
    "报警时间",
    "警情地址",
    "警情类别",
    "反馈类别",
    "社区",
    "报警人",
    "报警电话",
    "身份证号",
    "处理结果",
    "状态",
)


@dataclass
class Desk:
    """Who takes exports over, and what their words mean."""

    cast: Cast
    dispute: Category
    theft: Category
    community: Community

    @property
    def user(self):
        """The officer of the command room."""
        return self.cast.desk.user


@pytest.fixture
def desk(cast) -> Desk:
    """The command room of station one."""
    dispute = make_category(cast.station, "邻里纠纷", fold="dispute")
    theft = make_category(cast.station, "盗窃", fold="criminal", grade=2)
    return Desk(cast, dispute, theft, make_community(cast.station, "前东社区"))


def call(number, at="2026-10-01 08:30", place="前门东大街1号", **other) -> tuple:
    """One row of an export."""
    row = {
        "警情编号": f"J{number:06d}", "报警时间": at, "警情地址": place, "警情类别": "邻里纠纷", "社区": "前东社区",
        "报警人": "李某某", "报警电话": f"138{number:08d}", "身份证号": "110101199001011237", "处理结果": "现场调解",
        "状态": "已结警",
    } | other  # fmt: skip
    return tuple(row.get(title) for title in HEAD)


def export(*rows, head=HEAD, before=(), name="警情.xlsx") -> SimpleUploadedFile:
    """An uploaded workbook of rows below their titles."""
    return SimpleUploadedFile(name, book(警情=[*before, head, *rows]))
