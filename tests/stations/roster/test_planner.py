"""Duty days and standby, without a database."""

import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from stations.roster.planner import duty_day, fit, local
from tests.stations.roster.test_rules import row

BEIJING = ZoneInfo("Asia/Shanghai")
HANDOVER = datetime.time(8)


def test_at_three_in_the_morning_it_is_still_yesterdays_duty_day():
    night = datetime.datetime(2026, 11, 22, 3, tzinfo=BEIJING)
    assert duty_day(night, HANDOVER) == datetime.date(2026, 11, 21)


def test_the_duty_day_turns_at_the_handover():
    assert duty_day(local(datetime.date(2026, 11, 22), HANDOVER), HANDOVER) == datetime.date(2026, 11, 22)


@given(st.datetimes(datetime.datetime(2024, 1, 1), datetime.datetime(2034, 1, 1), timezones=st.just(BEIJING)))
def test_every_moment_belongs_to_the_duty_day_that_contains_it(moment):
    day = duty_day(moment, HANDOVER)
    assert local(day, HANDOVER) <= moment < local(day + datetime.timedelta(days=1), HANDOVER)


def test_du_06_a_duty_that_would_overlap_the_day_before_starts_when_that_one_ends():
    early = row(role="fixed", day=22)
    assert fit(early, row(role="primary", day=21, hours=25), None).starts_at == early.starts_at
    assert early.starts_at.hour == 1


def test_du_06_a_duty_swallowed_by_its_neighbour_becomes_rest():
    assert (
        fit(row(role="fixed", day=22, hours=1, commander=False), row(role="primary", day=21, hours=26), None).role
        == "rest"
    )
