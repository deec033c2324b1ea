"""The questions and rules of triage (研判分流) as frozen, versioned tables with source and date (issue 5.3).

A new text of the law is a new :class:`TriageLaw`; no row is ever changed, and a case is triaged by the version it
began under (``Case.law``, the versions of :mod:`mediation.cases.law`). Names of articles are kept in Chinese, the
rule of an article in one sentence; the decisions are in :mod:`mediation.cases.triage_rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What a triage may come to."""

    RT = "rt", _("people's mediation")
    ZA = "za", _("public order mediation")
    HJ = "hj", _("settlement with the approval of the police")
    TRANSFER = "transfer", _("to be transferred")
    DECLINE = "decline", _("not to be accepted")
    BY_LAW = "by_law", _("not to be mediated: the police handle it by law")
    WAIT = "wait", _("not yet: something is still missing")


# Outcomes under which mediation may begin; each is a track of the same name.
TRACKS = frozenset({Outcome.RT, Outcome.ZA, Outcome.HJ})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its article (in Chinese, empty where none is named) and what it says in one sentence."""

    code: str
    article: str
    says: object


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a question; ``rule`` is the rule it falls under, if it has one of its own."""

    code: str
    label: object
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form.

    Attributes:
        code: key of the answer.
        words: the question.
        options: what can be answered.
        many: several options may hold; "none of these" is an option of its own.
        after: asked only when each of these earlier questions got one of these answers.
        hint: help below the question.
        rule: rule that makes the question necessary.
    """

    code: str
    words: object
    options: tuple[Option, ...]
    many: bool = False
    after: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hint: object = ""
    rule: str = ""


YES_NO = (Option("yes", _("Yes")), Option("no", _("No")))

# ZA-01: acts named in 程序规定 第一百七十八条, and "等".
ACTS = (
    Option("beating", _("beating somebody"), "ZA-01"),
    Option("injury", _("intentional injury"), "ZA-01"),
    Option("insult", _("insult"), "ZA-01"),
    Option("slander", _("slander"), "ZA-01"),
    Option("false_report", _("false accusation"), "ZA-01"),
    Option("damage", _("intentional damage to property"), "ZA-01"),
    Option("disturbance", _("disturbing the normal life of others"), "ZA-01"),
    Option("noise", _("noise of daily life"), "ZA-27"),
    Option("privacy", _("invasion of privacy"), "ZA-01"),
    Option("intrusion", _("unlawful entry into a home"), "ZA-01"),
    Option("other", _("another act of the same kind"), "ZA-01"),
)
# ZA-01: at least one of these grounds.
GROUNDS = (
    Option("a", _("a trivial dispute between relatives, friends, neighbours, colleagues or pupils"), "ZA-01"),
    Option("b", _("the injured party was at fault first"), "ZA-01"),
    Option("c", _("mediation is more likely to resolve it"), "ZA-01"),
)
NONE = Option("none", _("none of these"))
# ZA-02: any one of the seven excludes mediation; the fourth is asked as consent.
EXCLUSIONS = (
    Option("hired", _("somebody was hired to injure another"), "ZA-02.1"),
    Option("gang", _("an affray of gangs or other provocation of trouble"), "ZA-02.2"),
    Option("repeated", _("repeated offences against public order"), "ZA-02.3"),
    Option("refused", _("a party clearly does not want mediation"), "ZA-02.4"),
    Option("new_offence", _("a new offence against the other side during mediation"), "ZA-02.5"),
    Option("fled", _("the suspect fled during mediation"), "ZA-02.6"),
    Option("unfit", _("otherwise not fit for mediation"), "ZA-02.7"),
)
_ASKED_EXCLUSIONS = (*(row for row in EXCLUSIONS if row.code != "refused"), NONE)
CONSENT = (
    Option("all", _("all parties agree to mediation")),
    Option("some", _("nobody refuses, but not everybody has been asked")),
    Option("refused_a", _("the applicant's side clearly refuses"), "RT-01"),
    Option("refused_b", _("the respondent's side clearly refuses"), "RT-01"),
)
COMPETENCE = (
    Option("here", _("it may be mediated here")),
    Option("organ", _("by law only another organ may decide it"), "LR-01"),
    Option("elsewhere", _("another committee or station is responsible for it"), "LR-02"),
    Option("taken", _("a court, the police or another organ has already taken it up or settled it"), "LR-03"),
    Option("not_civil", _("it is not a dispute among the people"), "RT-00"),
)
RISKS = (
    Option("normal", _("no sign that it gets worse")),
    Option("prominent", _("prominent: many people, a large sum, or it may flare up")),
    Option("public_order", _("it may become a public order case"), "RT-06"),
    Option("criminal", _("it may become a criminal case"), "RT-06"),
)
REFUSED = ("refused_a", "refused_b")

_OFFENCE = ("violation", ("offence",))
_FREE = ("domestic_violence", ("no",))
_MINOR = ("minor", ("yes",))
_AMONG = ("among_people", ("yes",))
_NOT_OVER = ("decided", ("no",))
_GATE = (_FREE, _OFFENCE, _NOT_OVER, _AMONG, _MINOR)
_WILLING = ("consent", ("all", "some"))

_DOMESTIC = Question(
    "domestic_violence", _("Is there domestic violence?"), YES_NO, rule="ZA-28",
    hint=_("Between family members or people who live together: beating, tying up, locking in, constant threats."),
)  # fmt: skip
_DOMESTIC_DONE = Question(
    "violence_handled", _("Have the police dealt with the violence?"), YES_NO, rule="ZA-28",
    after=(("domestic_violence", ("yes",)),),
    hint=_("Criticism and education, a written admonition (告诫书), or a punishment is on file."),
)  # fmt: skip
_VIOLATION = Question(
    "violation", _("Is there an offence?"),
    (
        Option("none", _("no offence: a dispute only"), "ZA-03"),
        Option("offence", _("an offence against public order"), "ZA-01"),
        Option("crime", _("suspicion of a crime"), "RT-06"),
    ),
    after=(_FREE,), rule="ZA-01",
    hint=_("Where both sides used force, self-defence is assessed first (ZA-30)."),
)  # fmt: skip
_DECIDED = Question(
    "decided", _("Has a punishment already been decided?"), YES_NO, after=(_FREE, _OFFENCE), rule="HJ-06"
)
_AMONG_PEOPLE = Question(
    "among_people", _("Did a dispute among the people cause it?"), YES_NO, after=(_FREE, _OFFENCE, _NOT_OVER),
    rule="ZA-01", hint=_("Between citizens, or citizens and units, in life, work or production."),
)  # fmt: skip
_IS_MINOR = Question(
    "minor", _("Are the circumstances minor?"), YES_NO, after=(_FREE, _OFFENCE, _NOT_OVER, _AMONG), rule="ZA-01"
)
_ACT = Question("act", _("What was done?"), ACTS, after=_GATE, rule="ZA-01")
_NOISE = Question(
    "noise_history",
    _("Did the residents' committee, the owners' committee, the property management or a department try before?"),
    YES_NO, after=(*_GATE, ("act", ("noise",))), rule="ZA-27",
    hint=_("Dissuasion, mediation or handling by one of them, without success, is on file."),
)  # fmt: skip
_GROUNDS = Question("grounds", _("Which of these hold? (one is enough)"), (*GROUNDS, NONE), many=True, after=_GATE,
                    rule="ZA-01")  # fmt: skip
_EXCLUDED = Question("exclusions", _("Does any of these exclude mediation?"), _ASKED_EXCLUSIONS, many=True,
                     after=_GATE, rule="ZA-02")  # fmt: skip
_CONSENT = Question("consent", _("Do the parties agree to mediation?"), CONSENT, rule="RT-01",
                    hint=_("The answer is kept with its time as the parties' consent."))  # fmt: skip
_COMPETENCE = Question("competence", _("May it be mediated here?"), COMPETENCE, rule="LR-01",
                       after=(_FREE, ("violation", ("none",))))  # fmt: skip
_COMPETENCE_DV = Question("competence_family", _("May the family dispute itself be mediated here?"), COMPETENCE,
                          after=(("domestic_violence", ("yes",)), ("violence_handled", ("yes",))),
                          rule="LR-01")  # fmt: skip
_RISK = Question("risk", _("What may come of it?"), RISKS, rule="RT-06")
_REPORTED = Question(
    "reported", _("Has it been reported to the police?"), YES_NO,
    after=(("risk", ("public_order", "criminal")),), rule="RT-06",
)  # fmt: skip
_FACTS = Question(
    "facts_clear", _("Are the facts established and evidence collected?"), YES_NO, after=(*_GATE, _WILLING),
    rule="ZA-04", hint=_("Write the facts below; at least one piece of evidence is in the file."),
)  # fmt: skip
_WISH = Question(
    "wish", _("How do the parties want to settle it?"),
    (
        Option("police", _("mediated by the police"), "ZA-01"),
        Option("themselves", _("settle themselves or before the committee, then apply to the police"), "HJ-01"),
    ),
    after=(*_GATE, _WILLING), rule="HJ-01",
)  # fmt: skip
_ON_SPOT = Question(
    "on_spot", _("Can it be mediated on the spot?"), YES_NO, after=(*_GATE, _WILLING, ("wish", ("police",))),
    rule="ZA-13",
    hint=_("Cause clear, no costs or losses or none in dispute, both agree to mediate and to perform on the spot."),
)  # fmt: skip

_COMMON_QUESTIONS = (
    _DOMESTIC, _DOMESTIC_DONE, _VIOLATION, _DECIDED, _COMPETENCE, _COMPETENCE_DV, _AMONG_PEOPLE, _IS_MINOR, _ACT,
)  # fmt: skip
_LAST_QUESTIONS = (_GROUNDS, _EXCLUDED, _CONSENT, _WISH, _FACTS, _ON_SPOT, _RISK, _REPORTED)


@dataclass(frozen=True, slots=True)
class TriageLaw:
    """The questions and rules of a version.

    Attributes:
        version: as in :mod:`mediation.cases.law`.
        in_force_from: first day of registration it is meant for.
        questions: in the order they are asked.
        rules: by code.
        noise_history: whether noise of daily life is an offence only after others tried (ZA-27).
    """

    version: str
    in_force_from: date
    questions: tuple[Question, ...]
    rules: dict[str, Rule]
    noise_history: bool

    def rule(self, code: str) -> Rule:
        """A rule by its code; one nobody knows any more reads as its code."""
        return self.rules.get(code) or Rule(code, "", code)

    def question(self, code: str) -> Question | None:
        """A question by its code."""
        return next((row for row in self.questions if row.code == code), None)


_RT = "人民调解法"
_CX = "公安机关办理行政案件程序规定"
_GF = "公安机关治安调解工作规范（公通字〔2007〕81号）"
_ARTICLES = {
    "RT-00": (f"{_RT}第二条", _("People's mediation settles disputes among the people.")),
    "RT-01": (f"{_RT}第十七条", _("Who clearly refuses is not mediated.")),
    "RT-03": (f"{_RT}第十九条", _("The committee names mediators, or the parties choose them.")),
    "RT-04": (f"{_RT}第二十条", _("Others are invited with the consent of the parties.")),
    "RT-05": (f"{_RT}第二十三条", _("The parties may choose the mediator, accept, refuse or end the mediation.")),
    "RT-06": (f"{_RT}第二十五条", _("What may flare up is prevented; what may become a case is reported.")),
    "RT-07": (f"{_RT}第二十六条", _("A mediation that fails is ended, and the parties are told of other ways.")),
    "RT-14": (f"{_RT}第三十一条", _("The agreement binds; the committee watches over its performance.")),
    "RT-15": (f"{_RT}第三十二条", _("A dispute about the agreement goes to the court.")),
    "RT-20": (f"{_RT}第十八条", _("The police may tell the parties that people's mediation is open to them.")),
    "SF-01": (f"{_RT}第三十三条", _("Both sides may ask the court to confirm the agreement within 30 days.")),
    # Competence: DOMAIN names no article, so the station enters its own (:func:`with_local_rules`); none is invented.
    "LR-01": ("", _("Only another organ may decide it.")),
    "LR-02": ("", _("Another committee or station is responsible for it.")),
    "LR-03": ("", _("Another organ has taken it up or settled it.")),
    "ZA-01": (f"{_CX}第一百七十八条", _("The police may mediate minor offences out of disputes among the people.")),
    "ZA-02": (f"{_CX}第一百七十九条", _("Seven circumstances exclude mediation by the police.")),
    "ZA-03": (f"{_CX}第一百七十八条第二款", _("Without an offence, the way is the court or people's mediation.")),
    "ZA-04": (f"{_CX}第一百八十条", _("Before mediation the facts are established and evidence is collected.")),
    "ZA-05": (f"{_CX}第一百七十九条第四项；{_GF}第三条", _("Both sides must agree to be mediated.")),
    "ZA-07": (f"{_CX}第一百八十一条", _("The guardian of a minor party is told to attend.")),
    "ZA-08": (f"{_CX}第一百八十一条", _("The injured party may send an agent, the suspect may not.")),
    "ZA-09": (f"{_CX}第一百八十二条", _("In a dispute of neighbours the residents' committee may be invited.")),
    "ZA-10": (f"{_CX}第一百八十三条", _("One session, at most two; the second within seven working days.")),
    "ZA-12": (f"{_GF}第九条", _("The first session is held within three working days of acceptance or appraisal.")),
    "ZA-13": (f"{_CX}第一百七十八条第三款", _("Minor and clear, no disputed costs: settled on the spot.")),
    "ZA-18": (f"{_CX}第一百八十五条", _("Agreed and performed: no punishment.")),
    "ZA-20": (f"{_CX}第一百八十五条第二款", _("The limit of the case begins anew when mediation fails.")),
    "ZA-28": ("反家庭暴力法第十五条至第十七条", _("Domestic violence is never closed by mediation alone.")),
    "HJ-01": (f"{_CX}第一百八十六条", _("The case lies within what the police may mediate.")),
    "HJ-02": (f"{_CX}第一百八十六条", _("An agreement is reached.")),
    "HJ-03": (f"{_CX}第一百八十六条", _("The agreement is performed.")),
    "HJ-04": (f"{_CX}第一百八十六条", _("Both sides apply in writing.")),
    "HJ-05": (f"{_CX}第一百八十六条", _("The police approve.")),
    "HJ-06": (f"{_CX}第一百八十六条", _("All this happens before the decision on punishment.")),
}  # fmt: skip


def _rules(**changed: tuple) -> dict[str, Rule]:
    rows = _ARTICLES | {code.replace("_", "-"): row for code, row in changed.items()}
    rules = {code: Rule(code, article, says) for code, (article, says) in rows.items()}
    for number, option in enumerate(EXCLUSIONS, start=1):
        rules[option.rule] = Rule(option.rule, f"{_CX}第一百七十九条第{'一二三四五六七'[number - 1]}项", option.label)
    return rules


_NO_AGREEMENT = _("Not agreed or not performed: punished by law, and the parties are told of a civil suit.")
_WITH_APPROVAL = _("Settled, performed and approved before the decision: no punishment.")
TABLES = (
    TriageLaw(
        "TJ-2019", date(2019, 1, 1), (*_COMMON_QUESTIONS, *_LAST_QUESTIONS),
        _rules(ZA_19=("治安管理处罚法（2012）第九条；公安机关办理行政案件程序规定第一百八十五条", _NO_AGREEMENT)),
        noise_history=False,
    ),
    TriageLaw(
        "TJ-2026", date(2026, 1, 1), (*_COMMON_QUESTIONS, _NOISE, *_LAST_QUESTIONS),
        _rules(
            ZA_19=("治安管理处罚法（2025）第九条第三款；公安机关办理行政案件程序规定第一百八十五条", _NO_AGREEMENT),
            ZA_27=("治安管理处罚法（2025）第八十八条",
                   _("Noise of daily life is an offence only after others tried to stop it without success.")),
            ZA_30=("治安管理处罚法（2025）第十九条", _("Self-defence is assessed before both sides are blamed.")),
            HJ_05=("治安管理处罚法（2025）第九条第四款；公安机关办理行政案件程序规定第一百八十六条", _WITH_APPROVAL),
        ),
        noise_history=True,
    ),
)  # fmt: skip
_BY_VERSION = {row.version: row for row in TABLES}


def with_local_rules(law: TriageLaw, articles: Mapping[str, str]) -> TriageLaw:
    """The table with the station's own rules of competence.

    Args:
        articles: name and article as the station words them, by code (``LR-…``); an empty one stays without.
    """
    own = {code: replace(law.rules[code], article=text) for code, text in articles.items() if text}
    return replace(law, rules=law.rules | own) if own else law


def triage_law(version: str) -> TriageLaw:
    """The table of a version; a version without a table of its own uses the newest one before it.

    Args:
        version: ``Case.law``.
    """
    found = _BY_VERSION.get(version)
    if found is None:
        found = max((row for row in TABLES if row.version <= version), key=lambda row: row.version, default=TABLES[0])
    return found
