"""What sources ask is read together: a query a table and one for all counts."""

import pytest
from django.utils import timezone

from stations.agenda.asking import answered
from stations.agenda.words import Ask, Due, Tally
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Team
from tests.factories import make_officer, make_station, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def station():
    """Three officers of a team."""
    station = make_station("QM")
    team = make_team(station, name="一队")
    for name in ("王小明", "刘冬梅", "郭勇"):
        make_officer(station, name, team=team)
    with in_station(station):
        yield station


def told(row):
    return Due(row.user.name, None, "/x/")


def number(n):
    return Due(f"{n}", None, "/x/")


def titles(asked):
    return [[due.title for due in dues] for dues in answered(asked)]


def test_questions_about_one_table_are_one_query_and_each_gets_its_own_answer(station, django_assert_num_queries):
    people = Officer.objects.select_related("user").order_by("user__name")
    asked = [
        Due("as it is", None, "/x/"), Ask(people.filter(user__name="郭勇"), told), Ask(people[:2], told),
        Ask(people.filter(pk__in=[]), told), Ask(people.filter(user__name="nobody"), told),
    ]  # fmt: skip
    first_two = [officer.user.name for officer in people[:2]]
    with django_assert_num_queries(1):
        assert titles(asked) == [["as it is"], ["郭勇"], first_two, [], []]


def test_another_join_or_another_column_is_another_query(station, django_assert_num_queries):
    people, teams = Officer.objects.select_related("user"), Team.objects.all()
    asked = [
        Ask(people, told), Ask(people.select_related("user__home_station"), told),
        Ask(teams, lambda team: number(team.name)), Ask(people.with_team(timezone.localdate()), told),
    ]  # fmt: skip
    with django_assert_num_queries(4):
        assert [len(dues) for dues in answered(asked)] == [3, 3, 1, 3]


def test_all_counts_are_one_query_and_nothing_is_said_of_none(station, django_assert_num_queries):
    people = Officer.objects.order_by("pk")
    asked = [
        Tally(people, number), Tally(people.filter(pk__in=[]), number), Tally(Team.objects.all(), number),
        Tally(people.filter(user__name="nobody"), number),
        Tally(people, lambda n: number(n) if n > 3 else None),
    ]  # fmt: skip
    with django_assert_num_queries(1):
        assert titles(asked) == [["3"], [], ["1"], [], []]


def test_a_row_may_turn_out_to_be_nothing(station):
    asked = [Ask(Officer.objects.select_related("user"), lambda row: told(row) if row.user.name == "郭勇" else None)]
    assert titles(asked) == [["郭勇"]]


def test_nothing_asked_is_no_query(station, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert answered([]) == []
