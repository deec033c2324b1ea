"""The people sheets of the station workbook: 站所 队室 人员 队室负责人 职责清单."""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.imports.cells import YES_NO, Choice, Code, Day, Lines, Name, Number, Phone, Text, Words
from stations.imports.checking import first_record
from stations.imports.reading import RawSheet
from stations.imports.registry import register_sheet
from stations.imports.sheets import (
    Column,
    DatedSheet,
    Record,
    Reference,
    Sheet,
    TableSheet,
    latest_of,
    succeed,
)
from stations.organisation.models import DutyList, Officer, Post, Team, TeamLead, TeamMembership, User

KIND = "station"
TEAM_KINDS = {
    "所领导": Team.Kind.LEADERSHIP,
    "综合指挥室": Team.Kind.COMMAND,
    "社区警务队": Team.Kind.COMMUNITY,
    "打击办案队": Team.Kind.CASE,
    "街面巡控队": Team.Kind.STREET,
    "户政室": Team.Kind.COUNTER,
}
POSTS = {
    "所长": Post.CHIEF,
    "政委": Post.COMMISSAR,
    "副所长": Post.DEPUTY,
    "警长": Post.SERGEANT,
    "民警": Post.OFFICER,
    "指挥室值班员": Post.DESK,
    "户政民警": Post.COUNTER,
    "辅警": Post.AUXILIARY,
}
OFFICER_KINDS = {"民警": Officer.Kind.POLICE, "辅警": Officer.Kind.AUXILIARY}
STANDINGS = {
    "在岗": Officer.Standing.ON_POST,
    "借调": Officer.Standing.SECONDED,
    "长期休假": Officer.Standing.LONG_LEAVE,
    "调离": Officer.Standing.LEFT,
}
LEAD_ROLES = {"队长": TeamLead.Role.LEADER, "副队长": TeamLead.Role.DEPUTY}
START = Column("start", "起始日期", Day(), help="空白则从导入当日起；变更须填新的日期，不改写以前的记录。")


class StationSheet(Sheet):
    """The station itself: one row, of this station."""

    title = "站所"
    about = "本所基本信息，只填一行。"
    key = ("code",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("派出所编码", "单位编码")),
        Column("name", "名称", Text(100), required=True, aliases=("派出所名称", "单位名称"), width=28),
        Column("short_name", "简称", Text(20), required=True),
        Column("bureau", "分局", Text(100), aliases=("上级单位",), width=24),
        Column("area_km2", "辖区面积", Number(0, 99999, 2), aliases=("面积",), help="平方公里"),
        Column("opened_on", "成立日期", Day()),
    )
    examples = (("QM", "前门派出所", "前门所", "东城分局", 1.1, "1950-01-01"),)

    def plan_row(self, plan, record: Record) -> None:
        if record["code"] != plan.station.code:
            codes = {"code": plan.station.code}
            record.refuse("other_station", _("is not this station, whose code is %(code)s") % codes, "编码")
            return
        values = {name: value for name, value in record.values.items() if name != "code" and value is not None}
        self.note_changes(record, plan.change(plan.station, **values))


class TeamSheet(TableSheet):
    """Teams and rooms (两队一室)."""

    title = "队室"
    aliases = ("队伍", "部门")
    about = "各队、室。名称不可重复。"
    model = Team
    key = ("name",)
    columns = (
        Column("name", "名称", Text(40), required=True, aliases=("队室", "队室名称", "部门"), width=20),
        Column("kind", "类别", Choice(TEAM_KINDS), required=True, aliases=("队室类别",)),
        Column("order", "排序", Number(0, 999), help="数字小的在前"),
        Column("active", "启用", YES_NO),
    )
    examples = (("前东社区警务队", "社区警务队", 3, "是"),)


TEAMS = TeamSheet()


