"""Areas, checkpoints, routes and streets in the patrol workbook: 巡逻区域 打卡点 巡逻线路 街巷."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.routes import rules
from patrols.routes.geometry import drawn, legs, length, read_line, total
from patrols.routes.models import Area, AreaSquad, Checkpoint, CheckpointKeeper, Route, RoutePoint, Street
from patrols.squads.importer import GUARDS, KIND, SQUADS
from patrols.squads.rules import may_take_area
from stations.imports.cells import YES_NO, CellError, Choice, Code, Number, Parser, Text, Words, plain
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, Column, Record, Reference, TableSheet, latest_of, succeed
from stations.kit.answer import RuleBroken
from stations.places.geometry import GCJ02, LAT, LNG, WGS84, gcj_to_wgs
from stations.places.importer import GRIDS, Degrees, Outline

DATUMS = {"WGS84": WGS84, "GCJ02": GCJ02}
ALSO = {"WGS-84": WGS84, "GCJ-02": GCJ02, "GPS": WGS84, "高德": GCJ02, "腾讯": GCJ02}


class Line(Parser):
    """GeoJSON of a line (WGS-84), as :func:`patrols.routes.geometry.read_line` takes it."""

    as_text = True

    def __init__(self, parts: bool = False):
        self.parts = parts

    def __call__(self, value) -> dict:
        try:
            return read_line(plain(value), parts=self.parts)
        except RuleBroken as refusal:
            raise CellError(refusal.code, str(refusal.reason)) from None

    def show(self, value) -> str:
        """Its length: the whole would fill the preview."""
        return f"{value['type']} {length(drawn(value)):.0f} m" if value else ""


def _named(plan, record: Record, column: Column, sheet: TableSheet, words: list[str]) -> list:
    """The rows that several codes in one cell name; an unknown code refuses the record."""
    index = sheet.index(plan)
    for word in words:
        if (word,) not in index:
            record.refuse("unknown", _("%(value)s is not known") % {"value": word}, column.title)
        elif plan.refused.get((sheet.title, (word,))):
            row = plan.refused[sheet.title, (word,)]
            where = {"sheet": sheet.title, "row": row}
            words_ = _("refers to %(sheet)s row %(row)s, which has a mistake")
            record.refuse("refers_to_refused", words_ % where, column.title)
    return [index[(word,)] for word in words if (word,) in index]


def _name_once(sheet: TableSheet, plan, record: Record) -> None:
    """Two rows of a station never share a name."""
    taken = plan.once(f"{sheet.title} names", lambda: {row.name: row.code for row in sheet.index(plan).values()})
    owner = taken.setdefault(record["name"], record["code"]) if record.get("name") else record["code"]
    if owner != record["code"]:
        record.refuse("name_taken", _("is already the name of %(code)s") % {"code": owner}, "名称")


class AreaSheet(TableSheet):
    """Patrol areas, and which squads answer for them."""

    title = "巡逻区域"
    aliases = ("区域",)
    about = "巡逻区域及负责小队；多个小队以顿号分隔。表中未列的小队不会被取消。"
    model = Area
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("区域编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("区域", "区域名称"), width=22),
        Column("grid", "网格编码", Code(20), aliases=("网格",),
               refers=Reference(GRIDS, gettext_lazy("no grid has the code %(value)s"), listed=False)),
        Column("squads", "小队编码", Words(20), stored=False, aliases=("小队", "责任小队"), width=20,
               help="多个以顿号分隔；自行招用单位的区域须在本单位场所内"),
        Column("outline", "轮廓", Outline(), aliases=("边界", "GeoJSON"), width=30, help="GeoJSON，WGS-84，可不填"),
    )  # fmt: skip
    examples = (("QY01", "前门大街北段", "QD-01", "S01", ""),)

    def judge(self, plan, record: Record, found) -> None:
        """Names once, and PA-13 for every squad of the area."""
        _name_once(self, plan, record)
        outline = record.get("outline", found.outline if found else None)
        named = _named(plan, record, self.column("squads"), SQUADS, record.get("squads") or [])
        known = _squads_of(plan, record["code"])
        for squad in {one.code: one for one in [*named, *known.values()]}.values():
            answer = may_take_area(squad.company, outline, plan.today)
            if not answer and (squad.code not in known or "outline" in record.values):
                record.refuse(answer.code, answer.reason, "小队编码")

    def plan_row(self, plan, record: Record) -> None:
        super().plan_row(plan, record)
        if record.problems:
            return
        area, known = self.index(plan)[self.key_of(record)], _squads_of(plan, record["code"])
        fresh = [code for code in record.get("squads") or [] if code not in known]
        for code in fresh:
            known[code] = squad = SQUADS.index(plan)[(code,)]
            plan.add(AreaSquad(station=plan.station, area=area, squad=squad, start=plan.today))
        if fresh and record.action != ADDED:
            before = [code for code in known if code not in fresh]
            self.note_changes(record, [("squads", before, list(known))])


def _squads_of(plan, code: str) -> dict:
    """Squads by code that answer for an area today or later, as of the database and this workbook."""

    def load() -> dict:
        found: dict[str, dict] = {}
        for link in AreaSquad.objects.select_related("area", "squad__company"):
            if link.end is None or link.end > plan.today:
                found.setdefault(link.area.code, {})[link.squad.code] = link.squad
        return found

    return plan.once("squads of areas", load).setdefault(code, {})


AREAS = AreaSheet()
AREA = Column(
    "area", "区域编码", Code(20), required=True, aliases=("区域",),
    refers=Reference(AREAS, gettext_lazy("no area has the code %(value)s")),
)  # fmt: skip


class CheckpointSheet(TableSheet):
    """Checkpoints with their place, what to look at, and their keeper."""

    title = "打卡点"
    aliases = ("点位", "巡逻打卡点")
    about = "打卡点。坐标取自高德、腾讯等地图的填 GCJ02，导入时换算为 WGS-84。点位固定到人：填责任队员编号。"
    model = Checkpoint
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("点位编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("点位名称",), width=22),
        AREA,
        Column("lat", "纬度", Degrees(LAT), required=True),
        Column("lng", "经度", Degrees(LNG), required=True),
        Column("datum", "坐标系", Choice(DATUMS, also=ALSO), stored=False, help="空白为 WGS84"),
        Column("radius", "半径", Number(5, 1000), aliases=("半径（米）",), help="米，空白为 50"),
        Column("indoor", "室内", YES_NO),
        Column("where", "悬挂位置", Text(120), width=22),
        Column("look_at", "看什么", Text(300), width=30),
        Column("stay_minutes", "停留分钟", Number(0, 240)),
        Column("keeper", "责任队员编号", Code(20), stored=False, aliases=("责任人编号",),
               refers=Reference(GUARDS, gettext_lazy("no guard has the number %(value)s"), listed=False)),
        Column("display", "显示屏", YES_NO),
    )  # fmt: skip
    change = ("guard",)
    examples = (
        ("D001", "前门大街北口", "QY01", "39.8994", "116.3977", "WGS84", "50", "否", "牌楼东侧", "看摊位是否占道",
         "3", "B0001", "否"),
    )  # fmt: skip

    def judge(self, plan, record: Record, found) -> None:
        """The point in WGS-84: both coordinates together, converted where they come from a Chinese map."""
        given = [name for name in ("lat", "lng") if record.get(name) is not None]
        if len(given) == 1:
            record.refuse("half_point", _("needs latitude and longitude together"), "纬度")
        elif given and record.get("datum") == GCJ02:
            lng, lat = gcj_to_wgs(record["lng"], record["lat"])
            record.values |= {"lat": round(lat, 7), "lng": round(lng, 7)}
        guard = record.get("keeper")
        if guard is not None and guard.left_on:
            record.refuse("guard_left", _("has left the patrols"), "责任队员编号")

    def plan_row(self, plan, record: Record) -> None:
        super().plan_row(plan, record)
        guard = record.get("keeper")
        if record.problems or guard is None:
            return
        point, keepers = self.index(plan)[self.key_of(record)], _keepers(plan)

        def build(values, start):
            return CheckpointKeeper(station=plan.station, checkpoint=point, start=start, **values)

        successor = succeed(self, plan, record, keepers.get(point.code), {"guard": guard}, None, build)
        if successor is not None:
            keepers[point.code] = successor

    def first_start(self, plan, record: Record):
        """A keeper named without a day answers for the point from the day of the import."""
        return plan.today


def _keepers(plan) -> dict[str, CheckpointKeeper]:
    """The latest keeper by code of the point."""
    rows = CheckpointKeeper.objects.select_related("checkpoint", "guard__user").order_by("start")
    return plan.once("keepers", lambda: latest_of(rows, lambda row: row.checkpoint.code))


POINTS = CheckpointSheet()


class RouteSheet(TableSheet):
    """Routes with their points in order and their line."""

    title = "巡逻线路"
    aliases = ("线路",)
    about = "巡逻线路：点位按顺序以顿号分隔；线形为 GeoJSON LineString（WGS-84），可不填。减少点位请在线路页面操作。"
    model = Route
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("线路编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("线路名称",), width=22),
        AREA,
        Column("ordered", "有序", YES_NO, help="是：须按点位顺序；否：不限顺序"),
        Column("closed", "闭合", YES_NO, help="是：末点回到首点"),
        Column(
            "points", "点位", Words(20), stored=False, aliases=("点位编码",), width=40, help="打卡点编码，以顿号分隔"
        ),
        Column("line", "线形", Line(), aliases=("GeoJSON",), width=30, help="GeoJSON，WGS-84，可不填"),
    )
    examples = (("XL01", "前门大街一线", "QY01", "否", "否", "D001、D002", ""),)

    def judge(self, plan, record: Record, found) -> None:
        """Names once, points once; what the workbook leaves out stays until it is taken off on the page."""
        _name_once(self, plan, record)
        if "points" not in record.values:
            return
        named = _named(plan, record, self.column("points"), POINTS, record["points"] or [])
        gone = set(points_of(plan, record["code"])) - {point.code for point in named}
        if gone and not record.problems:
            words = _("leaves out %(codes)s: take points off on the page of the route")
            record.refuse("points_removed", words % {"codes": "、".join(sorted(gone))}, "点位")
        if len(named) > rules.MOST_POINTS:
            words = _("A route has at most %(most)s checkpoints.") % {"most": rules.MOST_POINTS}
            record.refuse("too_many_points", words, "点位")

    def plan_row(self, plan, record: Record) -> None:
        super().plan_row(plan, record)
        if record.problems or "points" not in record.values:
            return
        route, known = self.index(plan)[self.key_of(record)], points_of(plan, record["code"])
        before = [row.checkpoint.code for row in sorted(known.values(), key=lambda row: row.seq)]
        for seq, code in enumerate(record["points"] or [], 1):
            if code in known:
                plan.change(known[code], seq=seq)
            else:
                point = POINTS.index(plan)[(code,)]
                known[code] = plan.add(RoutePoint(station=plan.station, route=route, checkpoint=point, seq=seq))
        if before != (record["points"] or []) and record.action != ADDED:
            self.note_changes(record, [("points", before, record["points"])])

    def finish(self, plan) -> None:
        """Legs and lengths follow from points and lines, also of routes whose points moved."""
        for (code,), route in self.index(plan).items():
            rows = sorted(points_of(plan, code).values(), key=lambda row: row.seq)
            # The point as the workbook has it, not as it was when the route was read.
            points = [POINTS.index(plan).get((row.checkpoint.code,), row.checkpoint) for row in rows]
            places = [(point.lat, point.lng) for point in points]
            for row, leg in zip(rows, legs(route.line, places), strict=True):
                plan.change(row, leg=leg)
            plan.change(route, metres=total(route.line, places, route.closed))


def points_of(plan, code: str) -> dict[str, RoutePoint]:
    """The points of a route by code, as of the database and this workbook."""

    def load() -> dict:
        found: dict[str, dict] = {}
        for row in RoutePoint.objects.select_related("route", "checkpoint"):
            found.setdefault(row.route.code, {})[row.checkpoint.code] = row
        return found

    return plan.once("points of routes", load).setdefault(code, {})


class StreetSheet(TableSheet):
    """Streets and lanes, to see which ones nobody passes."""

    title = "街巷"
    aliases = ("街道胡同", "道路")
    about = "街巷名录，用于查看巡逻线路未经过的街巷。"
    model = Street
    key = ("name",)
    columns = (
        Column("name", "名称", Text(60), required=True, aliases=("街巷名称",), width=22),
        Column("line", "线形", Line(parts=True), required=True, aliases=("GeoJSON",), width=40,
               help="GeoJSON LineString 或 MultiLineString，WGS-84"),
    )  # fmt: skip
    examples = (("示例胡同", '{"type":"LineString","coordinates":[[116.3977,39.8994],[116.3977,39.9004]]}'),)

    def values(self, record: Record) -> dict:
        """The length follows from the line."""
        found = super().values(record)
        if found.get("line"):
            found["metres"] = round(length(drawn(found["line"])))
        return found


ROUTES, STREETS = RouteSheet(), StreetSheet()


def register() -> None:
    """Add these sheets to the patrol workbook, behind those of the squads."""
    for order, sheet in ((90, AREAS), (100, POINTS), (110, ROUTES), (120, STREETS)):
        register_sheet(KIND, sheet, order)
