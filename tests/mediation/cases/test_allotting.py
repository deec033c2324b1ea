"""Mediators are asked, answer, withdraw; after a no or a silence the next one is asked, exactly once."""

import datetime

import pytest
from django.utils import timezone

from mediation.cases import allotting
from mediation.cases import matching_readings as readings
from mediation.cases.models import CaseMediator
from mediation.cases.tasks import expire_questions
from mediation.cases.words import State, Track
from mediation.network.models import MediatorInterest
from mediation.network.words import Group
from stations.agenda.registry import due_for
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories import make_officer
from tests.factories.mediation import make_case, make_case_mediator, make_mediator, make_party

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def keeper(in_one):
    return make_mediator(in_one, keeper=True, most_open=0).user


@pytest.fixture
def case(in_one):
    return make_case(in_one, State.ACCEPTED)


@pytest.fixture
def elders(in_one):
    return [make_mediator(in_one, Group.ELDER) for _number in range(3)]


def refused(verb, **arguments):
    with pytest.raises(RuleBroken) as refusal:
        verb(**arguments)
    return refusal.value.code


def test_a_mediator_is_asked_and_takes_the_case(case, keeper, elders):
    """RT-03."""
    row = allotting.ask(case=case, mediator=elders[0], actor=keeper)
    assert Notice.objects.get(recipient=elders[0].user).kind == "mediation.asked"
    assert {reason["code"] for reason in row.reasons} >= {"group", "free"}
    assert [due.title for due in due_for(elders[0].user, timezone.localdate())]
    allotting.answer(row=row, yes=True, actor=elders[0].user)
    row.refresh_from_db()
    assert row.accepted and row.since and Notice.objects.filter(recipient=keeper, kind="mediation.taken").exists()
    assert refused(allotting.answer, row=row, yes=False, actor=elders[0].user) == "answered"


def test_after_a_no_the_next_one_is_asked(case, keeper, elders):
    row = allotting.ask(case=case, mediator=elders[0], actor=keeper)
    allotting.answer(row=row, yes=False, reason="出差", actor=elders[0].user)
    lead = readings.lead_of(case)
    assert lead.mediator in elders[1:] and lead.accepted is None
    assert Notice.objects.filter(recipient=lead.mediator.user, kind="mediation.asked").exists()


def test_when_nobody_is_left_the_keeper_is_told(case, keeper, in_one):
    only = make_mediator(in_one, Group.ELDER)
    row = allotting.ask(case=case, mediator=only, actor=keeper)
    allotting.answer(row=row, yes=False, conflict="与一方是亲属", actor=only.user)
    assert readings.lead_of(case) is None
    assert Notice.objects.filter(recipient=keeper, kind="mediation.nobody").count() == 1
    assert refused(allotting.ask, case=case, mediator=only, actor=keeper) == "conflict_before"


def test_a_silence_is_closed_exactly_once(case, keeper, elders):
    allotting.ask(case=case, mediator=elders[0], actor=keeper)
    late = timezone.now() + 25 * HOUR
    assert allotting.expire_all(station=case.station, at=timezone.now()) == 0
    assert allotting.expire_all(station=case.station, at=late) == 1
    assert allotting.expire_all(station=case.station, at=late - HOUR) == 0
    assert expire_questions() == 0
    rows = list(CaseMediator.objects.filter(case=case).order_by("id"))
    assert [row.end_reason for row in rows] == ["no_answer", ""] and rows[1].mediator in elders[1:]
    assert not allotting.expire(pk=rows[0].pk, case_id=case.pk, at=late)


def test_only_one_leads(case, keeper, elders):
    allotting.ask(case=case, mediator=elders[0], actor=keeper)
    assert refused(allotting.ask, case=case, mediator=elders[1], actor=keeper) == "lead_there"
    allotting.ask(case=case, mediator=elders[1], actor=keeper, part="helps")


def test_the_police_never_lead_or_help_people_s_mediation(case, keeper, in_one):
    police = make_mediator(in_one, Group.POLICE, user=make_officer(in_one).user)
    for part in ("lead", "helps"):
        assert refused(allotting.ask, case=case, mediator=police, actor=keeper, part=part) == "track_no_police"