class OfficerSheet(TableSheet):
    """People: account, service profile and team in one row."""

    title = "人员"
    aliases = ("人员名单", "花名册", "人员花名册", "警员")
    about = "民警与辅警。名单中没有的人不会被删除；调离请把在岗状态改为“调离”。空白单元格不改动原值，填“清空”则清除。"
    model = Officer
    related = ("user",)
    key = ("police_no",)
    names = ("name",)
    columns = (
        Column("police_no", "警号", Code(20), required=True, aliases=("警员编号",), help="文本格式，保留前导零"),
        Column("name", "姓名", Name(60), required=True, stored=False),
        Column("kind", "人员类别", Choice(OFFICER_KINDS), required=True, aliases=("类别", "身份")),
        Column("post", "职务", Choice(POSTS), required=True, aliases=("岗位",)),
        Column("team", "队室", Text(40), required=True, aliases=("部门", "所在队室"), stored=False, width=20,
               refers=Reference(TEAMS, gettext_lazy("no team is named %(value)s"))),
        Column("joined", "入队日期", Day(), stored=False, help="到本队室的日期；换队时必填新日期或留空（导入当日）"),
        Column("standing", "在岗状态", Choice(STANDINGS), help="空白视为在岗"),
        Column("phone", "手机号", Phone(), stored=False, aliases=("电话", "联系电话", "手机"), width=16),
        Column("birth_year", "出生年份", Number(1940, 2012), aliases=("出生年",), help="四位年份"),
        Column("service_from", "入警年份", Number(1960, 2035), aliases=("参加公安工作年份",), help="四位年份"),
        Column("specialities", "特长", Words(30), help="多项以顿号分隔", width=24),
    )  # fmt: skip
    examples = (
        ("010001", "王示例", "民警", "副所长", "前东警务队", "2024-01-01", "在岗", "13800000001", 1982, 2005, ""),
    )  # fmt: skip
    change = ("team",)

    def first_start(self, plan, record: Record) -> date:
        """Where no day is given, a membership starts on the day of the import."""
        return plan.today

    def judge(self, plan, record: Record, found) -> None:
        kind = record.get("kind", found.kind if found else None)
        post = record.get("post", found.post if found else None)
        if found and plan.actor and found.user_id == plan.actor.pk and self._changes_place(record, found):
            record.refuse("own_post", _("nobody changes their own post, kind or standing"), "职务")
        if kind and post and (kind == Officer.Kind.AUXILIARY) != (post == Post.AUXILIARY):
            record.refuse("kind_post", _("does not go with the kind of person (辅警 or 民警)"), "职务")
        born = record.get("birth_year", found.birth_year if found else None)
        since = record.get("service_from", found.service_from if found else None)
        if born and since and since < born + 16:
            years = {"since": since, "born": born}
            reason = _("%(since)s is too early for someone born in %(born)s") % years
            record.refuse("service_before_birth", reason, "入警年份")

    @staticmethod
    def _changes_place(record: Record, found: Officer) -> bool:
        """Whether the row changes what rights follow from."""
        return any(
            record.get(name, getattr(found, name)) != getattr(found, name) for name in ("post", "kind", "standing")
        )

    def make(self, plan, record: Record) -> Officer:
        user = User(name=record["name"], phone=record.get("phone") or "", home_station=plan.station)
        user.password, user.must_change_password = make_password(None), True
        user.fill_keys()
        plan.add(user)
        officer = Officer(station=plan.station, user=user, **self.values(record))
        plan.once("new officers", list).append(officer)
        return officer

    def plan_row(self, plan, record: Record) -> None:
        found = self.index(plan).get(self.key_of(record))
        super().plan_row(plan, record)
        if record.problems:
            return
        officer = self.index(plan)[self.key_of(record)]
        if found is not None:
            self._person(plan, record, officer.user)
        self._team(plan, record, officer)

    def _person(self, plan, record: Record, user: User) -> None:
        values = {name: record[name] or "" for name in ("name", "phone") if name in record.values}
        changes = plan.change(user, **values)
        if changes:
            old = user.pinyin, user.initials, user.phone_index
            user.fill_keys()
            new = user.pinyin, user.initials, user.phone_index
            user.pinyin, user.initials, user.phone_index = old
            plan.change(user, **dict(zip(("pinyin", "initials", "phone_index"), new, strict=True)))
            self.note_changes(record, changes)

    def _team(self, plan, record: Record, officer: Officer) -> None:
        latest = memberships(plan).get(officer.police_no)
        if officer.standing == Officer.Standing.LEFT:
            if latest and latest.end is None and latest.start < plan.today:
                plan.change(latest, end=plan.today)
            return
        team, joined = record.get("team"), record.get("joined")
        if team is None:
            if latest is None or (latest.end is not None and latest.end <= plan.today):
                record.refuse("missing", _("is missing"), self.column("team").title)
                return
            team = latest.team

        def build(values, start):
            return TeamMembership(station=plan.station, officer=officer, start=start, **values)

        successor = succeed(self, plan, record, latest, {"team": team}, joined, build)
        if successor is not None:
            memberships(plan)[officer.police_no] = successor

    def finish(self, plan) -> None:
        """Give new accounts their user names: the police number, or number@station where it is taken."""
        fresh = plan.once("new officers", list)
        numbers = [officer.police_no for officer in fresh]
        taken = set(User.objects.filter(username__in=numbers).values_list("username", flat=True))
        for officer in fresh:
            number = officer.police_no
            officer.user.username = f"{number}@{plan.station.code}" if number in taken else number


