"""Duties made from plans: once, with named guards, following changes, saying gaps."""

import datetime

import pytest
from django.utils import timezone

from patrols.schedule import actions
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty, PlanSlot
from patrols.schedule.words import Mode, State
from patrols.squads.models import Guard, SquadMembership
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_station
from tests.factories.patrols import make_guard, make_patrols, make_plan

DAY = datetime.timedelta(days=1)


def guards_of(duty: PatrolDuty) -> list[int]:
    """Ids of the guards on a duty."""
    return list(duty.guards.order_by("id").values_list("guard_id", flat=True))


def names(plan) -> list[int]:
    """The plan's guards in the order of their turns."""
    return list(plan.guards.order_by("order").values_list("guard_id", flat=True))


def tomorrows(plan) -> PatrolDuty:
    """The plan's duty of tomorrow."""
    return PatrolDuty.objects.get(plan=plan, date=timezone.localdate() + DAY)


def slots_of(plan) -> list[tuple]:
    """Its slots as the actions take them."""
    return list(PlanSlot.objects.filter(plan=plan).values_list("starts", "minutes"))


def changed(plan, actor, **values):
    """Change a plan, keeping its slots and guards."""
    guards = [row.guard for row in plan.guards.select_related("guard").order_by("order")]
    return actions.change_plan(plan=plan, actor=actor, **{"slots": slots_of(plan), "guards": guards} | values)


def test_a_duty_has_area_grid_task_time_points_and_names(station, plan, tomorrow):
    done = actions.generate(station=station, first=tomorrow, last=tomorrow)
    duty = tomorrows(plan)
    assert (done.made, done.gaps) == (1, [])
    assert (duty.area_id, duty.grid_id, duty.task, duty.planned) == (plan.area_id, plan.grid_id, plan.task, 3)
    assert timezone.localtime(duty.starts_at).hour == 9
    assert [target.leg for target in duty.targets.all()] == [0, 111, 111]
    assert len(guards_of(duty)) == 2


def test_nothing_happens_twice(station, plan, tomorrow):
    actions.generate(station=station, first=tomorrow, last=tomorrow + 6 * DAY)
    rows = [model.objects.count() for model in (PatrolDuty, DutyTarget, DutyGuard, Entry)]
    assert not actions.generate(station=station, first=tomorrow, last=tomorrow + 6 * DAY)
    assert rows == [model.objects.count() for model in (PatrolDuty, DutyTarget, DutyGuard, Entry)]


def test_extending_fills_every_day_up_to_the_horizon(station, plan):
    actions.extend(station=station)
    days = set(PatrolDuty.objects.filter(plan=plan).values_list("date", flat=True))
    today = timezone.localdate()
    assert days >= {today + n * DAY for n in range(1, 8)}


def test_what_is_over_is_not_invented_afterwards(station, plan):
    yesterday = timezone.localdate() - DAY
    assert not actions.generate(station=station, first=yesterday, last=yesterday)
    assert actions.generate(station=station, first=yesterday, last=yesterday, at=timezone.now() - 3 * DAY)


def test_a_guard_who_leaves_is_replaced_by_the_next_one(station, plan, tomorrow):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    here = guards_of(tomorrows(plan))
    third = (set(names(plan)) - set(here)).pop()
    Guard.objects.filter(pk=here[0]).update(left_on=tomorrow)
    assert actions.generate(station=station, first=tomorrow, last=tomorrow).seated == 1
    assert guards_of(tomorrows(plan)) == [here[1], third]


def test_a_guard_who_moves_to_another_squad_is_replaced_too(station, plan, tomorrow):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    here = guards_of(tomorrows(plan))
    SquadMembership.objects.filter(guard=here[0]).update(end=tomorrow)
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    assert here[0] not in guards_of(tomorrows(plan))


def test_a_gap_is_said(station, plan, tomorrow):
    Guard.objects.filter(pk__in=names(plan)[1:]).update(left_on=tomorrow)
    (gap,) = actions.generate(station=station, first=tomorrow, last=tomorrow).gaps
    assert (gap.plan_id, gap.missing) == (plan.pk, 1)


def test_nobody_is_on_two_duties_at_once(station, patrols, plan, tomorrow):
    guards = list(Guard.objects.filter(pk__in=names(plan)))
    other = make_plan(patrols.squad, patrols.route, guards)
    done = actions.generate(station=station, first=tomorrow, last=tomorrow)
    assert len(done.gaps) == 1
    seated = guards_of(tomorrows(plan)) + guards_of(tomorrows(other))
    assert sorted(seated) == sorted(names(plan))


