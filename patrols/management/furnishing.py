"""What the demo's patrols have beside squads and duties: cards, sheets, gear, training, a few reports and thanks."""

import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from patrols.equipment import actions as equipment
from patrols.equipment.models import GearKind
from patrols.findings import actions as findings
from patrols.findings import defaults
from patrols.findings.models import FindingKind
from patrols.findings.words import Act
from patrols.inspections import actions as inspections
from patrols.inspections.actions import Raised
from patrols.routes.models import Checkpoint
from patrols.schedule import actions as schedule
from patrols.schedule.models import Plan
from patrols.schedule.words import Mode
from patrols.scoring import actions as scoring
from patrols.squads.models import Guard, Liaison, Squad
from patrols.squads.people import guards_on
from stations.kit.spans import in_force
from stations.organisation.models import Officer, Post, Station
from stations.recognition import actions as recognition
from stations.training import actions as training

HOUR = timedelta(hours=1)
PREFIXES = {"反光衣": "FGY-", "肩灯": "JD-", "对讲机": "DJJ-", "袖标": "XB-", "腰带": "YD-", "应急处置工具包": "GJB-"}
# What the plan of the night takes from the one of the evening.
NIGHT = ("squad", "area", "grid", "route", "mode", "weekdays", "draw", "quota", "people", "start")
WITHOUT = 9  # every so manyth guard still lacks a piece
# (kind, act, words): what a few guards reported today.
REPORTS = (
    ("exit", Act.REPORTED, "后巷消防通道被纸箱占用，联系不到商户"),
    ("facility", Act.REPORTED, "路口井盖松动，行人经过有响声"),
    ("clutter", Act.REPORTED, "两家商户门前堆放杂物，劝说后仍未清理"),
    ("vendor", Act.DISSUADED, "两名游商占道，经劝说后离开又返回"),
)


def furnish(station: Station) -> bool:
    """Give a demo station what its patrols work with; False where it has it already. The station is in scope."""
    if FindingKind.objects.exists():
        return False
    chief, today = Officer.objects.get(post=Post.CHIEF).user, timezone.localdate()
    defaults.install(station, actor=chief)
    scoring.install(station=station, actor=chief, in_force_from=(today.replace(day=1) - timedelta(days=62)))
    _gear(station, chief, today)
    _training(station, chief, today)
    _reports(station, today)
    _inspections(today)
    _thanks(station, chief, today)
    return True


def nights(station: Station) -> bool:
    """One squad walks at night, so that somebody is on the street at any hour; False where it does already."""
    day = Plan.objects.filter(mode=Mode.RANDOM).select_related("squad").order_by("squad__code", "pk").first()
    if day is None:
        return False
    name = f"{day.squad.name}夜间巡防"
    if Plan.objects.filter(name=name).exists():
        return False
    values = {column: getattr(day, column) for column in NIGHT}
    # From yesterday evening on: a demo that is loaded at three in the morning has somebody outside, too.
    evening = _moment(timezone.localdate() - timedelta(days=1), 22)
    schedule.add_plan(
        station=station, actor=Officer.objects.get(post=Post.CHIEF).user, name=name, at=evening, **values,
        task="夜间见警，门窗、消防通道查看", slots=[(time(22), 240), (time(2), 300)],
        guards=[row.guard for row in day.guards.select_related("guard")],
    )  # fmt: skip
    return True


def _gear(station: Station, chief, today) -> None:
    """Most guards carry a vest, a light and an armband; the squads' leaders a radio."""
    equipment.install(station=station, actor=chief)
    guards = list(Guard.objects.serving().order_by("guard_no"))
    for kind in GearKind.objects.filter(name__in=("反光衣", "袖标")):
        pieces = equipment.stock(
            station=station, actor=chief, kind=kind, prefix=PREFIXES[kind.name], first=1, count=len(guards)
        )
        for place, (piece, guard) in enumerate(zip(pieces, guards, strict=True), 1):
            if place % WITHOUT and place <= 60:
                equipment.issue(gear=piece, guard=guard, actor=chief)
    radio = GearKind.objects.get(name="对讲机")
    equipment.stock(station=station, actor=chief, kind=radio, prefix=PREFIXES[radio.name], first=1, count=30)


def _training(station: Station, chief, today) -> None:
    """One drill held last week, one lesson to come."""
    drill = training.save_course(
        station=station, actor=chief, title="所队联训：发现、报告、处置", kind="joint", audience="guards",
        content="盘查边界、隐患识别、上报要点、应急处置演练", minutes=90, required=True, valid_months=6, active=True,
    )  # fmt: skip
    begin = _moment(today - timedelta(days=6), 14)
    held = training.plan(
        course=drill, actor=chief, starts_at=begin, ends_at=begin + 2 * HOUR, place="派出所训练场"
    )  # fmt: skip
    held = training.move(sitting=held, verb="open", actor=chief)
    there = [row.user for row in held.attendances.select_related("user").order_by("id")]
    training.mark(sitting=held, actor=chief, present=there[: len(there) * 4 // 5], at=begin + HOUR)
    training.move(sitting=held, verb="hold", actor=chief)
    law = training.save_course(
        station=station, actor=chief, title="执法规范化：现场处置与取证", kind="class", audience="officers",
        content="现场调解、文书填写、执法记录仪使用", minutes=60, required=False, valid_months=0, active=True,
    )  # fmt: skip
    soon = _moment(today + timedelta(days=3), 15)
    training.plan(course=law, actor=chief, starts_at=soon, ends_at=soon + HOUR, place="三楼会议室")


def _reports(station: Station, today) -> None:
    """A few findings that wait for the office."""
    kinds = {kind.code: kind for kind in FindingKind.objects.select_related("category")}
    points = list(Checkpoint.objects.filter(active=True).order_by("code")[:: max(1, 69 // len(REPORTS))])
    guards = guards_on(today).filter(left_on=None, squad_id__isnull=False).select_related("user").order_by("guard_no")
    for place, ((code, act, words), guard) in enumerate(zip(REPORTS, guards, strict=False)):
        if code in kinds:
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{station.code}/{code}")
            findings.report(
                guard=guard, client_id=key, kind=kinds[code], act=act, words=words,
                checkpoint=points[place % len(points)],
            )  # fmt: skip


def _inspections(today) -> None:
    """The liaison officers of two squads were on the street."""
    rows = Liaison.objects.filter(in_force(today)).select_related("squad", "officer__user").order_by("squad__code")
    for place, row in enumerate(rows[:3]):
        raised = [Raised("correction", "两名队员未佩戴袖标", due_on=today + timedelta(days=3))] if place else []
        if place == 2:
            raised.append(Raised("help", "夜间岗位缺少照明设备"))
        inspections.inspect(
            squad=row.squad, actor=row.officer.user, raised=raised, present=2, passed=not raised,
            note="队员熟悉点位和上报流程",
        )  # fmt: skip


def _thanks(station: Station, chief, today) -> None:
    squad = Squad.objects.active().order_by("code").first()
    guard = Guard.objects.serving().order_by("guard_no").select_related("user")[2]
    recognition.commend(
        station=station, actor=chief, kind="thanks", title="拾金不昧", words="巡逻中拾得手机，及时报告并交还失主",
        given_on=today - timedelta(days=9), user=guard.user,
    )  # fmt: skip
    recognition.commend(
        station=station, actor=chief, kind="award", title="月度巡逻先进小队", words="到位率高，隐患闭环及时",
        given_on=today - timedelta(days=20), unit=("squad", squad.pk),
    )  # fmt: skip


def _moment(day, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
