"""The sheets beside the enterprises themselves: 类别 片区 楼宇 楼宇警长."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.enterprises.models import Building, Cluster, EnterpriseKind, LiaisonAssignment
from community.enterprises.words import BuildingKind
from stations.imports.cells import YES_NO, CellError, Choice, Code, Number, Text
from stations.imports.sheets import Column, DatedSheet, Record, Reference, TableSheet
from stations.kit.identity import is_credit_code, normal
from stations.organisation.importer import START, judge_officer, officer_columns
from stations.places.geometry import locate
from stations.places.importer import COMMUNITIES, INDUSTRIES, judge_point, point_columns

BUILDING_KINDS = {
    "商城": BuildingKind.MALL, "写字楼": BuildingKind.TOWER, "市场": BuildingKind.MARKET,
    "商业街": BuildingKind.STREET, "园区": BuildingKind.YARD, "其他": BuildingKind.OTHER,
}  # fmt: skip
COMMUNITY = Column("community", "社区", Text(60), aliases=("所属社区",),
                   refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s")))  # fmt: skip


class CreditCode(Code):
    """A unified social credit code with its check character (GB 32100)."""

    def __call__(self, value) -> str:
        text = normal(super().__call__(value))
        if not is_credit_code(text):
            raise CellError("bad_credit_code", _("is not a valid unified social credit code"))
        return text


class KindSheet(TableSheet):
    """Kinds of enterprises."""

    title = "类别"
    about = "企业类别；行业场所填写对应的行业专管。"
    model = EnterpriseKind
    key = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True),
        Column("name", "名称", Text(30), required=True, aliases=("类别",)),
        Column("regulated", "是否行业场所", YES_NO),
        Column("industry", "行业专管", Choice(INDUSTRIES)),
        Column("interval_days", "走访周期（天）", Number(1, 999), aliases=("走访周期",)),
    )
    examples = (("merchant", "商户", "否", "", 90),)

    def judge(self, plan, record: Record, found) -> None:
        """A trade officer only for regulated trades; a code once."""
        regulated = record.get("regulated", found.regulated if found else False)
        if record.get("industry") and not regulated:
            record.refuse("not_regulated", _("needs 是否行业场所 = 是"), "行业专管")
        codes = plan.once("kind codes", lambda: {row.code: row.name for row in self.index(plan).values()})
        owner = codes.setdefault(record.get("code"), record["name"]) if record.get("code") else record["name"]
        if owner != record["name"]:
            record.refuse("code_taken", _("is already the code of %(name)s") % {"name": owner}, "编码")


class ClusterSheet(TableSheet):
    """Clusters of enterprises."""

    title = "片区"
    about = "商圈、园区等，由若干楼宇组成，可整体指定企业警长。"
    model = Cluster
    key = ("name",)
    columns = (
        Column("name", "名称", Text(40), required=True, aliases=("片区",)),
        Column("note", "备注", Text(200), width=30),
    )
    examples = (("示例商圈", ""),)


KINDS, CLUSTERS = KindSheet(), ClusterSheet()
CLUSTER = Column("cluster", "片区", Text(40), aliases=("商圈",),
                 refers=Reference(CLUSTERS, gettext_lazy("no cluster is named %(value)s")))  # fmt: skip


class BuildingSheet(TableSheet):
    """Buildings."""

    title = "楼宇"
    aliases = ("商城",)
    about = "商城、写字楼、市场等。填经纬度的，社区和网格自动带出。"
    model = Building
    key = ("name",)
    columns = (
        Column("name", "名称", Text(60), required=True, aliases=("楼宇", "楼宇名称", "商城名称"), width=22),
        Column("kind", "类型", Choice(BUILDING_KINDS)),
        Column("address", "地址", Text(120), width=30),
        Column("floors", "地上层数", Number(1, 200)),
        Column("basements", "地下层数", Number(0, 20)),
        CLUSTER, COMMUNITY, *point_columns(),
    )  # fmt: skip
    examples = (("示例商城", "商城", "示例路1号", 5, 1, "示例商圈", "", "", ""),)

    def judge(self, plan, record: Record, found) -> None:
        """Latitude and longitude together."""
        judge_point(record, found)

    def values(self, record: Record) -> dict:
        """With the community and the grid of the point."""
        values = super().values(record)
        if values.get("lat") is not None:
            place = locate(self._station, values["lat"], values["lng"])
            if place.community_id:
                values.pop("community", None)
                values |= {"community_id": place.community_id, "grid_id": place.grid_id}
        return values

    def plan_row(self, plan, record: Record) -> None:
        """The station is needed for its outlines."""
        self._station = plan.station.pk
        super().plan_row(plan, record)


BUILDINGS = BuildingSheet()
BUILDING = Column("building", "楼宇", Text(60), aliases=("商城", "楼宇名称"), width=20,
                  refers=Reference(BUILDINGS, gettext_lazy("no building is named %(value)s")))  # fmt: skip


class LiaisonSheet(DatedSheet):
    """Liaison officers of buildings."""

    title = "楼宇警长"
    aliases = ("企业警长",)
    about = "每座楼宇的企业警长；片区和单个企业的企业警长在页面上指定。"
    model = LiaisonAssignment
    key = ("building",)
    change = ("officer",)
    columns = (
        Column("building", "楼宇", Text(60), required=True, refers=BUILDING.refers, width=20),
        *officer_columns(), START,
    )  # fmt: skip
    examples = (("示例商城", "010002", "李示例", "2026-01-01"),)

    def rows(self, plan):
        """Assignments of buildings only."""
        return super().rows(plan).filter(building__isnull=False)

    def judge(self, plan, record: Record, found) -> None:
        """Number and name of one person who is still here."""
        judge_officer(record)


LIAISONS = LiaisonSheet()
