"""Whose area work is done by whom: nobody is forgotten, nobody at rest is asked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stations.agenda.registry import Due
from stations.beat import rules
from stations.beat.rules import Worker, cover, doers
from stations.roster.models import Role

DAY = date(2026, 11, 23)
ROLES = ["", *Role.values]


def works(number: int, role: str = Role.PRIMARY, **more) -> Worker:
    return Worker(number, team_id=1, role=role, **more)


workers = st.builds(
    Worker, officer_id=st.integers(1, 9), name=st.just(""), team_id=st.just(1), role=st.sampled_from(ROLES),
    away=st.booleans(), police=st.booleans(),
)  # fmt: skip
several = st.lists(workers, max_size=6, unique_by=lambda one: one.officer_id)


@given(workers, several, st.none() | workers, several)
def test_nobody_who_is_off_or_an_auxiliary_does_the_work_of_another(owner, partners, substitute, team):
    known = {one.officer_id: one for one in [*team, *([substitute] if substitute else []), *partners]}
    found = cover(owner, partners, substitute, team)
    for number in found.by:
        if found.way == rules.OWN:
            assert number == owner.officer_id and not owner.off
        else:
            assert any(
                one.officer_id == number and not one.off and one.police
                for one in [*partners, *team, *([substitute] if substitute else [])]
            )
    assert known or found.way in {rules.OWN, rules.NOBODY}


@given(workers, several, st.none() | workers, several)
def test_the_work_is_never_nobodys_while_an_officer_of_the_team_is_on_duty(owner, partners, substitute, team):
    found = cover(owner, partners, substitute, team)
    there = [one for one in team if one.on_duty and one.police and one.officer_id != owner.officer_id]
    assert found.by or not there
    assert bool(found.by) == (found.way != rules.NOBODY)


@given(workers, several, st.none() | workers, several)
def test_there_are_never_two_partners(owner, partners, substitute, team):
    found = cover(owner, partners, substitute, team)
    if found.way in {rules.OWN, rules.PARTNER, rules.SUBSTITUTE}:
        assert len(found.by) == 1
    assert len(set(found.by)) == len(found.by)


@given(workers, several, st.none() | workers, several, st.booleans())
def test_a_task_that_does_not_pass_stays_with_its_owner(owner, partners, substitute, team, passes):
    found = cover(owner, partners, substitute, team)
    who = doers(Due("sign", DAY, "/", passes=passes), owner.officer_id, found)
    assert who
    if not passes:
        assert who == (owner.officer_id,)


def test_who_works_does_the_own_work():
    assert cover(works(1, Role.SECONDARY), [works(2)], None, [works(3)]) == rules.Cover((1,), rules.OWN)


def test_without_a_roster_nothing_passes():
    assert cover(works(1, ""), [works(2)]).way == rules.OWN


def test_on_a_rest_day_the_other_of_the_pair_takes_it():
    assert cover(works(1, Role.REST), [works(2)], None, [works(3)]) == rules.Cover((2,), rules.PARTNER)


def test_while_both_rest_the_substitute_of_the_roster_comes_first_then_the_colleagues_on_primary_duty():
    owner, partner, team = works(1, Role.REST), works(2, Role.REST), [works(4), works(3), works(5, Role.SECONDARY)]
    assert cover(owner, [partner], works(9), team) == rules.Cover((9,), rules.SUBSTITUTE)
    assert cover(owner, [partner], None, team) == rules.Cover((3, 4), rules.COLLEAGUES)


def test_where_nobody_of_the_team_is_on_primary_duty_whoever_works_takes_it():
    assert cover(works(1, away=True), [], None, [works(5, Role.SECONDARY)]).by == (5,)


def test_an_auxiliary_never_answers_for_an_area():
    assert cover(works(1, Role.REST), [works(2, police=False)], None, [works(3, police=False)]).way == rules.NOBODY


def test_the_reason_of_an_absence_is_not_told():
    assert works(1, Role.REST, away=True).off == rules.AWAY
    assert works(1, Role.REST).off == rules.REST


def test_the_list_shouts_what_is_overdue_first():
    def due(days, tone="info"):
        return Due("x", None if days is None else DAY + timedelta(days), "/", tone)

    order = [due(-3), due(-1), due(None, "danger"), due(0), due(2), due(None), due(9)]
    headings = [rules.urgency(one, DAY) for one in order]
    assert headings == [
        rules.OVERDUE, rules.OVERDUE, rules.TODAY, rules.TODAY, rules.NEAR, rules.OPEN, rules.LATER,
    ]  # fmt: skip
    assert sorted(reversed(order), key=lambda one: rules.rank(one, DAY)) == order


def test_days_late_are_counted_from_the_day_it_was_due():
    assert rules.days_late(Due("x", DAY - timedelta(3), "/"), DAY) == 3
    assert rules.days_late(Due("x", DAY, "/"), DAY) == rules.days_late(Due("x", None, "/"), DAY) == 0
