"""Consultations: planned with their room, spoken about cases, tasks that never vanish, the standing day."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from mediation.consultations import actions, agenda, following, planning, readings, rules
from mediation.consultations.models import Consultation, ConsultationRule
from mediation.consultations.words import Decision, Kind, State, TaskState
from mediation.network.models import Department, RoomBooking
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from tests.factories.mediation import make_case, make_mediation_room, make_mediator
from tests.factories.places import make_community

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def keeper(cast, in_one):
    """Keeps the mediation room of station one."""
    return make_mediator(cast.station, keeper=True).user


@pytest.fixture
def meeting(cast, keeper):
    """A 政法工作日 tomorrow, with its room and one member."""
    made = actions.plan(
        station=cast.station, kind=Kind.WORKDAY, title="政法工作日", starts_at=timezone.now() + DAY, minutes=90,
        room=make_mediation_room(cast.station), actor=keeper,
    )  # fmt: skip
    return actions.invite(meeting=made, officers=[cast.officer], actor=keeper)


@pytest.fixture
def held(meeting, keeper):
    """The same after it took place."""
    Consultation.objects.update(starts_at=timezone.now() - DAY, ends_at=timezone.now() - DAY / 2)
    return actions.hold(meeting=meeting, came=list(meeting.members.all()), minutes="会商情况", actor=keeper)


def test_a_meeting_takes_its_room(cast, meeting, keeper):
    assert meeting.booking.purpose == "政法工作日"
    with pytest.raises(RuleBroken) as refusal:
        actions.plan(
            station=cast.station, kind=Kind.RISK, title="突出风险", starts_at=meeting.starts_at, minutes=30,
            room=meeting.booking.room, actor=keeper,
        )  # fmt: skip
    assert refusal.value.code == "room_taken"


def test_a_stranger_plans_nothing(cast, in_one):
    with pytest.raises(NotAllowed):
        actions.plan(
            station=cast.station, kind=Kind.RISK, title="…", starts_at=timezone.now() + DAY, minutes=30,
            actor=make_mediator(cast.station).user,
        )  # fmt: skip


def test_a_prominent_case_goes_on_the_next_work_day(cast, meeting, keeper):
    case = make_case(cast.station, risk="prominent")
    item = actions.put_on_next(case=case, why="可能群体上访", actor=keeper)
    assert item.consultation == meeting
    with pytest.raises(RuleBroken) as refusal:
        actions.put_on_next(case=case, why="再次提请", actor=keeper)
    assert refusal.value.code == "on_agenda"


def test_without_a_planned_work_day_the_refusal_says_what_to_do(cast, keeper):
    with pytest.raises(RuleBroken) as refusal:
        actions.put_on_next(case=make_case(cast.station), why="…", actor=keeper)
    assert refusal.value.code == "no_workday"


def test_a_meeting_with_an_agenda_is_not_cancelled_until_its_points_are_moved(cast, meeting, keeper):
    item = actions.put_on(meeting=meeting, case=make_case(cast.station), why="…", actor=keeper)
    with pytest.raises(RuleBroken) as refusal:
        actions.cancel(meeting=meeting, reason="冲突", actor=keeper)
    assert refusal.value.code == "agenda_left"
    other = actions.plan(
        station=cast.station, kind=Kind.WORKDAY, title="下一次", starts_at=timezone.now() + 9 * DAY, minutes=60,
        actor=keeper,
    )  # fmt: skip
    actions.take_off(item=item, to=other, actor=keeper)
    actions.cancel(meeting=meeting, reason="冲突", actor=keeper)
    assert other.items.count() == 1
    assert RoomBooking.objects.get(pk=meeting.booking_id).released_at


def test_a_meeting_is_not_recorded_before_it_began(meeting, keeper):
    with pytest.raises(RuleBroken) as refusal:
        actions.hold(meeting=meeting, came=list(meeting.members.all()), minutes="…", actor=keeper)
    assert refusal.value.code == "too_early"


def test_what_is_put_off_is_on_the_next_agenda_by_itself(cast, held, keeper):
    item = actions.put_on(meeting=held, case=make_case(cast.station), why="…", actor=keeper)
    other = actions.plan(
        station=cast.station, kind=Kind.WORKDAY, title="下一次", starts_at=timezone.now() + 9 * DAY, minutes=60,
        actor=keeper,
    )  # fmt: skip
    actions.decide(item=item, decision=Decision.LATER, actor=keeper)
    assert other.items.get().case == item.case


def test_a_meeting_is_closed_with_its_last_decision_and_its_last_task(cast, held, keeper):
    item = actions.put_on(meeting=held, case=make_case(cast.station), why="…", actor=keeper)
    with pytest.raises(RuleBroken) as refusal:
        actions.close(meeting=held, actor=keeper)
    assert refusal.value.code == "undecided"
    actions.decide(item=item, decision=Decision.JOINT, actor=keeper)
    task = following.give(
        meeting=held, words="约谈物业", officer=cast.officer, due_on=timezone.localdate() + DAY, case=item.case,
        actor=keeper,
    )  # fmt: skip
    with pytest.raises(RuleBroken) as refusal:
        actions.close(meeting=held, actor=keeper)
    assert refusal.value.code == "tasks_open"
    following.done(task=task, result="已约谈", actor=cast.officer.user)
    assert actions.close(meeting=held, actor=keeper).state == State.CLOSED


def test_a_task_that_comes_back_stays_in_sight_until_it_is_given_out_again(cast, held, keeper):
    task = following.give(
        meeting=held, words="约谈物业", officer=cast.officer, due_on=timezone.localdate(), actor=keeper
    )
    assert Notice.objects.filter(kind=following.GIVEN, recipient=cast.officer.user).exists()
    assert "约谈物业" in str(agenda.due_tasks(cast.officer.user, timezone.localdate())[0].title)
    following.give_back(task=task, reason="应由街道办理", actor=cast.officer.user)
    assert Notice.objects.filter(kind=following.RETURNED, recipient=keeper).exists()
    assert "约谈物业" in str(agenda.due_tasks(keeper, timezone.localdate())[0].title)
    office = Department.objects.create(station=cast.station, name="街道综治办")
    task = following.give_again(task=task, department=office, due_on=timezone.localdate() + DAY, actor=keeper)
    assert (task.state, task.officer, task.department, task.times_returned) == (TaskState.OPEN, None, office, 1)


def test_a_task_has_one_owner(cast, held, keeper):
    with pytest.raises(RuleBroken) as refusal:
        following.give(meeting=held, words="…", due_on=timezone.localdate(), actor=keeper)
    assert refusal.value.code == "no_owner"


def test_a_task_is_answered_by_whose_it_is(cast, held, keeper):
    task = following.give(meeting=held, words="…", officer=cast.officer, due_on=timezone.localdate(), actor=keeper)
    with pytest.raises(NotAllowed):
        following.done(task=task, result="…", actor=cast.desk.user)


def test_of_a_case_one_does_not_see_only_the_number_is_told(cast, meeting, keeper):
    case = make_case(cast.station, community=make_community(cast.station, "别的社区", code="099"))
    actions.put_on(meeting=meeting, case=case, why="涉及隐私", actor=keeper)
    point = readings.points(meeting, make_mediator(cast.station).user)[0]
    assert (point.open, point.title) == (False, case.number)


@pytest.mark.parametrize(
    ("weekday", "weeks", "days"),
    [
        (2, [1, 3], [date(2026, 9, 2), date(2026, 9, 16)]),
        (2, [5], [date(2026, 9, 30)]),
        (4, [5], [date(2026, 9, 25)]),
        (0, [], [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)]),
    ],
)
def test_the_standing_day_is_reckoned_by_weekday_and_week_of_the_month(weekday, weeks, days):
    assert list(rules.rule_days(weekday, weeks, date(2026, 9, 1), date(2026, 9, 30))) == days


def test_the_standing_day_is_planned_ahead_once_and_moves_off_holidays(cast, keeper):
    rule = ConsultationRule.objects.create(
        station=cast.station, title="政法工作日", weekday=4, weeks=[1, 5], begins=time(9), ahead_days=35
    )
    day = date(2026, 9, 20)
    made = planning.plan_ahead(rule=rule, day=day)
    assert planning.plan_ahead(rule=rule, day=day) == 0
    held = [timezone.localdate(row.starts_at) for row in rule.consultations.order_by("starts_at")]
    assert made == len(held) == 2
    # 2026-09-25 is the Mid-autumn Festival, 2026-10-02 National Day: both move on.
    assert held == [date(2026, 9, 28), date(2026, 10, 8)]
