"""Whom to ask, without a database: never who has not agreed, never in quiet hours, never once too often."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.groups.models import CommunitySettings
from community.groups.rules import is_quiet
from community.nights.choosing import WEEK, Call, Person, choose, may_be_asked, may_take_part, next_wave
from community.nights.models import NightSettings
from tests.factories.nights import DAY, HOUR

NUMBERS, WATCH = NightSettings(), CommunitySettings()
NOON = timezone.make_aware(datetime.datetime(2026, 11, 20, 12))
CALL = Call(datetime.date(2026, 11, 23), NOON + 3 * DAY, {None: 2})


def asked(person, call=CALL, at=NOON, numbers=NUMBERS, watch=WATCH):
    return may_be_asked(person, call, numbers, watch, at)


def test_a_confirmed_member_near_by_is_asked():
    assert asked(Person(1, metres=400))


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person(1, confirmed=False), "not_confirmed"),
        (Person(1, vetted=False), "not_vetted"),
        (Person(1, never=True), "never"),
        (Person(1, already=True), "already"),
        (Person(1, metres=3001), "far"),
        (Person(1, busy=True), "busy"),
        (Person(1, nights=[datetime.date(2026, 11, 22)]), "rest"),
        (Person(1, nights=[datetime.date(2026, 11, 24)]), "rest"),
        (Person(1, quiet=(datetime.time(11), datetime.time(13))), "quiet"),
        (Person(1, asked=[NOON - DAY, NOON - 2 * DAY, NOON - 6 * DAY]), "often"),
    ],
)
def test_everybody_else_is_left_in_peace(person, code):
    assert asked(person).code == code


def test_a_request_of_last_week_counts_no_more():
    assert asked(Person(1, asked=[NOON - DAY, NOON - 2 * DAY, NOON - WEEK]))


def test_a_night_of_rest_lies_between_two_patrols_and_the_station_says_how_many():
    two_before = Person(1, nights=[datetime.date(2026, 11, 21)])
    assert may_take_part(two_before, CALL, NUMBERS)
    assert may_take_part(two_before, CALL, NightSettings(rest_nights=2)).code == "rest"
    assert may_take_part(Person(1, nights=[datetime.date(2026, 11, 22)]), CALL, NightSettings(rest_nights=0))


def test_only_the_trades_that_are_wanted_are_asked():
    call = Call(CALL.night, CALL.starts_at, {7: 1})
    assert asked(Person(1, trade_id=7), call)
    assert asked(Person(1, trade_id=8), call).code == "no_place"
    assert asked(Person(1), call).code == "no_place"
    assert Call(CALL.night, CALL.starts_at, {7: 1, None: 1}).place_for(7) == 7
    assert Call(CALL.night, CALL.starts_at, {7: 0, None: 1}).place_for(7) is None


def test_a_certificate_is_asked_for_only_where_the_patrol_needs_one():
    assert asked(Person(1, certified=False))
    assert asked(Person(1, certified=False), Call(CALL.night, CALL.starts_at, {None: 1}, certified=True)).code == (
        "no_certificate"
    )


def test_the_nearest_come_first_and_among_neighbours_who_was_asked_least():
    people = [
        Person(1, metres=900), Person(2, metres=50, asked=[NOON - DAY]), Person(3, metres=120),
        Person(4, metres=None),
    ]  # fmt: skip
    found = choose(people, CALL, NightSettings(wave_size=3), WATCH, NOON)
    assert [person.member_id for person in found] == [3, 2, 1]


def test_a_wave_is_never_smaller_than_what_is_wanted():
    people = [Person(number) for number in range(30)]
    call = Call(CALL.night, CALL.starts_at, {None: 12})
    assert len(choose(people, call, NightSettings(wave_size=2), WATCH, NOON)) == 12


def test_a_wave_of_the_night_waits_for_the_morning():
    late = timezone.make_aware(datetime.datetime(2026, 11, 20, 23, 30))
    assert next_wave(CALL, NUMBERS, WATCH, late) == timezone.make_aware(datetime.datetime(2026, 11, 21, 7))
    early = timezone.make_aware(datetime.datetime(2026, 11, 20, 5))
    assert next_wave(CALL, NUMBERS, WATCH, early) == timezone.make_aware(datetime.datetime(2026, 11, 20, 7))


def test_nobody_is_asked_shortly_before_the_start():
    assert next_wave(CALL, NUMBERS, WATCH, CALL.starts_at - HOUR) is None


FIRST, MINUTE = timezone.make_aware(datetime.datetime(2026, 11, 10)), datetime.timedelta(minutes=1)
MOMENTS = st.integers(0, 60 * 24 * 12).map(lambda minutes: FIRST + minutes * MINUTE)
CLOCKS = st.integers(0, 47).map(lambda half: datetime.time(half // 2, half % 2 * 30))
# The machine may be busy with something else.
CALMLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = st.builds(
    Person,
    member_id=st.integers(1, 9999),
    confirmed=st.booleans(),
    trade_id=st.sampled_from([None, 1, 2]),
    metres=st.none() | st.integers(0, 6000),
    vetted=st.booleans(),
    never=st.booleans(),
    quiet=st.none() | st.tuples(CLOCKS, CLOCKS),
    asked=st.lists(MOMENTS, max_size=4),
    nights=st.lists(st.integers(18, 28).map(lambda day: datetime.date(2026, 11, day)), max_size=2),
    busy=st.booleans(),
    already=st.booleans(),
)


@CALMLY
@given(
    people=st.lists(PEOPLE, max_size=4), at=MOMENTS, most=st.integers(0, 5), quiet=st.tuples(CLOCKS, CLOCKS),
    size=st.integers(1, 6),
)  # fmt: skip
def test_whoever_is_chosen_may_be_disturbed(people, at, most, quiet, size):
    watch = CommunitySettings(messages_a_week=most, quiet_from=quiet[0], quiet_until=quiet[1])
    numbers = NightSettings(wave_size=size)
    for person in choose(people, CALL, numbers, watch, at):
        assert person.confirmed and person.vetted and not (person.never or person.already or person.busy)
        assert not is_quiet(watch, at)
        assert not (
            person.quiet and is_quiet(CommunitySettings(quiet_from=person.quiet[0], quiet_until=person.quiet[1]), at)
        )
        assert sum(at - WEEK < moment <= at for moment in person.asked) < most
        assert all(abs((night - CALL.night).days) != 1 for night in person.nights)
        assert person.metres is None or person.metres <= numbers.reach_metres


@CALMLY
@given(waves=st.lists(MOMENTS, min_size=1, max_size=25), most=st.integers(0, 4))
def test_over_any_seven_days_nobody_is_asked_more_than_so_often(waves, most):
    watch, got = CommunitySettings(messages_a_week=most), []
    for at in sorted(set(waves)):
        if choose([Person(1, asked=tuple(got))], CALL, NUMBERS, watch, at):
            got.append(at)
    for last in got:
        assert sum(last - WEEK < moment <= last for moment in got) <= most


@CALMLY
@given(after=MOMENTS, quiet=st.tuples(CLOCKS, CLOCKS))
def test_no_wave_is_ever_due_in_quiet_hours(after, quiet):
    watch = CommunitySettings(quiet_from=quiet[0], quiet_until=quiet[1])
    due = next_wave(CALL, NUMBERS, watch, after)
    assert due is None or (due >= after and not is_quiet(watch, due))
