"""The forms the house writes for a file: cover, index, registration, notices, follow-up record, 备考表, back cover.

Papers are Chinese and name the parties in full; whoever has one made is on record as having read the file.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from mediation.agreements.money import both
from mediation.agreements.papers import agreement_paper
from mediation.archive.contents import Item, Part, chinese_day
from mediation.archive.dossier import Dossier
from mediation.archive.models import FollowUp
from mediation.archive.words import Course
from mediation.cases.models import CaseParty
from mediation.cases.models_papers import CaseNotice, Transfer
from mediation.cases.notice_words import words_of
from mediation.cases.words import NoticeKind, Side, Source
from mediation.network.readings import settings_of
from mediation.sessions.papers import record_paper
from mediation.sessions.readings import attendance
from stations.kit.identity import age_on
from stations.kit.word import Block, Facts, Gap, Heading, Paper, Para, Signatures, Table

SIDES = {Side.A: "申请人", Side.B: "被申请人", Side.THIRD: "第三人"}
POLICE_SIDES = {Side.A: "甲方", Side.B: "乙方", Side.THIRD: "第三人"}
SOURCES = {
    Source.APPLICATION: "当事人申请", Source.INITIATIVE: "主动调解", Source.INCIDENT: "公安移交",
    Source.GRID: "网格员上报", Source.MEMBER: "群防群治力量上报", Source.COURT: "法院委托",
    Source.DEPARTMENT: "部门移交", Source.CENTRE: "综治中心移交", Source.SWEEP: "排查发现",
}  # fmt: skip
COURSES = {
    Course.PERFORMED: "达成协议并已履行", Course.ENDED: "调解终止", Course.DECLINED: "不予受理",
    Course.TRANSFERRED: "移送", Course.BY_LAW: "依法处理", Course.LITIGATION: "告知诉讼",
    Course.ENFORCEMENT: "告知申请强制执行",
}  # fmt: skip
WAYS = {"phone": "电话回访", "visit": "上门回访", "online": "线上回访", "desk": "到调解室面谈"}
PERFORMANCES = {"full": "已全部履行", "part": "部分履行", "none": "未履行"}
MARKS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
RESULTS = {"ok": "纠纷已化解", "again": "需再次回访", "reopen": "纠纷反复，建议重新受理"}
TOLD = {"written": "书面", "oral": "口头并记入笔录", "phone": "电话", "message": "短信", "post": "邮寄"}


def body_of(dossier: Dossier) -> str:
    """Who files: the committee, or the station where the police lead."""
    case = dossier.case
    return case.station.name if case.is_police else settings_of(case.station).committee or case.station.name


def names(dossier: Dossier, side: str) -> str:
    """The names of a side in full."""
    return "、".join(row.name for row in dossier.parties if row.side == side)


def title_of(dossier: Dossier) -> str:
    """卷名: both sides and the cause."""
    sides = "与".join(part for part in (names(dossier, Side.A), names(dossier, Side.B)) if part)
    cause = dossier.case.get_cause_display() if dossier.case.cause else ""
    return f"{sides}{cause}纠纷" if not cause.endswith("纠纷") else f"{sides}{cause}"


def number_of(dossier: Dossier) -> str:
    """编号: that of the agreement (DT-01, DT-02), else the register's."""
    return dossier.number.text if dossier.number else dossier.case.number


def _span(dossier: Dossier) -> str:
    case = dossier.case
    last = case.performed_on or case.ended_on or case.agreed_on
    first = case.accepted_on or timezone.localdate(case.registered_at)
    return f"{chinese_day(first)}至{chinese_day(last)}" if last else f"{chinese_day(first)}起"


def _paper(dossier: Dossier, title: str, blocks: list[Block], number: str | None = None) -> Paper:
    text = number_of(dossier) if number is None else number
    return Paper(title, blocks, number=text, footer=f"{title} {text}".strip(), unit=body_of(dossier), compact=True)


def cover(dossier: Dossier, pages: int = 0) -> Paper:
    """卷宗封面."""
    case, file = dossier.case, dossier.file
    retention = (file.retention if file else "") or settings_of(case.station).retention
    people = "、".join(row.mediator.user.name for row in dossier.mediators)
    if case.is_police and case.officer_id:
        people = "、".join(part for part in (case.officer.user.name, people) if part)
    facts = [
        ("卷名", title_of(dossier)),
        ("卷号", file.number if file and file.serial else "（归档时编）"),
        ("编号", number_of(dossier)),
        ("案件编码", case.code),
        ("调解机关" if case.is_police else "调解组织", body_of(dossier)),
        ("主持人" if case.is_police else "调解员", people or "—"),
        ("调解日期", _span(dossier)),
        ("处理结果", COURSES[dossier.course]),
        ("立卷人", file.filed_by.name if file and file.filed_by_id else ""),
        ("立卷日期", chinese_day(file.filed_on) if file and file.filed_on else ""),
        ("保管期限", retention),
        ("页数", f"{pages}页" if pages else ""),
    ]
    title = "治安调解卷宗" if case.is_police else "人民调解卷宗"
    foot = body_of(dossier)
    return Paper(title, [Gap(20), Facts(facts)], number="", footer=foot, unit=foot, counted=False)


