"""The papers of an agreement in their prescribed forms, each one description for PDF and Word.

人民调解协议书 (RT-10), 人民调解口头协议登记表 (RT-09), 治安调解协议书 (ZA-15), 和解协议书 (HJ),
司法确认申请书 (SF-03), 履行情况记录. They are Chinese whatever language the screen speaks.
"""

from collections.abc import Callable, Iterable
from datetime import date

from mediation.agreements.models import Agreement, CourtConfirmation, Instalment
from mediation.agreements.money import both, figures
from mediation.agreements.snapshot import said
from mediation.agreements.words import Kind, PayWay, Performance, SignWay, State
from mediation.cases.words import PartyKind
from stations.kit.paper import Block, Facts, Gap, Heading, Paper, Para, Sign, Signatures, Table

TITLES = {
    Kind.RT_WRITTEN: "人民调解协议书", Kind.RT_ORAL: "人民调解口头协议登记表", Kind.ZA: "治安调解协议书",
    Kind.HJ: "和解协议书",
}  # fmt: skip
SIDES = {"a": "甲方", "b": "乙方", "third": "第三方"}
WAYS = {PayWay.CASH: "现金", PayWay.TRANSFER: "银行转账", PayWay.ONLINE: "网络支付", PayWay.ACT: "行为"}
SIGNED = {
    SignWay.INK: "（已签名）", SignWay.SEAL: "（已盖章）", SignWay.FINGERPRINT: "（已按指印）",
    SignWay.ELECTRONIC: "（已电子签名）",
}  # fmt: skip
DONE = {
    Performance.DUE: "未履行", Performance.PROVED: "已提交凭证", Performance.CONFIRMED: "已履行",
    Performance.BREACHED: "经核实未履行",
}  # fmt: skip
COUNT = "一二三四五六七八九十"
# Longer ones stand on a line of their own above how they signed.
LONG_NAME = 8


