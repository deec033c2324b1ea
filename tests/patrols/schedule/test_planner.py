"""What a plan means for a day: times, points, the draw, who goes."""

import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from patrols.schedule.planner import Scheme, Spot, draws, duties, seat
from patrols.schedule.words import Mode

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2026, 11, 23)


def scheme(**fields) -> Scheme:
    """A plan of every day with two slots, three points and three guards."""
    values = {
        "plan_id": 1, "squad_id": 2, "area_id": 3, "grid_id": 4, "route_id": 5, "task": "巡查门前秩序",
        "mode": Mode.SLOTS, "start": MONDAY, "end": None, "weekdays": frozenset(range(1, 8)),
        "slots": ((datetime.time(7), 120), (datetime.time(22), 300)),
        "spots": (Spot(11), Spot(12, 100, 30), Spot(13, 200)), "guards": (21, 22, 23),
    }  # fmt: skip
    return Scheme(**values | fields)


def test_a_slot_past_midnight_belongs_to_the_day_it_begins():
    duty = duties(scheme(), MONDAY, MONDAY, ZONE)[1]
    assert (duty.day, duty.ends_at.date()) == (MONDAY, MONDAY + DAY)


def test_points_come_in_the_order_of_the_route_and_some_not_before_a_time():
    duty = duties(scheme(), MONDAY, MONDAY, ZONE)[0]
    assert [point.checkpoint_id for point in duty.points] == [11, 12, 13]
    assert duty.points[1].not_before == duty.starts_at + datetime.timedelta(minutes=30)
    assert duty.points[0].not_before is None
    assert duty.wanted == 3


def test_a_window_is_judged_by_its_two_ends():
    assert duties(scheme(mode=Mode.WINDOW), MONDAY, MONDAY, ZONE)[0].wanted == 2


def test_nothing_is_made_on_other_weekdays_nor_outside_the_plan():
    weekdays = scheme(weekdays=frozenset({1, 3}), end=MONDAY + 9 * DAY)
    found = {duty.day for duty in duties(weekdays, MONDAY - 7 * DAY, MONDAY + 30 * DAY, ZONE)}
    assert found == {MONDAY, MONDAY + 2 * DAY, MONDAY + 7 * DAY}


def test_guards_take_the_duties_by_turns():
    planned = duties(scheme(people=1), MONDAY, MONDAY + DAY, ZONE)
    seats = seat(planned, lambda guard, duty: True, {})
    assert [seats[duty.key] for duty in planned] == [[21], [22], [23], [21]]


def test_who_has_left_is_replaced_by_the_next_one():
    planned = duties(scheme(people=2), MONDAY, MONDAY, ZONE)
    seats = seat(planned, lambda guard, duty: guard != 22, {})
    assert seats[planned[0].key] == [21, 23]


def test_who_is_on_a_duty_already_stays_when_the_plan_is_asked_again():
    planned = duties(scheme(people=1), MONDAY, MONDAY, ZONE)
    seats = seat(planned, lambda guard, duty: True, {}, {planned[0].key: [23]})
    assert seats[planned[0].key] == [23]


@given(points=st.integers(2, 12), size=st.integers(1, 12), seed=st.integers(1, 10**6))
@settings(max_examples=150, deadline=None)
def test_every_point_is_drawn_before_any_is_drawn_twice(points, size, seed):
    size, rounds = min(size, points), 5
    flat = [pk for drawn in islice(draws(seed, range(points), size), rounds * points) for pk in drawn]
    for start in range(0, len(flat) - points + 1, points):
        assert sorted(flat[start : start + points]) == list(range(points))


@given(points=st.integers(2, 12), size=st.integers(1, 12), seed=st.integers(1, 10**6))
@settings(max_examples=150, deadline=None)
def test_no_two_following_lists_are_equal_and_none_names_a_point_twice(points, size, seed):
    size = min(size, points)
    lists = list(islice(draws(seed, range(points), size), 40))
    assert all(len(set(drawn)) == size for drawn in lists)
    assert all(one != other for one, other in zip(lists, lists[1:], strict=False))
    if size < points:
        assert all(set(one) != set(other) for one, other in zip(lists, lists[1:], strict=False))


@given(draw=st.integers(1, 8), quota=st.integers(1, 8), points=st.integers(2, 9), offset=st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_random_duty_is_the_same_however_it_is_asked_for(draw, quota, points, offset):
    draw = min(draw, points)
    plan = scheme(
        mode=Mode.RANDOM, draw=draw, quota=min(quota, draw), spots=tuple(Spot(pk) for pk in range(1, points + 1))
    )
    day = MONDAY + offset * DAY
    alone = duties(plan, day, day, ZONE)
    among = [duty for duty in duties(plan, day - 3 * DAY, day + 3 * DAY, ZONE) if duty.day == day]
    assert [duty.points for duty in alone] == [duty.points for duty in among]
    assert all(duty.wanted <= len(duty.points) == draw for duty in alone)
    # Two bags hold every point at least once, wherever one starts.
    days = -(-2 * points // (draw * 2)) + 1
    seen = {point.checkpoint_id for duty in duties(plan, day, day + days * DAY, ZONE) for point in duty.points}
    assert seen == set(range(1, points + 1))


@given(
    people=st.integers(1, 4),
    guards=st.integers(0, 6),
    away=st.sets(st.integers(0, 5)),
    minutes=st.integers(10, 600),
    starts=st.lists(st.integers(0, 23), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=100, deadline=None)
def test_nobody_is_on_two_duties_at_once_and_the_four_fixed_things_are_never_empty(
    people, guards, away, minutes, starts
):
    slots = tuple((datetime.time(hour), minutes) for hour in sorted(starts))
    named = tuple(range(guards))
    plans = [scheme(plan_id=pk, people=people, slots=slots, guards=named) for pk in (1, 2)]
    planned = [duty for plan in plans for duty in duties(plan, MONDAY, MONDAY + 2 * DAY, ZONE)]
    planned.sort(key=lambda duty: (duty.starts_at, duty.scheme.plan_id))
    seats = seat(planned, lambda guard, duty: guard not in away, {})
    spans: dict[int, list] = {}
    for duty in planned:
        plan = duty.scheme
        assert plan.area_id and plan.grid_id and plan.task and duty.starts_at < duty.ends_at
        assert len(seats[duty.key]) <= people
        for guard in seats[duty.key]:
            assert guard not in away
            spans.setdefault(guard, []).append((duty.starts_at, duty.ends_at))
    for held in spans.values():
        held.sort()
        assert all(one[1] <= other[0] for one, other in zip(held, held[1:], strict=False))
