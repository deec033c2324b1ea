"""The workbook of enterprises: 类别 片区 楼宇 楼宇警长 企业. Re-reading it updates; what is missing in it stays.

1,300 merchants at once must not mean 1,300 first visits on one day: they are due in waves (``first_visits``).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.enterprises import first_visits, rules
from community.enterprises.actions import SERIES, number_of
from community.enterprises.importer_sheets import (
    BUILDING,
    BUILDINGS,
    CLUSTER,
    CLUSTERS,
    COMMUNITY,
    KINDS,
    LIAISONS,
    CreditCode,
)
from community.enterprises.models import (
    Enterprise,
    EnterpriseContact,
    FirstVisit,
    LiaisonAssignment,
)
from community.enterprises.words import FirstState, Part, State
from stations.imports.cells import Code, Day, Name, Number, Phone, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, CHANGED, Column, Record, Reference, Sheet
from stations.kit import masks, pinyin
from stations.kit.crypto import blind_index
from stations.kit.spans import holds
from stations.numbers.models import Counter
from stations.places.geometry import locate
from stations.places.importer import judge_point, point_columns
from stations.places.models import CommunityPost

KIND = "enterprises"
PARTS = ((Part.LEGAL, "法定代表人"), (Part.MANAGER, "负责人"), (Part.SAFETY, "安全负责人"))


def _contact_columns() -> list[Column]:
    columns = []
    for part, title in PARTS:
        columns += [
            Column(f"{part}_name", title, Name(60), stored=False),
            Column(f"{part}_phone", f"{title}电话", Phone(), stored=False, width=16),
        ]
    return columns


@dataclass(slots=True)
class Known:
    """The enterprises of the station by what a row may name them with."""

    by_number: dict[str, Enterprise]
    by_code: dict[str, list[Enterprise]]
    by_mark: dict[str, Enterprise]
    contacts: dict[int, dict[str, EnterpriseContact]]
    # Row of the workbook that means an enterprise, by the object: no two rows mean the same one.
    taken: dict[int, int] = field(default_factory=dict)


class EnterpriseSheet(Sheet):
    """Enterprises: found by number, else by name and place, else by a credit code that only one of them has."""

    title = "企业"
    aliases = ("商户", "企业名单", "商户名单")
    about = (
        "企业、商户。有编号的按编号更新；没有编号的，先按名称和位置，再按统一社会信用代码对应已有企业。"
        "同一信用代码可有多家店铺。"
        "名单里没有的企业不会被删除。新企业的入驻首访按每天的数量分批到期；填了首访日期的，视为已经首访。"
    )
    key = ("name",)
    columns = (
        Column("number", "编号", Code(20), stored=False, help="系统编号，新企业不填"),
        Column("name", "名称", Text(80), required=True, aliases=("企业名称", "商户名称", "单位名称"), width=26),
        Column("short_name", "简称", Text(40), aliases=("招牌名称", "字号")),
        Column("kind", "类别", Text(30), required=True, aliases=("行业",),
               refers=Reference(KINDS, gettext_lazy("no kind of enterprise is named %(value)s"))),
        BUILDING,
        Column("floor", "楼层", Code(8)),
        Column("unit", "房号", Code(20), aliases=("摊位号", "商铺号")),
        Column("address", "地址", Text(120), width=26),
        COMMUNITY, CLUSTER, *point_columns(),
        Column("credit_code", "统一社会信用代码", CreditCode(20), aliases=("信用代码",), width=22),
        Column("scope", "经营范围", Text(200), aliases=("主营",), width=26),
        Column("opening", "营业时间", Text(60)),
        Column("staff", "从业人数", Number(0, 100000), aliases=("员工数",)),
        Column("fire_note", "消防情况", Text(300)),
        Column("fraud_note", "反诈情况", Text(300)),
        Column("moved_in_on", "入驻日期", Day(), required=True, aliases=("入驻时间", "开业日期")),
        Column("first_on", "首访日期", Day(), stored=False, help="已经首访的填写；只对新企业有效"),
        Column("visited_on", "最近走访", Day(), stored=False, aliases=("最近走访日期",), help="只对新企业有效"),
        *_contact_columns(),
    )  # fmt: skip
    examples = (
        ("", "示例贸易有限公司", "示例贸易", "商户", "示例商城", "2", "2018", "", "", "", "", "", "", "服装批发",
         "9:00-18:00", 3, "", "", "2026-11-01", "", "", "张示例", "13800000008", "", "", "", ""),
    )  # fmt: skip

    def key_of(self, record: Record) -> tuple | None:
        """The number, else name and place."""
        if record.texts.get("number"):
            return (record.texts["number"],)
        name = record.texts.get("name")
        return (self._mark(record),) if name else None

    def label(self, record: Record) -> str:
        """Name and place; nobody's name."""
        parts = (record.texts.get(name, "") for name in ("name", "building", "floor", "unit"))
        return " ".join(part for part in parts if part)

    @staticmethod
    def _mark(record: Record) -> str:
        texts = record.texts.get
        return rules.key_of(
            texts("name") or "", texts("building"), texts("floor") or "", texts("unit") or "", texts("address") or ""
        )

    def plan_row(self, plan, record: Record) -> None:
        """Add a new enterprise, or change the one that is meant."""
        known = plan.once("enterprises", _known)
        found = self._complain(plan, record)
        if found is not None and known.taken.setdefault(id(found), record.row) != record.row:
            words = _("row %(row)s means the same enterprise: give the numbers of both")
            record.refuse("same_enterprise", words % {"row": known.taken[id(found)]}, "名称")
        if record.problems:
            return
        values = self._values(plan, record, found)
        if found is None:
            found = self._add(plan, record, known, values)
            known.taken[id(found)] = record.row
        else:
            self.note_changes(record, plan.change(found, **values))
            if record.action == CHANGED:
                plan.change(found, pinyin=pinyin.key(found.name)[:500], initials=pinyin.initials(found.name)[:120])
        self._contacts(plan, record, known, found)

    def complain(self, plan, record: Record) -> None:
        """Whatever else is missing or does not fit."""
        self._complain(plan, record)

    def _complain(self, plan, record: Record) -> Enterprise | None:
        found = self._find(plan.once("enterprises", _known), record)
        if found is None:
            self.demand(record)
        self._judge(plan, record, found)
        return found

    def _find(self, known: Known, record: Record) -> Enterprise | None:
        number = record.texts.get("number")
        if number:
            found = known.by_number.get(number)
            if found is None:
                record.refuse("unknown_number", _("no enterprise has this number"), "编号")
            return found
        # One company may have several shops: its code tells them apart only while there is one.
        holders = known.by_code.get(record.get("credit_code") or "", [])
        only = holders[0] if len(holders) == 1 and id(holders[0]) not in known.taken else None
        return known.by_mark.get(self._mark(record)) or only

    def _judge(self, plan, record: Record, found: Enterprise | None) -> None:
        # What cannot be read is told already, and is not missing.
        wrong = {problem["column"] for problem in record.problems}
        if wrong.isdisjoint({"纬度", "经度"}):
            judge_point(record, found)
        somewhere = record.get("building") or record.get("address")
        somewhere = somewhere or (found and (found.building_id or found.address))
        if not somewhere and wrong.isdisjoint({"楼宇", "地址"}):
            record.refuse("no_place", _("Give the building or the address."), "楼宇")
        moved = record.get("moved_in_on") or (found.moved_in_on if found else None)
        if moved and moved > plan.today:
            record.refuse("in_future", _("The day lies in the future."), "入驻日期")
        first = record.get("first_on")
        if first and (first > plan.today or (moved and first < moved)):
            record.refuse("first_on", _("lies before moving in or in the future"), "首访日期")
        last = record.get("visited_on")
        if last and (last > plan.today or (moved and last < moved)):
            record.refuse("visited_on", _("lies before moving in or in the future"), "最近走访")
        if found is not None and found.state == State.MOVED_OUT:
            record.refuse("moved_out", _("This enterprise has moved out."), "编号")
        other = plan.once("enterprises", _known).by_mark.get(self._mark(record))
        if found is not None and other is not None and other is not found:
            words = _("name and place are those of %(number)s") % {"number": other.number or "—"}
            record.refuse("on_the_list", words, "名称")

    def _values(self, plan, record: Record, found: Enterprise | None) -> dict:
        stored = {column.name for column in self.columns if column.stored}
        values = {name: value for name, value in record.values.items() if name in stored}
        for name, value in list(values.items()):
            if value is None and not Enterprise._meta.get_field(name).null:
                values[name] = ""
        building = values.get("building", found.building if found else None)
        if values.get("lat") is not None:
            place = locate(plan.station.pk, values["lat"], values["lng"])
            if place.community_id:
                values.pop("community", None)
                values |= {"community_id": place.community_id, "grid_id": place.grid_id}
        elif building is not None:
            values.pop("community", None)
            values |= {"community_id": building.community_id, "grid_id": building.grid_id}
        elif values.get("community") is not None and getattr(found, "community", None) != values["community"]:
            values["grid_id"] = None
        get = lambda name: values.get(name, getattr(found, name) if found else "")  # noqa: E731
        name_of = building.name if building is not None else None
        values["mark"] = rules.key_of(get("name"), name_of, get("floor"), get("unit"), get("address"))
        return values

    def _add(self, plan, record: Record, known: Known, values: dict) -> Enterprise:
        row = Enterprise(station=plan.station, **values)
        row.fill_keys()
        row.first_on = record.get("first_on")
        last = max((day for day in (row.first_on, record.get("visited_on")) if day), default=None)
        row.visited_at = timezone.make_aware(datetime.combine(last, time(12))) if last else None
        record.action = ADDED
        known.by_mark[row.mark] = plan.add(row)
        if row.credit_code:
            known.by_code.setdefault(row.credit_code, []).append(row)
        plan.once("new enterprises", list).append(row)
        return row

    def _contacts(self, plan, record: Record, known: Known, row: Enterprise) -> None:
        held = known.contacts.setdefault(row.pk, {}) if row.pk else {}
        for part, title in PARTS:
            name, phone = record.get(f"{part}_name"), record.get(f"{part}_phone")
            if not name:
                continue
            values = {"name": name, "phone": phone or "", "phone_index": blind_index(phone or "")}
            contact = held.get(part)
            if contact is None:
                made = EnterpriseContact(station=plan.station, enterprise=row, part=part, **values)
                held[part] = plan.add(made)
            elif not phone and contact.name == name:
                # Somebody else does not take over the number of who was there before.
                continue
            if contact is None or plan.change(contact, **values):
                record.changes.append([title, "", masks.name(name)])
                record.action = CHANGED if record.action != ADDED else ADDED

    def finish(self, plan) -> None:
        """Numbers of the new ones, and their first visits in waves."""
        rows: list[Enterprise] = plan.once("new enterprises", list)
        if not rows:
            return
        self._number(plan, rows)
        keeper = _keepers(plan)
        waiting = []
        for row in rows:
            row.keeper_id = keeper(row)
            if row.first_on:
                plan.add(FirstVisit(station=plan.station, enterprise=row, opened_on=plan.today, due_on=row.first_on,
                                    state=FirstState.DONE, done_on=row.first_on))  # fmt: skip
            else:
                waiting.append(row)
        for first in first_visits.plan_waves(station=plan.station, enterprises=waiting, today=plan.today):
            plan.add(first)

    @staticmethod
    def _number(plan, rows: list[Enterprise]) -> None:
        """The caller holds the station's lock when this is written, as whoever enters a single one does."""
        counter = Counter.objects.filter(station=plan.station, series=SERIES, year=0).first()
        if counter is None:
            counter = plan.add(Counter(station=plan.station, series=SERIES, year=0, last=0))
        for value, row in enumerate(rows, counter.last + 1):
            row.number = number_of(value)
        plan.change(counter, last=counter.last + len(rows))


