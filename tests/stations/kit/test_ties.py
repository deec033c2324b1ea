"""Who somebody is comes out of one question a request, whichever rooms ask."""

import pytest
from django.utils import timezone

from mediation.network.readings import standing as in_mediation
from patrols.squads.readings import standing as in_patrols
from stations.kit.scoping import in_station
from stations.kit.ties import ties_of
from stations.organisation.models import Grant, User
from tests.factories import FIRST_DAY, make_officer, make_station

pytestmark = pytest.mark.django_db


def test_rights_count_while_they_are_in_force():
    station = make_station("QM")
    officer = make_officer(station)
    today = timezone.localdate()
    with in_station(station):
        Grant.objects.create(station=station, user=officer.user, right=Grant.Right.PERSONNEL, start=FIRST_DAY)
        Grant.objects.create(station=station, user=officer.user, right=Grant.Right.VIEW, start=FIRST_DAY, end=today)
        person = User.objects.get(pk=officer.user_id)
        assert [word for _number, word in ties_of(person)["right"]] == [Grant.Right.PERSONNEL]
        before = ties_of(person, FIRST_DAY)["right"]
        assert {word for _number, word in before} == {Grant.Right.PERSONNEL, Grant.Right.VIEW}


def test_all_rooms_together_ask_once(django_assert_num_queries):
    station = make_station("QM")
    officer = make_officer(station)
    with in_station(station):
        person = User.objects.select_related("officer", "home_station").get(pk=officer.user_id)
        with django_assert_num_queries(1):
            ties_of(person)
            assert in_patrols(person).guard is None
            assert in_mediation(person).mediator is None
