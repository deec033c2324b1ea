"""Companies, groups, squads and guards in the patrol workbook: 成员单位 功能小组 巡逻小队 巡逻队员."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.squads.models import (
    CommandPost,
    Company,
    Guard,
    PatrolGroup,
    Squad,
    SquadLead,
    SquadMembership,
)
from stations.imports.cells import Choice, Code, Day, Name, Number, Phone, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import (
    Column,
    Record,
    Reference,
    TableSheet,
    latest_of,
    succeed,
)
from stations.organisation.models import User
from stations.places.importer import Outline

KIND = "patrols"
COMPANY_KINDS = {"自行招用": Company.Kind.SELF_HIRED, "保安公司": Company.Kind.LICENSED}
FOCUSES = {
    "门前三包": PatrolGroup.Focus.FRONTAGE,
    "隐患排查": PatrolGroup.Focus.HAZARDS,
    "巡逻防控": PatrolGroup.Focus.PATROL,
}
ROLES = {"队长": SquadLead.Role.LEADER, "副队长": SquadLead.Role.DEPUTY}
LEVELS = {"领导小组": CommandPost.Level.LEADING_GROUP, "办公室": CommandPost.Level.OFFICE}
ALL_GROUPS = "全部"
START = Column("start", "起始日期", Day(), help="空白则从导入当日起；变更须填新的日期，不改写以前的记录。")


class CompanySheet(TableSheet):
    """Member companies and their leader in charge."""

    title = "成员单位"
    aliases = ("单位",)
    about = "参加巡逻的成员单位。自行招用保安员的单位只能在本单位场所内巡逻，或与保安公司签有合同。"
    model = Company
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("单位编码",)),
        Column("name", "名称", Text(80), required=True, aliases=("单位名称",), width=28),
        Column("short_name", "简称", Text(20), required=True),
        Column("kind", "性质", Choice(COMPANY_KINDS), required=True),
        Column("address", "地址", Text(120), width=28),
        Column("licence_no", "许可证号", Text(60), aliases=("保安服务许可证号",), width=20),
        Column("contract_no", "合同编号", Text(60), width=18),
        Column("contract_until", "合同到期", Day(), aliases=("合同到期日",)),
        Column("leader_name", "主责领导", Name(60)),
        Column("leader_title", "领导职务", Text(60)),
        Column("leader_phone", "领导电话", Phone(), width=16),
        Column("premises", "场所轮廓", Outline(), width=30, help="GeoJSON，WGS-84；自行招用单位的巡逻区域须在其内"),
    )
    examples = (
        ("C01", "示例商业管理有限公司", "示例商管", "保安公司", "前门大街1号", "京公保服20200001", "HT-01",
         "2027-12-31", "赵示例", "副总经理", "13800000003", ""),
    )  # fmt: skip

    def judge(self, plan, record: Record, found) -> None:
        """Two companies never share a name."""
        names = plan.once("company names", lambda: {row.name: row.code for row in self.index(plan).values()})
        owner = names.setdefault(record["name"], record["code"]) if record.get("name") else record["code"]
        if owner != record["code"]:
            record.refuse("name_taken", _("is already the name of %(code)s") % {"code": owner}, "名称")


COMPANIES = CompanySheet()
COMPANY = Column(
    "company", "单位编码", Code(20), required=True, aliases=("单位",),
    refers=Reference(COMPANIES, gettext_lazy("no company has the code %(value)s")),
)  # fmt: skip


class GroupSheet(TableSheet):
    """Functional groups."""

    title = "功能小组"
    about = "按侧重划分的功能小组。"
    model = PatrolGroup
    key = ("name",)
    columns = (
        Column("name", "名称", Text(40), required=True, aliases=("小组",), width=20),
        Column("focus", "侧重", Choice(FOCUSES), required=True),
        Column("order", "排序", Number(0, 999), help="数字小的在前"),
    )
    examples = (("巡逻防控组", "巡逻防控", 3),)


GROUPS = GroupSheet()


class SquadSheet(TableSheet):
    """Squads, each of one company and in one group."""

    title = "巡逻小队"
    aliases = ("小队",)
    about = "每个小队属于一个成员单位、一个功能小组。"
    model = Squad
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("小队编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("小队", "小队名称"), width=22),
        COMPANY,
        Column("group", "小组", Text(40), required=True, aliases=("功能小组",), width=18,
               refers=Reference(GROUPS, gettext_lazy("no group is named %(value)s"))),
    )  # fmt: skip
    examples = (("S01", "示例商管小队", "C01", "巡逻防控组"),)

    def judge(self, plan, record: Record, found) -> None:
        """Two squads never share a name."""
        names = plan.once("squad names", lambda: {row.name: row.code for row in self.index(plan).values()})
        owner = names.setdefault(record["name"], record["code"]) if record.get("name") else record["code"]
        if owner != record["code"]:
            record.refuse("name_taken", _("is already the name of %(code)s") % {"code": owner}, "名称")


SQUADS = SquadSheet()


def squad_column(required: bool = True, stored: bool = True) -> Column:
    """The column by which a sheet names a squad."""
    return Column(
        "squad", "小队编码", Code(20), required=required, stored=stored, aliases=("小队",),
        refers=Reference(SQUADS, gettext_lazy("no squad has the code %(value)s")),
    )  # fmt: skip


class GuardSheet(TableSheet):
    """Guards: account, profile and squad in one row."""

    title = "巡逻队员"
    aliases = ("队员", "队员名单")
    about = "巡逻队员（保安员）。名单中没有的人不会被删除；换队请填新的入队日期或留空（导入当日）。"
    model = Guard
    related = ("user",)
    key = ("guard_no",)
    names = ("name",)
    columns = (
        Column("guard_no", "队员编号", Code(20), required=True, help="文本格式，保留前导零"),
        Column("name", "姓名", Name(60), required=True, stored=False),
        Column("phone", "手机号", Phone(), stored=False, aliases=("电话", "联系电话"), width=16),
        COMPANY,
        Column("certificate_no", "保安员证号", Text(40), width=22),
        squad_column(stored=False),
        Column("joined", "入队日期", Day(), stored=False, help="空白则从导入当日起"),
    )
    examples = (("B0001", "钱示例", "13800000004", "C01", "京2020000001", "S01", "2024-01-01"),)

    def first_start(self, plan, record: Record) -> date:
        """Where no day is given, a membership starts on the day of the import."""
        return plan.today

    def judge(self, plan, record: Record, found) -> None:
        """Who has left is taken in again on the page; a squad belongs to the guard's company."""
        if found is not None and found.left_on:
            record.refuse("has_left", _("has left the patrols"), "队员编号")
        squad, company = record.get("squad"), record.get("company", found.company if found else None)
        if squad is not None and company is not None and squad.company != company:
            record.refuse("other_company", _("is a squad of another company"), "小队编码")

    def make(self, plan, record: Record) -> Guard:
        user = new_person(plan, record)
        start = record.get("joined") or plan.today
        guard = Guard(station=plan.station, user=user, joined_on=start, **self.values(record))
        plan.once("new guards", list).append(guard)
        return guard

    def plan_row(self, plan, record: Record) -> None:
        found = self.index(plan).get(self.key_of(record))
        super().plan_row(plan, record)
        if record.problems:
            return
        guard = self.index(plan)[self.key_of(record)]
        if found is not None:
            change_person(self, plan, record, guard.user)
        self._squad(plan, record, guard)

    def _squad(self, plan, record: Record, guard: Guard) -> None:
        squad = record.get("squad")
        if squad is None:
            return

        def build(values, start):
            return SquadMembership(station=plan.station, guard=guard, start=start, **values)

        latest = memberships(plan).get(guard.guard_no)
        successor = succeed(self, plan, record, latest, {"squad": squad}, record.get("joined"), build)
        if successor is not None:
            memberships(plan)[guard.guard_no] = successor

    change = ("squad",)

    def finish(self, plan) -> None:
        """Give new accounts their user names: the guard number, or number@station where it is taken."""
        fresh = plan.once("new guards", list)
        numbers = [guard.guard_no.lower() for guard in fresh]
        taken = set(User.objects.filter(username__in=numbers).values_list("username", flat=True))
        for guard in fresh:
            number = guard.guard_no.lower()
            guard.user.username = f"{number}@{plan.station.code}".lower() if number in taken else number