def _known() -> Known:
    rows = list(Enterprise.objects.select_related("building", "kind", "community", "cluster"))
    present = [row for row in rows if row.state != State.MOVED_OUT]
    contacts: dict[int, dict[str, EnterpriseContact]] = {}
    for contact in EnterpriseContact.objects.order_by("-pk"):
        contacts.setdefault(contact.enterprise_id, {})[contact.part] = contact
    by_code: dict[str, list[Enterprise]] = {}
    for row in present:
        if row.credit_code:
            by_code.setdefault(row.credit_code, []).append(row)
    return Known(
        {row.number: row for row in rows},
        by_code,
        {row.mark: row for row in present},
        contacts,
    )


def _keepers(plan):
    """Who looks after a planned enterprise, by building, cluster, community; without a query a row."""
    day: date = plan.today
    held = [row for row in LIAISONS.index(plan).values() if holds(row, day)]
    by_building = {id(row.building) if row.building.pk is None else row.building.pk: row.officer_id for row in held}
    by_cluster = dict(
        LiaisonAssignment.objects.filter(cluster__isnull=False, start__lte=day)
        .exclude(end__lte=day).values_list("cluster_id", "officer_id")
    )  # fmt: skip
    posts = dict(
        CommunityPost.objects.filter(role=CommunityPost.Role.A, start__lte=day)
        .exclude(end__lte=day).values_list("community_id", "officer_id")
    )  # fmt: skip

    def keeper(row: Enterprise) -> int | None:
        building = row.building
        found = None
        if building is not None:
            found = by_building.get(building.pk if building.pk else id(building)) or by_cluster.get(
                row.cluster_id or building.cluster_id
            )
        return found or by_cluster.get(row.cluster_id) or posts.get(row.community_id)

    return keeper


ENTERPRISES = EnterpriseSheet()


def register() -> None:
    """Add the sheets to their workbook; called from ``registrations.py``."""
    for order, sheet in enumerate((KINDS, CLUSTERS, BUILDINGS, LIAISONS, ENTERPRISES), 1):
        register_sheet(KIND, sheet, order * 10)
