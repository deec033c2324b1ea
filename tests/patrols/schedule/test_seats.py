"""Who goes: swapped, added, taken off by the squad's leader; refusals come with their reason."""

import pytest
from django.utils import timezone

from patrols.schedule import actions, seats
from patrols.schedule.models import PatrolDuty
from patrols.schedule.words import State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import make_officer
from tests.factories.patrols import make_guard, make_patrol_duty, make_squad


@pytest.fixture
def third(patrols):
    """A third guard of the squad, free now."""
    return make_guard(patrols.squad)


def on_it(duty) -> set[int]:
    """Ids of the guards on a duty."""
    return set(duty.guards.values_list("guard_id", flat=True))


def test_the_leader_swaps_a_guard(patrols, third):
    duty, leader = patrols.duty, patrols.leader
    seats.swap(duty=duty, out=patrols.guard, guard=third, actor=leader.user, reason="ill")
    assert on_it(duty) == {leader.pk, third.pk}
    assert PatrolDuty.objects.get(pk=duty.pk).by_hand
    assert Entry.objects.about(duty).filter(verb="patrol_duty.guard_swapped_ill", actor=leader.user).exists()


def test_one_more_goes_and_one_less(patrols, third):
    duty, actor = patrols.duty, patrols.leader.user
    seats.add(duty=duty, guard=third, actor=actor, reason="help")
    seats.remove(duty=duty, guard=patrols.guard, actor=actor, reason="leave")
    assert on_it(duty) == {patrols.leader.pk, third.pk}


def test_the_last_guard_stays(patrols):
    actor = patrols.leader.user
    seats.remove(duty=patrols.duty, guard=patrols.guard, actor=actor, reason="leave")
    with pytest.raises(RuleBroken) as refused:
        seats.remove(duty=patrols.duty, guard=patrols.leader, actor=actor, reason="leave")
    assert refused.value.code == "patrol_duty.last_guard"


def test_nobody_is_put_on_two_patrols_at_once(patrols, third):
    make_patrol_duty(patrols.squad, patrols.route, [third])
    with pytest.raises(RuleBroken) as refused:
        seats.add(duty=patrols.duty, guard=third, actor=patrols.leader.user, reason="help")
    assert refused.value.code == "patrol_duty.overlap"


def test_a_guard_of_another_squad_does_not_go(patrols, station):
    stranger = make_guard(make_squad(station))
    with pytest.raises(RuleBroken) as refused:
        seats.add(duty=patrols.duty, guard=stranger, actor=patrols.leader.user, reason="help")
    assert refused.value.code == "patrol_duty.other_squad"


def test_a_guard_changes_nothing_and_a_foreign_leader_neither(patrols, station, third):
    other = make_guard(make_squad(station), leads=True)
    for actor in (patrols.guard.user, other.user, make_officer(station).user):
        with pytest.raises(NotAllowed):
            seats.add(duty=patrols.duty, guard=third, actor=actor, reason="help")


def test_a_reason_is_asked_for(patrols, third):
    with pytest.raises(RuleBroken) as refused:
        seats.add(duty=patrols.duty, guard=third, actor=patrols.leader.user, reason="because")
    assert refused.value.code == "reason_missing"


def test_what_is_over_is_not_changed(patrols, third):
    with pytest.raises(RuleBroken) as refused:
        seats.add(duty=patrols.duty, guard=third, actor=patrols.leader.user, reason="help", at=patrols.duty.ends_at)
    assert refused.value.code == "patrol_duty.over"


def test_the_leader_cancels_before_the_start_and_the_office_afterwards(patrols):
    duty = patrols.duty
    PatrolDuty.objects.filter(pk=duty.pk).update(state=State.RUNNING)
    with pytest.raises(NotAllowed):
        actions.cancel(duty=duty, actor=patrols.leader.user, reason="暴雨")
    actions.cancel(duty=duty, actor=patrols.office, reason="暴雨")
    duty.refresh_from_db()
    assert (duty.state, duty.reason) == (State.CANCELLED, "暴雨")
    assert not duty.guards.filter(holds=True).exists()


def test_cancelling_asks_why(patrols):
    with pytest.raises(RuleBroken) as refused:
        actions.cancel(duty=patrols.duty, actor=patrols.leader.user, reason="  ")
    assert refused.value.code == "reason_missing"


def test_a_duty_that_is_over_is_not_cancelled(patrols):
    with pytest.raises(RuleBroken) as refused:
        actions.cancel(duty=patrols.duty, actor=patrols.office, reason="暴雨", at=timezone.now() + 9 * DAY)
    assert refused.value.code == "patrol_duty.over"


DAY = timezone.timedelta(days=1)