OFFICERS = OfficerSheet()


def memberships(plan) -> dict[str, TeamMembership]:
    """The latest team membership by police number."""
    return plan.once("memberships", lambda: _memberships())


def _memberships() -> dict[str, TeamMembership]:
    rows = TeamMembership.objects.select_related("officer", "team").order_by("start")
    return latest_of(rows, lambda row: row.officer.police_no)


def officer_columns(title: str = "警号") -> tuple[Column, Column]:
    """The two columns by which a sheet names an officer; the name is only compared with the number."""
    unknown = gettext_lazy("nobody in this station has the number %(value)s")
    return (
        Column("officer", title, Code(20), required=True, refers=Reference(OFFICERS, unknown, listed=False)),
        Column("officer_name", "姓名", Name(60), stored=False, help="只用来核对警号"),
    )


def judge_officer(record: Record) -> None:
    """Refuse a row whose number and name are not the same person's, or whose officer has left."""
    officer, name = record.get("officer"), record.get("officer_name")
    if officer is None:
        return
    if name and officer.user.name != name:
        record.refuse("name_differs", _("%(name)s does not go with this police number") % {"name": name}, "姓名")
    if officer.standing == Officer.Standing.LEFT:
        record.refuse("has_left", _("has left the station"), "警号")


class LeadSheet(DatedSheet):
    """Leaders and deputies of teams."""

    title = "队室负责人"
    aliases = ("负责人",)
    about = "每队一名队长、一名副队长，须是本队人员。"
    model = TeamLead
    key = ("team", "role")
    change = ("officer",)
    columns = (
        Column("team", "队室", Text(40), required=True, width=20,
               refers=Reference(TEAMS, gettext_lazy("no team is named %(value)s"))),
        Column("role", "职责", Choice(LEAD_ROLES), required=True),
        *officer_columns(),
        START,
    )  # fmt: skip
    examples = (("前东社区警务队", "队长", "010001", "王示例", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        judge_officer(record)
        officer = record.get("officer")
        if officer is None:
            return
        latest = memberships(plan).get(officer.police_no)
        if latest is None or latest.team != record["team"]:
            record.refuse("not_in_team", _("is not a member of this team"), "警号")


class DutyListSheet(TableSheet):
    """Duties of posts (职责清单); a published version stays as it was confirmed."""

    title = "职责清单"
    about = "每个职务一行，职责一行一条。已发布的版本不可修改，改动请另起版本号。"
    model = DutyList
    key = ("post", "version")
    columns = (
        Column("post", "职务", Choice(POSTS), required=True, aliases=("岗位",)),
        Column("version", "版本", Number(1, 999), required=True),
        Column("items", "职责", Lines(300), required=True, aliases=("职责内容",), width=60, help="一行一条"),
        Column("in_force_from", "生效日期", Day(), required=True),
    )  # fmt: skip
    examples = (("指挥室值班员", 1, "接报警情并派单\n如实填写交接班记录", "2024-01-01"),)

    def judge(self, plan, record: Record, found) -> None:
        if found is not None and any(getattr(found, name) != value for name, value in self.values(record).items()):
            record.refuse("published", _("is already published: add it under a new version number"), "版本")

    def make(self, plan, record: Record) -> DutyList:
        return DutyList(station=plan.station, created_by=plan.actor, **self.values(record))


def station_row(raw: list[RawSheet]) -> dict | None:
    """The values of the sheet 站所 of a workbook, or None where it lacks one that is complete and readable."""
    record = first_record(StationSheet(), raw)
    if record is None or record.problems:
        return None
    StationSheet().demand(record)
    values = {name: value for name, value in record.values.items() if value is not None}
    return None if record.problems else values


def register() -> None:
    """Add these sheets to the station workbook."""
    for order, sheet in enumerate((StationSheet(), TEAMS, OFFICERS, LeadSheet(), DutyListSheet()), 1):
        register_sheet(KIND, sheet, order * 10)
