"""Triage decides by the table of the case's version: every rule id, and what must never come out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.cases.triage_law import EXCLUSIONS, GROUNDS, TABLES, Outcome, triage_law
from mediation.cases.triage_rules import Facts, asked, complete, decide, exclusions, relevant

NOW = triage_law("TJ-2026")
READY = Facts(evidence=1, summary=True)
GATE = {
    "domestic_violence": "no", "violation": "offence", "decided": "no", "among_people": "yes", "minor": "yes",
    "act": "beating", "grounds": ["a"], "exclusions": ["none"], "consent": "all", "wish": "police",
    "facts_clear": "yes", "on_spot": "no", "risk": "normal",
}  # fmt: skip
DISPUTE = {
    "domestic_violence": "no", "violation": "none", "competence": "here", "consent": "all", "risk": "normal",
}  # fmt: skip


def any_answers(law):
    """Any answers to any questions of a table, also some to none."""
    fields = {}
    for question in law.questions:
        codes = st.sampled_from([option.code for option in question.options])
        fields[question.code] = st.lists(codes, unique=True) if question.many else codes | st.just("")
    return st.fixed_dictionaries({}, optional=fields)


LAWS = st.sampled_from(TABLES)
FACTS = st.builds(
    Facts, evidence=st.integers(0, 2), summary=st.booleans(), minors=st.integers(0, 1), agents=st.integers(0, 1),
    neighbours=st.booleans(), other_side_unknown=st.booleans(),
)  # fmt: skip
TRIED = st.one_of(
    LAWS.flatmap(lambda law: st.tuples(st.just(law), any_answers(law))),
    LAWS.flatmap(lambda law: st.tuples(st.just(law), any_answers(law).map(lambda more: GATE | more))),
)


@given(TRIED, FACTS)
def test_any_exclusion_never_leads_to_public_order_mediation(tried, facts):
    """ZA-02."""
    law, answers = tried
    decision = decide(answers, facts, law)
    if exclusions(relevant(answers, law)):
        assert decision.outcome not in {Outcome.ZA, Outcome.HJ}


@given(TRIED, FACTS)
def test_domestic_violence_never_leads_to_mediation_by_the_police_or_a_settlement(tried, facts):
    """ZA-28."""
    law, answers = tried
    decision = decide(answers | {"domestic_violence": "yes"}, facts, law)
    assert decision.outcome not in {Outcome.ZA, Outcome.HJ}


@given(TRIED, FACTS)
def test_without_an_offence_there_is_no_public_order_mediation(tried, facts):
    """ZA-03."""
    law, answers = tried
    assert decide(answers | {"violation": "none"}, facts, law).outcome not in {Outcome.ZA, Outcome.HJ}


@given(TRIED, FACTS)
def test_the_same_answers_always_give_the_same_decision_and_leftovers_change_nothing(tried, facts):
    law, answers = tried
    first = decide(answers, facts, law)
    assert first == decide(dict(reversed(list(answers.items()))), facts, law)
    assert first == decide(relevant(answers, law), facts, law)


@given(TRIED, FACTS)
def test_public_order_mediation_needs_the_whole_gate(tried, facts):
    """ZA-01, ZA-04, ZA-05."""
    law, answers = tried
    decision = decide(answers, facts, law)
    if decision.outcome in {Outcome.ZA, Outcome.HJ}:
        kept = relevant(answers, law)
        assert (kept["violation"], kept["among_people"], kept["minor"]) == ("offence", "yes", "yes")
        assert set(kept["grounds"]) & {"a", "b", "c"}
        assert kept["consent"] == "all" and facts.evidence and facts.summary and not facts.other_side_unknown


@given(TRIED, FACTS)
def test_a_refusal_never_leads_to_mediation(tried, facts):
    """RT-01."""
    law, answers = tried
    for side in ("refused_a", "refused_b"):
        decision = decide(answers | {"consent": side}, facts, law)
        asks = {question.code for question in asked(answers | {"consent": side}, law)}
        assert "consent" not in asks or decision.outcome not in {Outcome.RT, Outcome.ZA, Outcome.HJ}


@given(TRIED, FACTS)
def test_every_reason_names_its_rule_and_article(tried, facts):
    law, answers = tried
    decision = decide(answers, facts, law)
    assert decision.outcome in Outcome.values and decision.reasons
    every = (*decision.reasons, *decision.hints, *decision.follows_if_performed, *decision.follows_if_not)
    # Local rules of competence carry the article the station enters, or none (LR).
    free = ("open", "LR-01", "LR-02", "LR-03")
    assert all(str(reason.says) and (reason.article or reason.code in free) for reason in every)


def test_a_minor_offence_among_neighbours_goes_to_the_police():
    """ZA-01, ZA-18, ZA-19."""
    decision = decide(GATE, READY, NOW)
    assert decision.outcome == Outcome.ZA
    assert decision.reasons[0].article == "公安机关办理行政案件程序规定第一百七十八条"
    assert [reason.code for reason in decision.follows_if_performed] == ["ZA-18"]
    assert [reason.code for reason in decision.follows_if_not] == ["ZA-19", "ZA-20"]


@pytest.mark.parametrize("option", [row for row in EXCLUSIONS if row.code != "refused"], ids=lambda row: row.code)
def test_each_of_the_seven_exclusions_is_handled_by_law(option):
    """ZA-02 nos. 1 to 3 and 5 to 7."""
    decision = decide(GATE | {"exclusions": [option.code]}, READY, NOW)
    assert (decision.outcome, decision.codes) == (Outcome.BY_LAW, [option.rule])
    assert "第一百七十九条" in decision.reasons[0].article


def test_the_fourth_exclusion_is_a_refusal():
    """ZA-02 no. 4."""
    assert decide(GATE | {"consent": "refused_b"}, READY, NOW).codes == ["ZA-02.4"]


@pytest.mark.parametrize("ground", [row.code for row in GROUNDS])
def test_one_ground_is_enough_and_none_is_not(ground):
    """ZA-01 (a), (b), (c)."""
    assert decide(GATE | {"grounds": [ground]}, READY, NOW).outcome == Outcome.ZA
    assert decide(GATE | {"grounds": ["none"]}, READY, NOW).outcome == Outcome.BY_LAW


@pytest.mark.parametrize("outside", [{"among_people": "no"}, {"minor": "no"}])
def test_outside_the_scope_the_police_handle_it_by_law(outside):
    """ZA-01."""
    decision = decide(GATE | outside, READY, NOW)
    assert (decision.outcome, decision.codes) == (Outcome.BY_LAW, ["ZA-01"])


@pytest.mark.parametrize("facts", [Facts(evidence=0, summary=True), Facts(evidence=1, summary=False)])
def test_without_facts_and_evidence_the_police_do_not_mediate_yet(facts):
    """ZA-04."""
    decision = decide(GATE, facts, NOW)
    assert (decision.outcome, decision.codes) == (Outcome.WAIT, ["ZA-04"])


def test_both_sides_must_agree_before_the_police_mediate():
    """ZA-05."""
    assert decide(GATE | {"consent": "some"}, READY, NOW).codes == ["ZA-05"]


def test_no_offence_leads_to_people_s_mediation_with_a_referral():
    """ZA-03, RT-14, RT-15."""
    decision = decide(DISPUTE, Facts(), NOW)
    assert (decision.outcome, decision.codes) == (Outcome.RT, ["RT-00", "ZA-03"])
    assert [reason.code for reason in decision.follows_if_not] == ["RT-15", "SF-01", "RT-07"]


def test_a_refused_dispute_is_not_accepted():
    """RT-01, RT-07."""
    decision = decide(DISPUTE | {"consent": "refused_a"}, Facts(), NOW)
    assert (decision.outcome, decision.codes[0]) == (Outcome.DECLINE, "RT-01")
    assert [reason.code for reason in decision.follows_if_not] == ["RT-07"]


@pytest.mark.parametrize(
    ("competence", "outcome"),
    [("organ", "transfer"), ("elsewhere", "transfer"), ("taken", "decline"), ("not_civil", "decline")],
)
def test_what_belongs_elsewhere_is_transferred_or_not_accepted(competence, outcome):
    assert decide(DISPUTE | {"competence": competence}, Facts(), NOW).outcome == outcome


def test_hints_name_guardians_agents_and_neighbours():
    """ZA-07, ZA-08, ZA-09, ZA-30."""
    facts = Facts(evidence=1, summary=True, minors=1, agents=1, neighbours=True)
    hints = {reason.code for reason in decide(GATE, facts, NOW).hints}
    assert {"ZA-07", "ZA-08", "ZA-09", "ZA-10", "ZA-12", "ZA-30"} <= hints


def test_on_the_spot_is_a_form_of_public_order_mediation():
    """ZA-13."""
    decision = decide(GATE | {"on_spot": "yes"}, READY, NOW)
    assert decision.on_spot and decision.codes == ["ZA-01", "ZA-13"]


def test_noise_without_history_is_a_dispute_since_2026_only():
    """ZA-27."""
    noise = GATE | {"act": "noise"}
    assert decide(noise | {"noise_history": "no"}, READY, NOW).codes == ["ZA-27", "ZA-03"]
    assert decide(noise | {"noise_history": "no"}, READY, NOW).outcome == Outcome.RT
    assert decide(noise | {"noise_history": "yes"}, READY, NOW).outcome == Outcome.ZA
    assert decide(noise, READY, triage_law("TJ-2019")).outcome == Outcome.ZA


def test_noise_asks_no_more_than_it_needs():
    asks = [row.code for row in asked(GATE | {"act": "noise", "noise_history": "no"}, NOW)]
    assert "wish" not in asks and asks[-1] == "risk"


def test_domestic_violence_goes_to_the_police_first_and_the_family_dispute_to_the_committee_after():
    """ZA-28."""
    hit = {"domestic_violence": "yes", "violence_handled": "no"}
    assert decide(hit, Facts(), NOW).codes == ["ZA-28"]
    after = hit | {"violence_handled": "yes", "competence_family": "here", "consent": "all", "risk": "normal"}
    assert (decide(after, Facts(), NOW).outcome, decide(after, Facts(), NOW).codes[1]) == (Outcome.RT, "ZA-28")


def test_a_crime_is_not_mediated():
    """RT-06."""
    assert decide({"domestic_violence": "no", "violation": "crime"}, Facts(), NOW).codes == ["RT-06"]


def test_a_risk_is_named_and_its_report_asked_for():
    """RT-06."""
    risky = DISPUTE | {"risk": "public_order"}
    assert not complete(risky, NOW)
    assert "RT-06" in [reason.code for reason in decide(risky | {"reported": "yes"}, Facts(), NOW).hints]


def test_parties_may_settle_themselves_until_a_decision():
    """HJ-01, HJ-03, HJ-04, HJ-05, HJ-06."""
    decision = decide(GATE | {"wish": "themselves"}, READY, NOW)
    assert decision.outcome == Outcome.HJ and decision.codes[0] == "HJ-01"
    assert [reason.code for reason in decision.follows_if_performed] == ["HJ-03", "HJ-04", "HJ-05"]
    assert decide(GATE | {"decided": "yes"}, READY, NOW).codes == ["HJ-06"]


def test_an_unknown_version_is_read_by_the_newest_before_it():
    assert triage_law("TJ-2030").version == "TJ-2026"
    assert triage_law("TJ-2000").version == "TJ-2019"
