"""Whose tasks are on whose list today."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from stations.agenda.registry import Due
from stations.agenda.standing_in import stands_in_for
from stations.beat import readings
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, User
from stations.roster.models import Absence, Cover
from tests.factories import make_plan
from tests.factories.beat import primary, rest

TODAY = timezone.localdate


def person(officer: Officer) -> User:
    """The account as a request loads it."""
    user = User.objects.select_related("officer", "home_station").get(pk=officer.user_id)
    user.rights = user.leads = frozenset()
    return user


def mine(user, day):
    """One visit of the area and one signature of everybody."""
    return [
        Due(f"visit of {user.name}", day, f"/visit/{user.pk}/", kind="visit", passes=True),
        Due(f"signature of {user.name}", day, f"/sign/{user.pk}/", kind="paper"),
    ]


@pytest.fixture(autouse=True)
def two_tasks(sources):
    sources.register("mine", mine)


def titles(officer: Officer, **more) -> list[str]:
    with in_station(officer.station):
        return [task.due.title for task in readings.tasks_of(person(officer), **more)]


def test_on_the_rest_day_of_the_a_role_the_b_role_has_the_visit_and_not_the_signature(beat):
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    with in_station(beat.a.station):
        found = readings.tasks_of(person(beat.b))
    passed = [task for task in found if task.owner]
    assert [(task.due.title, task.owner.name, task.owner.off) for task in passed] == [
        ("visit of 王小明", "王小明", "rest")
    ]
    assert len(found) == 3


def test_the_person_at_rest_still_sees_what_others_do_and_by_whom(beat):
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    with in_station(beat.a.station):
        found = {task.due.title: task.doers for task in readings.tasks_of(person(beat.a))}
    assert found == {"visit of 王小明": ("刘冬梅",), "signature of 王小明": ()}


def test_while_both_rest_the_colleagues_on_duty_have_it(beat):
    rest(beat.a, beat.team)
    rest(beat.b, beat.team)
    primary(beat.colleague, beat.team)
    assert "visit of 王小明" in titles(beat.colleague) and "visit of 刘冬梅" in titles(beat.colleague)
    with in_station(beat.a.station):
        assert stands_in_for(person(beat.colleague)) == {beat.a.pk, beat.b.pk}


def test_while_the_owner_works_nobody_else_has_it(beat):
    primary(beat.a, beat.team)
    primary(beat.colleague, beat.team)
    assert titles(beat.b) == ["signature of 刘冬梅", "visit of 刘冬梅"]
    assert "visit of 王小明" not in titles(beat.colleague)


def test_at_three_in_the_morning_it_is_still_the_duty_day_of_yesterday(beat):
    make_plan(beat.a.station)
    yesterday = TODAY() - timedelta(days=1)
    rest(beat.a, beat.team, yesterday)
    primary(beat.a, beat.team)
    night = timezone.make_aware(datetime.combine(TODAY(), datetime.min.time())) + timedelta(hours=3)
    assert "visit of 王小明" in titles(beat.b, at=night)
    assert "visit of 王小明" not in titles(beat.b, at=night + timedelta(hours=6))


def test_the_named_substitute_takes_it_while_the_pair_is_off(beat, cast):
    rest(beat.b, beat.team)
    day = TODAY()
    with in_station(cast.station):
        absence = Absence.objects.create(
            station=cast.station, officer=beat.a, kind="sick", first_day=day, last_day=day, reason="x",
            entered_by=cast.chief.user,
        )  # fmt: skip
        Cover.objects.create(station=cast.station, absence=absence, date=day, officer=beat.colleague)
        found = readings.tasks_of(person(beat.colleague))
    # 刘冬梅 is at rest, her partner is away: nobody of the team is on duty, so hers stays hers.
    assert [(task.owner.name, task.owner.off) for task in found if task.owner] == [("王小明", "away")]


def test_the_tasks_of_who_is_seconded_do_not_fall_on_the_floor(beat):
    with in_station(beat.a.station):
        Officer.objects.filter(pk=beat.a.pk).update(standing=Officer.Standing.SECONDED)
    assert "visit of 王小明" in titles(beat.b)


def test_what_both_see_is_listed_once(beat, sources):
    sources.register("mine", lambda user, day: [Due("triage", day, "/case/1/", passes=True)])
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    assert titles(beat.b) == ["triage"]


def test_another_stations_officer_stands_in_for_nobody(beat, cast):
    rest(beat.a, beat.team)
    assert titles(cast.officer2) == ["signature of 郑子涵", "visit of 郑子涵"]


def test_an_auxiliary_and_a_guard_have_their_own_list_and_no_other(beat, cast):
    rest(beat.a, beat.team)
    rest(beat.b, beat.team)
    assert len(titles(cast.auxiliary)) == 2
    with in_station(cast.station):
        user = User.objects.get(pk=cast.guard.pk)
        assert len(readings.tasks_of(user)) == 2