GUARDS = GuardSheet()


def new_person(plan, record: Record) -> User:
    """An account that only a one-time code opens; its user name comes at the end of the sheet."""
    user = User(name=record["name"], phone=record.get("phone") or "", home_station=plan.station)
    user.password, user.must_change_password = make_password(None), True
    user.fill_keys()
    return plan.add(user)


def change_person(sheet, plan, record: Record, user: User) -> None:
    """Take over a changed name or phone number, with the search keys beside them."""
    values = {name: record[name] or "" for name in ("name", "phone") if name in record.values}
    changes = plan.change(user, **values)
    if not changes:
        return
    old = user.pinyin, user.initials, user.phone_index
    user.fill_keys()
    new = user.pinyin, user.initials, user.phone_index
    user.pinyin, user.initials, user.phone_index = old
    plan.change(user, **dict(zip(("pinyin", "initials", "phone_index"), new, strict=True)))
    sheet.note_changes(record, changes)


def memberships(plan) -> dict[str, SquadMembership]:
    """The latest squad membership by guard number."""
    rows = SquadMembership.objects.select_related("guard", "squad").order_by("start")
    return plan.once("squad memberships", lambda: latest_of(rows, lambda row: row.guard.guard_no))


def guard_column(required: bool = True) -> Column:
    """The column by which a sheet names a guard."""
    unknown = gettext_lazy("no guard has the number %(value)s")
    refers = Reference(GUARDS, unknown, listed=False)
    return Column("guard", "队员编号", Code(20), required=required, refers=refers)


def register() -> None:
    """Add these sheets to the patrol workbook; ``importer_command`` adds the next four, upper rooms theirs."""
    for order, sheet in enumerate((COMPANIES, GROUPS, SQUADS, GUARDS), 1):
        register_sheet(KIND, sheet, order * 10)