def test_public_order_mediation_is_led_by_the_police_and_helped_by_others(in_one, keeper, elders):
    """ZA-01, ZA-09."""
    case = make_case(in_one, State.ACCEPTED, Track.ZA)
    officer = make_officer(in_one)
    police = make_mediator(in_one, Group.POLICE, user=officer.user)
    assert refused(allotting.ask, case=case, mediator=elders[0], actor=keeper) == "track_police"
    allotting.ask(case=case, mediator=elders[0], actor=keeper, part="helps")
    row = allotting.ask(case=case, mediator=police, actor=keeper)
    allotting.answer(row=row, yes=True, actor=officer.user)
    case.refresh_from_db()
    assert case.officer == officer


def test_a_tie_keeps_a_mediator_out_with_its_reason(case, keeper, elders):
    """RT-19."""
    make_party(case, "b", name="德胜物业公司", kind="unit")
    MediatorInterest.objects.create(station=case.station, mediator=elders[0], keyword="德胜物业", note="受聘")
    assert refused(allotting.ask, case=case, mediator=elders[0], actor=keeper) == "conflict"
    assert elders[0].pk not in [row.candidate.pk for row in readings.ranked(case)[0]]


def test_who_withdrew_from_the_same_person_before_stays_out(case, keeper, elders, in_one):
    """RT-19."""
    other = make_case(in_one, State.ACCEPTED)
    make_party(other, "a", phone="13800001111")
    make_party(case, "a", phone="13800001111")
    row = make_case_mediator(other, elders[0])
    allotting.withdraw(row=row, conflict="邻居", by_party=True, actor=keeper)
    assert refused(allotting.ask, case=case, mediator=elders[0], actor=keeper) == "conflict_before"


def test_a_withdrawal_needs_its_reason_and_brings_the_next(case, keeper, elders):
    """RT-19."""
    row = make_case_mediator(case, elders[0])
    assert refused(allotting.withdraw, row=row, conflict=" ", actor=elders[0].user) == "no_conflict"
    allotting.withdraw(row=row, conflict="曾任代理人", actor=elders[0].user)
    assert readings.lead_of(case).mediator in elders[1:]


def test_a_helper_takes_over_the_lead(case, keeper, elders):
    first = make_case_mediator(case, elders[0])
    helper = make_case_mediator(case, elders[1], part="helps")
    allotting.lead_by(row=helper, actor=keeper)
    first.refresh_from_db()
    assert (readings.lead_of(case).mediator, first.part) == (elders[1], "helps")


def test_an_own_part_is_ended_with_a_reason(case, keeper, elders):
    row = make_case_mediator(case, elders[0])
    assert refused(allotting.release, row=row, reason="", actor=keeper) == "no_reason"
    allotting.release(row=row, reason="住院", actor=keeper)
    assert readings.lead_of(case) is None


def test_before_acceptance_nobody_is_asked(in_one, keeper, elders):
    case = make_case(in_one, State.TRIAGE, Track.RT)
    assert refused(allotting.ask, case=case, mediator=elders[0], actor=keeper) == "wrong_state"


def test_a_stranger_neither_asks_nor_answers(case, keeper, elders):
    row = allotting.ask(case=case, mediator=elders[0], actor=keeper)
    with pytest.raises(NotAllowed):
        allotting.answer(row=row, yes=True, actor=elders[1].user)
    with pytest.raises(NotAllowed):
        allotting.ask(case=case, mediator=elders[1], actor=elders[2].user, part="helps")


def test_a_keeper_who_asks_themselves_has_taken_it(case, in_one):
    keeper = make_mediator(in_one, keeper=True)
    assert allotting.ask(case=case, mediator=keeper, actor=keeper.user).accepted


@pytest.mark.parametrize("many", [2, 12])
def test_ranking_costs_the_same_however_many_mediators(case, in_one, many, django_assert_max_num_queries):
    for _number in range(many):
        make_mediator(in_one, Group.ELDER)
    with django_assert_max_num_queries(10):
        assert len(readings.ranked(case)[0]) == many
