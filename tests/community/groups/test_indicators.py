"""Figures of the groups: who takes part on the last day, who joined, who came to a class."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from community.groups.words import State
from stations.indicators import registry
from stations.indicators.periods import Period, Scope
from stations.training.models import Attendance, Course, Sitting
from tests.factories.community import make_enrolment, make_member

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))


def figure(watch, name, **scope):
    return registry.get(f"watch.{name}").compute(watch.station, Scope(**scope), MAY)


def member(watch, joined, until=date(2027, 1, 1), group=None, **fields):
    return make_member(group or watch.group, joined_on=joined, valid_until=until, **fields)


def test_who_was_only_asked_is_not_counted(watch):
    make_enrolment(watch.group)
    assert figure(watch, "members") == 0


def test_members_are_those_of_the_last_day(watch):
    member(watch, date(2026, 5, 31))
    member(watch, date(2026, 6, 1))
    member(watch, date(2025, 5, 1), until=date(2026, 5, 31))
    member(watch, date(2025, 5, 1), state=State.LEFT, ended_on=date(2026, 5, 31))
    member(watch, date(2025, 9, 1), state=State.LEFT, ended_on=date(2026, 6, 1))
    assert figure(watch, "members") == 2


def test_who_joined_in_the_month_is_counted_from_its_first_to_its_last_day(watch):
    for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)):
        member(watch, day)
    assert figure(watch, "joined") == 2


def test_a_community_counts_its_own_groups_and_a_team_is_not_known(watch):
    member(watch, date(2026, 1, 1))
    member(watch, date(2026, 1, 1), group=watch.other)
    assert figure(watch, "members", community_id=watch.community.pk) == 1
    assert figure(watch, "members", team_id=watch.cast.community_team.pk) is None


def test_trained_counts_each_member_once_and_nobody_who_was_only_invited(watch):
    came, invited = member(watch, date(2026, 1, 1)), member(watch, date(2026, 1, 1))
    course = Course.objects.create(station=watch.station, title="警校夜课", audience="members")
    for day in (3, 17):
        starts = timezone.make_aware(datetime(2026, 5, day, 19))
        sitting = Sitting.objects.create(
            station=watch.station, course=course, starts_at=starts, ends_at=starts + timedelta(hours=1)
        )
        Attendance.objects.create(
            station=watch.station, sitting=sitting, user=came.user, attended_at=starts, method="desk"
        )
        Attendance.objects.create(station=watch.station, sitting=sitting, user=invited.user, invited=True)
    assert figure(watch, "trained") == 1
