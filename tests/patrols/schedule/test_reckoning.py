"""What became of a duty: judged once its grace is over, and again when something comes in later."""

import datetime

import pytest
from django.utils import timezone

from patrols.schedule import reckoning
from patrols.schedule.models import DutyTarget, PatrolDuty
from patrols.schedule.reckoning import Seen
from patrols.schedule.walks import Walk, walked
from patrols.schedule.words import State
from patrols.squads.models import Liaison
from stations.notices.models import Notice
from tests.factories import FIRST_DAY, make_officer
from tests.factories.patrols import make_patrol_duty

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def seen():
    """What the check-ins would say: rows by duty; put some in."""
    rows: dict[int, list[Seen]] = {}
    before = list(reckoning._source)
    reckoning.register(lambda ids: {pk: rows[pk] for pk in ids if pk in rows})
    yield rows
    reckoning._source[:] = before


@pytest.fixture
def over(patrols):
    """A duty of three points that ended an hour ago."""
    start = timezone.now() - datetime.timedelta(hours=3)
    return make_patrol_duty(patrols.squad, patrols.route, [], start)


def ids(duty) -> list[int]:
    """Its points in order."""
    return list(duty.targets.order_by("seq").values_list("checkpoint_id", flat=True))


def state_of(duty) -> str:
    """As it is stored now."""
    return PatrolDuty.objects.values_list("state", flat=True).get(pk=duty.pk)


def test_nobody_came_is_missed_and_told_once(station, patrols, over, seen):
    officer = make_officer(station)
    Liaison.objects.create(station=station, squad=patrols.squad, officer=officer, start=FIRST_DAY)
    reckoning.close_due()
    reckoning.close_due()
    told = Notice.objects.filter(kind="patrols.duty_missed")
    assert state_of(over) == State.MISSED
    assert {row.recipient_id for row in told} == {officer.user_id, patrols.leader.user_id}


def test_a_duty_waits_for_its_grace(patrols, seen):
    duty = make_patrol_duty(patrols.squad, patrols.route, [], timezone.now() - 130 * MINUTE)
    reckoning.close_due()
    assert state_of(duty) == State.PLANNED
    reckoning.close_due(timezone.now() + 25 * MINUTE)
    assert state_of(duty) == State.MISSED


def test_all_points_in_time_is_done_with_its_figures(over, seen):
    points, start = ids(over), over.starts_at
    seen[over.pk] = [
        Seen(start + 10 * MINUTE, points[0], 1),
        Seen(start + 30 * MINUTE, points[1], 1, True),
        Seen(start + 50 * MINUTE, points[2], 1, False, True),
    ]
    reckoning.close_due()
    over.refresh_from_db()
    assert (over.state, over.visited, over.on_time, over.offline, over.flagged) == (State.DONE, 3, 3, 1, 1)
    assert (over.first_at, over.last_at) == (start + 10 * MINUTE, start + 50 * MINUTE)
    assert over.metres == 222
    assert list(DutyTarget.objects.filter(duty=over).values_list("visits", flat=True)) == [1, 1, 1]


def test_a_later_upload_is_reckoned_again_and_a_review_takes_away(over, seen):
    points, start = ids(over), over.starts_at
    seen[over.pk] = [Seen(start + n * 10 * MINUTE, point, 1) for n, point in enumerate(points[:2], 1)]
    reckoning.close_due()
    assert state_of(over) == State.PARTIAL
    seen[over.pk].append(Seen(start + 60 * MINUTE, points[2], 1, True))
    PatrolDuty.objects.filter(pk=over.pk).update(reckon=True)
    reckoning.close_due()
    assert state_of(over) == State.DONE
    seen[over.pk].clear()
    PatrolDuty.objects.filter(pk=over.pk).update(reckon=True)
    reckoning.close_due()
    over.refresh_from_db()
    assert (over.state, over.visited, over.first_at) == (State.MISSED, 0, None)


def test_a_running_duty_is_reckoned_without_being_judged(patrols, seen):
    duty = patrols.duty
    PatrolDuty.objects.filter(pk=duty.pk).update(state=State.RUNNING, reckon=True)
    seen[duty.pk] = [Seen(timezone.now(), ids(duty)[0], 1)]
    reckoning.close_due()
    duty.refresh_from_db()
    assert (duty.state, duty.visited, duty.reckon, duty.closed_at) == (State.RUNNING, 1, False, None)


def test_a_cancelled_duty_stays_cancelled(over, seen):
    PatrolDuty.objects.filter(pk=over.pk).update(state=State.CANCELLED, reason="暴雨", reckon=True)
    reckoning.close_due()
    assert state_of(over) == State.CANCELLED


PLACES = {1: (39.8990, 116.4), 2: (39.9000, 116.4), 3: (39.9010, 116.4)}
LEGS = {1: (0, 0), 2: (1, 150), 3: (2, 160)}


def test_in_order_only_the_parts_between_visited_neighbours_count():
    walk = Walk(ordered=True, way_home=300, legs=LEGS)
    assert walked(walk, [1, 2], PLACES) == 150
    assert walked(walk, [3, 1], PLACES) == 300
    assert walked(walk, [1, 2, 3], PLACES) == 610


def test_in_any_order_from_check_in_to_check_in():
    walk = Walk(legs=LEGS)
    assert walked(walk, [2, 1, 2], PLACES) == 300
    assert walked(walk, [1, 3], PLACES) == 222
    assert walked(walk, [1, 1], PLACES) == 0


def test_at_random_it_is_the_straight_line():
    assert walked(Walk(on_route=False, legs=LEGS), [1, 2], PLACES) == 111
