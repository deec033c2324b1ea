"""What a second reader found: the day of the station, numbers that are none."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.training import actions, registry
from stations.training.forms import AddForm
from tests.factories import client_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def sitting(cast, in_one):
    """At half past one in the night of the 23rd in Beijing."""
    course = actions.save_course(
        station=cast.station, actor=cast.chief.user, title="夜训", kind="drill", audience="officers", content="",
        minutes=45, required=False, valid_months=0, active=True,
    )  # fmt: skip
    begin = datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.UTC)
    made = actions.plan(course=course, actor=cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="操场")
    return actions.move(sitting=made, verb="open", actor=cast.chief.user)


def test_who_else_was_there_is_asked_of_the_stations_day(sitting, monkeypatch):
    asked = []
    entry = registry.audience("officers")
    people = entry.people
    spy = registry.Audience(entry.code, entry.label, lambda parts, day: asked.append(day) or people(parts, day),
                            entry.parts, entry.may_teach)  # fmt: skip
    monkeypatch.setitem(registry._audiences, "officers", spy)
    AddForm(sitting=sitting, rows=[])
    assert asked == [timezone.localdate(sitting.starts_at)]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "9" * 25, "x"])
def test_a_number_that_is_none_is_nobody(sitting, cast, number):
    answer = client_of(cast.chief).post(reverse("sitting-mark", args=[sitting.pk]), {"present": number})
    assert answer.status_code == 302