def test_a_random_duty_draws_from_the_area(station, patrols, tomorrow):
    plan = make_plan(patrols.squad, patrols.route, [patrols.guard], Mode.RANDOM, draw=2, quota=1, people=1)
    actions.generate(station=station, first=tomorrow, last=tomorrow + DAY)
    one, two = PatrolDuty.objects.filter(plan=plan).order_by("date")
    lists = [list(duty.targets.order_by("seq").values_list("checkpoint_id", flat=True)) for duty in (one, two)]
    assert one.planned == 1
    assert len(set(lists[0] + lists[1])) == 3
    assert set(lists[0]) != set(lists[1])


def test_another_stations_plans_are_left_alone(station, plan, tomorrow):
    other = make_patrols(make_station("CW"))
    make_plan(other.squad, other.route, [other.guard])
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    with in_station(other.squad.station):
        assert not PatrolDuty.objects.filter(date=tomorrow).exists()


# -- a change of the plan ------------------------------------------------------------------------------------------


def test_future_duties_follow_their_plan(station, plan, tomorrow, office):
    actions.extend(station=station)
    changed(plan, office, task="查消防通道", slots=[(datetime.time(14), 60)], people=1)
    duty = tomorrows(plan)
    assert (duty.task, timezone.localtime(duty.starts_at).hour, len(guards_of(duty))) == ("查消防通道", 14, 1)


def test_what_has_begun_does_not_follow(station, plan, tomorrow, office):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    begun = tomorrows(plan)
    PatrolDuty.objects.filter(pk=begun.pk).update(state=State.RUNNING)
    changed(plan, office, task="查消防通道", at=begun.starts_at + datetime.timedelta(minutes=5))
    begun.refresh_from_db()
    assert begun.task == "巡查门前秩序"


def test_guards_changed_by_hand_stay_when_the_plan_changes(station, plan, tomorrow, office):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    duty = tomorrows(plan)
    third = make_guard(plan.squad)
    duty.guards.first().delete()
    DutyGuard.objects.create(station=station, duty=duty, guard=third, starts_at=duty.starts_at, ends_at=duty.ends_at)
    PatrolDuty.objects.filter(pk=duty.pk).update(by_hand=True)
    changed(plan, office, task="查消防通道")
    assert third.pk in guards_of(tomorrows(plan))


def test_an_ended_plan_takes_its_future_duties_with_it(station, plan, tomorrow, office):
    actions.extend(station=station)
    actions.end_plan(plan=plan, end=tomorrow + DAY, actor=office)
    assert set(PatrolDuty.objects.filter(plan=plan, date__gte=tomorrow).values_list("date", flat=True)) == {tomorrow}


def test_a_cancelled_duty_is_not_made_again(station, plan, tomorrow, office):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    actions.cancel(duty=tomorrows(plan), actor=office, reason="暴雨")
    assert not actions.generate(station=station, first=tomorrow, last=tomorrow)
    assert tomorrows(plan).state == State.CANCELLED
    assert not DutyGuard.objects.filter(duty__plan=plan, holds=True).exists()


def test_a_plan_is_made_with_its_duties_at_once(station, patrols, office, tomorrow):
    route = patrols.route
    plan = actions.add_plan(
        station=station, actor=office, name="早巡", squad=patrols.squad, area=route.area, grid=route.area.grid,
        route=route, task="巡查门前秩序", mode=Mode.SLOTS, weekdays=[1, 2, 3, 4, 5, 6, 7], people=1,
        start=tomorrow, slots=[(datetime.time(9), 60)], guards=[patrols.guard],
    )  # fmt: skip
    assert guards_of(tomorrows(plan)) == [patrols.guard.pk]


@pytest.mark.parametrize(
    "values,code",
    [
        ({"weekdays": []}, "plan.no_weekday"),
        ({"task": " "}, "plan.no_task"),
        ({"route": None}, "plan.no_route"),
        ({"mode": Mode.RANDOM, "draw": 9, "quota": 2}, "plan.draw_too_many"),
        ({"mode": Mode.RANDOM, "draw": 1, "quota": 2}, "plan.quota"),
        ({"slots": []}, "plan.no_slot"),
    ],
)
def test_a_plan_without_one_of_the_four_fixed_things_is_refused(plan, office, values, code):
    with pytest.raises(RuleBroken) as refused:
        changed(plan, office, **values)
    assert refused.value.code == code


def test_a_guard_keeps_no_plans(plan, patrols):
    with pytest.raises(NotAllowed):
        changed(plan, patrols.leader.user, task="休息")
