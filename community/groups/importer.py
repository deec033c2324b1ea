"""The list of an employer as a workbook (成员名单): who is to be asked, never who has agreed.

Nothing of a row is kept but the enrolment itself: the preview names rows by number, the day-book counts them, and the
uploaded file is deleted once it was written or put aside (decision 0026).
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.groups.models import Enrolment, Member, Trade, WatchGroup
from community.groups.readings import settings_of
from community.groups.words import Source, State
from stations.imports.actions import forget_old
from stations.imports.cells import Code, Name, Number, Phone, Text
from stations.imports.registry import register_sheet
from stations.imports.sheets import ADDED, CHANGED, Column, Record, Reference, Sheet, TableSheet
from stations.kit.crypto import blind_index
from stations.places.importer import COMMUNITIES

KIND = "watch"


class TradeSheet(TableSheet):
    """Trades, as the station names them."""

    title = "行业"
    about = "成员来自哪些行业。"
    model = Trade
    key = ("name",)
    columns = (
        Column("name", "名称", Text(20), required=True, aliases=("行业",)),
        Column("order", "排序", Number(0, 999), help="数字小的在前"),
    )
    examples = (("外卖", 1),)


TRADES = TradeSheet()
TRADE = Column(
    "trade", "行业", Text(20), refers=Reference(TRADES, gettext_lazy("no trade is named %(value)s"))
)  # fmt: skip


class GroupSheet(TableSheet):
    """Crime-watch groups by trade and place."""

    title = "小组"
    about = "群防群治小组。社区空白的，属于全所。"
    model = WatchGroup
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("小组编码",)),
        Column("name", "名称", Text(40), required=True, aliases=("小组名称",), width=22),
        TRADE,
        Column("community", "社区", Text(60),
               refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s"))),
        Column("place", "地点", Text(80), aliases=("片区",), width=22),
    )  # fmt: skip
    examples = (("W01", "示例外卖小组", "外卖", "", "示例商圈"),)

    def judge(self, plan, record: Record, found) -> None:
        """Two groups never share a name."""
        names = plan.once("watch group names", lambda: {row.name: row.code for row in self.index(plan).values()})
        owner = names.setdefault(record["name"], record["code"]) if record.get("name") else record["code"]
        if owner != record["code"]:
            record.refuse("name_taken", _("is already the name of %(code)s") % {"code": owner}, "名称")


GROUPS = GroupSheet()


class MemberSheet(Sheet):
    """People who are to be asked; each is told apart by the phone number."""

    title = "成员名单"
    aliases = ("名单", "成员")
    about = (
        "拟邀请的人员，只填这四项。导入后须由本人扫码或在前台签字确认；到期未确认的自动删除。"
        "导入完成后，系统不保留本文件。"
    )
    key = ("phone",)
    columns = (
        Column("name", "姓名", Name(60), required=True),
        Column("phone", "手机号码", Phone(), required=True, aliases=("手机", "手机号", "电话", "联系电话"), width=16),
        TRADE,
        Column("group", "小组编码", Code(20), required=True, aliases=("小组",),
               refers=Reference(GROUPS, gettext_lazy("no group has the code %(value)s"))),
    )  # fmt: skip
    examples = (("张示例", "13800000008", "外卖", "W01"),)

    def key_of(self, record: Record) -> tuple | None:
        """The number's fingerprint: what the preview keeps of a number is masked and would not tell rows apart."""
        phone = record.get("phone")
        return (blind_index(phone),) if phone else None

    def label(self, record: Record) -> str:
        """The group and what became of the row; never who it is."""
        group = record.get("group")
        return " · ".join(part for part in (group.code if group else "", record.texts.get("told", "")) if part)

    def plan_row(self, plan, record: Record) -> None:
        """A new number is an enrolment; one that is known is told as what it is and left alone."""
        self.complain(plan, record)
        if record.problems:
            return
        group = record["group"]
        index = blind_index(record["phone"])
        member = plan.once("watch members", _members).get(index)
        if member is not None and member != State.LEFT:
            record.texts["told"] = "已是成员" if member != State.STRUCK else "已除名，未列入"
            return
        pending = plan.once("watch enrolments", _pending).get(index)
        if pending is None:
            self._add(plan, record, index)
            return
        record.texts["told"] = "已在名单，待确认"
        if pending.group_id != group.pk and plan.change(pending, group=group):
            record.texts["told"], record.action = "已在名单，改小组", CHANGED

    def complain(self, plan, record: Record) -> None:
        """What is missing, and a group that is no more."""
        self.demand(record)
        group = record.get("group")
        if group is not None and not group.active:
            record.refuse("group_closed", _("This group has been dissolved."), "小组编码")

    @staticmethod
    def _add(plan, record: Record, index: str) -> None:
        days = plan.once("watch days", lambda: settings_of(plan.station).enrolment_days)
        now = plan.once("watch now", timezone.now)
        row = Enrolment(
            station=plan.station, name=record["name"], phone=record["phone"], phone_index=index,
            group=record["group"], trade=record.get("trade") or record["group"].trade, source=Source.IMPORT,
            created_by=plan.actor, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        plan.once("watch enrolments", _pending)[index] = plan.add(row)
        record.action = ADDED


MEMBERS = MemberSheet()


def _members() -> dict[str, str]:
    """States of memberships by the fingerprint of the phone number."""
    rows = Member.objects.filter(erased_at=None).exclude(user__phone_index="")
    return dict(rows.values_list("user__phone_index", "state"))


def _pending() -> dict[str, Enrolment]:
    """Who is on the list already."""
    return {row.phone_index: row for row in Enrolment.objects.all()}


def forget_workbooks(*, station, at: datetime) -> int:
    """Delete lists that were uploaded and never written; returns how many."""
    return forget_old(kind=KIND, before=at - timedelta(days=settings_of(station).workbook_days))


def register() -> None:
    """Add the sheets to their workbook; called from ``registrations.py``."""
    for order, sheet in enumerate((TRADES, GROUPS, MEMBERS), 1):
        register_sheet(KIND, sheet, order * 10)
