"""What a guard walks today, point by point."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patrols.checkins.today import at_hand, walks_of
from patrols.schedule.models import DutyTarget
from patrols.schedule.words import Mode, State
from patrols.squads.models import PatrolSettings
from stations.kit.scoping import in_station
from tests.factories.patrols import make_area, make_guard, make_patrol_duty, make_route, make_squad

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def noon():
    return timezone.make_aware(timezone.datetime(2026, 11, 20, 12))


@pytest.fixture
def walk(cast, noon):
    """``walk(mode=…, starts=-10, visited=(0,))``: the walk of a new guard with four points, at noon."""

    def make(mode=Mode.SLOTS, starts: int = -10, visited=(), not_before=None, **fields):
        squad = make_squad(cast.station)
        guard = make_guard(squad)
        route = make_route(make_area(cast.station, squads=[squad]), 4)
        duty = make_patrol_duty(squad, route, [guard], noon + starts * MINUTE, mode=mode, **fields)
        with in_station(cast.station):
            for place, target in enumerate(DutyTarget.objects.filter(duty=duty).order_by("seq")):
                target.visits = int(place in visited)
                target.not_before = not_before if place == 0 else None
                target.save()
            return walks_of(guard, PatrolSettings(), noon)

    return make


def states(walks) -> list[str]:
    return [stop.state for stop in walks[0].stops]


def test_the_first_point_not_visited_is_next(walk):
    found = walk(visited=(0,))
    assert states(found) == ["visited", "next", "due", "due"] and found[0].left == 3


def test_a_point_with_its_own_time_is_not_next_before_it(walk, noon):
    assert states(walk(not_before=noon + MINUTE)) == ["early", "next", "due", "due"]


def test_a_window_asks_for_both_ends_and_passes_the_middle(walk):
    [found] = walk(mode=Mode.WINDOW, visited=(0,), planned=2)
    assert found.left == 1 and found.next.target.seq == 2
    [found] = walk(mode=Mode.WINDOW, visited=(0, 3), planned=2)
    assert found.left == 0 and found.next is None


def test_a_random_duty_asks_for_its_quota(walk):
    [found] = walk(mode=Mode.RANDOM, visited=(2,), planned=2)
    assert found.left == 1 and found.wanted == 2


def test_after_its_end_and_the_grace_a_point_is_missed(walk):
    assert walk(starts=-121)[0].phase == "grace"
    assert states(walk(starts=-151, visited=(1,))) == ["missed", "visited", "missed", "missed"]


def test_a_duty_begins_a_little_before_its_time(walk):
    assert walk(starts=15)[0].phase == "now"
    found = walk(starts=16)
    assert found[0].phase == "before" and states(found) == ["early"] * 4 and at_hand(found) is found[0]


def test_cancelled_duties_and_those_of_other_days_are_not_shown(walk):
    assert walk(state=State.CANCELLED, reason="下雨") == []
    assert walk(starts=-3 * 24 * 60) == []


def test_two_queries_whatever_the_number_of_duties(cast, noon, django_assert_num_queries):
    squad = make_squad(cast.station)
    guard = make_guard(squad)
    route = make_route(make_area(cast.station, squads=[squad]), 4)
    for hours in (0, 3, 6):
        make_patrol_duty(squad, route, [guard], noon + timedelta(hours=hours))
    with in_station(cast.station), django_assert_num_queries(2):
        assert len(walks_of(guard, PatrolSettings(), noon)) == 3