def chinese_number(number: int) -> str:
    """1 … 99 as clauses are counted: 一、十二、三十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return COUNT[ones - 1]
    head = "" if tens == 1 else COUNT[tens - 1]
    return f"{head}十{COUNT[ones - 1] if ones else ''}"


def on_paper(day: date | str | None) -> str:
    """UI-02: 2026年1月5日, without leading zeros."""
    if not day:
        return ""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.year}年{found.month}月{found.day}日"


def called(parties: Iterable[dict]) -> list[tuple[str, dict]]:
    """Each party with what the text calls it: 甲方, 乙方; 甲方一, 甲方二 where a side has several."""
    parties = list(parties)
    found = []
    for side, word in SIDES.items():
        members = [party for party in parties if party["side"] == side]
        for number, party in enumerate(members, 1):
            found.append((word if len(members) == 1 else f"{word}{chinese_number(number)}", party))
    return found


def _party(word: str, party: dict) -> Facts:
    """DT-06: 姓名, 性别, 民族, 出生日期, 职业, 单位或住址, 联系方式, 身份证号."""
    if party["kind"] == PartyKind.UNIT:
        pairs = [(f"{word}（单位）", party["name"]), ("统一社会信用代码", party["id_number"]),
                 ("法定代表人", party["representative"]), ("联系方式", party["phone"]),
                 ("住所", party["address"])]  # fmt: skip
    else:
        pairs = [(f"{word}姓名", party["name"]), ("性别", party["sex"]), ("民族", party["nation"]),
                 ("出生日期", on_paper(party["born_on"])), ("职业", party["occupation"]),
                 ("联系方式", party["phone"]), ("身份证号", party["id_number"]),
                 ("单位或住址", party["address"])]  # fmt: skip
    if party["guardian_name"]:
        pairs.append(("监护人", party["guardian_name"]))
    if party["agent_name"]:
        pairs += [("委托代理人", party["agent_name"]), ("代理权限", party["agent_scope"])]
    return Facts(pairs, across=2)


def _parties(data: dict) -> list[Block]:
    return [Heading("一、当事人基本情况"), *(_party(word, party) for word, party in called(data["parties"]))]


def _terms(data: dict) -> list[Block]:
    """Way and time limit of performance, with amounts in figures; the total in both spellings (DT-07)."""
    blocks: list[Block] = []
    if data["amount"]:
        blocks.append(Para(f"协议金额：{both(data['amount'])}。"))
    if data["instant"]:
        blocks.append(Para("本协议于签订之日当场履行完毕。"))
    rows = [
        [str(term["no"]), _who(data, term, "debtor"), _who(data, term, "creditor") or "—", _what(term),
         on_paper(term["due_on"]), WAYS[term["way"]]]
        for term in data["terms"]
    ]  # fmt: skip
    head = ["期次", "履行人", "受领人", "金额或者行为", "履行期限", "方式"]
    return [*blocks, Table(head, rows, [12, 18, 18, 54, 34, 20])] if rows else blocks


def _who(data: dict, term: dict, part: str) -> str:
    """What the text calls the debtor or creditor: by the place among the parties, else by the name."""
    place, name = term.get(f"{part}_at"), term[part]
    words = called(data["parties"])
    if place is not None:
        return next(word for word, party in words if party is data["parties"][place])
    return next((word for word, party in words if party["name"] == name), name)


def _what(term: dict) -> str:
    parts = [f"{figures(term['amount'])}\n{both(term['amount']).split('（')[0]}"] if term["amount"] else []
    return "\n".join([*parts, *([term["act"]] if term["act"] else [])])


def _clauses(data: dict) -> list[Block]:
    return [Para(f"（{chinese_number(n)}）{text}") for n, text in enumerate(data["clauses"], 1)]


def _signature_lines(agreement: Agreement, data: dict) -> Signatures:
    """Lines to sign; what was entered stands there already, with its day."""
    there = {(row.role, row.party_id): row for row in agreement.signatures.all() if row.way in SIGNED}
    parties = {party.pk: party for party in agreement.case.parties.all() if party.removed_at is None}
    lines = []
    for word, party in called([_as_dict(party) for party in parties.values()]):
        lines.append(_line(f"{word}（签名、盖章或者按指印）", there.get(("party", party["pk"])), party["name"]))
    if data["kind"] == Kind.RT_WRITTEN:
        lines.append(_line("人民调解员（签名）", there.get(("mediator", None)), "、".join(data["mediators"])))
        lines.append(_line("人民调解委员会（印章）", there.get(("seal", None)), data["committee"]))
    elif data["kind"] == Kind.ZA:
        lines.append(_line("主持人民警（签名）", there.get(("officer", None)), data["host"]))
        lines.append(_line("公安机关（印章）", there.get(("seal", None)), data["station"]))
    elif data["kind"] == Kind.RT_ORAL:
        lines.append(Sign("人民调解员（签名）"))
    return Signatures(lines)


def _as_dict(party) -> dict:
    return {"pk": party.pk, "side": party.side, "name": party.name}


def _line(label: str, row, name: str) -> Sign:
    if row is None:
        return Sign(label)
    apart = "\n" if len(name) > LONG_NAME else ""
    return Sign(label, f"{name}{apart}{SIGNED[row.way]}", on_paper(row.on))


def _footer(agreement: Agreement, data: dict) -> str:
    """Number and checksum on every page; a draft and a void one say so."""
    if not agreement.sha256:
        return f"{data['number'] or data['case']}　草稿，未经签署不生效"
    void = "　已作废" if agreement.state == State.VOID else ""
    return f"{data['number'] or data['case']}{void}\n文本校验码（SHA-256）：{agreement.sha256}"


def agreement_paper(agreement: Agreement) -> Paper:
    """The paper of an agreement in the form of its track.

    Args:
        agreement: with its case and number; its signatures are read.

    Raises:
        RuleBroken: ``damaged``, see :func:`mediation.agreements.snapshot.said`.
    """
    data = said(agreement)
    blocks = FORMS[Kind(data["kind"])](agreement, data)
    if agreement.state == State.VOID:
        blocks = [Para(f"本协议已作废。作废原因：{agreement.void_reason}", bold=True), *blocks]
    elif agreement.state == State.DRAFT:
        blocks = [Para("（草稿）", indent=False, align="center"), *blocks]
    return Paper(
        TITLES[Kind(data["kind"])], blocks, number=data["number"], footer=_footer(agreement, data),
        unit=data["committee"] if data["kind"].startswith("rt") else data["station"],
        compact=data["kind"] == Kind.RT_ORAL,
    )  # fmt: skip


def _rt(agreement: Agreement, data: dict) -> list[Block]:
    """人民调解协议书: parties, facts and issues, responsibility, content, way and time limit (RT-10)."""
    return [
        *_parties(data),
        Heading("二、纠纷的主要事实、争议事项"), Para(data["facts"]), Para(f"争议事项：{data['issues']}"),
        Heading("三、各方责任"), Para(data["responsibility"]),
        Heading("四、调解达成的协议内容"), Para("经调解，双方当事人自愿达成如下协议："), *_clauses(data),
        Heading("五、履行方式、期限"), *_terms(data),
        Heading("六、其他"),
        Para(f"本协议一式{chinese_number(data['copies'])}份，双方当事人各执一份，人民调解委员会留存一份。"),
        Para("本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，具有法律约束力。"
             "双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向有管辖权的人民法院申请司法确认。"),
        _signature_lines(agreement, data),
    ]  # fmt: skip


def _oral(agreement: Agreement, data: dict) -> list[Block]:
    """人民调解口头协议登记表 (RT-09, RT-12)."""
    return [
        *_parties(data),
        Facts([
            ("纠纷类型", data["cause"]), ("达成协议日期", on_paper(data["made_on"])), ("调解地点", data["place"]),
            ("纠纷主要事实", "\n".join(part for part in (data["facts"], data["issues"]) if part)),
            ("口头协议内容", "\n".join(f"{n}. {text}" for n, text in enumerate(data["clauses"], 1))),
        ]),
        Heading("二、履行方式、期限"), *_terms(data),
        Para("双方当事人认为无需制作调解协议书，采取口头协议方式。口头协议自达成之日起生效。"),
        _signature_lines(agreement, data),
    ]  # fmt: skip


def _za(agreement: Agreement, data: dict) -> list[Block]:
    """治安调解协议书: everything ZA-15 lists."""
    return [
        Facts([
            ("调解机关", data["station"]), ("主持人", data["host"]), ("其他在场人员", data["present"] or "无"),
            ("调解时间", on_paper(data["made_on"])), ("调解地点", data["place"]),
        ]),
        *_parties(data),
        Heading("二、案件发生的时间、地点、人员、起因、经过、情节和结果"),
        Para(data["facts"]), Para(data["circumstances"]),
        Heading("三、协议内容"), Para("经公安机关调解，双方当事人自愿达成如下协议："), *_clauses(data),
        Heading("四、履行期限和方式"), *_terms(data),
        Heading("五、告知事项"),
        Para("经调解当事人达成协议并履行的，公安机关不予处罚。未达成协议或者达成协议后不履行的，公安机关依照治安管理处罚法的"
             "规定对违反治安管理行为人给予处罚，并告知当事人可以就民事争议依法向人民法院提起民事诉讼。"),
        Para(f"本协议一式{chinese_number(data['copies'])}份，双方当事人各执一份，调解机关留存一份备查。"),
        _signature_lines(agreement, data),
    ]  # fmt: skip


def _hj(agreement: Agreement, data: dict) -> list[Block]:
    """和解协议书 (HJ-02)."""
    return [
        *_parties(data),
        Heading("二、主要事实"), Para(data["facts"]),
        Heading("三、和解内容"), Para("双方当事人自行和解，达成如下协议："), *_clauses(data),
        Heading("四、履行方式、期限"), *_terms(data),
        Heading("五、其他"),
        Para("双方当事人履行本协议后，可以共同书面申请公安机关认可。经公安机关认可的，依照治安管理处罚法第九条第四款的规定"
             "不予处罚；公安机关作出处理决定后达成或者履行的，不影响该决定。"),
        Para(f"本协议一式{chinese_number(data['copies'])}份，双方当事人各执一份，公安机关留存一份。"),
        _signature_lines(agreement, data),
    ]  # fmt: skip


FORMS: dict[Kind, Callable[[Agreement, dict], list[Block]]] = {
    Kind.RT_WRITTEN: _rt, Kind.RT_ORAL: _oral, Kind.ZA: _za, Kind.HJ: _hj,
}  # fmt: skip


def application_paper(agreement: Agreement, confirmation: CourtConfirmation | None = None) -> Paper:
    """司法确认申请书: the joint application of both parties (SF-01 … SF-03).

    Args:
        agreement: in force.
        confirmation: names the court and the day, where it is on file.
    """
    data = said(agreement)
    court = confirmation.court if confirmation else "＿＿＿＿＿＿人民法院"
    people = called(data["parties"])
    blocks: list[Block] = [
        *(_party(f"申请人（{word}）", party) for word, party in people),
        Heading("请求事项"),
        Para(f"请求人民法院依法确认申请人于{on_paper(data['made_on'])}经{data['committee']}主持调解达成的"
             f"编号为{data['number']}的《人民调解协议书》有效。"),
        Heading("事实与理由"),
        Para(data["facts"]),
        Para(f"经{data['committee']}主持调解，申请人自愿达成上述调解协议，协议自{on_paper(agreement.effective_on)}起生效。"
             "现依照《中华人民共和国人民调解法》第三十三条、《中华人民共和国民事诉讼法》第二百零五条的规定，共同申请司法确认。"),
        Heading("申请人承诺"),
        Para("申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为该协议内容而给他人造成损害，"
             "愿意承担相应的民事责任和其他法律责任。"),
        Para("此致"), Para(court, indent=False),
        Signatures([Sign(f"申请人（{word}）") for word, _party_data in people]),
        Gap(), Para("附：1. 调解协议；2. 调解组织主持调解的证明；3. 双方当事人的身份、住所、联系方式证明；"
                    "4. 与调解协议相关的财产权利证明等材料（涉及时提供）。", indent=False, small=True),
    ]  # fmt: skip
    return Paper("司法确认申请书", blocks, unit=data["committee"], footer=_footer(agreement, data))


def performance_paper(agreement: Agreement) -> Paper:
    """履行情况记录: every instalment with what shows that it was performed (RT-14)."""
    data = said(agreement)
    terms = agreement.instalments.select_related("debtor", "creditor").order_by("order")
    rows = [
        [str(term.order), term.debtor.name, figures(term.amount) if term.amount else term.act,
         on_paper(term.due_on), DONE[Performance(term.state)], on_paper(term.done_on) or "—", _shown_by(term)]
        for term in terms
    ]  # fmt: skip
    blocks: list[Block] = [
        Facts([("协议编号", data["number"]), ("纠纷类型", data["cause"]),
               ("协议生效日期", on_paper(agreement.effective_on)),
               ("协议金额", both(data["amount"]) if data["amount"] else "—")]),
        Table(["期次", "履行人", "金额或者行为", "履行期限", "履行情况", "履行日期", "凭证"], rows,
              [11, 20, 24.5, 33, 16, 33, 18.5]),
        Signatures([Sign("记录人（签名）")]),
    ]  # fmt: skip
    return Paper("调解协议履行情况记录", blocks, number=data["number"], compact=True, unit=data["committee"],
                 footer=_footer(agreement, data))  # fmt: skip


def _shown_by(term: Instalment) -> str:
    if term.proof_id:
        return "书面凭证"
    if term.debtor_confirmed_at and term.creditor_confirmed_at:
        return "双方确认"
    return term.breach_reason or "—"


PAPERS = {"agreement": agreement_paper, "application": application_paper, "performance": performance_paper}
