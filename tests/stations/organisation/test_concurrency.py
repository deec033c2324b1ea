"""Two people press the same button at the same moment."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.organisation import actions
from stations.organisation.models import Officer, Team
from tests.factories import make_cast, make_officer, make_team

DAY = datetime.date(2026, 3, 1)


def at_once(station, *verbs):
    """Run verbs in threads of their own; returns how many were carried out."""

    def run(verb):
        try:
            with in_station(station):
                verb()
        except RuleBroken:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sum(pool.map(run, verbs))


@pytest.mark.django_db(transaction=True)
def test_two_moves_leave_one_running_membership():
    cast = make_cast()
    teams = [make_team(cast.station, Team.Kind.CASE) for _each in range(4)]
    done = at_once(
        cast.station,
        *[
            lambda team=team, number=number: actions.move_to_team(
                officer=cast.officer, team=team, start=DAY + datetime.timedelta(days=number), actor=None
            )
            for number, team in enumerate(teams)
        ],
    )
    with in_station(cast.station):
        assert done >= 1
        assert cast.officer.memberships.filter(end=None).count() == 1
        assert cast.officer.memberships.count() == done + 1


@pytest.mark.django_db(transaction=True)
def test_two_appointments_leave_one_leader():
    cast = make_cast()
    people = [make_officer(cast.station) for _each in range(4)]
    at_once(
        cast.station,
        *[
            lambda officer=officer: actions.appoint_lead(
                team=cast.command, officer=officer, role="leader", start=DAY, actor=None
            )
            for officer in people
        ],
    )
    with in_station(cast.station):
        assert cast.command.leads.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_police_number_is_given_once():
    cast = make_cast()

    def add():
        actions.add_officer(
            station=cast.station, actor=None, name="某某", police_no="777", post="officer", kind="police"
        )

    assert at_once(cast.station, add, add, add) == 1
    with in_station(cast.station):
        assert Officer.objects.filter(police_no="777").count() == 1
