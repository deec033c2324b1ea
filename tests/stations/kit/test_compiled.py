"""A compiled question is written once, asked with any values, and never mixes stations or reckons with a stand-in."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from stations.kit.compiled import Compiled
from stations.kit.scoping import in_station
from stations.organisation.models import Grant, Officer
from stations.timeline.actions import record
from stations.timeline.models import Entry
from tests.factories import make_officer, make_station

pytestmark = pytest.mark.django_db


def of_person(user: int):
    return Officer.objects.filter(user=user).values_list("pk", "police_no")


def of_day_book(at: datetime):
    return Entry.objects.filter(at__lte=at).order_by("-number").values_list("at")[:1]


def test_it_finds_the_rows_of_the_station_in_scope_only():
    here, there = make_station("QM"), make_station("CW")
    officer = make_officer(here)
    asked = Compiled(of_person, user=int)
    for _turn in range(2):
        with in_station(here):
            assert asked.ask(user=officer.user_id) == [(officer.pk, officer.police_no)]
            assert asked.ask(user=officer.user_id + 1) == []
        with in_station(there):
            assert asked.ask(user=officer.user_id) == []


def test_it_is_put_together_once(django_assert_num_queries):
    calls = []

    def build(user: int):
        calls.append(user)
        return of_person(user)

    asked = Compiled(build, user=int)
    with in_station(make_station("QM")), django_assert_num_queries(3):
        for number in range(3):
            asked.ask(user=number)
    assert len(calls) == 2 and len(set(calls)) == 2


def test_moments_and_days_have_places():
    asked = Compiled(
        lambda at: Entry.objects.filter(at__lte=at).order_by("-number").values_list("at")[:1], at=datetime
    )
    station, now = make_station("QM"), timezone.now()
    officer = make_officer(station)
    with in_station(station):
        record(verb="access.login", subject=officer, actor=officer.user)
        found = asked.ask(at=now + timedelta(minutes=1))
        assert asked.ask(at=now - timedelta(days=1)) == []
    assert abs(found[0][0] - now) < timedelta(minutes=1)


def test_outside_a_station_it_is_refused():
    with pytest.raises(ScopeError):
        Compiled(of_person, user=int).ask(user=1)
    with scopes_disabled(), pytest.raises(ScopeError):
        Compiled(of_person, user=int).ask(user=1)


@pytest.mark.parametrize(
    "build",
    [
        lambda day: Grant.objects.filter(start__lte=day - timedelta(days=1)).values_list("pk"),
        lambda day: Officer.objects.values_list(Value(f"{day}")),
        lambda day: Officer.objects.values_list("pk" if day.toordinal() % 2 else "police_no"),
        lambda day: Officer.objects.values_list("pk"),
    ],
    ids=["reckoned", "in words", "chosen", "forgotten"],
)
def test_what_would_be_reckoned_once_and_for_all_is_refused(build):
    with in_station(make_station("QM")), pytest.raises(ValueError, match="compiled question"):
        Compiled(build, day=date).ask(day=date(2026, 11, 22))


def told() -> dict[str, int]:
    """Prepared statements of this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_the_database_is_told_its_words_once():
    asked = Compiled(of_person, user=int)
    with in_station(make_station("QM")):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            asked.ask(user=1)
            1 / 0  # noqa: B018
        for number in range(3):
            asked.ask(user=number)
    assert told()[asked.name] == 4


def test_words_of_its_own_and_signs_of_a_pattern_stay_as_they_are():
    station = make_station("QM")
    officer = make_officer(station, police_no="A%1'")
    asked = Compiled(
        lambda user: Officer.objects.filter(user=user, police_no__contains="%1'").values_list("pk", Value("50 %")),
        user=int,
    )
    with in_station(station):
        assert asked.ask(user=officer.user_id) == [(officer.pk, "50 %")]
