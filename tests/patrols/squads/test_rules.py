"""Who may do what among the patrols, and where a squad may patrol (PA-13)."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from patrols.models import Company
from patrols.squads import rules
from patrols.squads.readings import standing
from stations.access.rules import enters_with_password
from stations.organisation.models import User
from stations.organisation.rules import may_issue_code
from tests.factories import make_person
from tests.factories.patrols import make_company, make_guard, make_office_seat, make_squad

DAY = datetime.date(2026, 6, 1)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


def square(west: float, side: float = 0.002) -> dict:
    """An outline."""
    south, east, north = 39.898, west + side, 39.898 + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def fresh(user) -> User:
    """The person as the next request sees them."""
    return User.objects.select_related("officer").get(pk=user.pk)


# -- PA-13 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"licence_no": ""}, "no_licence"),
        ({"contract_no": ""}, "no_contract"),
        ({"contract_until": BEFORE}, "no_contract"),
        ({"contract_until": DAY}, ""),
        ({"contract_until": AFTER}, ""),
        ({"contract_until": None}, ""),
    ],
)
def test_a_licensed_company_needs_its_licence_and_a_contract_in_force(cast, in_one, facts, code):
    company = make_company(cast.station, **facts)
    assert rules.may_take_area(company, square(116.40), DAY).code == code


@pytest.mark.parametrize(
    ("premises", "outline", "code"),
    [
        (None, square(116.40), "no_premises"),
        (square(116.40), None, "no_outline"),
        (square(116.40), square(116.40), ""),
        (square(116.40, 0.004), square(116.401), ""),
        (square(116.40), square(116.40001), ""),
        (square(116.40), square(116.401), "outside_premises"),
        (square(116.40), square(116.45), "outside_premises"),
        (square(116.40), {"type": "Polygon", "coordinates": []}, "outside_premises"),
        (square(116.40), {"type": "Nonsense"}, "outside_premises"),
    ],
)
def test_guards_whom_a_company_hires_itself_stay_on_its_premises(cast, in_one, premises, outline, code):
    company = make_company(cast.station, kind=Company.Kind.SELF_HIRED, premises=premises)
    assert rules.may_take_area(company, outline, DAY).code == code


def test_a_contract_with_a_licensed_company_opens_areas_beyond_the_premises(cast, in_one):
    company = make_company(cast.station, kind=Company.Kind.SELF_HIRED, contract_no="HT-2", contract_until=DAY)
    assert rules.may_take_area(company, square(116.40), DAY)
    assert rules.may_take_area(company, square(116.40), AFTER).code == "no_premises"


# -- standing ------------------------------------------------------------------------------------------------------


def test_standing_is_read_in_one_query_and_in_two_for_a_guard(patrols, cast, django_assert_num_queries):
    officer, leader = fresh(cast.officer.user), fresh(patrols.leader.user)
    with django_assert_num_queries(1):
        assert standing(officer).liaises == {patrols.squad.pk}
    with django_assert_num_queries(2):
        assert standing(leader).leads == {patrols.squad.pk}
        assert standing(leader).squad_id == patrols.squad.pk
    assert standing(AnonymousUser()).guard is None


def test_a_guard_who_has_left_is_none(patrols):
    patrols.leader.left_on = datetime.date(2025, 1, 1)
    patrols.leader.save()
    mine = standing(fresh(patrols.leader.user))
    assert (mine.guard, mine.squad_id, mine.leads) == (None, None, frozenset())


def test_who_sits_in_both_levels_counts_for_the_higher_one(patrols):
    make_office_seat(patrols.squad.station, patrols.office, level="leading_group")
    assert standing(fresh(patrols.office)).level == "leading_group"


def test_pages_are_for_police_and_office_and_changes_for_the_office(patrols, cast):
    for user in (cast.officer.user, cast.chief.user, patrols.office):
        assert rules.may_see_patrols(fresh(user))
    for user in (patrols.guard.user, patrols.leader.user, cast.auxiliary.user, cast.guard):
        assert not rules.may_see_patrols(fresh(user))
    assert rules.may_keep_patrols(fresh(patrols.office))
    assert rules.may_keep_patrols(fresh(cast.deputy.user))
    assert not rules.may_keep_patrols(fresh(cast.officer.user))


# -- one-time codes ------------------------------------------------------------------------------------------------


def test_leader_liaison_officer_and_office_vouch_for_the_guards_of_the_squad(patrols, cast):
    for giver in (patrols.leader.user, cast.officer.user, patrols.office):
        assert rules.may_give_code(fresh(giver), fresh(patrols.guard.user))
        assert may_issue_code(fresh(giver), fresh(patrols.guard.user))


def test_nobody_else_does(patrols, cast):
    stranger = make_guard(make_squad(cast.station), leads=True)
    for giver in (patrols.guard.user, stranger.user, cast.auxiliary.user):
        assert not may_issue_code(fresh(giver), fresh(patrols.leader.user))
    assert not rules.may_give_code(fresh(patrols.leader.user), fresh(patrols.leader.user))


def test_a_squad_leader_gives_no_code_for_an_officer_an_outsider_or_the_office(patrols, cast):
    leader = fresh(patrols.leader.user)
    make_office_seat(cast.station, patrols.guard.user)
    for person in (cast.officer.user, make_person(cast.station), patrols.guard.user):
        assert not may_issue_code(leader, fresh(person))
    assert may_issue_code(fresh(patrols.office), fresh(patrols.guard.user))


def test_a_guard_who_is_an_officer_too_gets_no_code_from_the_squad(patrols, cast):
    patrols.guard.user = cast.auxiliary.user
    patrols.guard.save()
    assert not may_issue_code(fresh(patrols.leader.user), fresh(cast.auxiliary.user))


# -- who works at a desk -------------------------------------------------------------------------------------------


def test_the_office_chooses_a_password_and_guards_connect_a_phone(patrols):
    assert enters_with_password(fresh(patrols.office))
    assert not enters_with_password(fresh(patrols.guard.user))


def test_a_slip_opens_the_code_page_with_the_user_name_only(patrols, client):
    page = client.get("/me/code/", {"name": "b0003"}).content.decode()
    assert 'value="b0003"' in page
