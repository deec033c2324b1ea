"""A notice to the parties as a paper (告知书), one description for PDF and Word."""

from django.utils import timezone

from mediation.cases.models import Case, CaseParty
from mediation.cases.models_papers import CaseNotice
from mediation.cases.notice_words import words_of
from mediation.cases.notices import HowTold
from mediation.network.readings import settings_of
from stations.kit.paper import Block, Gap, Heading, Paper, Para, Sign, Signatures

COUNTING = "一二三四五六七八九"
# As papers say it, whatever the reader's language.
TOLD = {
    HowTold.WRITTEN: "书面", HowTold.ORAL: "口头告知并记录", HowTold.PHONE: "电话", HowTold.MESSAGE: "短信",
    HowTold.POST: "邮寄",
}  # fmt: skip


def notice_paper(case: Case, notice: CaseNotice) -> Paper:
    """The paper of a notice that was given; it holds full names, so the look is recorded by who prints it.

    Args:
        case: with its station.
        notice: one of its notices.
    """
    words = words_of(notice.kind, police=case.is_police)
    parties = [notice.party] if notice.party_id else list(case.parties.filter(removed_at=None))
    settings = settings_of(case.station)
    body = case.station.name if case.is_police else (settings.committee or f"{case.station.name}人民调解委员会")
    number = case.numbers.filter(series=case.track, voided_at=None).first() if case.track else None
    day = timezone.localdate(notice.at)
    blocks: list[Block] = [
        Para("、".join(_called(party) for party in parties) + "：", indent=False),
        Para(f"关于{case.summary.rstrip('。')}一案（一案一码 {case.code}），{words.opening}"),
        *(Para(f"（{COUNTING[at]}）{point}") for at, point in enumerate(words.points)),
    ]
    if words.duties:
        blocks += [
            Heading("当事人履行下列义务", 2),
            *(Para(f"（{COUNTING[at]}）{duty}") for at, duty in enumerate(words.duties)),
        ]
    if notice.text:
        blocks += [Heading("说明", 2), Para(notice.text)]
    blocks += [
        Para(f"依据：{words.law}", small=True),
        Para(f"告知方式：{TOLD.get(notice.way, notice.way)}", small=True),
        Gap(6), Para(body, indent=False, align="right"),
        Para(f"{day.year}年{day.month}月{day.day}日", indent=False, align="right"),
        Signatures([*(Sign(f"被告知人（{_called(party)}）") for party in parties), Sign("告知人")]),
    ]  # fmt: skip
    return Paper(words.title, blocks, number=number.text if number else case.number, unit=body, compact=True,
                 footer="本告知书一式两份，一份交被告知人，一份存卷。")  # fmt: skip


def _called(party: CaseParty) -> str:
    """The name as it stands on paper; a unit with who speaks for it."""
    return f"{party.name}（{party.representative}）" if party.representative else party.name
