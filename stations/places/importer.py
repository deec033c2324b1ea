"""The places sheets of the station workbook: 社区 社区岗位 网格 警务室 居委会联系人 行业专管."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import shape

from stations.imports.cells import CellError, Choice, Code, Name, Number, Parser, Phone, Text, Words, plain
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, DatedSheet, Record, Reference, TableSheet, latest_of
from stations.kit.answer import RuleBroken
from stations.organisation.importer import KIND, START, TEAMS, judge_officer, officer_columns
from stations.places.geometry import LAT, LNG, read_outline
from stations.places.models import (
    Community,
    CommunityPost,
    Grid,
    IndustryOfficer,
    Mentorship,
    PoliceRoom,
    RoomContact,
)

ROLES = {"A角": CommunityPost.Role.A, "B角": CommunityPost.Role.B}
ROOM_KINDS = {
    "警务室": PoliceRoom.Kind.ROOM,
    "智慧警务室": PoliceRoom.Kind.SMART,
    "巡逻警务站": PoliceRoom.Kind.PATROL_POST,
}
INDUSTRIES = {
    "旅店": IndustryOfficer.Industry.HOTEL,
    "餐饮": IndustryOfficer.Industry.CATERING,
    "医院": IndustryOfficer.Industry.HOSPITAL,
    "学校": IndustryOfficer.Industry.SCHOOL,
    "机关": IndustryOfficer.Industry.OFFICE,
}


class Outline(Parser):
    """GeoJSON of an outline (WGS-84), as :func:`stations.places.geometry.read_outline` takes it."""

    as_text = True

    def __call__(self, value) -> dict:
        try:
            return read_outline(plain(value))
        except RuleBroken as refusal:
            raise CellError(refusal.code, str(refusal.reason)) from None

    def show(self, value) -> str:
        """Its middle: the whole would fill the preview."""
        if not value:
            return ""
        middle = shape(value).centroid
        return f"{value['type']} {middle.y:.5f}, {middle.x:.5f}"


class Degrees(Number):
    """A latitude or longitude in degrees, kept as the table keeps it."""

    def __init__(self, bounds: tuple[float, float]):
        super().__init__(*bounds, places=8)

    def __call__(self, value) -> float:
        return round(float(super().__call__(round(value, 8) if isinstance(value, float) else value)), 7)

    def show(self, value) -> str:
        return "" if value is None else f"{value:.7f}".rstrip("0").rstrip(".")


OUTLINE = Column("outline", "轮廓", Outline(), aliases=("边界", "GeoJSON"), width=30, help="GeoJSON，WGS-84，可不填")


def point_columns() -> tuple[Column, Column]:
    """Latitude and longitude (WGS-84), both optional."""
    return (
        Column("lat", "纬度", Degrees(LAT), help="WGS-84，可不填"),
        Column("lng", "经度", Degrees(LNG), help="WGS-84，可不填"),
    )


def judge_point(record: Record, found) -> None:
    """Latitude and longitude come together."""
    given = [name for name in ("lat", "lng") if name in record.values]
    if len(given) == 1 or (given and (record["lat"] is None) != (record["lng"] is None)):
        record.refuse("half_point", _("needs latitude and longitude together"), "纬度")


class CommunitySheet(TableSheet):
    """Communities and the team that answers for each."""

    title = "社区"
    about = "辖区社区（居委会）。"
    model = Community
    key = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("社区编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("社区", "社区名称"), width=20),
        Column("street", "街道", Text(60), aliases=("所属街道",)),
        Column("team", "社区警务队", Text(40), aliases=("队室", "负责队室"), width=20,
               refers=Reference(TEAMS, gettext_lazy("no team is named %(value)s"))),
        Column("mediation_room", "社区矛盾调解室", Text(80), aliases=("矛盾调解室", "调解室"), width=24),
        OUTLINE,
    )  # fmt: skip
    examples = (("QD", "前东社区", "前门街道", "前东社区警务队", "", ""),)

    def judge(self, plan, record: Record, found) -> None:
        """Two communities of one station never share a code."""
        codes = plan.once("community codes", lambda: {row.code: row.name for row in self.index(plan).values()})
        owner = codes.setdefault(record.get("code"), record["name"]) if record.get("code") else record["name"]
        if owner != record["name"]:
            record.refuse("code_taken", _("is already the code of %(name)s") % {"name": owner}, "编码")


COMMUNITIES = CommunitySheet()
COMMUNITY = Column(
    "community", "社区", Text(60), required=True, aliases=("社区名称", "所属社区"), width=18,
    refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s")),
)  # fmt: skip


class CommunityPostSheet(DatedSheet):
    """A角 and B角 of each community; the two become mentor and apprentice (师徒结对)."""

    title = "社区岗位"
    aliases = ("A角B角", "AB角", "社区AB角")
    about = "每个社区一名 A 角、一名 B 角，不可为同一人，一人只任一个社区岗位；两人自动结为师徒。"
    model = CommunityPost
    key = ("community", "role")
    change = ("officer",)
    columns = (
        COMMUNITY,
        Column("role", "角色", Choice(ROLES, also={"A": CommunityPost.Role.A, "B": CommunityPost.Role.B}),
               required=True),
        *officer_columns(),
        START,
    )  # fmt: skip
    examples = (("前东社区", "A角", "010002", "李示例", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)
        officer = record.get("officer")
        if officer is None or record.problems:
            return
        mine = (record.texts["community"], record.texts["role"])
        holders = plan.once("community post holders", lambda: self._holders(plan))
        place = holders.get(officer.police_no)
        if place and place != mine and self._still_holds(plan, place, officer):
            if place[0] == mine[0]:
                record.refuse("a_is_b", _("holds both the A and the B role of this community"), "警号")
            else:
                where = {"community": place[0], "role": place[1]}
                record.refuse("two_posts", _("already holds the %(role)s post of %(community)s") % where, "警号")
            return
        holders[officer.police_no] = mine

    def _holders(self, plan) -> dict[str, tuple]:
        """Who holds which post now, by police number."""
        return {
            row.officer.police_no: key
            for key, row in self.index(plan).items()
            if row.end is None or row.end > plan.today
        }

    def _still_holds(self, plan, place: tuple, officer) -> bool:
        """Whether a stored or planned row still gives the officer that place."""
        row = self.index(plan).get(place)
        return row is not None and row.officer == officer

    def finish(self, plan) -> None:
        """Let the A role be the mentor of the B role of the same community."""
        pairs: dict[str, dict] = {}
        for (community, role), row in self.index(plan).items():
            if row.end is None:
                pairs.setdefault(community, {})[role] = row
        now = plan.once("mentorships", lambda: _mentorships())
        for pair in pairs.values():
            if len(pair) == 2:
                _pair(plan, now, pair["A角"], pair["B角"])


def _mentorships() -> dict[str, Mentorship]:
    rows = Mentorship.objects.select_related("mentor", "apprentice").order_by("start")
    return latest_of(rows, lambda row: row.apprentice.police_no)


def _pair(plan, now: dict[str, Mentorship], mentor_post, apprentice_post) -> None:
    """Make one pair, or leave it as it is; an agreement in force is closed, never rewritten."""
    mentor, apprentice = mentor_post.officer, apprentice_post.officer
    present = now.get(apprentice.police_no)
    start = max(mentor_post.start, apprentice_post.start)
    if present is not None:
        if present.end is None and present.mentor == mentor:
            return
        start = max(start, present.end or plan.today)
        if start <= present.start:
            return
        if present.end is None:
            plan.change(present, end=start)
    pair = Mentorship(station=plan.station, mentor=mentor, apprentice=apprentice, start=start)
    now[apprentice.police_no] = plan.add(pair)


class GridSheet(TableSheet):
    """Policing grids, each with exactly one named officer."""

    title = "网格"
    aliases = ("警务网格",)
    about = "每个警务网格有且只有一名责任民警（实名制）。"
    model = Grid
    key = ("code",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("网格编码", "网格编号")),
        Column("name", "名称", Text(60), required=True, aliases=("网格", "网格名称"), width=22),
        COMMUNITY,
        *officer_columns("责任民警警号"),
        OUTLINE,
    )
    examples = (("QD-01", "前东一网格", "前东社区", "010002", "李示例", ""),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)


GRIDS = GridSheet()


class PoliceRoomSheet(TableSheet):
    """Police rooms, smart police rooms, patrol posts."""

    title = "警务室"
    aliases = ("警务室站",)
    about = "社区警务室、智慧警务室、巡逻警务站。服务项目只填实际开办的。"
    model = PoliceRoom
    key = ("code",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("警务室编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("警务室名称",), width=22),
        Column("kind", "类别", Choice(ROOM_KINDS), required=True),
        Column("community", "社区", Text(60), aliases=("所属社区",), width=18,
               refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s"))),
        Column("address", "地址", Text(120), width=28),
        Column("opening", "开放时间", Text(60), width=22),
        Column("services", "服务项目", Words(40), aliases=("服务",), width=28, help="多项以顿号分隔"),
        *point_columns(),
    )  # fmt: skip
    examples = (("QD-J1", "前东社区警务室", "警务室", "前东社区", "", "每日 09:00-18:00", "证件办理", "", ""),)

    def judge(self, plan, record: Record, found) -> None:
        judge_point(record, found)


ROOMS = PoliceRoomSheet()


class ContactSheet(TableSheet):
    """Contacts of the residents' committees who share the rooms (合署办公)."""

    title = "居委会联系人"
    about = "与警务室合署办公的居委会联系人。"
    model = RoomContact
    key = ("room", "name")
    columns = (
        Column("room", "警务室编码", Code(20), required=True, aliases=("警务室",),
               refers=Reference(ROOMS, gettext_lazy("no police room has the code %(value)s"))),
        Column("name", "姓名", Name(60), required=True),
        Column("title", "职务", Text(60), width=20),
        Column("phone", "电话", Phone(), aliases=("手机号", "联系电话"), width=16),
    )  # fmt: skip
    examples = (("QD-J1", "赵示例", "居委会主任", "13800000002"),)


class IndustrySheet(DatedSheet):
    """The officer in charge of each regulated trade."""

    title = "行业专管"
    about = "每个行业一名专管民警。"
    model = IndustryOfficer
    key = ("industry",)
    change = ("officer",)
    columns = (
        Column("industry", "行业", Choice(INDUSTRIES), required=True),
        *officer_columns(),
        START,
    )
    examples = (("旅店", "010003", "孙示例", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)


def register() -> None:
    """Add these sheets to the station workbook."""
    sheets = (COMMUNITIES, CommunityPostSheet(), GRIDS, ROOMS, ContactSheet(), IndustrySheet())
    for order, sheet in enumerate(sheets, 6):
        register_sheet(KIND, sheet, order * 10)
