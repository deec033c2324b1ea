"""What night patrols want done: of the leader, of the officer in charge, of who is asked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from community.nights import rules
from stations.agenda.registry import due_for
from stations.agenda.standing_in import answered_by
from stations.organisation.models import User
from tests.factories import make_officer
from tests.factories.nights import HOUR, make_night, make_request

pytestmark = pytest.mark.django_db


def dues(user) -> list:
    """What a request of the person finds due."""
    person = User.objects.get(pk=user.pk)
    person.rights = person.leads = frozenset()
    return [due for due in due_for(person, timezone.localdate()) if due.kind == "night"]


def urls(user) -> list[str]:
    return [due.url for due in dues(user)]


def over(night, **fields):
    return make_night(night.community, night.beat, timezone.now() - 3 * HOUR, **fields)


@pytest.mark.parametrize("state", ["walking", "finished"])
def test_a_patrol_that_is_over_waits_for_the_officer_in_charge(night, state):
    patrol = over(night, state=state)
    assert patrol.get_absolute_url() in urls(night.beat.user)


def test_the_leader_owes_the_report(night):
    patrol = over(night, state="walking", leader=night.members[0].user)
    assert reverse("night-lead", args=[patrol.pk]) in urls(night.members[0].user)
    assert reverse("night-lead", args=[patrol.pk]) not in urls(night.members[1].user)


def test_a_plan_of_the_next_days_waits_to_be_called(night):
    patrol = make_night(night.community, night.beat, timezone.now() + 20 * HOUR, state="planned")
    assert patrol.get_absolute_url() in urls(night.beat.user)
    assert urls(night.members[3].user) == []


def test_who_is_asked_reads_it_and_owes_nothing(night):
    make_request(night.patrol, night.members[0])
    assert [due.due for due in dues(night.members[0].user)] == [None]
    assert urls(night.members[1].user) == []


def test_who_does_the_officers_work_today_confirms_the_report(night):
    patrol = over(night, state="finished", hours=2)
    colleague = make_officer(night.station).user
    assert not rules.may_confirm(colleague, patrol)
    with answered_by(lambda user: frozenset({night.beat.pk}) if user == colleague else frozenset()):
        assert rules.may_confirm(colleague, patrol) and rules.may_lead(colleague, patrol)