def index(dossier: Dossier, rows: list[tuple[str, str, str]]) -> Paper:
    """卷内目录: number, paper, pages."""
    table = Table(["序号", "文书名称", "页号", "备注"], [[*row, ""] for row in rows], [16, 92, 24, 24])
    return replace(_paper(dossier, "卷内目录", [table]), counted=False)


def back(dossier: Dossier, pages: int = 0) -> Paper:
    """封底."""
    case = dossier.case
    blocks: list[Block] = [
        Gap(120),
        Para(f"本卷共{pages}页。" if pages else "", align="center", indent=False),
        Para(body_of(dossier), align="center", indent=False),
        Para(case.number, align="center", indent=False, small=True),
    ]
    return Paper("封底", blocks, footer=body_of(dossier), unit=body_of(dossier), compact=True, counted=False)


def _party_rows(dossier: Dossier) -> list[list[str]]:
    sides = POLICE_SIDES if dossier.case.is_police else SIDES
    return [
        [sides[row.side], row.name, _who(row), row.id_number, row.phone, row.address or "—"]
        for row in dossier.parties
    ]


def _who(row: CaseParty) -> str:
    if row.kind == "unit":
        return f"单位，{row.representative}" if row.representative else "单位"
    age = f"{age_on(row.born_on, timezone.localdate())}岁" if row.born_on else ""
    return "，".join(part for part in (row.sex, row.nation, age, row.occupation) if part) or "—"


def registration(dossier: Dossier) -> Paper:
    """受理登记表: who, what, how it came, what was decided."""
    case = dossier.case
    amount = f"{both(case.amount)}" if case.amount is not None else "—"
    facts = [
        ("登记号", case.number), ("登记时间", moment(case.registered_at)),
        ("纠纷来源", SOURCES[case.source]), ("纠纷类型", case.get_cause_display() if case.cause else "—"),
        ("受理日期", chinese_day(case.accepted_on) or "未受理"), ("涉及金额", amount),
    ]  # fmt: skip
    triage = dossier.triage
    blocks: list[Block] = [
        Facts(facts, across=2),
        Facts([("发生地点", case.place or "—"), ("纠纷简要情况", case.summary)]),
        Heading("当事人"),
        Table(["一方", "姓名或名称", "基本情况", "证件号码", "联系方式", "住址"], _party_rows(dossier),
              [15, 25, 22, 45, 28, 21]),
    ]  # fmt: skip
    if triage and triage.facts:
        blocks += [Heading("查明的事实"), Para(triage.facts)]
    blocks.append(Signatures(["登记人", "审核人"]))
    return _paper(dossier, "治安调解登记表" if case.is_police else "人民调解受理登记表", blocks)


def _told_paper(dossier: Dossier, kind: str, rows: list[CaseNotice]) -> Paper:
    """A notice in the words of the law, with who was told when and how."""
    words = words_of(kind, police=dossier.case.is_police)
    blocks: list[Block] = [Para(words.opening)]
    blocks += [Para(f"{place}．{point}") for place, point in enumerate(words.points, 1)]
    if words.duties:
        blocks.append(Para("当事人应当履行下列义务："))
        blocks += [Para(f"{place}．{point}") for place, point in enumerate(words.duties, 1)]
    blocks += [Para(f"补充说明：{row.text}") for row in rows if row.text]
    if rows:
        told = [
            [row.party.name if row.party_id else "全体当事人", TOLD.get(row.way, row.way), moment(row.at),
             row.by.name if row.by_id else ""]
            for row in rows
        ]  # fmt: skip
        blocks.append(Table(["被告知人", "方式", "时间", "告知人"], told, [40, 34, 52, 30]))
    blocks += [
        Para(f"依据：{words.law}", small=True, indent=False),
        Signatures([f"当事人（{row.name}）" for row in dossier.parties]),
    ]
    return _paper(dossier, words.title, blocks)


def rights(dossier: Dossier) -> Paper:
    """权利义务告知书 (RT-05)."""
    return _told_paper(dossier, NoticeKind.RIGHTS, dossier.told(NoticeKind.RIGHTS))


def notice(dossier: Dossier, row: CaseNotice) -> Paper:
    """Any other notice."""
    return _told_paper(dossier, row.kind, [row])


def transfer(dossier: Dossier, row: Transfer) -> Paper:
    """移送函."""
    case = dossier.case
    blocks: list[Block] = [
        Para(f"{row.target}：", indent=False),
        Para(f"{case.number}号纠纷（{title_of(dossier)}）经研判，{row.reason}，现移送你单位处理，请于"
             f"{chinese_day(row.due_on)}前回执。"),
        Facts([("发生地点", case.place or "—"), ("纠纷简要情况", case.summary)]),
        Para(body_of(dossier), align="right"),
        Para(chinese_day(timezone.localdate(row.sent_at)), align="right"),
    ]  # fmt: skip
    return _paper(dossier, "纠纷移送函", blocks)


