"""Triage and acceptance as verbs: what they write on the case, and what they refuse."""

import datetime

import pytest
from django.utils import timezone

from mediation.cases import triage_actions
from mediation.cases.actions import locked
from mediation.cases.models import BodyNumber, Case
from mediation.cases.words import State
from mediation.network.words import Cause
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediator, make_paper, make_party
from tests.mediation.cases.test_triage_rules import DISPUTE, GATE

HIT = {"domestic_violence": "yes", "violence_handled": "no"}


@pytest.fixture
def keeper(in_one):
    return make_mediator(in_one, keeper=True).user


@pytest.fixture
def case(in_one):
    return make_case(in_one, State.TRIAGE)


def with_evidence(case):
    """A case whose file holds a piece of evidence."""
    make_paper(case, kind="evidence")
    return case


def test_a_dispute_is_triaged_to_people_s_mediation(case, keeper):
    """ZA-03, RT-05."""
    row = triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    case.refresh_from_db()
    assert (row.outcome, row.law, case.track, case.version) == ("rt", case.law, "rt", 1)
    assert Entry.objects.about(case).first().data["outcome"] == "rt"


def test_consent_is_kept_with_its_time(case, keeper):
    """ZA-05, RT-01."""
    triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    assert not case.parties.filter(consented_at=None).exists()
    triage_actions.triage(case=case, answers=DISPUTE | {"consent": "refused_b"}, facts="", actor=keeper)
    case.refresh_from_db()
    assert case.refused_by == "b" and case.track == ""
    assert case.parties.get(side="b").refused_at and case.parties.get(side="a").consented_at
    with pytest.raises(RuleBroken):
        triage_actions.accept(case=case, actor=keeper)


def test_a_registered_case_is_given_to_triage_on_the_way(in_one, keeper):
    case = make_case(in_one)
    triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    case.refresh_from_db()
    assert case.state == State.TRIAGE


def test_acceptance_sets_the_limit_and_the_number(case, keeper, settings):
    """RT-16, DT-01, DT-03."""
    at = timezone.make_aware(datetime.datetime(2026, 9, 1, 10))
    triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    triage_actions.accept(case=case, actor=keeper, at=at)
    case.refresh_from_db()
    assert (case.state, case.accepted_on, case.due_on) == (
        State.ACCEPTED, datetime.date(2026, 9, 1), datetime.date(2026, 10, 8),
    )  # fmt: skip
    number = BodyNumber.objects.get(case=case)
    assert (number.series, number.text) == ("rt", f"（2026）人调字第{number.serial}号")


def test_without_a_triage_nothing_is_accepted(case, keeper):
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.accept(case=case, actor=keeper)
    assert refusal.value.code == "not_triaged"


def test_two_acceptances_make_one_number(case, keeper):
    triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    triage_actions.accept(case=case, actor=keeper)
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.accept(case=case, actor=keeper)
    assert refusal.value.code == "wrong_state" and BodyNumber.objects.filter(case=case).count() == 1


def test_the_police_mediate_with_facts_evidence_and_an_officer_in_charge(in_one, case, keeper, cast):
    """ZA-01, ZA-04, ZA-12."""
    with_evidence(case)
    officer = cast.officer.officer if hasattr(cast.officer, "officer") else cast.officer
    at = timezone.make_aware(datetime.datetime(2026, 2, 13, 10))
    triage_actions.triage(case=case, answers=GATE, facts="甲打乙一拳", actor=keeper, officer=officer)
    triage_actions.accept(case=case, actor=keeper, at=at)
    case.refresh_from_db()
    assert (case.track, case.officer, case.due_on) == ("za", officer, datetime.date(2026, 2, 25))
    assert not BodyNumber.objects.exists()


def test_nobody_in_charge_is_refused(case, keeper):
    with_evidence(case)
    Case.objects.filter(pk=case.pk).update(community=None)
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.triage(case=case, answers=GATE, facts="甲打乙一拳", actor=keeper)
    assert refusal.value.code == "no_officer"


def test_without_evidence_it_waits(case, keeper):
    """ZA-04."""
    row = triage_actions.triage(case=case, answers=GATE, facts="甲打乙一拳", actor=keeper)
    assert (row.outcome, row.reasons) == ("wait", ["ZA-04"])


def test_domestic_violence_is_written_on_the_case_and_not_accepted(case, keeper):
    """ZA-28."""
    row = triage_actions.triage(case=case, answers=HIT, facts="", actor=keeper)
    case.refresh_from_db()
    assert (row.outcome, case.domestic_violence, case.track) == ("by_law", True, "")
    with pytest.raises(RuleBroken):
        triage_actions.accept(case=case, actor=keeper)


def test_an_unreported_risk_stops_acceptance(case, keeper):
    """RT-06."""
    risky = DISPUTE | {"risk": "public_order", "reported": "no"}
    triage_actions.triage(case=case, answers=risky, facts="", actor=keeper)
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.accept(case=case, actor=keeper)
    assert refusal.value.code == "not_reported"
    triage_actions.triage(case=case, answers=risky | {"reported": "yes"}, facts="", actor=keeper)
    triage_actions.accept(case=case, actor=keeper)


def test_a_stale_form_is_refused(case, keeper):
    triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper, version=0)
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper, version=0)
    assert refusal.value.code == "changed_meanwhile"


def test_unanswered_and_wrong_answers_are_refused(case, keeper):
    for answers, code in (({}, "unanswered"), (DISPUTE | {"risk": "?"}, "bad_answer")):
        with pytest.raises(RuleBroken) as refusal:
            triage_actions.triage(case=case, answers=answers, facts="", actor=keeper)
        assert refusal.value.code == code


def test_an_accepted_case_is_not_triaged_again(in_one, keeper):
    case = make_case(in_one, State.ACCEPTED)
    with pytest.raises(RuleBroken) as refusal:
        triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    assert refusal.value.code == "wrong_state"


def test_a_mediator_who_keeps_nothing_does_not_triage(in_one, case):
    with pytest.raises(NotAllowed):
        triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=make_mediator(in_one).user)


def test_a_case_keeps_the_table_it_began_under(in_one, keeper):
    case = make_case(in_one, State.TRIAGE, law="TJ-2019", cause=Cause.NEIGHBOURS)
    make_party(case, "third")
    row = triage_actions.triage(case=case, answers=DISPUTE, facts="", actor=keeper)
    assert row.law == "TJ-2019" and locked(case.pk).law == "TJ-2019"
