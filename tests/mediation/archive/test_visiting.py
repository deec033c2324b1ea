"""Follow-up visits (RT-14): due by rule, on record with what the form asks, and what follows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mediation.archive import readings, visiting
from mediation.archive.models import FollowUp
from mediation.cases.actions import advance, locked
from mediation.cases.hooks import Move
from mediation.cases.models import Case
from mediation.cases.words import State, Track
from mediation.network.models import MediationSettings
from stations.agenda.registry import due_from
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories.mediation import make_case

DAY = timedelta(days=1)


@pytest.fixture
def performed(station, mediator):
    """A case that has just been performed."""
    day = timezone.localdate()
    return make_case(station, State.PERFORMED, Track.RT, mediator=mediator, performed_on=day - 2 * DAY)


def follow(case: Case) -> None:
    """What the archive does when a case becomes performed."""
    visiting.follow(Move(Case.objects.get(pk=case.pk), "perform", None, timezone.now()))


@pytest.fixture
def due(performed):
    """The visit that became due with the performance."""
    follow(performed)
    return readings.open_follow_up(performed)


def values(row: FollowUp, **more) -> dict:
    return {
        "follow_up": row, "way": "phone", "visited_at": timezone.now() - timedelta(hours=1), "performance": "full",
        "result": "ok", "party": row.case.parties.first(), "satisfaction": 5, "words": "很满意",
    } | more  # fmt: skip


def again(row: FollowUp) -> Case:
    return Case.objects.get(pk=row.case_id)


def test_a_visit_becomes_due_when_performance_was_not_instant_rt_14(due, station):
    assert due.due_on == timezone.localdate() - 2 * DAY + 15 * DAY
    assert again(due).follow_up_due_on == due.due_on


@pytest.mark.parametrize(("always", "expected"), [(False, 0), (True, 1)])
def test_instant_performance_is_visited_only_where_the_station_says_so(always, expected, station, performed):
    MediationSettings.objects.create(station=station, follow_up_always=always, follow_up_days=3)
    Case.objects.filter(pk=performed.pk).update(instant=True)
    follow(performed)
    assert FollowUp.objects.filter(case=performed).count() == expected


def test_the_days_are_the_stations_setting(station, performed):
    MediationSettings.objects.create(station=station, follow_up_days=3)
    follow(performed)
    assert readings.open_follow_up(performed).due_on == timezone.localdate() + DAY


def test_a_visit_on_record_takes_the_case_to_the_visit_and_opens_the_archive(due, mediator):
    visiting.record(**values(due), actor=mediator.user)
    case = again(due)
    assert (case.state, case.followed_up_on) == (State.VISIT, timezone.localdate())
    assert list(Entry.objects.about(case).values_list("verb", flat=True))[:2] == [
        "mediation.follow_up_recorded", "mediation.visit",
    ]  # fmt: skip


def test_nobody_else_records_a_visit(due, stranger):
    with pytest.raises(NotAllowed):
        visiting.record(**values(due), actor=stranger)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"visited_at": timezone.now() + DAY}, "future"),
        ({"visited_at": timezone.now() - 5 * DAY}, "too_early"),
        ({"performance": "part"}, "not_full"),
        ({"result": "again"}, "again_on"),
        ({"again_on": timezone.localdate() + DAY}, "again_on"),
        ({"result": "again", "again_on": timezone.localdate() - DAY}, "again_on"),
        ({"party": None}, "nobody"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused(wrong, code, due, mediator):
    with pytest.raises(RuleBroken) as refused:
        visiting.record(**values(due, **wrong), actor=mediator.user)
    assert refused.value.code == code
    assert again(due).state == State.PERFORMED


def test_a_party_of_another_case_was_not_asked(due, mediator, station):
    with pytest.raises(RuleBroken) as refused:
        visiting.record(**values(due, party=make_case(station).parties.first()), actor=mediator.user)
    assert refused.value.code == "other_case"


def test_a_visit_is_recorded_once(due, mediator):
    visiting.record(**values(due), actor=mediator.user)
    with pytest.raises(RuleBroken) as refused:
        visiting.record(**values(due), actor=mediator.user)
    assert refused.value.code == "recorded"


def test_visit_again_puts_the_next_one_on_the_list_and_keeps_the_archive_shut(due, mediator):
    day = timezone.localdate() + 7 * DAY
    visiting.record(**values(due, performance="part", result="again", again_on=day), actor=mediator.user)
    case = again(due)
    assert (case.follow_up_due_on, case.followed_up_on) == (day, None)
    assert readings.open_follow_up(case).due_on == day


def test_a_dispute_that_is_back_is_told_to_the_keepers_and_can_be_reopened(due, mediator, keeper):
    visiting.record(**values(due, performance="none", result="reopen"), actor=mediator.user)
    assert Notice.objects.get(kind="mediation.back").recipient == keeper
    case = advance(locked(due.case_id), "reopen", actor=keeper)
    assert (case.state, case.reopened, case.follow_up_due_on) == (State.TRIAGE, 1, None)


def test_reopening_drops_the_visit_that_was_due(due, mediator, keeper):
    visiting.record(
        **values(due, performance="part", result="again", again_on=timezone.localdate() + DAY), actor=mediator.user
    )
    advance(locked(due.case_id), "reopen", actor=keeper)
    assert readings.open_follow_up(due.case) is None


def test_one_more_visit_is_planned_by_hand_and_only_one_at_a_time(due, mediator):
    with pytest.raises(RuleBroken) as refused:
        visiting.plan(case=due.case, due_on=timezone.localdate(), reason="复访", actor=mediator.user)
    assert refused.value.code == "planned"
    visiting.record(**values(due), actor=mediator.user)
    visiting.plan(case=due.case, due_on=timezone.localdate() + DAY, reason="复访", actor=mediator.user)
    assert again(due).followed_up_on is None


def test_a_visit_before_the_performance_is_refused(station, mediator):
    case = make_case(station, State.PERFORMING, Track.RT, mediator=mediator)
    with pytest.raises(RuleBroken) as refused:
        visiting.plan(case=case, due_on=timezone.localdate(), reason="回访", actor=mediator.user)
    assert refused.value.code == "not_performed"


def test_what_is_due_stands_on_the_agenda_of_who_works_on_the_case(due, mediator, stranger):
    day = due.due_on + DAY
    found = due_from(readings.due, mediator.user, day)
    assert [(row.tone, row.due) for row in found] == [("danger", due.due_on)]
    assert due_from(readings.due, stranger, day) == []
