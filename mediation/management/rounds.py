"""What the demo's mediation has beyond single disputes: meetings, a sweep, a recurring dispute, visits, volumes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from mediation.archive import visiting
from mediation.archive.filing import SERIES
from mediation.archive.models import CaseFile
from mediation.archive.words import Course
from mediation.cases.models import Case
from mediation.cases.words import State
from mediation.consultations import actions as meetings
from mediation.consultations import following, planning
from mediation.consultations.models import Consultation
from mediation.consultations.words import Decision, Kind
from mediation.detection import sweeping
from mediation.detection.models import Recurrence, RecurrenceItem, Sweep
from mediation.detection.words import Attention, Reason, RecurrenceKind
from mediation.network.models import DepartmentContact, MediationRoom, Mediator
from stations.numbers.actions import take
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Grid

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEDNESDAY = 2


def add_rounds(station: Station) -> None:
    """Once a station, which is in scope and has its disputes."""
    chief = Officer.objects.select_related("user").get(post=Post.CHIEF)
    if not CaseFile.objects.exists():
        _volumes(station)
    if not Consultation.objects.exists():
        _meetings(station, chief)
    if not Sweep.objects.exists():
        _sweep(station, chief.user)
    if not Recurrence.objects.exists():
        _recurrence(station)
    for case in Case.objects.filter(state=State.PERFORMED, follow_ups=None).order_by("id")[:1]:
        visiting.plan(
            case=case, due_on=timezone.localdate() + 3 * DAY, reason="了解履行后的邻里关系", actor=chief.user
        )


def _volumes(station: Station) -> None:
    """Every filed dispute of the past has its volume number and retention (DT-05)."""
    for case in Case.objects.filter(state=State.ARCHIVED).order_by("archived_on", "id"):
        year = case.archived_on.year
        CaseFile.objects.create(
            station=station, case=case, year=year, serial=take(station_id=station.pk, series=SERIES, year=year),
            name=case.summary[:200], course=Course.PERFORMED, retention="10年", filed_on=case.archived_on,
        )  # fmt: skip


def _meetings(station: Station, chief: Officer) -> None:
    """The standing day, and one meeting that was held and left a task."""
    actor, today = chief.user, timezone.localdate()
    room = MediationRoom.objects.get(level=MediationRoom.Level.CORE)
    planning.keep_rule(
        station=station, title="政法工作日", weekday=WEDNESDAY, weeks=[1, 3], begins=time(9, 30), minutes=120,
        place="综治中心会议室", chair=chief, actor=actor,
    )  # fmt: skip
    held = _at(today - 6 * DAY, time(14))
    meeting = meetings.make(
        station=station, kind=Kind.DEPARTMENTS, title="物业与停车纠纷联席会商", starts_at=held, minutes=90, room=None,
        place=room.name, chair=chief, actor=actor,
    )  # fmt: skip
    contacts = list(DepartmentContact.objects.order_by("id")[:3])
    keeper = Mediator.objects.get(keeper=True)
    meetings.invite(meeting=meeting, officers=[chief], mediators=[keeper], contacts=contacts, actor=actor)
    cases = list(Case.objects.exclude(state=State.ARCHIVED).order_by("-id")[:8:4])
    items = [
        meetings.put_on(meeting=meeting, case=case, why="涉及物业与停车管理，需要部门会商", actor=actor)
        for case in cases
    ]
    items.append(meetings.put_on(meeting=meeting, topic="小区停车位公示办法", why="同类纠纷增多", actor=actor))
    meetings.hold(
        meeting=meeting, minutes="各部门介绍情况，逐案研究分工。", came=list(meeting.members.all())[:4], actor=actor,
        at=held + HOUR,
    )  # fmt: skip
    meetings.decide(
        item=items[0], decision=Decision.JOINT, decision_text="由街道司法所牵头，三部门联合调解。", actor=actor
    )
    words, due_on = "牵头组织联合调解并反馈结果", today + 5 * DAY
    following.give(meeting=meeting, words=words, due_on=due_on, officer=chief, case=cases[0], actor=actor)
    following.give(meeting=meeting, words="公示停车位分配办法", due_on=today, officer=chief, actor=actor)


def _sweep(station: Station, actor) -> None:
    """A sweep through the grids, half looked at, with two findings."""
    grids = list(Grid.objects.select_related("community", "officer__user").order_by("id")[:6])
    if not grids:
        return
    sweep = sweeping.give_out(
        station=station, title="岁末矛盾纠纷排查", look_for="邻里、物业、欠薪、噪声等纠纷苗头；长期积怨的地点。",
        due_on=timezone.localdate() + 5 * DAY, grids=grids, actor=actor,
    )  # fmt: skip
    for number, task in enumerate(sweep.tasks.order_by("id")[:3]):
        if number < 2:
            place, text = (("三单元楼道", "楼道堆放杂物，邻里多次口角。"), ("地下车库", "固定车位被长期占用。"))[
                number
            ]
            sweeping.enter_finding(task=task, place=place, text=text, actor=actor)
        sweeping.report_done(task=task, note="已入户走访并查看楼道、车库。", actor=actor)


def _recurrence(station: Station) -> None:
    """Disputes at one address again and again, waiting for a person's decision (SE-29)."""
    cases = list(Case.objects.filter(state=State.ARCHIVED).select_related("community").order_by("-registered_at")[:4])
    if not cases:
        return
    row = Recurrence.objects.create(
        station=station, kind=RecurrenceKind.ADDRESS, key="demo".ljust(64, "0"), place="槐柏里3号楼（演示）",
        community=cases[0].community, level=Attention.SOON, times=len(cases), first_at=cases[-1].registered_at,
        last_at=cases[0].registered_at, proposed_at=timezone.now(),
        reasons=[{"code": Reason.TIMES.value, "times": len(cases), "days": 90}, {"code": Reason.FAILED.value}],
    )  # fmt: skip
    RecurrenceItem.objects.bulk_create(
        RecurrenceItem(station=station, recurrence=row, case=case, at=case.registered_at) for case in cases
    )


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
