"""Papers of a session in the prescribed parts (DOMAIN 2.7 no. 7): record, invitation of one party, calendar entry.

Papers are Chinese whatever language the screen speaks. The record names the parties in full and never holds what was
said apart (背对背); an invitation names nobody but the party it is for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone, translation
from icalendar import Alarm, Calendar, Event

from mediation.cases.models import CaseParty
from mediation.cases.words import PartyKind, Side, Track
from mediation.network.readings import settings_of
from mediation.sessions.models import Attendance, Session
from mediation.sessions.words import Ground, How, Outcome, Part, Signing
from stations.kit import word
from stations.kit.identity import age_on
from stations.kit.word import Facts, Gap, Heading, Paper, Para, Sign, Signatures, Table

SIDES = {Side.A: "申请人一方", Side.B: "被申请人一方", Side.THIRD: "第三人"}
POLICE_SIDES = {Side.A: "甲方当事人", Side.B: "乙方当事人", Side.THIRD: "第三人"}
HOWS = {How.ONSITE: "现场", How.REMOTE: "线上", How.MIXED: "现场与线上相结合"}
GROUNDS = {
    Ground.STATE_SECRET: "涉及国家秘密", Ground.TRADE_SECRET: "涉及商业秘密", Ground.PRIVACY: "涉及个人隐私",
    Ground.BOTH_ASK: "双方当事人要求不公开",
}  # fmt: skip
OUTCOMES = {
    Outcome.AGREED: "双方达成协议", Outcome.ADJOURNED: "未达成协议，择期再次调解",
    Outcome.FAILED: "调解不成", Outcome.REFUSED: "一方当事人不愿继续调解",
}  # fmt: skip
PARTS = {
    Part.PARTY: "当事人", Part.GUARDIAN: "监护人", Part.AGENT: "委托代理人", Part.MEDIATOR: "人民调解员",
    Part.OFFICER: "民警", Part.AUXILIARY: "辅警", Part.INVITEE: "受邀人员",
}  # fmt: skip
SIGNED = {Signing.PAPER: "已签名", Signing.ELECTRONIC: "电子签名（过程留痕）", Signing.REFUSES: "拒绝签名"}
NUMBERS = "零一二三四五六七八九十"
RT_RIGHTS = (
    "已告知当事人权利义务：选择或者接受人民调解员；接受调解、拒绝调解或者要求终止调解；要求调解公开进行或者不公开进行；"
    "自主表达意愿、自愿达成调解协议；如实陈述纠纷事实，遵守调解现场秩序，尊重人民调解员，尊重对方当事人行使权利。"
)
ZA_RIGHTS = (
    "已告知当事人：治安调解遵循合法、公正、自愿、及时的原则；经调解达成协议并履行的，公安机关不予处罚；"
    "未达成协议或者达成协议后不履行的，公安机关依法处理，当事人可以就民事争议依法向人民法院提起民事诉讼。"
)


def cn_moment(moment: datetime | None) -> str:
    """``2026年11月22日 9时05分`` in the station's time; a blank to fill in by hand where there is none."""
    if moment is None:
        return "　　　年　　月　　日　　时　　分"
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour}时{local.minute:02d}分"


def ordinal(no: int | None) -> str:
    """``第一次``; empty without a number."""
    if not no:
        return ""
    return f"第{NUMBERS[no] if no < len(NUMBERS) else no}次"


def cause_of(case) -> str:
    """``邻里纠纷``: the cause in Chinese, whatever language the screen speaks."""
    with translation.override(word.CHINESE):
        label = case.get_cause_display() if case.cause else ""
    return label if label.endswith("纠纷") else f"{label}纠纷"


def _paragraphs(text: str) -> list[Para]:
    """Each line of the record as a paragraph; room to write by hand where there is none."""
    return [Para(line) for line in text.splitlines() if line.strip()] or [Para("\n" * 12)]


def name_of(row: Attendance) -> str:
    """Whose attendance it is, in full."""
    if row.part == Part.GUARDIAN:
        return row.party.guardian_name
    if row.part == Part.AGENT:
        return row.party.agent_name
    if row.party_id:
        return row.party.name
    if row.mediator_id:
        return row.mediator.user.name
    return row.officer.user.name if row.officer_id else row.invitee.name


