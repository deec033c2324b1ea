"""Parties: identity, guardians (ZA-07), agents (ZA-08), consents and refusals (ZA-05, RT-01), looks (SE-24)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mediation.cases import parties, rules_parties
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import PublicRole, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.identity import is_credit_code, is_id_number, is_other_document
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediator, make_party

DAY = datetime.date(2026, 11, 22)


def add(case, actor, **values):
    return parties.add_party(case=case, actor=actor, **{"side": "a", "name": "王建国"} | values)


def refused(code, case, actor, **values):
    with pytest.raises(RuleBroken) as refusal:
        add(case, actor, **values)
    assert refusal.value.code == code
    return str(refusal.value.reason)


@pytest.mark.parametrize(
    ("number", "holds"),
    [("11010519491231002X", True), ("440524188001010014", True), ("11010519491231002x".upper(), True),
     ("110105194912310021", False), ("11010519491331002X", False), ("123", False)],
)  # fmt: skip
def test_the_check_digit_of_an_id_number_counts(number, holds):
    assert is_id_number(number) is holds


def test_credit_codes_and_passports_are_told_apart():
    assert is_credit_code("91350100M000100Y43") and not is_credit_code("91350100M000100Y44")
    assert is_other_document("E12345678") and not is_other_document("12345678") and not is_other_document("A1")


def test_a_mistyped_id_number_is_refused_and_a_good_one_tells_birth_and_sex(in_one, cast):
    case = make_case(in_one)
    refused("id_number", case, cast.chief.user, id_number="110105194912310021")
    party = add(case, cast.chief.user, id_number="11010519491231002x")
    assert (party.born_on, party.sex) == (datetime.date(1949, 12, 31), "女")
    refused("id_number", case, cast.chief.user, kind="unit", id_number="91350100M000100Y44")
    assert add(case, cast.chief.user, kind="unit", name="某公司", id_number="91350100M000100Y43").sex == ""


@pytest.mark.parametrize("name", ["买买提·阿卜杜拉", "㛃𠮷", "欧阳" * 40, 'O\'Neil & <Sons> "X"'])
def test_long_and_rare_names_are_kept(in_one, cast, name):
    party = add(make_case(in_one), cast.chief.user, name=name)
    assert CaseParty.objects.get(pk=party.pk).name == name


def test_a_minors_guardian_is_told_unless_waived_by_a_working_sixteen_year_old():
    seventeen = CaseParty(name="小王", born_on=datetime.date(2009, 6, 1))
    assert rules_parties.needs_guardian(seventeen, DAY)
    seventeen.self_supporting = seventeen.guardian_waived = True
    assert not rules_parties.needs_guardian(seventeen, DAY) and rules_parties.party_answer(seventeen, DAY)
    fifteen = CaseParty(name="小李", born_on=datetime.date(2010, 11, 23), self_supporting=True, guardian_waived=True)
    assert rules_parties.needs_guardian(fifteen, DAY)
    assert rules_parties.party_answer(fifteen, DAY).code == "guardian_waiver"
    sixteen_today = CaseParty(name="小赵", born_on=DAY.replace(year=2010), self_supporting=True, guardian_waived=True)
    assert rules_parties.party_answer(sixteen_today, DAY)
    grown_up_today = CaseParty(name="小孙", born_on=DAY.replace(year=2008))
    assert not rules_parties.is_minor(grown_up_today, DAY)


def test_telling_the_guardian_is_stamped_once(in_one, cast):
    case = make_case(in_one)
    party = add(
        case, cast.chief.user, born_on=datetime.date(2015, 1, 1), guardian_name="王父", guardian_notified=True
    )
    told = party.guardian_notified_at
    assert told
    changed = parties.change_party(party=party, actor=cast.chief.user, guardian_notified=True, occupation="学生")
    assert changed.guardian_notified_at == told


def test_a_suspect_sends_no_agent_by_rule_and_by_constraint(in_one, cast):
    case = make_case(in_one)
    for role in (PublicRole.SUSPECT, PublicRole.BOTH):
        words = refused(
            "suspect_agent", case, cast.chief.user, public_role=role, agent_name="张律师", agent_scope="一般代理"
        )
        assert "ZA-08" in words
    refused("agent_scope", case, cast.chief.user, public_role=PublicRole.VICTIM, agent_name="张律师")
    assert add(case, cast.chief.user, public_role=PublicRole.VICTIM, agent_name="张律师", agent_scope="一般代理")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_party(case, public_role=PublicRole.SUSPECT, agent_name="张律师")


def test_a_refusal_stands_on_the_case_until_it_is_withdrawn(in_one, cast):
    case = make_case(in_one, state=State.TRIAGE)
    party = case.parties.get(side="b")
    parties.refuse(party=party, actor=cast.chief.user)
    case.refresh_from_db()
    assert case.refused_by == "b"
    with pytest.raises(RuleBroken) as refusal:
        parties.refuse(party=party, actor=cast.chief.user)
    assert refusal.value.code == "nothing_changed"
    again = parties.consent(party=party, actor=cast.chief.user)
    case.refresh_from_db()
    assert (case.refused_by, again.refused_at) == ("", None)


def test_once_it_has_begun_a_refusal_is_the_partys_and_ending_writes_the_case(in_one, cast):
    case = make_case(in_one, state=State.MEDIATING)
    parties.refuse(party=case.parties.first(), actor=cast.chief.user)
    case.refresh_from_db()
    assert case.refused_by == "" and case.parties.filter(refused_at__isnull=False).exists()


def test_a_party_taken_out_refuses_no_more(in_one, cast):
    case = make_case(in_one)
    party = case.parties.first()
    parties.refuse(party=party, actor=cast.chief.user)
    parties.remove_party(party=party, actor=cast.chief.user)
    assert Case.objects.get(pk=case.pk).refused_by == ""
    with pytest.raises(RuleBroken) as refusal:
        parties.consent(party=party, actor=cast.chief.user)
    assert refusal.value.code == "removed"


def test_a_look_is_for_who_works_on_the_case_and_is_recorded(in_one, cast):
    mediator = make_mediator(in_one)
    case = make_case(in_one, mediator=mediator)
    party = case.parties.first()
    with pytest.raises(NotAllowed):
        parties.show_party(party=party, actor=make_mediator(in_one).user, reason="handling")
    assert parties.show_party(party=party, actor=mediator.user, reason="handling").phone == party.phone
    entry = Entry.objects.about(case).first()
    assert (entry.verb, entry.data["what"]) == ("looked", "party:handling")


def test_what_others_see_is_masked(in_one):
    case = make_case(in_one, parties=0)
    make_party(case, name="欧阳明月", phone="13812345678", id_number="11010519491231002X")
    make_party(case, "b", kind="unit", name="某某美容店")
    one, two = parties.shown(case.parties.all(), timezone.localdate())
    assert (one.name, one.phone, one.id_number) == ("欧***", "138****5678", "110105********002X")
    assert two.name == "某某美容店"