def receipt(dossier: Dossier) -> Paper:
    """移送回执: as entered."""
    rows = [[row.target, row.receipt_no, chinese_day(row.receipt_on)] for row in dossier.transfers if row.receipt_on]
    return _paper(dossier, "移送回执登记", [Table(["接收单位", "回执号", "接收日期"], rows, [70, 50, 36])])


def approval(dossier: Dossier, row) -> Paper:
    """HJ-04, HJ-05: the application and the answer of the police."""
    answer = {True: "认可", False: "不予认可", None: "待审查"}[row.approved]
    facts = [
        ("书面申请日期", chinese_day(row.applied_on)), ("公安机关意见", answer),
        ("决定日期", chinese_day(row.decided_on)), ("理由", row.reason or "—"),
    ]  # fmt: skip
    return _paper(dossier, "和解协议认可审查表", [Facts(facts), Signatures(["申请人（双方）", "审查民警"])])


def performance(dossier: Dossier) -> Paper:
    """履行情况登记表: every instalment and its proof."""
    rows = [
        [
            str(row.order), row.debtor.name, f"¥{row.amount:,.2f}" if row.amount else row.act,
            chinese_day(row.due_on), chinese_day(row.done_on) or "未履行", "有凭证" if row.proof_id else "双方确认",
        ]
        for row in dossier.instalments
    ]  # fmt: skip
    table = Table(["序号", "义务人", "内容", "期限", "履行日期", "凭证"], rows, [11, 26, 34, 33, 33, 19])
    return _paper(dossier, "协议履行情况登记表", [table, Signatures(["登记人"])])


def follow_up(dossier: Dossier, row: FollowUp) -> Paper:
    """人民调解回访记录 (DOMAIN 2.7 no. 10): 受访人, 协议编号, 回访事由, 履行情况, 满意程度, 回访人, 时间."""
    title = "回访记录" if dossier.case.is_police else "人民调解回访记录"
    facts = [
        ("受访人", row.party.name if row.party_id else row.interviewee),
        ("协议编号", number_of(dossier)),
        ("当事人", title_of(dossier)),
        ("回访事由", row.reason),
        ("回访方式", WAYS.get(row.way, "")),
        ("履行情况", PERFORMANCES.get(row.performance, "")),
        ("满意程度", MARKS.get(row.satisfaction, "未询问")),
        ("回访内容", row.words or "—"),
        ("回访结论", RESULTS.get(row.result, "")),
        ("回访人", row.by.name if row.by_id else ""),
        ("回访时间", moment(row.visited_at)),
    ]
    return _paper(dossier, title, [Facts(facts), Signatures(["受访人", "回访人"])])


def remarks(dossier: Dossier, pages: int = 0) -> Paper:
    """卷宗情况说明（备考表）."""
    file = dossier.file
    said = (file.remarks if file else "") or "本卷材料齐全，与原件相符，无需要说明的情况。"
    facts = [
        ("本卷情况说明", said + "\n" * 6),
        ("本卷页数", f"{pages}页" if pages else ""),
        ("立卷人", file.filed_by.name if file and file.filed_by_id else ""),
        ("检查人", ""),
        ("立卷时间", chinese_day(file.filed_on) if file and file.filed_on else ""),
    ]
    return _paper(dossier, "卷宗情况说明（备考表）", [Facts(facts)])


def moment(at: datetime | date | None) -> str:
    """``2026年1月5日 9时05分`` in the station's time."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{chinese_day(local.date())} {local.hour}时{local.minute:02d}分"


WRITERS: dict[str, Callable] = {
    "agreement": lambda dossier, row: agreement_paper(row),
    "registration": lambda dossier, row: registration(dossier),
    "rights": lambda dossier, row: rights(dossier),
    "notice": notice,
    "session": lambda dossier, row: record_paper(row, attendance(row)),
    "transfer": transfer,
    "receipt": lambda dossier, row: receipt(dossier),
    "approval": approval,
    "performance": lambda dossier, row: performance(dossier),
    "follow_up": follow_up,
}


def write(dossier: Dossier, part: Part) -> Paper:
    """The paper of a part.

    Raises:
        KeyError: a part that is bound or scanned, not written.
    """
    return WRITERS[part.kind](dossier, part.row)


def index_rows(bound: list[tuple[Item, int, int]]) -> list[tuple[str, str, str]]:
    """(number, title, pages) of the index."""
    rows = []
    for place, (item, first, pages) in enumerate(bound, 1):
        span = f"{first}" if pages == 1 else f"{first}-{first + pages - 1}"
        rows.append((str(place), item.title, span))
    return rows
