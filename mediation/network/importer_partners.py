"""Departments, contacts, centres and committee in the workbook of the network: 部门 部门联系人 综治中心 调委会."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.network import rules
from mediation.network.importer import CAUSES, KIND, MEDIATORS, Choices
from mediation.network.models import CommitteeMember, CommitteeTerm, Department, DepartmentContact, GovCenter
from stations.imports.cells import Choice, Code, Day, Name, Phone, Text, Words
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, Record, Reference, TableSheet

CENTER_LEVELS = {"区级": GovCenter.Level.DISTRICT, "街道": GovCenter.Level.STREET, "社区": GovCenter.Level.COMMUNITY}


class OfficePhone(Phone):
    """A number of an office is nobody's personal one: the preview shows it."""

    def show(self, value) -> str:
        return value or ""


class DepartmentSheet(TableSheet):
    """Departments, with the names by which they are looked for."""

    title = "部门"
    about = "参加联合调解的部门。旧称、简称填入“别称”（如市场监管局的“工商”），检索时均可找到。"
    model = Department
    key = ("name",)
    columns = (
        Column("name", "名称", Text(60), required=True, aliases=("部门", "部门名称"), width=24),
        Column("aliases", "别称", Words(30), width=24, help="旧称、简称，用顿号分隔"),
        Column("causes", "负责纠纷", Choices(CAUSES), width=28, help="用顿号分隔"),
        Column("phone", "办公电话", OfficePhone(), width=16),
    )
    examples = (("示例市场监督管理局", "工商、市场监管", "消费、合同", "01000000000"),)


DEPARTMENTS = DepartmentSheet()


class ContactSheet(TableSheet):
    """Named contacts of departments."""

    title = "部门联系人"
    about = "各部门的具名联系人。"
    model = DepartmentContact
    key = ("department", "name")
    columns = (
        Column("department", "部门", Text(60), required=True, aliases=("部门名称",), width=24,
               refers=Reference(DEPARTMENTS, gettext_lazy("no department is named %(value)s"))),
        Column("name", "姓名", Name(60), required=True),
        Column("title", "职务", Text(60)),
        Column("phone", "电话", Phone(), aliases=("手机号", "联系电话"), width=16),
    )  # fmt: skip
    examples = (("示例市场监督管理局", "周示例", "科员", "13800000006"),)


class CenterSheet(TableSheet):
    """Governance centres."""

    title = "综治中心"
    about = "区、街道（社区）两级综治中心。"
    model = GovCenter
    key = ("name",)
    columns = (
        Column("name", "名称", Text(60), required=True, width=24),
        Column("level", "级别", Choice(CENTER_LEVELS), required=True),
        Column("contact", "联系人", Text(60)),
        Column("phone", "办公电话", OfficePhone(), width=16),
    )
    examples = (("示例街道综治中心", "街道", "吴示例", "01000000001"),)


class TermSheet(TableSheet):
    """Terms of the committee, one row each; a confirmed term is changed on its page."""

    title = "调委会"
    aliases = ("人民调解委员会",)
    about = "人民调解委员会各届组成，一届一行：3至9人，至少一名妇女，任期三年。成员填调解员编号。"
    model = CommitteeTerm
    key = ("name",)
    columns = (
        Column("name", "届次", Text(40), required=True, width=18),
        Column("start", "起始日期", Day(), required=True),
        Column("last_day", "届满日期", Day(), stored=False, help="空白为起始日期起三年"),
        Column("chair", "主任编号", Code(20), required=True, stored=False,
               refers=Reference(MEDIATORS, gettext_lazy("no mediator has the number %(value)s"), listed=False)),
        Column("deputies", "副主任编号", Words(20), stored=False, help="用顿号分隔"),
        Column("members", "委员编号", Words(20), required=True, stored=False, width=30, help="用顿号分隔"),
        Column("women", "妇女委员编号", Words(20), required=True, stored=False, width=20,
               help="用顿号分隔，可含主任、副主任"),
    )  # fmt: skip
    examples = (("第一届", "2026-01-01", "", "TJ001", "TJ002", "TJ003、TJ004、TJ005", "TJ002"),)

    def _seats(self, plan, record: Record) -> list[rules.Seat]:
        """The members a row names; unknown numbers are refused."""
        known = MEDIATORS.index(plan)
        women = set(record.get("women") or ())
        named = [(record["chair"].number, CommitteeMember.Role.CHAIR, "主任编号")]
        named += [(text, CommitteeMember.Role.DEPUTY, "副主任编号") for text in record.get("deputies") or ()]
        named += [(text, CommitteeMember.Role.MEMBER, "委员编号") for text in record.get("members") or ()]
        seats = []
        for number, role, title in named:
            if (number,) not in known:
                record.refuse("unknown", _("no mediator has the number %(value)s") % {"value": number}, title)
            else:
                seats.append(rules.Seat(known[(number,)], role, number in women))
        return seats

    @staticmethod
    def _end(record: Record):
        last = record.get("last_day")
        return last.fromordinal(last.toordinal() + 1) if last else rules.term_end(record["start"])

    def judge(self, plan, record: Record, found) -> None:
        """RT-17, for the row as a whole; a known term is the same or changed on its page."""
        if record.problems:
            return
        seats = self._seats(plan, record)
        if found is not None:
            told = {(seat.mediator.pk, seat.role, seat.woman) for seat in seats}
            stored = {(row.mediator_id, row.role, row.woman) for row in found.members.all()}
            if (found.start, found.end) != (record["start"], self._end(record)) or told != stored:
                record.refuse("confirmed", _("is confirmed already: change it on its page"), "届次")
            return
        for fault in rules.committee_faults(seats, record["start"], self._end(record)):
            record.refuse(fault.code, fault.reason, "委员编号")
        for other in self.index(plan).values():
            if other.start < self._end(record) and (other.end is None or other.end > record["start"]):
                record.refuse("terms_overlap", _("overlaps %(name)s") % {"name": other.name}, "起始日期")

    def make(self, plan, record: Record) -> CommitteeTerm:
        term = CommitteeTerm(station=plan.station, name=record["name"], start=record["start"], end=self._end(record))
        for seat in self._seats(plan, record):
            plan.add(
                CommitteeMember(
                    station=plan.station, term=term, mediator=seat.mediator, role=seat.role, woman=seat.woman
                )
            )
        return term


def register() -> None:
    """Add these sheets behind rooms, kinds and mediators."""
    for order, sheet in enumerate((DEPARTMENTS, ContactSheet(), CenterSheet(), TermSheet()), 4):
        register_sheet(KIND, sheet, order * 10)
