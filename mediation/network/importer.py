"""Rooms, kinds and mediators in the workbook of the mediation network: 调解室 调解员类别 调解员."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.network import rules
from mediation.network.models import MediationRoom, Mediator, MediatorCommunity, MediatorKind
from mediation.network.words import Cause, Group
from stations.imports.cells import (
    YES_NO,
    Choice,
    Code,
    Day,
    Name,
    Number,
    Phone,
    Text,
    Words,
)
from stations.imports.registry import register_sheet
from stations.imports.sheets import Column, Record, Reference, TableSheet
from stations.kit.crypto import blind_index
from stations.organisation.importer import OFFICERS
from stations.organisation.models import User
from stations.organisation.rules import officer_of
from stations.places.importer import COMMUNITIES
from stations.places.models import Community

KIND = "mediation"
LEVELS = {"派出所调解室": MediationRoom.Level.CORE, "社区调解室": MediationRoom.Level.COMMUNITY}
GROUPS = {
    "民警": Group.POLICE, "专职调解员": Group.FULL_TIME, "五老": Group.ELDER, "网格员": Group.GRID,
    "律师": Group.LAWYER, "行业协会": Group.ASSOCIATION, "部门": Group.DEPARTMENT, "心理咨询师": Group.COUNSELLOR,
    "其他": Group.OTHER,
}  # fmt: skip
CAUSES = {
    "婚姻家庭": Cause.FAMILY, "邻里": Cause.NEIGHBOURS, "房屋宅基地": Cause.HOUSING, "合同": Cause.CONTRACT,
    "生产经营": Cause.BUSINESS, "损害赔偿": Cause.DAMAGES, "劳动": Cause.LABOUR, "消费": Cause.CONSUMER,
    "物业": Cause.PROPERTY, "医疗": Cause.MEDICAL, "道路交通": Cause.TRAFFIC, "山林土地": Cause.LAND,
    "征地拆迁": Cause.EXPROPRIATION, "环境污染": Cause.ENVIRONMENT, "旅游": Cause.TOURISM, "知识产权": Cause.IP,
    "其他": Cause.OTHER,
}  # fmt: skip


class Choices(Words):
    """Several of a few words in one cell.

    Args:
        words: word in the workbook → value in the table.
    """

    def __init__(self, words: dict):
        super().__init__(30)
        self.one = Choice(words)

    def __call__(self, value) -> list:
        return [self.one(part) for part in super().__call__(value)]

    def show(self, value) -> str:
        return "、".join(self.one.show(part) for part in value or ())


class RoomSheet(TableSheet):
    """Mediation rooms (1 + 4)."""

    title = "调解室"
    about = "派出所调解室（民调室）与各社区调解室。社区调解室须填所属社区。"
    model = MediationRoom
    key = ("code",)
    names = ("name",)
    columns = (
        Column("code", "编码", Code(20), required=True, aliases=("调解室编码",)),
        Column("name", "名称", Text(60), required=True, aliases=("调解室名称",), width=24),
        Column("level", "级别", Choice(LEVELS), required=True),
        Column("community", "社区", Text(60), aliases=("所属社区",), width=18,
               refers=Reference(COMMUNITIES, gettext_lazy("no community is named %(value)s"))),
        Column("address", "地址", Text(120), width=28),
        Column("seats", "座位数", Number(1, 200)),
        Column("case_venue", "执法办案场所", YES_NO, help="有全程录音录像的执法办案场所（一名民警可主持治安调解）"),
        Column("online", "线上调解设备", YES_NO),
        Column("opening", "开放时间", Text(60), width=22),
    )  # fmt: skip
    examples = (("T01", "示例派出所民调室", "派出所调解室", "", "示例街1号", 12, "是", "是", "全天"),)

    def judge(self, plan, record: Record, found) -> None:
        """A community room belongs to a community; two rooms never share a name."""
        level = record.get("level", found.level if found else None)
        community = record.get("community", found.community if found else None)
        if level == MediationRoom.Level.COMMUNITY and community is None:
            record.refuse("no_community", _("belongs to a community"), "社区")
        names = plan.once("mediation rooms", lambda: {row.name: row.code for row in self.index(plan).values()})
        owner = names.setdefault(record["name"], record["code"]) if record.get("name") else record["code"]
        if owner != record["code"]:
            record.refuse("name_taken", _("is already the name of %(code)s") % {"code": owner}, "名称")


ROOMS = RoomSheet()


class KindSheet(TableSheet):
    """Kinds of mediators as the place names them (五老 differ by place)."""

    title = "调解员类别"
    about = "本所使用的调解员类别，归入固定大类；“五老”的构成各地不同，可自行增减。"
    model = MediatorKind
    key = ("name",)
    columns = (
        Column("name", "名称", Text(30), required=True, aliases=("类别",), width=18),
        Column("group", "大类", Choice(GROUPS), required=True),
        Column("order", "排序", Number(0, 999), help="数字小的在前"),
    )
    examples = (("老党员", "五老", 31),)

    def judge(self, plan, record: Record, found) -> None:
        """The group of a kind stays while people are of it."""
        other = found is not None and found.pk and record.get("group", found.group) != found.group
        if other and found.mediators.exists():
            record.refuse("kind_in_use", _("has people: its group stays as it is"), "大类")


KINDS = KindSheet()


class MediatorSheet(TableSheet):
    """Mediators: profile, account and communities in one row."""

    title = "调解员"
    aliases = ("调解员名单",)
    about = (
        "调解员。民警填警号，档案建在本人账号上；其他人按手机号识别，已在本所登记的沿用原账号。"
        "名单中没有的人不会被删除。"
    )
    model = Mediator
    related = ("user__officer", "kind", "room")
    key = ("number",)
    names = ("name",)
    columns = (
        Column("number", "编号", Code(20), required=True, aliases=("调解员编号",), help="文本格式，保留前导零"),
        Column("name", "姓名", Name(60), required=True, stored=False),
        Column("phone", "手机号", Phone(), stored=False, aliases=("电话", "联系电话"), width=16, help="民警不填"),
        Column("officer", "警号", Code(20), stored=False, help="只有民警填写",
               refers=Reference(OFFICERS, gettext_lazy("nobody in this station has the number %(value)s"),
                                listed=False)),
        Column("kind", "类别", Text(30), required=True, aliases=("调解员类别",), width=16,
               refers=Reference(KINDS, gettext_lazy("no kind of mediator is named %(value)s"))),
        Column("room", "调解室编码", Code(20), aliases=("调解室",),
               refers=Reference(ROOMS, gettext_lazy("no mediation room has the code %(value)s"))),
        Column("organisation", "单位", Text(80), aliases=("工作单位",), width=24),
        Column("title", "职务", Text(40)),
        Column("licence_no", "执业证号", Text(60), aliases=("律师执业证号",), width=20, help="律师必填"),
        Column("subjects", "擅长纠纷", Choices(CAUSES), width=28, help="用顿号分隔；空白为各类纠纷"),
        Column("languages", "语言方言", Words(20), width=18, help="用顿号分隔"),
        Column("communities", "负责社区", Words(60), stored=False, width=24, help="用顿号分隔；空白为全部社区"),
        Column("most_open", "在办上限", Number(0, 200), help="同时在办纠纷数"),
        Column("of_committee", "调委会调解员", YES_NO, help="民警填“否”"),
        Column("keeper", "调解室管理员", YES_NO),
        Column("joined_on", "聘任日期", Day(), help="空白则为导入当日"),
    )  # fmt: skip
    examples = (
        ("TJ001", "李示例", "13800000005", "", "老党员", "T01", "示例社区", "", "", "婚姻家庭、邻里", "普通话", "",
         6, "是", "否", "2024-01-01"),
    )  # fmt: skip

    def judge(self, plan, record: Record, found) -> None:
        """Who may mediate as what; who has left is taken back on the page."""
        officer, name = record.get("officer"), record.get("name")
        if found is not None:
            if found.left_on:
                record.refuse("has_left", _("has left the network"), "编号")
            if officer is not None and officer.user_id != found.user_id:
                record.refuse("other_person", _("is the number of somebody else"), "警号")
            officer = officer_of(found.user)
        if officer is not None and name and officer.user.name != name:
            record.refuse("name_differs", _("%(name)s does not go with this police number") % {"name": name}, "姓名")
        kind = record.get("kind", found.kind if found else None)
        if kind is not None:
            answer = rules.may_mediate(
                group=kind.group, officer=officer, licence_no=self._told(record, found, "licence_no") or "",
                of_committee=bool(self._told(record, found, "of_committee", officer is None)),
            )  # fmt: skip
            if not answer:
                record.refuse(answer.code, answer.reason, "类别")
        for text in record.get("communities") or ():
            if text not in _communities(plan):
                record.refuse("unknown", _("no community is named %(value)s") % {"value": text}, "负责社区")
        if found is None and officer is None:
            self._judge_person(plan, record)
        elif found is None and officer is not None and officer.user_id in _profiles(plan):
            record.refuse("known_already", _("is a mediator already"), "警号")

    @staticmethod
    def _told(record: Record, found, name: str, default=""):
        return record.get(name, getattr(found, name) if found is not None else default)

    @staticmethod
    def _judge_person(plan, record: Record) -> None:
        """A phone number known in the station is the same person, or a mistake."""
        user = _known(plan, record.get("phone"))
        if user is None:
            return
        if user.name != record.get("name") or user.admin_role:
            record.refuse("phone_of_other", _("belongs to somebody of another name"), "手机号")
        elif user.pk is None or user.pk in _profiles(plan):
            record.refuse("known_already", _("is a mediator already"), "手机号")

    def values(self, record: Record) -> dict:
        """A new officer is never of the committee unless told otherwise, which the rule refuses."""
        values = super().values(record)
        if record.get("officer") is not None and "of_committee" not in values:
            values["of_committee"] = False
        return values

    def make(self, plan, record: Record) -> Mediator:
        values = {"joined_on": plan.today} | self.values(record)
        officer = record.get("officer")
        user = officer.user if officer is not None else _known(plan, record.get("phone"))
        if user is None:
            user = User(name=record["name"], phone=record.get("phone") or "", home_station=plan.station)
            user.password, user.must_change_password = make_password(None), True
            user.fill_keys()
            plan.add(user)
            plan.once("new mediators", list).append((record["number"], user))
            if user.phone_index:
                _phones(plan)[user.phone_index] = user
        elif user.pk:
            _profiles(plan).add(user.pk)
        return Mediator(station=plan.station, user=user, **values)

    def plan_row(self, plan, record: Record) -> None:
        known = self.index(plan).get(self.key_of(record)) is not None
        super().plan_row(plan, record)
        if record.problems:
            return
        row = self.index(plan)[self.key_of(record)]
        if known and officer_of(row.user) is None:
            self._change_person(plan, record, row.user)
        if "communities" in record.values:
            self._communities(plan, record, row)

    def _change_person(self, plan, record: Record, user: User) -> None:
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
        self.note_changes(record, changes)

    def _communities(self, plan, record: Record, row: Mediator) -> None:
        """Communities named are added; taking one away is done on the page."""
        links = plan.once("mediator communities", _links)
        known = links.setdefault(row.number, set())
        for text in record["communities"] or ():
            community = _communities(plan)[text]
            if community.pk not in known:
                known.add(community.pk)
                plan.add(MediatorCommunity(station=plan.station, mediator=row, community=community))
                if record.action == "same":
                    record.action = "changed"

    def finish(self, plan) -> None:
        """User names of new accounts: the number, or number@station where it is taken."""
        fresh = plan.once("new mediators", list)
        taken = set(User.objects.filter(username__in=[number.lower() for number, _user in fresh]).values_list(
            "username", flat=True
        ))  # fmt: skip
        for number, user in fresh:
            wanted, longer = rules.usernames(number, plan.station.code)
            user.username = longer if wanted in taken else wanted


def _communities(plan) -> dict[str, Community]:
    return plan.once("communities by name", lambda: {row.name: row for row in Community.objects.all()})


def _links() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, community in MediatorCommunity.objects.values_list("mediator__number", "community_id"):
        found.setdefault(number, set()).add(community)
    return found


def _profiles(plan) -> set[int]:
    """Ids of accounts with a mediation profile."""
    return plan.once("mediation profiles", lambda: set(Mediator.objects.values_list("user_id", flat=True)))


def _phones(plan) -> dict[str, User]:
    """Accounts of the station by the index of their phone number."""
    rows = User.objects.filter(home_station=plan.station).exclude(phone_index="").select_related("officer")
    return plan.once("accounts by phone", lambda: {user.phone_index: user for user in rows.order_by("is_active")})


def _known(plan, phone: str | None) -> User | None:
    return _phones(plan).get(blind_index(phone)) if phone else None


MEDIATORS = MediatorSheet()


def register() -> None:
    """Add these sheets to the workbook of the network."""
    for order, sheet in enumerate((ROOMS, KINDS, MEDIATORS), 1):
        register_sheet(KIND, sheet, order * 10)
