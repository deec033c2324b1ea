"""The decision of a triage: pure, by the table of the case's version (DOMAIN 2.1 … 2.4).

Which questions are asked follows from the answers given so far; :func:`decide` gives the outcome, the rules that say
so, and what follows if the agreement is performed or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.cases.triage_law import EXCLUSIONS, REFUSED, TRACKS, Outcome, Question, Rule, TriageLaw

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What triage knows of the case without asking.

    Attributes:
        evidence: pieces of evidence in the file (ZA-04).
        summary: whether the facts found are written down (ZA-04).
        unwarned_minors: minor parties whose guardian is not told yet (ZA-07).
        minors: minor parties.
        agents: parties with an agent (ZA-08).
        neighbours: the cause is a dispute of neighbours (ZA-09).
        other_side_unknown: nobody knows the other side yet.
    """

    evidence: int = 0
    summary: bool = False
    unwarned_minors: int = 0
    minors: int = 0
    agents: int = 0
    neighbours: bool = False
    other_side_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule says so, its article, and the rule in one sentence."""

    code: str
    article: str
    says: Any


@dataclass(frozen=True, slots=True)
class Decision:
    """What a triage comes to.

    Attributes:
        outcome: of :class:`Outcome`.
        reasons: the rules that decide it, the decisive one first.
        hints: rules to keep in mind on the way.
        follows_if_performed: rules of what comes of a performed agreement.
        follows_if_not: rules of what comes otherwise.
        on_spot: may be mediated on the spot (ZA-13).
    """

    outcome: str
    reasons: tuple[Reason, ...]
    hints: tuple[Reason, ...] = ()
    follows_if_performed: tuple[Reason, ...] = ()
    follows_if_not: tuple[Reason, ...] = ()
    on_spot: bool = False

    @property
    def codes(self) -> list[str]:
        """Codes of the reasons, as the row keeps them."""
        return [reason.code for reason in self.reasons]

    @property
    def may_accept(self) -> bool:
        """Whether mediation may begin on a track."""
        return self.outcome in TRACKS


# Follow-ups of each outcome: codes if performed, codes if not.
FOLLOWS = {
    Outcome.RT: (("RT-14",), ("RT-15", "SF-01", "RT-07")),
    Outcome.ZA: (("ZA-18",), ("ZA-19", "ZA-20")),
    Outcome.HJ: (("HJ-03", "HJ-04", "HJ-05"), ("HJ-06", "ZA-19")),
    Outcome.TRANSFER: ((), ()),
    Outcome.DECLINE: ((), ("RT-07",)),
    Outcome.BY_LAW: ((), ("ZA-19",)),
    Outcome.WAIT: ((), ()),
}


def asked(answers: Answers, law: TriageLaw) -> list[Question]:
    """The questions that the answers so far make necessary, up to and including the first unanswered one."""
    found: list[Question] = []
    given: dict[str, Any] = {}
    for question in law.questions:
        if not _needed(question, given, law):
            continue
        found.append(question)
        if not answers.get(question.code):
            break
        given[question.code] = answers[question.code]
    return found


def relevant(answers: Answers, law: TriageLaw) -> dict[str, Any]:
    """The answers to questions that were asked; left-overs of another path are dropped."""
    return {row.code: answers[row.code] for row in asked(answers, law) if answers.get(row.code)}


def complete(answers: Answers, law: TriageLaw) -> bool:
    """Whether nothing more is to be asked."""
    return all(answers.get(question.code) for question in asked(answers, law))


def problems(answers: Answers, law: TriageLaw) -> dict[str, str]:
    """Questions with an answer that is none of theirs, by code."""
    wrong = {}
    for question in asked(answers, law):
        known = {option.code for option in question.options}
        given = answers.get(question.code)
        values = (given if isinstance(given, list | tuple) else [given]) if question.many else [given]
        strings = all(isinstance(value, str) for value in values)
        if given and not (strings and set(values) <= known):
            wrong[question.code] = str(question.words)
    return wrong


# Asked only while mediation is still possible.
_LATE = frozenset({"consent", "wish", "facts_clear", "on_spot", "risk", "reported"})
_OF_THE_GATE = frozenset({"grounds", "exclusions", "wish", "facts_clear", "on_spot"})


def _needed(question: Question, given: Answers, law: TriageLaw) -> bool:
    if not all(given.get(code) in wanted for code, wanted in question.after):
        return False
    if question.code in _OF_THE_GATE and law.noise_history and _only_noise(given):
        return False
    return question.code not in _LATE or _may_come_to_mediation(given, law)


def _only_noise(given: Answers) -> bool:
    """ZA-27: noise nobody tried to stop before is not an offence yet."""
    return given.get("act") == "noise" and given.get("noise_history") == "no"


def _may_come_to_mediation(given: Answers, law: TriageLaw) -> bool:
    if given.get("consent") in REFUSED:
        return False
    if given.get("domestic_violence") == "yes":
        return given.get("violence_handled") == "yes" and given.get("competence_family") == "here"
    if given.get("violation") == "none":
        return given.get("competence") == "here"
    if law.noise_history and _only_noise(given):
        return True
    return given.get("violation") == "offence" and not _blocked(given) and not exclusions(given)


def decide(answers: Answers, case: Facts, law: TriageLaw) -> Decision:
    """What a triage comes to; the same answers, facts and law always give the same decision.

    Args:
        answers: by question code; unanswered questions lead to ``wait``.
        case: what is known without asking.
        law: table of the case's version.
    """
    answers = relevant(answers, law)
    if not complete(answers, law):
        return _decision(Outcome.WAIT, ["open"], law)
    if answers.get("domestic_violence") == "yes":
        return _domestic(answers, case, law)
    if answers.get("violation") == "crime":
        return _decision(Outcome.BY_LAW, ["RT-06"], law)
    if answers.get("violation") == "offence":
        return _offence(answers, case, law)
    return _dispute(answers, "competence", ["ZA-03"], case, law)


def _domestic(answers: Answers, case: Facts, law: TriageLaw) -> Decision:
    """ZA-28: first what the law asks of the police; then, at most, the family dispute before the committee."""
    if answers.get("violence_handled") != "yes":
        return _decision(Outcome.BY_LAW, ["ZA-28"], law)
    return _dispute(answers, "competence_family", ["ZA-28"], case, law)


def _dispute(answers: Answers, question: str, first: list[str], case: Facts, law: TriageLaw) -> Decision:
    """No offence (ZA-03): the committee, another organ, or the court."""
    competence = answers.get(question)
    if competence in {"organ", "elsewhere"}:
        return _decision(Outcome.TRANSFER, ["LR-01" if competence == "organ" else "LR-02"], law, hints=first)
    if competence in {"taken", "not_civil"}:
        return _decision(Outcome.DECLINE, ["LR-03" if competence == "taken" else "RT-00"], law, hints=first)
    if answers.get("consent") in REFUSED:
        return _decision(Outcome.DECLINE, ["RT-01", *first], law)
    return _decision(Outcome.RT, ["RT-00", *first], law, hints=[*_risk(answers), "RT-05", *_on_the_way(case, law)])


def _offence(answers: Answers, case: Facts, law: TriageLaw) -> Decision:
    """The gate ZA-01, the seven exclusions ZA-02, then whose mediation."""
    if law.noise_history and _only_noise(answers):
        # Nothing to punish yet: what is left is a dispute.
        if answers.get("consent") in REFUSED:
            return _decision(Outcome.DECLINE, ["RT-01", "ZA-27", "ZA-03"], law)
        return _decision(Outcome.RT, ["ZA-27", "ZA-03"], law, hints=[*_risk(answers), "RT-05", "ZA-09"])
    blocked = _blocked(answers)
    if blocked:
        return _decision(Outcome.BY_LAW, blocked, law)
    excluded = exclusions(answers)
    if excluded:
        return _decision(Outcome.BY_LAW, excluded, law)
    missing = _missing(answers, case)
    if missing:
        return _decision(Outcome.WAIT, missing, law, hints=["ZA-01"])
    on_way = [*_risk(answers), *_on_the_way(case, law), *(["ZA-30"] if "ZA-30" in law.rules else [])]
    if answers.get("wish") == "themselves":
        return _decision(Outcome.HJ, ["HJ-01", "ZA-01"], law, hints=["HJ-02", *on_way])
    on_spot = answers.get("on_spot") == "yes"
    reasons = ["ZA-01", *(["ZA-13"] if on_spot else [])]
    return _decision(Outcome.ZA, reasons, law, hints=["ZA-12", "ZA-10", *on_way], on_spot=on_spot)


def _blocked(answers: Answers) -> list[str]:
    """Why it lies outside ZA-01, or is decided already (HJ-06)."""
    if answers.get("decided") == "yes":
        return ["HJ-06"]
    grounds = set(answers.get("grounds") or ()) - {"none"}
    outside = answers.get("among_people") != "yes" or answers.get("minor") != "yes" or not grounds
    return ["ZA-01"] if outside else []


def exclusions(answers: Answers) -> list[str]:
    """Codes of the exclusions that hold (ZA-02), in the order of the article."""
    there = set(answers.get("exclusions") or ())
    if answers.get("consent") in REFUSED:
        there.add("refused")
    return [option.rule for option in EXCLUSIONS if option.code in there]


def _missing(answers: Answers, case: Facts) -> list[str]:
    """What has to be there before the police mediate: consent (ZA-05), facts and evidence (ZA-04)."""
    found = []
    if answers.get("consent") != "all" or case.other_side_unknown:
        found.append("ZA-05")
    if answers.get("facts_clear") != "yes" or not case.summary or case.evidence < 1:
        found.append("ZA-04")
    return found


def _risk(answers: Answers) -> list[str]:
    """RT-06 where it may get worse."""
    return ["RT-06"] if answers.get("risk") not in {None, "normal"} else []


def _on_the_way(case: Facts, law: TriageLaw) -> list[str]:
    """Guardians (ZA-07), agents (ZA-08), neighbours (ZA-09)."""
    pairs = ((case.minors, "ZA-07"), (case.agents, "ZA-08"), (case.neighbours, "ZA-09"))
    return [code for there, code in pairs if there]


def _decision(outcome: str, codes: list[str], law: TriageLaw, *, hints=(), on_spot: bool = False) -> Decision:
    performed, otherwise = FOLLOWS[outcome]
    hints = [code for code in dict.fromkeys(hints) if code not in codes]
    return Decision(
        outcome, reasons_of(codes, law), reasons_of(hints, law), reasons_of(performed, law),
        reasons_of(otherwise, law), on_spot,
    )  # fmt: skip


OPEN = Rule("open", "", _("Not all questions are answered."))


def reasons_of(codes, law: TriageLaw) -> tuple[Reason, ...]:
    """Codes with their articles and sentences, as the table of the version words them."""
    rows = (OPEN if code == "open" else law.rule(code) for code in codes)
    return tuple(Reason(row.code, row.article, row.says) for row in rows)


def risk_of(answers: Answers, outcome: str) -> str:
    """The case's risk: the answer; a crime or an offence outside mediation says so itself."""
    if answers.get("violation") == "crime":
        return "criminal"
    if answers.get("risk"):
        return answers["risk"]
    return "public_order" if outcome == Outcome.BY_LAW else "normal"
