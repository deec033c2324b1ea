"""The agenda sheet (会商议程) and the minutes (会商纪要) of a meeting, one description for PDF and Word.

Papers are in Chinese whatever language the portal is read in; of a case the person does not see, the number alone.
"""

from django.utils import timezone, translation

from mediation.consultations import readings
from mediation.consultations.models import Consultation
from stations.kit.paper import Block, Facts, Heading, Paper, Para, Sign, Signatures, Table


def _day(moment) -> str:
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _facts(meeting: Consultation) -> Facts:
    chair = meeting.chair.user.name if meeting.chair_id else "—"
    return Facts(
        [
            ("会议类型", str(meeting.get_kind_display())), ("时间", _day(meeting.starts_at)),
            ("地点", readings.place_of(meeting) or "待定"), ("主持人", chair),
        ],
        across=2,
    )  # fmt: skip


def agenda_paper(meeting: Consultation, user) -> Paper:
    """What is spoken about, for those invited."""
    with translation.override("zh-hans"):
        rows = [
            [str(at), point.title, _about(point), point.row.why if point.open else "（由承办单位说明）"]
            for at, point in enumerate(readings.points(meeting, user), 1)
        ]
        people = "、".join(readings.name_of(row) for row in readings.members(meeting)) or "—"
        blocks: list[Block] = [
            _facts(meeting), Heading("参会人员", 2), Para(people), Heading("议程", 2),
            Table(["序号", "案件或议题", "事由", "提请会商原因"], rows or [["—"] * 4], (14, 34, 50, 58)),
        ]  # fmt: skip
        return Paper(f"{meeting.title}会商议程", blocks, unit=meeting.station.name, compact=True,
                     footer=meeting.station.name)  # fmt: skip


def _about(point) -> str:
    if not point.open or not point.row.case_id:
        return "—"
    case = point.row.case
    where = f"，{case.community.name}" if case.community_id else ""
    return f"{case.get_cause_display()}{where}"


def minutes_paper(meeting: Consultation, user) -> Paper:
    """Who came, what was decided, who does what by when."""
    with translation.override("zh-hans"):
        people = readings.members(meeting)
        came = "、".join(readings.name_of(row) for row in people if row.attended) or "—"
        missed = "、".join(readings.name_of(row) for row in people if row.attended is False) or "—"
        decided = [
            [str(at), point.title, str(point.row.get_decision_display() or "—"),
             (point.row.decision_text or "—") if point.open else "（略）"]
            for at, point in enumerate(readings.points(meeting, user), 1)
        ]  # fmt: skip
        tasks = [
            [shown.row.words if shown.open else "（略）", shown.row.case.number if shown.row.case_id else "—",
             shown.owner, f"{shown.row.due_on:%Y-%m-%d}", str(shown.row.get_state_display())]
            for shown in readings.tasks_of(meeting.tasks.all(), user)
        ]  # fmt: skip
        blocks: list[Block] = [
            _facts(meeting), Heading("到会人员", 2), Para(came), Heading("缺席人员", 2), Para(missed),
            Heading("会商纪要", 2), Para(meeting.minutes or "—"),
            Heading("议定事项", 2),
            Table(["序号", "案件或议题", "意见", "内容"], decided or [["—"] * 4], (14, 34, 40, 68)),
            Heading("任务分工", 2),
            Table(["任务", "案件", "责任单位或责任人", "期限", "状态"], tasks or [["—"] * 5], (58, 28, 34, 22, 14)),
            Signatures([Sign("主持人"), Sign("记录人")]),
        ]  # fmt: skip
        return Paper(f"{meeting.title}会商纪要", blocks, unit=meeting.station.name, compact=True,
                     footer=meeting.station.name)  # fmt: skip
