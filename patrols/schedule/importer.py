"""Patrol plans in the patrol workbook (巡逻计划), its last sheet."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.routes.importer import AREA, POINTS, ROUTES, points_of
from patrols.schedule import rules
from patrols.schedule.forms import read_slots
from patrols.schedule.models import Plan, PlanGuard, PlanSlot
from patrols.schedule.tables import ends
from patrols.schedule.words import Mode
from patrols.squads.importer import GUARDS, KIND, START, squad_column
from stations.imports.cells import CellError, Choice, Code, Number, Parser, Text, Words, plain
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, Column, Record, Reference, TableSheet
from stations.places.importer import GRIDS

ORDER = 130
MODES = {"划分时段": Mode.SLOTS, "定时段": Mode.WINDOW, "全时段": Mode.RANDOM}
ALSO = {
    "划分时段打卡": Mode.SLOTS, "划分时段打卡巡逻": Mode.SLOTS,
    "定时段户外": Mode.WINDOW, "定时段户外巡逻": Mode.WINDOW,
    "全时段随机": Mode.RANDOM, "全时段随机巡逻": Mode.RANDOM,
}  # fmt: skip
DAYS = {word: number for number, word in enumerate("一二三四五六日", 1)} | {"天": 7}


class Weekdays(Parser):
    """Weekdays as numbers or words: ``1、2、3``, ``周一至周五`` is not understood, ``每天`` is."""

    as_text = True

    def __call__(self, value) -> list[int]:
        text = plain(value).replace("周", "").replace("星期", "").strip()
        if text in {"每天", "全部", "每日"}:
            return list(range(1, 8))
        words = [word for word in Words(4)(text)]
        found = sorted({DAYS.get(word) or (int(word) if word.isdecimal() else 0) for word in words})
        if not found or not set(found) <= set(range(1, 8)):
            raise CellError("bad_weekdays", _("are not weekdays (write for example 1、2、3、4、5)"))
        return found

    def show(self, value) -> str:
        return "、".join(str(day) for day in value or ())


class Slots(Parser):
    """Time slots as ``07:00-09:00、14:00-16:00``."""

    as_text = True

    def __call__(self, value) -> list[tuple]:
        try:
            return read_slots(plain(value))
        except ValidationError as refusal:
            raise CellError("bad_slots", " ".join(refusal.messages)) from None

    def show(self, value) -> str:
        return "、".join(f"{start:%H:%M}-{ends(PlanSlot(starts=start, minutes=n)):%H:%M}" for start, n in value or ())


class PlanSheet(TableSheet):
    """Plans with their slots and named guards; duties that have not begun follow."""

    title = "巡逻计划"
    aliases = ("计划",)
    about = (
        "四定：定区域、定网格、定任务、定时间，并写明队员。划分时段与定时段必须填线路；全时段随机按抽取点数抽点。"
        "减少时段或队员请在计划页面操作；未开始的勤务随计划调整。"
    )
    model = Plan
    key = ("name",)
    columns = (
        Column("name", "名称", Text(60), required=True, aliases=("计划名称",), width=28),
        squad_column(),
        AREA,
        Column("grid", "网格编码", Code(20), required=True, aliases=("网格",),
               refers=Reference(GRIDS, gettext_lazy("no grid has the code %(value)s"), listed=False)),
        Column("route", "线路编码", Code(20), aliases=("线路",), help="全时段随机可不填：从区域的点位中抽取",
               refers=Reference(ROUTES, gettext_lazy("no route has the code %(value)s"))),
        Column("task", "任务", Text(200), required=True, width=30),
        Column("mode", "模式", Choice(MODES, also=ALSO), required=True),
        Column("weekdays", "星期", Weekdays(), required=True, help="1 为周一，以顿号分隔；或填 每天", width=18),
        Column("slots", "时段", Slots(), required=True, stored=False, width=30,
               help="如 07:00-09:00、22:00-02:00（至次日）"),
        Column("draw", "抽取点数", Number(0, 200), help="仅全时段随机"),
        Column("quota", "应打卡数", Number(0, 200), help="仅全时段随机，不多于抽取点数"),
        Column("stay_minutes", "最少停留分钟", Number(0, 1440), help="仅定时段：首末点之间"),
        Column("people", "每班人数", Number(1, 50), help="空白为 2"),
        Column("guards", "队员编号", Words(20), stored=False, width=30, help="轮流上勤，以顿号分隔"),
        START,
    )  # fmt: skip
    examples = (
        ("示例小队早巡", "S01", "QY01", "QD-01", "XL01", "劝导门前物品占道", "划分时段", "1、2、3、4、5、6、7",
         "07:00-09:00、14:00-16:00", "0", "0", "0", "2", "B0001", "2024-01-01"),
    )  # fmt: skip

    def judge(self, plan, record: Record, found) -> None:
        """A plan is whole, and every named guard is known."""
        merged = Plan(station=plan.station)
        for name in ("squad", "area", "grid", "route", "mode", "weekdays", "draw", "quota"):
            value = record.get(name, getattr(found, name, None) if found else None)
            if value is not None:
                setattr(merged, name, value)
        for number in record.get("guards") or []:
            if (number,) not in GUARDS.index(plan):
                words = _("no guard has the number %(value)s") % {"value": number}
                record.refuse("unknown", words, self.column("guards").title)
        if record.problems or not all(record.get(name, found) for name in ("area", "mode", "weekdays", "slots")):
            return
        for answer, column in (
            (rules.check_plan(merged, _points(plan, merged)), "mode"),
            (rules.check_slots(self._slots(plan, record)), "slots"),
        ):
            if not answer:
                record.refuse(answer.code, answer.reason, self.column(column).title)

    def _slots(self, plan, record: Record) -> list[tuple]:
        stored = [(row.starts, row.minutes) for row in _children(plan, PlanSlot, record["name"]).values()]
        return record.get("slots") or stored

    def make(self, plan, record: Record) -> Plan:
        values = {"start": plan.today} | self.values(record)
        return Plan(station=plan.station, **values)

    def values(self, record: Record) -> dict:
        """Numbers of another mode are dropped."""
        found = super().values(record)
        if "mode" in found and found["mode"] != Mode.RANDOM:
            found |= {"draw": 0, "quota": 0}
        if "mode" in found and found["mode"] != Mode.WINDOW:
            found["stay_minutes"] = 0
        return found

    def plan_row(self, plan, record: Record) -> None:
        super().plan_row(plan, record)
        if record.problems:
            return
        target = self.index(plan)[self.key_of(record)]
        self._write_slots(plan, record, target)
        self._write_guards(plan, record, target)

    def _write_slots(self, plan, record: Record, target: Plan) -> None:
        known = _children(plan, PlanSlot, record["name"])
        before = [(row.starts, row.minutes) for row in known.values()]
        for starts, minutes in record.get("slots") or ():
            if starts in known:
                plan.change(known[starts], minutes=minutes)
            else:
                row = PlanSlot(station=plan.station, plan=target, starts=starts, minutes=minutes)
                known[starts] = plan.add(row)
        after = [(row.starts, row.minutes) for row in known.values()]
        if before != after and record.action != ADDED:
            self.note_changes(record, [("slots", before, after)])

    def _write_guards(self, plan, record: Record, target: Plan) -> None:
        known = _children(plan, PlanGuard, record["name"])
        before = list(known)
        for order, number in enumerate(record.get("guards") or ()):
            if number not in known:
                guard = GUARDS.index(plan)[(number,)]
                row = PlanGuard(station=plan.station, plan=target, guard=guard, order=order)
                known[number] = plan.add(row)
        if before != list(known) and record.action != ADDED:
            self.note_changes(record, [("guards", before, list(known))])


def _children(plan, model, name: str) -> dict:
    """Slots by time or guards by number of a plan, as of the database and this workbook."""

    def load() -> dict:
        found: dict[str, dict] = {}
        rows = model.objects.select_related("plan", *(["guard"] if model is PlanGuard else []))
        for row in rows.order_by("plan", "pk"):
            key = row.guard.guard_no if model is PlanGuard else row.starts
            found.setdefault(row.plan.name, {})[key] = row
        return found

    return plan.once(f"plans' {model.__name__}", load).setdefault(name, {})


def _points(plan, merged: Plan) -> int:
    """How many points the plan may send somebody to, as of the database and this workbook."""
    if merged.route is not None:
        return sum(1 for row in points_of(plan, merged.route.code).values() if row.checkpoint.active)
    return sum(1 for (_code,), point in POINTS.index(plan).items() if point.area == merged.area and point.active)


def register() -> None:
    """Add the sheet to the patrol workbook, behind those of the routes."""
    register_sheet(KIND, PlanSheet(), ORDER)