def record_paper(session: Session, rows: Iterable[Attendance]) -> Paper:
    """人民调解记录 (RT, HJ) or 治安调解笔录 (ZA), to be signed.

    Args:
        session: with its case, station and room.
        rows: from :func:`mediation.sessions.readings.attendance`.
    """
    rows = list(rows)
    police = session.case.police_led
    body = session.station.name if police else settings_of(session.station).committee or session.station.name
    blocks = [
        Facts(_facts(session, rows, body)),
        Heading("当事人基本情况"),
        _parties(session, rows),
        Para(ZA_RIGHTS if police else RT_RIGHTS, small=True),
        Heading("调解过程"),
        *_paragraphs(session.minutes),
        Heading("调解结果"),
        Para(_result(session)),
        Para("以上记录已当场向当事人宣读（交当事人阅读），当事人认为无误。"),
        Signatures(_signatures(session, rows)),
    ]
    if police:
        blocks.append(Para(f"同步录音录像：{session.recording or '无'}。", small=True))
    return Paper(
        "治安调解笔录" if police else "人民调解记录", blocks,
        number=f"{session.case.number}　{ordinal(session.no)}调解", unit=body, compact=True,
        footer=f"{session.case.number} {ordinal(session.no)}调解",
    )  # fmt: skip


def _result(session: Session) -> str:
    parts = [part for part in (OUTCOMES.get(session.outcome, ""), session.result.strip()) if part]
    return "。".join(parts) or "\n" * 3


def _facts(session: Session, rows: list[Attendance], body: str) -> list[tuple[str, str]]:
    case = session.case
    here = [row for row in rows if row.present]
    hearing = "公开" if session.public else "不公开"
    if ground := GROUNDS.get(session.closed_ground):
        hearing += f"（{ground}）"
    facts = [
        ("调解机关" if case.police_led else "调解组织", body),
        ("时间", f"{cn_moment(session.started_at)}至{cn_moment(session.ended_at)}"),
        ("地点", session.place + (f"（{session.booking.room.address}）" if _address(session) else "")),
        ("方式", HOWS[session.way] + (f"：{session.channel}" if session.channel else "")),
        ("是否公开", hearing),
        ("主持人", "、".join(name_of(row) for row in here if row.part == _lead_part(case)) or _lead(session)),
        ("记录人", session.recorder.name if session.recorder_id else ""),
        ("其他在场人员", _beside(session, here)),
        ("事由", cause_of(case)),
    ]
    return facts


def _beside(session: Session, here: list[Attendance]) -> str:
    """Who else was there, a department's person with the department; blank to fill in before the session."""
    found = [f"{name_of(row)}（{_from(row)}）" for row in here if _others(row, session.case)]
    return "、".join(found) or ("无" if session.started_at else "")


def _from(row: Attendance) -> str:
    office = row.invitee.department if row.invitee_id else None
    return office.name if office else PARTS[row.part]


def _address(session: Session) -> str:
    return session.booking.room.address if session.booking_id else ""


def _lead_part(case) -> str:
    return Part.OFFICER if case.police_led else Part.MEDIATOR


def _lead(session: Session) -> str:
    who = session.officer if session.case.police_led and session.officer_id else session.mediator or session.officer
    return who.user.name


def _others(row: Attendance, case) -> bool:
    return row.part not in {Part.PARTY, _lead_part(case)}


def _parties(session: Session, rows: list[Attendance]) -> Table:
    words = POLICE_SIDES if session.case.police_led else SIDES
    day = timezone.localdate(session.starts_at)
    lines = [
        [words[row.party.side], row.party.name, *_person(row.party, day), "到场" if row.present else "未到场"]
        for row in rows
        if row.part == Part.PARTY
    ]
    head = ["", "姓名（名称）", "性别 年龄 民族", "身份证号（信用代码）", "住址、联系方式", "到场"]
    return Table(head, lines, widths=(16, 24, 20, 45, 38, 13))


