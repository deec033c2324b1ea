"""The crews' sheets of the station workbook: 车组勤务模式 勤务时段 车辆装备."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.crews.models import Asset, CrewPattern, Layer, PatternBand
from stations.imports.cells import YES_NO, Choice, Clock, Code, Number, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, Record, Reference, TableSheet
from stations.organisation.importer import KIND, START
from stations.organisation.models import Team
from stations.roster.models import Role

LAYERS = {
    "一级车组": Layer.FIRST,
    "二级车组": Layer.SECOND,
    "街面岗": Layer.STREET,
    "巡逻警务站": Layer.PATROL_POST,
    "警务室": Layer.ROOM,
    "视频巡控": Layer.VIDEO,
}
PER = {
    "全所": CrewPattern.Per.STATION,
    "每社区": CrewPattern.Per.COMMUNITY,
    "每警务室": CrewPattern.Per.ROOM,
    "每巡逻警务站": CrewPattern.Per.PATROL_POST,
}
ROLES = {"正班": Role.PRIMARY, "副班": Role.SECONDARY, "固定岗": Role.FIXED}
TEAM_KINDS = {
    "所领导": Team.Kind.LEADERSHIP,
    "综合指挥室": Team.Kind.COMMAND,
    "社区警务队": Team.Kind.COMMUNITY,
    "打击办案队": Team.Kind.CASE,
    "街面巡控队": Team.Kind.STREET,
    "户政室": Team.Kind.COUNTER,
}
ASSET_KINDS = {"车辆": Asset.Kind.VEHICLE, "钥匙": Asset.Kind.KEY, "装备": Asset.Kind.EQUIPMENT}


class CrewPatternSheet(TableSheet):
    """How the crews of a day are made; what has begun stays as it was made."""

    title = "勤务模式"
    aliases = ("车组勤务模式", "车组模式")
    about = "每日车组与岗位的生成方式（2+X+N）：来自哪个班次、哪类队室，几组、每组几人。时段在“勤务时段”表。"
    model = CrewPattern
    key = ("name",)
    columns = (
        Column("name", "名称", Text(40), required=True, aliases=("勤务模式",), width=18),
        Column("layer", "层级", Choice(LAYERS), required=True),
        Column("per", "设置范围", Choice(PER), required=True),
        Column("count", "组数", Number(1, 20), help="空白为 1"),
        Column("role", "班次", Choice(ROLES), required=True),
        Column("team_kind", "队室类别", Choice(TEAM_KINDS), required=True, width=16),
        Column("size", "每组人数", Number(1, 50), help="空白为 2；车组至少 2 人，其中至少 1 名民警"),
        Column("vehicle", "配车", Choice(YES_NO.words), help="是或否，空白为否"),
        Column("order", "顺序", Number(0, 999)),
        START,
    )
    examples = (("一级车组", "一级车组", "全所", 2, "副班", "社区警务队", 2, "是", 10, "2024-01-01"),)

    def rows(self, plan):
        """Oldest first, so that the latest of a name is the one meant."""
        return super().rows(plan).order_by("start", "id")

    def make(self, plan, record: Record) -> CrewPattern:
        return CrewPattern(station=plan.station, **({"start": plan.today} | self.values(record)))


PATTERNS = CrewPatternSheet()


class BandSheet(TableSheet):
    """Time bands of the patterns."""

    title = "勤务时段"
    about = "每个勤务模式的时段，从交接班起算；固定岗按当日钟点。"
    model = PatternBand
    key = ("pattern", "starts")
    columns = (
        Column("pattern", "勤务模式", Text(40), required=True, width=18,
               refers=Reference(PATTERNS, gettext_lazy("no crew pattern is named %(value)s"))),
        Column("starts", "开始", Clock(), required=True, help="例如 08:00"),
        Column("hours", "时长", Number("0.5", 24, 1), required=True, help="小时"),
    )  # fmt: skip
    examples = (("一级车组", "08:00", 8),)

    def rows(self, plan):
        """Bands are read with their pattern."""
        return super().rows(plan).select_related("pattern").order_by("pattern__start", "id")


class AssetSheet(TableSheet):
    """Vehicles, keys and equipment that are handed from shift to shift."""

    title = "车辆装备"
    about = "交接班时清点的车辆、钥匙和装备；停用的请在“在用”填否，不要删除。"
    model = Asset
    key = ("kind", "code")
    columns = (
        Column("kind", "类别", Choice(ASSET_KINDS), required=True),
        Column("code", "编号", Code(30), required=True, aliases=("车牌号", "号牌"), help="车辆填号牌", width=16),
        Column("name", "名称", Text(60), required=True, width=20),
        Column("quantity", "数量", Number(1, 9999), help="空白为 1"),
        Column("active", "在用", Choice(YES_NO.words), help="是或否，空白为是"),
        Column("note", "备注", Text(120), width=30),
    )
    examples = (("车辆", "京A0001警", "巡逻车", 1, "是", ""),)

    def judge(self, plan, record: Record, found) -> None:
        """One vehicle is one vehicle."""
        if record.get("kind") == Asset.Kind.VEHICLE and (record.get("quantity") or 1) != 1:
            record.refuse("vehicle_quantity", _("of a vehicle is always 1"), "数量")


def register() -> None:
    """Add these sheets to the station workbook, after those of the roster."""
    for order, sheet in enumerate((PATTERNS, BandSheet(), AssetSheet()), 18):
        register_sheet(KIND, sheet, order * 10)
