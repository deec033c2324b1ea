"""Papers of joint meetings: the invitation with its agenda, the minutes to sign and pin up; the sign of a building.

Papers are in Chinese whatever language the portal is read in; one description for PDF and Word.
"""

from django.utils import timezone, translation

from community.enterprises.models import Building
from community.partners import codes, readings
from community.partners.models import AgendaItem, JointMeeting, Resolution
from community.partners.models_demands import DemandSign
from community.partners.words import ItemState
from stations.kit.paper import Block, Facts, Gap, Heading, Paper, Para, Picture, Sign, Signatures, Table

# Millimetres: number, what, who, by when, how far.
OPEN = (12, 52, 36, 36, 20)


def _moment(value) -> str:
    local = timezone.localtime(value)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _day(value) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _facts(meeting: JointMeeting) -> Facts:
    chair = meeting.chair.user.name if meeting.chair_id else "—"
    return Facts(
        [
            ("时间", f"{_moment(meeting.starts_at)} 至 {timezone.localtime(meeting.ends_at):%H:%M}"),
            ("地点", meeting.place), ("主持人", chair), ("届次", f"第{meeting.ordinal}次"),
        ],
        across=2,
    )  # fmt: skip


def _open_rows(rows: list[Resolution]) -> list[list[str]]:
    return [
        [str(at), row.words, readings.owner_of(row), _day(row.due_on), str(row.get_state_display())]
        for at, row in enumerate(rows, 1)
    ]


def _paper(meeting: JointMeeting, kind: str, blocks: list[Block]) -> Paper:
    # A title that ends with 会议 does not say it twice.
    name = kind.removeprefix("会议") if meeting.title.endswith("会议") else kind
    return Paper(f"{meeting.title}{name}", blocks, unit=meeting.station.name, compact=True,
                 footer=meeting.station.name)  # fmt: skip


def _proposer(row: AgendaItem) -> str:
    """Which unit put it forward: the enterprise, the shop of the demand, else the station; no officer by name."""
    if row.enterprise is not None:
        return str(row.enterprise)
    return row.demand.shop if row.demand is not None else "派出所"


def agenda_paper(meeting: JointMeeting) -> Paper:
    """When, where, what about, what is still open: for those invited."""
    with translation.override("zh-hans"):
        items = [row for row in readings.items_of(meeting) if row.state == ItemState.ON]
        rows = [[str(at), row.topic, _proposer(row), row.why or "—"] for at, row in enumerate(items, 1)]
        people = "、".join(readings.name_of(row) for row in readings.invitees(meeting)) or "—"
        left = [row.resolution for row in readings.carried_of(meeting)]
        blocks: list[Block] = [
            _facts(meeting), Heading("参会单位和人员", 2), Para(people), Heading("议程", 2),
            Table(["序号", "议题", "提出单位", "说明"], rows or [["—"] * 4], (14, 44, 38, 60)),
            Heading("上次会议未办结事项", 2),
            Table(["序号", "事项", "责任单位或责任人", "期限", "状态"], _open_rows(left) or [["—"] * 5],
                  OPEN),
        ]  # fmt: skip
        return _paper(meeting, "会议通知", blocks)


def minutes_paper(meeting: JointMeeting) -> Paper:
    """Who came, what was said, what was resolved and by whom it is done: to sign, and to pin up."""
    with translation.override("zh-hans"):
        people = readings.invitees(meeting)
        came = "、".join(readings.name_of(row) for row in people if row.attended) or "—"
        missed = "、".join(readings.name_of(row) for row in people if row.attended is False) or "无"
        items = [
            [str(at), row.topic, str(row.get_outcome_display() or "—"), row.outcome_words or "—"]
            for at, row in enumerate(
                [item for item in readings.items_of(meeting) if item.state == ItemState.ON], 1
            )
        ]  # fmt: skip
        blocks: list[Block] = [
            _facts(meeting), Heading("到会", 2), Para(came), Heading("缺席", 2), Para(missed),
            Heading("会议情况", 2), Para(meeting.minutes or "—"), Heading("议题及议定情况", 2),
            Table(["序号", "议题", "结果", "内容"], items or [["—"] * 4], (14, 44, 24, 74)), *_resolved(meeting),
            Signatures([Sign("主持人"), Sign("企业代表"), Sign("记录人")]),
        ]  # fmt: skip
        return _paper(meeting, "会议纪要", blocks)


def _resolved(meeting: JointMeeting) -> list[Block]:
    """What was resolved this time, and what earlier meetings left."""
    new = list(meeting.resolutions.select_related("officer__user", "enterprise"))
    carried = [
        [str(at), row.resolution.words, readings.owner_of(row.resolution), _day(row.resolution.due_on),
         row.told or str(row.resolution.get_state_display())]
        for at, row in enumerate(readings.carried_of(meeting), 1)
    ]  # fmt: skip
    return [
        Heading("本次议定事项", 2),
        Table(["序号", "事项", "责任单位或责任人", "期限", "状态"], _open_rows(new) or [["—"] * 5],
              OPEN),
        Heading("上次会议结转事项", 2),
        Table(["序号", "事项", "责任单位或责任人", "期限", "进展"], carried or [["—"] * 5], (12, 44, 36, 36, 28)),
    ]  # fmt: skip


def sign_paper(building: Building, sign: DemandSign) -> Paper:
    """The sign that hangs in a building: a code to scan, and what happens then."""
    with translation.override("zh-hans"):
        blocks: list[Block] = [
            Para(building.name, indent=False, align="center", bold=True), Gap(2),
            Picture(codes.picture(sign), 110),
            Para(codes.sign_address(sign), indent=False, align="center", small=True), Gap(2),
            Para("扫码向派出所反映诉求", indent=False, align="center", bold=True),
            Para("治安防范、停车秩序、用电用火、反诈、纠纷等诉求，均可扫码提交。提交后得到回执码，"
                 "凭回执码查看受理和答复，并可确认办结或退回重办。"),
            Para("紧急情况请拨打110。电话可以不填；填写的，只有承办民警能够看到，办结后删除。"),
        ]  # fmt: skip
        return Paper(
            "企业诉求直通码", blocks, unit=building.station.name, footer=building.station.name, counted=False
        )
