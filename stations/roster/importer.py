"""The duty sheets of the station workbook: 值班组 班组编成 轮值方案 固定岗位 固定岗人员 最低警力."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.imports.cells import Choice, Clock, Cycle, Day, Number, Text, Turns
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, DatedSheet, Record, Reference, TableSheet
from stations.organisation.importer import KIND, START, TEAMS, judge_officer, memberships, officer_columns
from stations.roster.models import (
    FixedPattern,
    PatternMember,
    Role,
    RotationPlan,
    Section,
    SectionMembership,
    ShiftGroup,
    StrengthFloor,
    Task,
)
from stations.roster.rules import check_cycle, check_effective

CYCLE_WORDS = {"正": Role.PRIMARY, "副": Role.SECONDARY, "休": Role.REST}
TASKS = {
    "所务": Task.LEAD,
    "指挥": Task.COMMAND,
    "社区": Task.COMMUNITY,
    "办案": Task.CASE,
    "街面": Task.STREET,
    "户政": Task.COUNTER,
}
RHYTHMS = {"工作日": FixedPattern.Rhythm.WORKDAYS, "轮转": FixedPattern.Rhythm.CYCLE}
FLOOR_ROLES = {"正班": Role.PRIMARY, "副班": Role.SECONDARY, "固定岗": Role.FIXED}


class GroupSheet(TableSheet):
    """Shift groups (值班组)."""

    title = "值班组"
    about = "轮值的组，顺序决定在轮转中的先后。"
    model = ShiftGroup
    key = ("name",)
    columns = (
        Column("name", "名称", Text(20), required=True, aliases=("值班组",)),
        Column("position", "顺序", Number(1, 20), required=True, help="从 1 起"),
    )
    examples = (("值班一组", 1),)

    def judge(self, plan, record: Record, found) -> None:
        """Two groups of one station never share a place in the cycle."""
        places = plan.once("group places", lambda: {row.position: row.name for row in self.index(plan).values()})
        owner = (
            places.setdefault(record.get("position"), record["name"]) if record.get("position") else record["name"]
        )
        if owner != record["name"]:
            record.refuse("place_taken", _("is already the place of %(name)s") % {"name": owner}, "顺序")


GROUPS = GroupSheet()


class SectionSheet(DatedSheet):
    """Who turns with which section (班组) of the own team; sections come into being with their first row."""

    title = "班组编成"
    aliases = ("班组", "班组人员")
    about = "每名轮值人员编入本队的一个班组，班组编入一个值班组。"
    model = SectionMembership
    key = ("officer",)
    names = ("officer_name",)
    change = ("section",)
    columns = (
        *officer_columns(),
        Column("team", "队室", Text(40), required=True, stored=False, width=20,
               refers=Reference(TEAMS, gettext_lazy("no team is named %(value)s"))),
        Column("section", "班组", Text(20), required=True, stored=False),
        Column("group", "值班组", Text(20), required=True, stored=False,
               refers=Reference(GROUPS, gettext_lazy("no shift group is named %(value)s"))),
        START,
    )  # fmt: skip
    examples = (("010001", "王示例", "前东社区警务队", "一班", "值班一组", "2024-01-01"),)

    def rows(self, plan):
        """Sections are read with their team and group."""
        return super().rows(plan).select_related("officer", "officer__user", "section", "section__team")

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)
        officer, team = record.get("officer"), record.get("team")
        if officer is None or team is None:
            return
        latest = memberships(plan).get(officer.police_no)
        if latest is None or latest.team != team:
            record.refuse("not_in_team", _("is not a member of this team"), "警号")
            return
        if record.get("section") and record.get("group"):
            section = self._section(plan, team, record["section"], record["group"])
            if section.group != record["group"]:
                names = {"group": section.group.name}
                record.refuse("section_elsewhere", _("belongs to the shift group %(group)s") % names, "班组")
            record.values["section"] = section

    def values(self, record: Record) -> dict:
        """The judge has put the section itself in the place of its name."""
        return {name: record[name] for name in ("officer", "section", "start") if name in record.values}

    def _section(self, plan, team, name: str, group) -> Section:
        """The section of a team by name, made when it is new."""
        known = plan.once("sections", lambda: _sections())
        key = (team.name, name)
        if key not in known:
            known[key] = plan.add(Section(station=plan.station, team=team, name=name, group=group))
        return known[key]


def _sections() -> dict[tuple[str, str], Section]:
    rows = Section.objects.select_related("team", "group")
    return {(section.team.name, section.name): section for section in rows}


class PlanSheet(TableSheet):
    """Rotation plans; a later plan never rewrites past days."""

    title = "轮值方案"
    about = "正、副、休的轮转。改动请新增一行，生效日期晚于今天；已生效的方案不可修改。"
    model = RotationPlan
    key = ("effective_from",)
    columns = (
        Column("effective_from", "生效日期", Day(), required=True),
        Column("name", "名称", Text(60), required=True, width=22),
        Column("anchor", "起算日", Day(), required=True, help="这一天第一值班组处在轮转顺序的第一个班次"),
        Column("cycle", "轮转顺序", Cycle(CYCLE_WORDS), required=True, help="例如 副→正→休"),
        Column("handover", "交接时间", Clock(), required=True, help="例如 08:00"),
        Column("primary_hours", "正班时长", Number(1, 24, 1), help="小时，空白为 24"),
        Column("secondary_hours", "副班时长", Number(1, 24, 1), help="小时，空白为 24"),
        Column("standby_from", "备勤开始", Clock(), help="副班备勤，单独统计"),
        Column("standby_to", "备勤结束", Clock()),
        Column("note", "说明", Text(200), width=30),
    )
    examples = (("2024-01-01", "日常轮值", "2024-01-01", "副→正→休", "08:00", 24, 24, "22:00", "08:00", ""),)

    def judge(self, plan, record: Record, found) -> None:
        if found is not None and found.effective_from <= plan.today:
            if self._differs(record, found):
                record.refuse("in_force", _("is in force already: add a plan from a later day"), "生效日期")
            return
        if record.get("cycle"):
            answer = check_cycle(record["cycle"], len(GROUPS.index(plan)))
            if not answer:
                record.refuse(answer.code, answer.reason, "轮转顺序")
        if found is None:
            answer = check_effective(record["effective_from"], plan.today, self._stored(plan))
            if not answer:
                record.refuse(answer.code, answer.reason, "生效日期")

    def _differs(self, record: Record, found: RotationPlan) -> bool:
        kept = {name: value for name, value in self.values(record).items() if name not in {"name", "note"}}
        return any(getattr(found, name) != value for name, value in kept.items())

    def _stored(self, plan) -> list[RotationPlan]:
        """Plans of the table; those planned from the same workbook are judged together with it."""
        return [row for row in self.index(plan).values() if not row._state.adding]

    def make(self, plan, record: Record) -> RotationPlan:
        return RotationPlan(station=plan.station, created_by=plan.actor, **self.values(record))


class PatternSheet(DatedSheet):
    """Duties beside the rotation: leaders, street posts, the counter."""

    title = "固定岗位"
    about = "不参加轮转的岗位。规律为“工作日”时按法定工作日上班；为“轮转”时按周期，1 上班、0 休息。"
    model = FixedPattern
    key = ("name",)
    change = ("task", "rhythm", "cycle", "anchor", "starts", "hours")
    columns = (
        Column("name", "名称", Text(40), required=True, aliases=("固定岗位",), width=20),
        Column("task", "工作类别", Choice(TASKS), required=True),
        Column("rhythm", "规律", Choice(RHYTHMS), required=True),
        Column("cycle", "周期", Turns(), help="例如 110；工作日留空"),
        Column("anchor", "起算日", Day(), required=True),
        Column("starts", "上班时间", Clock(), required=True, help="例如 09:00"),
        Column("hours", "时长", Number("0.5", 24, 1), required=True, help="小时"),
        START,
    )
    examples = (("街面早岗", "街面", "轮转", "110", "2024-01-01", "07:00", 8, "2024-01-01"),)


PATTERNS = PatternSheet()


class PatternMemberSheet(DatedSheet):
    """Who works by which fixed pattern."""

    title = "固定岗人员"
    about = "固定岗人员，一人一岗。错位为周期中推后的天数。"
    model = PatternMember
    key = ("officer",)
    names = ("officer_name",)
    change = ("pattern", "offset", "place")
    columns = (
        *officer_columns(),
        Column("pattern", "固定岗位", Text(40), required=True, width=20,
               refers=Reference(PATTERNS, gettext_lazy("no fixed pattern is named %(value)s"))),
        Column("offset", "错位", Number(0, 30), help="空白为 0"),
        Column("place", "岗位", Text(60), aliases=("岗位地点",), width=22),
        START,
    )  # fmt: skip
    examples = (("010050", "周示例", "街面早岗", 0, "前门大街北口", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)


class FloorSheet(TableSheet):
    """Least strength by team and role (DU-03)."""

    title = "最低警力"
    about = "各队、室每日正班、副班的最低人数；未填为 1。"
    model = StrengthFloor
    key = ("team", "role")
    columns = (
        Column("team", "队室", Text(40), required=True, width=20,
               refers=Reference(TEAMS, gettext_lazy("no team is named %(value)s"))),
        Column("role", "班次", Choice(FLOOR_ROLES), required=True),
        Column("minimum", "最低人数", Number(0, 500), required=True),
    )  # fmt: skip
    examples = (("前东社区警务队", "正班", 3),)


def register() -> None:
    """Add these sheets to the station workbook."""
    sheets = (GROUPS, SectionSheet(), PlanSheet(), PATTERNS, PatternMemberSheet(), FloorSheet())
    for order, sheet in enumerate(sheets, 12):
        register_sheet(KIND, sheet, order * 10)
