"""Leaders, liaison officers, command and duty lists in the patrol workbook: 小队长 专责民警 指挥体系 队员职责清单."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.squads.importer import (
    GROUPS,
    KIND,
    LEVELS,
    ROLES,
    START,
    guard_column,
    memberships,
    new_person,
    squad_column,
)
from patrols.squads.models import CommandPost, GuardDutyList, Liaison, SquadLead
from stations.imports.cells import YES_NO, Choice, Code, Day, Lines, Name, Number, Phone, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, DatedSheet, Record, Reference, TableSheet, succeed
from stations.organisation.importer import OFFICERS, judge_officer, officer_columns
from stations.organisation.models import User

ALL_GROUPS = "全部"


class SquadLeadSheet(DatedSheet):
    """Leaders and deputies of squads, who belong to them."""

    title = "小队长"
    about = "每个小队一名队长、可有一名副队长，须是本队队员。"
    model = SquadLead
    key = ("squad", "role")
    change = ("guard",)
    columns = (
        squad_column(),
        Column("role", "职务", Choice(ROLES), required=True),
        guard_column(),
        Column("guard_name", "姓名", Name(60), stored=False, help="只用来核对队员编号"),
        START,
    )
    examples = (("S01", "队长", "B0001", "钱示例", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        guard, name = record.get("guard"), record.get("guard_name")
        if guard is None:
            return
        if name and guard.user.name != name:
            record.refuse("name_differs", _("%(name)s does not go with this guard number") % {"name": name}, "姓名")
        latest = memberships(plan).get(guard.guard_no)
        if latest is None or latest.squad != record["squad"]:
            record.refuse("not_in_squad", _("is not a member of this squad"), "队员编号")


class LiaisonSheet(DatedSheet):
    """The officer who looks after each squad."""

    title = "专责民警"
    aliases = ("联络民警",)
    about = "每个小队一名专责民警。"
    model = Liaison
    key = ("squad",)
    change = ("officer",)
    columns = (squad_column(), *officer_columns(), START)
    examples = (("S01", "010003", "孙示例", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)


class CommandSheet(DatedSheet):
    """The two upper levels of command; who is no officer gets an account of their own."""

    title = "指挥体系"
    aliases = ("三级指挥体系",)
    about = "领导小组与办公室成员。民警请填警号；其他单位人员警号留空，导入时建立账号。"
    model = CommandPost
    related = ("user",)
    key = ("level", "name")
    change = ("heads",)
    columns = (
        Column("level", "层级", Choice(LEVELS), required=True),
        Column("name", "姓名", Name(60), required=True, stored=False),
        Column("title", "职务", Text(60), required=True, aliases=("队内职务",), width=18),
        Column("organisation", "所属单位", Text(80), width=24),
        Column("officer", "警号", Code(20), stored=False,
               refers=Reference(OFFICERS, gettext_lazy("nobody in this station has the number %(value)s"),
                                listed=False)),
        Column("heads", "牵头", YES_NO),
        Column("phone", "联系电话", Phone(), stored=False, aliases=("电话",), width=16, help="民警不填"),
        START,
    )  # fmt: skip
    examples = (("领导小组", "王示例", "组长", "前门派出所", "010001", "是", "", "2024-01-01"),)

    def key_in_table(self, row) -> tuple:
        return (self.column("level").parse.show(row.level), row.user.name)

    def judge(self, plan, record: Record, found) -> None:
        officer = record.get("officer")
        if officer is not None and officer.user.name != record["name"]:
            names = {"name": record["name"]}
            record.refuse("name_differs", _("%(name)s does not go with this police number") % names, "姓名")
        if found is not None and officer is not None and found.user != officer.user:
            record.refuse("other_person", _("is the name of somebody else who sits there"), "姓名")

    def plan_row(self, plan, record: Record) -> None:
        index, key = self.index(plan), self.key_of(record)
        latest = index.get(key)
        if latest is None:
            self.demand(record)
        self.judge(plan, record, latest)
        if record.problems:
            return
        person = latest.user if latest else self._person(plan, record)
        values = self.values(record)
        start = values.pop("start", None)

        def build(wanted, begin):
            kept = {name: getattr(latest, name) for name in ("title", "organisation")} if latest else {}
            return CommandPost(station=plan.station, user=person, start=begin, **(kept | wanted))

        successor = succeed(self, plan, record, latest, values, start, build)
        if successor is not None:
            index[key] = successor

    @staticmethod
    def _person(plan, record: Record) -> User:
        """The officer's account, that of the same outsider on the other level, or a new one."""
        officer = record.get("officer")
        if officer is not None:
            return officer.user
        outsiders = plan.once("command outsiders", lambda: _outsiders())
        if record["name"] not in outsiders:
            outsiders[record["name"]] = new_person(plan, record)
            plan.once("new outsiders", list).append(outsiders[record["name"]])
        return outsiders[record["name"]]

    def finish(self, plan) -> None:
        """User names of new accounts: the station's code and a number."""
        fresh, stem = plan.once("new outsiders", list), f"{plan.station.code}-o".lower()
        taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
        free = (name for name in (f"{stem}{number:02d}" for number in range(1, 1000)) if name not in taken)
        for user in fresh:
            user.username = next(free)


def _outsiders() -> dict[str, User]:
    rows = CommandPost.objects.filter(user__officer=None).select_related("user")
    return {row.user.name: row.user for row in rows}


class GuardDutyListSheet(TableSheet):
    """Duties of guards (职责清单); a published version stays as it was confirmed."""

    title = "队员职责清单"
    about = "全部小组或某一小组的队员职责，职责一行一条。已发布的版本不可修改，改动请另起版本号。"
    model = GuardDutyList
    related = ("group",)
    key = ("group", "version")
    columns = (
        Column("group", "小组", Text(40), aliases=("功能小组",), stored=False, width=18,
               help="空白或“全部”：适用于全部小组"),
        Column("version", "版本", Number(1, 999), required=True),
        Column("items", "职责", Lines(300), required=True, aliases=("职责内容",), width=60, help="一行一条"),
        Column("in_force_from", "生效日期", Day(), required=True),
    )  # fmt: skip
    examples = (("全部", 1, "按计划到点巡查并打卡\n只发现、劝阻、报告，不盘查、不扣押、不处罚", "2024-01-01"),)

    def read_row(self, plan, row: int, cells: dict[str, Any]) -> Record:
        """No group means all of them."""
        return super().read_row(plan, row, {**cells, "group": cells.get("group") or ALL_GROUPS})

    def key_in_table(self, row) -> tuple:
        return (row.group.name if row.group else ALL_GROUPS, str(row.version))

    def judge(self, plan, record: Record, found) -> None:
        name = record["group"]
        if name != ALL_GROUPS and GROUPS.index(plan).get((name,)) is None:
            record.refuse("unknown", _("no group is named %(value)s") % {"value": name}, "小组")
        if found is not None and any(getattr(found, name) != value for name, value in self.values(record).items()):
            record.refuse("published", _("is already published: add it under a new version number"), "版本")

    def make(self, plan, record: Record) -> GuardDutyList:
        group = GROUPS.index(plan).get((record["group"],))
        return GuardDutyList(station=plan.station, created_by=plan.actor, group=group, **self.values(record))


def register() -> None:
    """Add these sheets to the patrol workbook, behind squads and guards."""
    for order, sheet in enumerate((SquadLeadSheet(), LiaisonSheet(), CommandSheet(), GuardDutyListSheet()), 5):
        register_sheet(KIND, sheet, order * 10)