def _person(party: CaseParty, day) -> list[str]:
    """Sex, age and nation; number; address and phone."""
    who = ""
    if party.kind == PartyKind.PERSON:
        age = f"{age_on(party.born_on, day)}岁" if party.born_on else ""
        who = " ".join(part for part in (party.sex, age, party.nation) if part)
    elif party.representative:
        who = f"法定代表人：{party.representative}"
    return [who, party.id_number, "\n".join(part for part in (party.address, party.phone) if part)]


def _signatures(session: Session, rows: list[Attendance]) -> list[Sign]:
    """Everybody who was there; before the session everybody expected."""
    began = session.started_at is not None
    found = []
    for row in rows:
        if (row.present if began else row.expected) and row.part not in {Part.AUXILIARY}:
            on = timezone.localtime(row.signed_at) if row.signed_at else None
            found.append(
                Sign(
                    f"{PARTS[row.part]}（{name_of(row)}）", SIGNED.get(row.signed, ""),
                    f"{on.year}年{on.month}月{on.day}日" if on else "",
                )
            )  # fmt: skip
    return [*found, Sign(f"记录人（{session.recorder.name}）" if session.recorder_id else "记录人")]


def invitation_paper(session: Session, party: CaseParty) -> Paper:
    """调解通知书 for one party: when, where, who mediates, what to bring; nobody else is named."""
    police = session.case.police_led
    station = session.station
    body = station.name if police else settings_of(station).committee or station.name
    begins = cn_moment(session.starts_at)
    where = session.place + (f"（{_address(session)}）" if _address(session) else "")
    sort = "治安调解" if police else "人民调解"
    guardian = party.guardian_name and party.guardian_notified_at
    blocks = [
        Para(f"{party.name}：", indent=False),
        Para(
            f"您与他人的{cause_of(session.case)}"
            f"（编号 {session.case.number}），定于{begins}进行{ordinal(session.no)}{sort}。请准时参加。"
        ),
        Facts([
            ("时间", begins), ("地点", where if session.way != How.REMOTE else "线上参加"),
            ("方式", HOWS[session.way] + (f"（{session.channel}）" if session.channel else "")),
            ("主持人", _lead(session)), ("查询码", f"{session.case.code}（凭此码与手机号后四位可查询进度）"),
        ]),
        Heading("请携带", level=2),
        Para("本人有效身份证件；与纠纷有关的合同、票据、照片等材料。委托代理人参加的，另带授权委托书。"),
        Heading("您的权利", level=2),
        Para(
            "调解遵循自愿原则，您可以接受、拒绝或者要求终止调解。" + ("" if police else "人民调解不收取任何费用。")
            + "不能按时参加的，请提前告知，另行约定时间。"
        ),
    ]  # fmt: skip
    if guardian:
        blocks.append(Para("未成年人的父母或者其他监护人应当到场。"))
    blocks += [Gap(6), Para(body, align="right"), Para(_today(), align="right")]
    return Paper(f"{sort}通知书", blocks, number=session.case.number, unit=body, compact=True,
                 footer=f"{sort}通知书 {session.case.number}")  # fmt: skip


def _today() -> str:
    day = timezone.localdate()
    return f"{day.year}年{day.month}月{day.day}日"


def ics(session: Session, host: str) -> bytes:
    """The appointment as a calendar entry: number, time and place, nobody's name.

    Args:
        session: with its case and room.
        host: makes the entry's id unique; it stays the same when the session is moved.
    """
    book = Calendar()
    book.add("prodid", "-//Fenggang//Mediation//ZH")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"mediation-session-{session.pk}@{host}")
    event.add("sequence", session.version)
    event.add("dtstamp", session.made_at)
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    sort = "人民调解" if session.track == Track.RT else "治安调解"
    event.add("summary", f"{sort} {session.case.number} {ordinal(session.no)}")
    event.add("location", session.place)
    event.add("status", "CANCELLED" if session.no is None else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", timedelta(hours=-1))
    event.add_component(alarm)
    book.add_component(event)
    return book.to_ical()
