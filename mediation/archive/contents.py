"""What a file must hold, paper by paper, for each way a case can end (DOMAIN 2.7, RT-08, ZA-16, ZA-17).

The titles are those of the prescribed forms, Chinese whatever language the screen speaks. A visit is due only where
RT-14 asks for one; ended, refused, transferred cases and those handled by law have lists of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mediation.archive.dossier import Dossier
from mediation.archive.words import Course
from mediation.cases.words import NoticeKind, PaperKind, Side, Track
from mediation.network.readings import settings_of
from stations.kit.answer import YES, Answer, no

MUST, IF = "must", "if"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of an item: a form the house writes, or a paper that was scanned.

    Attributes:
        kind: which form (see ``papers.WRITERS``), or ``scan``.
        row: the row it is written from; None is the case itself.
    """

    kind: str
    row: Any = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list, as it stands for a case."""

    code: str
    no: str
    title: str
    must: bool
    parts: tuple[Part, ...]
    lack: str | Promise = ""
    # Something to look at, which does not hold the archive up.
    hint: str | Promise = ""
    # Whether what is there is all of it.
    whole: bool = True

    @property
    def there(self) -> bool:
        """Whether something lies in the file for it."""
        return bool(self.parts)

    @property
    def missing(self) -> bool:
        """Whether it must be there and is not."""
        return self.must and not (self.parts and self.whole)


Found = Callable[[Dossier], list[Part]]


@dataclass(frozen=True, slots=True)
class Spec:
    """One line of a list, before a case is looked at."""

    code: str
    title: str
    need: str | Callable[[Dossier], bool]
    find: Found
    lack: str | Promise = ""
    whole: Callable[[Dossier], bool] = lambda dossier: True


def _form(kind: str) -> Found:
    return lambda dossier: [Part(kind)]


def _scans(*kinds: str) -> Found:
    return lambda dossier: [Part("scan", paper) for paper in dossier.scans(*kinds)]


def _registration(dossier: Dossier) -> list[Part]:
    return [Part("registration"), *_scans(PaperKind.APPLICATION)(dossier)]


def _rights(dossier: Dossier) -> list[Part]:
    if dossier.case.rights_notice_at is None:
        return []
    return [Part("rights")]


def _everybody(dossier: Dossier) -> bool:
    """Each person and unit of the two sides has a proof of identity, by name or in number."""
    found = dossier.scans(PaperKind.IDENTITY)
    owed = {row.pk for row in dossier.parties if row.side in (Side.A, Side.B)}
    return owed <= {paper.party_id for paper in found} or len(found) >= len(owed)


def _sessions(dossier: Dossier) -> list[Part]:
    held = [Part("session", row) for row in dossier.sessions]
    return held + _scans(PaperKind.SESSION)(dossier) if held else []


def _agreement(dossier: Dossier) -> list[Part]:
    scans = _scans(PaperKind.AGREEMENT)(dossier)
    return [Part("agreement", dossier.agreement), *scans] if dossier.agreement else scans


def _proof(dossier: Dossier) -> list[Part]:
    rows = [Part("performance")] if dossier.instalments and dossier.case.performed_on else []
    return rows + _scans(PaperKind.PROOF)(dossier)


def _visits(dossier: Dossier) -> list[Part]:
    rows = [Part("follow_up", row) for row in dossier.visits]
    return rows + _scans(PaperKind.VISIT)(dossier)


def _notices(*kinds: str) -> Found:
    def find(dossier: Dossier) -> list[Part]:
        rows = [Part("notice", row) for row in dossier.told(*kinds)]
        return rows + _scans(PaperKind.NOTICE)(dossier) if rows else []

    return find


def _transfers(dossier: Dossier) -> list[Part]:
    return [Part("transfer", row) for row in dossier.transfers]


def _receipts(dossier: Dossier) -> list[Part]:
    received = any(row.state == "received" for row in dossier.transfers)
    return [Part("receipt"), *_scans(PaperKind.RECEIPT)(dossier)] if received else []


def _approval(dossier: Dossier) -> list[Part]:
    row = dossier.application
    return [Part("approval", row)] if row and row.approved else []


def _written_application(dossier: Dossier) -> list[Part]:
    scans = _scans(PaperKind.APPLICATION)(dossier)
    return scans or ([Part("approval", dossier.application)] if dossier.application else [])


def _has_agent(dossier: Dossier) -> bool:
    return any(row.agent_name for row in dossier.parties)


def _went_to_court(dossier: Dossier) -> bool:
    return bool(dossier.confirmations) or dossier.case.confirmed_on is not None


def visit_needed(dossier: Dossier) -> bool:
    """RT-14: where the performance was not instant; or where one was due."""
    case = dossier.case
    if case.follow_up_due_on or dossier.visits:
        return True
    return not case.instant or settings_of(case.station).follow_up_always


COVER = Spec("cover", "卷宗封面", MUST, _form("cover"))
REMARKS = Spec("remarks", "卷宗情况说明（备考表）", IF, _form("remarks"))
BACK = Spec("back", "封底", MUST, _form("back"))
IDENTITY = Spec(
    "identity", "当事人身份证明", MUST, _scans(PaperKind.IDENTITY),
    _("A proof of identity of every party of the two sides is missing."), _everybody,
)  # fmt: skip
AUTHORITY = Spec(
    "authority", "授权委托书", _has_agent, _scans(PaperKind.AUTHORITY), _("The power of attorney is missing.")
)
INQUIRY = Spec("inquiry", "人民调解调查记录", IF, _scans(PaperKind.INQUIRY))
EVIDENCE = Spec("evidence", "证据材料", IF, _scans(PaperKind.EVIDENCE))
RIGHTS = Spec(
    "rights", "人民调解当事人权利义务告知书", MUST, _rights,
    _("The notice of rights and duties is not on file (RT-05)."),
)  # fmt: skip
RECORDS = Spec("records", "人民调解记录", MUST, _sessions, _("No session is on record (RT-08)."))
AGREEMENT = Spec(
    "agreement", "人民调解协议书（口头协议登记表）", MUST, _agreement, _("There is no agreement in force (RT-09).")
)
PROOF = Spec("proof", "收条、汇款单等履行凭证", IF, _proof)
VISIT = Spec("visit", "人民调解回访记录", visit_needed, _visits, _("The follow-up visit is not on record (RT-14)."))
COURT = Spec(
    "court", "司法确认有关材料", _went_to_court, _scans(PaperKind.COURT),
    _("The papers of the judicial confirmation are missing."),
)  # fmt: skip
REGISTRATION = Spec("registration", "人民调解申请书或者受理登记表", MUST, _registration)

RT_PERFORMED = (
    COVER, REGISTRATION, RIGHTS, IDENTITY, AUTHORITY, INQUIRY, EVIDENCE, RECORDS, AGREEMENT, PROOF, VISIT, COURT,
    REMARKS, BACK,
)  # fmt: skip


def _if(spec: Spec) -> Spec:
    """The same, where it is there only if needed."""
    return Spec(spec.code, spec.title, IF, spec.find)


def _notice(title: str, lack, *kinds: str) -> Spec:
    return Spec("notice", title, MUST, _notices(*kinds), lack)


ZA_REGISTRATION = Spec("registration", "治安调解登记表", MUST, _registration)
ZA_RIGHTS = Spec("rights", "治安调解当事人权利义务告知书（含调解意愿）", MUST, _rights, RIGHTS.lack)
ZA_EVIDENCE = Spec(
    "evidence", "事实认定和证据材料", MUST, _scans(PaperKind.INQUIRY, PaperKind.EVIDENCE),
    _("The evidence of the facts is missing (ZA-04, ZA-17)."),
)  # fmt: skip
ZA_RECORDS = Spec("records", "治安调解记录", MUST, _sessions, _("No session is on record."))
ZA_AGREEMENT = Spec(
    "agreement", "治安调解协议书", MUST, _agreement, _("There is no agreement in force (ZA-15, ZA-16).")
)
ZA_PROOF = Spec("proof", "履行凭证", MUST, _proof, _("The proof of performance is missing (ZA-18)."))
ZA_VISIT = Spec("visit", "回访记录", visit_needed, _visits, _("The follow-up visit is not on record."))
ZA_PERFORMED = (
    COVER, ZA_REGISTRATION, ZA_RIGHTS, IDENTITY, AUTHORITY, ZA_EVIDENCE, ZA_RECORDS, ZA_AGREEMENT, ZA_PROOF,
    ZA_VISIT, REMARKS, BACK,
)  # fmt: skip
HJ_PERFORMED = (
    COVER, Spec("registration", "治安案件和解登记表", MUST, _registration), IDENTITY, AUTHORITY, ZA_EVIDENCE,
    _if(ZA_RECORDS),
    Spec("agreement", "和解协议书（人民调解协议书）", MUST, _agreement, _("There is no agreement (HJ-02).")),
    Spec("application", "当事人书面申请", MUST, _written_application,
         _("The written application is missing (HJ-04).")),
    Spec("approval", "公安机关认可意见", MUST, _approval, _("The police have not approved it (HJ-05).")),
    Spec("proof", "履行凭证", MUST, _proof, _("The proof of performance is missing (HJ-03).")),
    ZA_VISIT, REMARKS, BACK,
)  # fmt: skip
RT_ENDED = (
    COVER, REGISTRATION, _if(RIGHTS), _if(IDENTITY), AUTHORITY, INQUIRY, EVIDENCE, _if(RECORDS),
    _notice("终止调解告知书", _("The notice of other remedies is missing (RT-07)."), NoticeKind.REMEDY),
    REMARKS, BACK,
)  # fmt: skip
DECLINED = (
    COVER, Spec("registration", "纠纷登记表", MUST, _registration), _if(IDENTITY), EVIDENCE,
    _notice("不予受理告知书", _("The notice of non-acceptance is missing."),
            NoticeKind.DISMISSAL, NoticeKind.REMEDY, NoticeKind.REFERRAL), REMARKS, BACK,
)  # fmt: skip
TRANSFERRED = (
    COVER, Spec("registration", "纠纷登记表", MUST, _registration), _if(IDENTITY), EVIDENCE,
    Spec("transfer", "移送函", MUST, _transfers, _("The transfer is not on file.")),
    Spec("receipt", "移送回执", MUST, _receipts, _("The receipt of the transfer is missing.")), REMARKS, BACK,
)  # fmt: skip
BY_LAW = (
    COVER, ZA_REGISTRATION, _if(ZA_RIGHTS), _if(IDENTITY), AUTHORITY, _if(ZA_EVIDENCE), _if(ZA_RECORDS),
    _if(ZA_AGREEMENT),
    _notice("依法处理及民事诉讼告知书", _("The notice of civil action is missing (ZA-19)."), NoticeKind.CIVIL),
    REMARKS, BACK,
)  # fmt: skip


def _after_breach(title: str, lack, kind: str) -> tuple[Spec, ...]:
    return (
        COVER, REGISTRATION, RIGHTS, IDENTITY, AUTHORITY, INQUIRY, EVIDENCE, RECORDS, AGREEMENT, PROOF, _if(VISIT),
        COURT, _notice(title, lack, kind), REMARKS, BACK,
    )  # fmt: skip


LITIGATION = _after_breach("诉讼权利告知书", _("The notice of litigation is missing (RT-15)."), NoticeKind.LITIGATION)
ENFORCEMENT = _after_breach(
    "申请强制执行告知书", _("The notice of enforcement is missing (SF-06)."), NoticeKind.ENFORCEMENT
)
_PERFORMED = {Track.RT: RT_PERFORMED, Track.ZA: ZA_PERFORMED, Track.HJ: HJ_PERFORMED}
LISTS = {
    Course.ENDED: RT_ENDED, Course.DECLINED: DECLINED, Course.TRANSFERRED: TRANSFERRED, Course.BY_LAW: BY_LAW,
    Course.LITIGATION: LITIGATION, Course.ENFORCEMENT: ENFORCEMENT,
}  # fmt: skip


def list_of(dossier: Dossier) -> tuple[Spec, ...]:
    """The list that applies."""
    if dossier.course == Course.PERFORMED:
        return _PERFORMED.get(dossier.case.track, RT_PERFORMED)
    return LISTS[dossier.course]


def items(dossier: Dossier) -> list[Item]:
    """The list of a case: what is there, what is missing, what is not needed (``IF`` without parts)."""
    found = []
    for number, spec in enumerate(list_of(dossier)):
        must = spec.need == MUST or (callable(spec.need) and spec.need(dossier))
        parts = tuple(spec.find(dossier))
        hint, whole = _hint(spec, dossier), spec.whole(dossier)
        found.append(Item(spec.code, str(number), spec.title, must, parts, spec.lack, hint, whole))
    return found


def _hint(spec: Spec, dossier: Dossier) -> str | Promise:
    """What an inspector would ask for, though the law does not."""
    row = dossier.agreement
    if spec.code == "agreement" and row and not row.electronic and not dossier.scans(PaperKind.AGREEMENT):
        return _("The signed paper has not been scanned.")
    if spec.code == "records" and dossier.sessions and not dossier.scans(PaperKind.SESSION):
        return _("The signed record has not been scanned.")
    return ""


def missing(dossier: Dossier) -> list[Item]:
    """What must be in the file and is not."""
    return [item for item in items(dossier) if item.missing]


def completeness(dossier: Dossier) -> Answer:
    """Whether the file may be closed; the first thing that is missing is the reason."""
    case, lacking = dossier.case, missing(dossier)
    if lacking:
        words = _("The file is not complete: %(what)s") % {"what": lacking[0].lack or lacking[0].title}
        return no(words, code="incomplete_file")
    if case.domestic_violence and case.police_reported_at is None and case.police_case_id is None:
        return no(
            _("Domestic violence is not closed by mediation alone: the police handle it, too (ZA-28)."),
            code="domestic_violence",
        )
    return YES


def today() -> str:
    """The day as papers write it (UI-02)."""
    return chinese_day(timezone.localdate())


def chinese_day(day) -> str:
    """``2026年1月5日``; empty for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
