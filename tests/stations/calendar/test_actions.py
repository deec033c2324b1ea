"""Filling the national calendar."""

import threading
from datetime import date

import pytest
from django.db import connection

from stations.calendar import actions
from stations.calendar.models import DayMark
from stations.calendar.rules import marks_between

pytestmark = pytest.mark.django_db


def test_seeding_marks_every_day_of_the_years():
    DayMark.objects.all().delete()
    assert actions.seed(2024, 2025) == 366 + 365
    assert DayMark.objects.get(date="2025-01-28").kind == DayMark.Kind.STATUTORY


def test_seeding_twice_changes_nothing():
    actions.seed(2024, 2027)
    assert actions.seed(2024, 2027) == 0


def test_what_an_administrator_corrected_stays():
    actions.seed(2026, 2026)
    DayMark.objects.filter(date="2026-03-02").update(kind=DayMark.Kind.DAY_OFF, name="试行")
    actions.seed(2026, 2026)
    assert DayMark.objects.get(date="2026-03-02").kind == DayMark.Kind.DAY_OFF


def test_a_provisional_year_is_replaced_once_it_is_published():
    actions.seed(2026, 2026)
    DayMark.objects.filter(date="2026-10-01").update(kind=DayMark.Kind.WORKDAY, name="", provisional=True)
    assert actions.seed(2026, 2026) == 1
    mark = DayMark.objects.get(date="2026-10-01")
    assert (mark.kind, mark.name, mark.provisional) == (DayMark.Kind.STATUTORY, "国庆节", False)


def test_a_year_nobody_published_is_provisional():
    actions.seed(2031, 2031)
    assert DayMark.objects.filter(date__year=2031, provisional=True).count() == 365


def test_marks_of_a_span_take_one_query_even_where_nothing_is_seeded(django_assert_num_queries):
    DayMark.objects.filter(date__year=2026).delete()
    with django_assert_num_queries(1):
        marks = marks_between(date(2026, 10, 1), date(2026, 10, 10))
    assert len(marks) == 10
    assert marks[date(2026, 10, 10)].kind == DayMark.Kind.SHIFTED_WORK


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_one_calendar():
    DayMark.objects.all().delete()
    changed = []

    def work():
        try:
            changed.append(actions.seed(2026, 2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(changed) == [0, 365]
