"""What a second reader found: the day of the station, numbers that are none."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.kit.answer import RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from stations.training import actions, enrolling, registry
from stations.training.forms import AddForm
from stations.training.models import Attendance, Certificate
from tests.factories import client_of, make_person
from tests.factories.training import make_course, make_sitting

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


class TestNotingWhoIsThere:
    def test_only_people_of_the_audience_are_noted(self, sitting, cast):
        stranger = make_person(cast.station)
        with pytest.raises(RuleBroken) as refused:
            actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.officer.user, stranger])
        assert refused.value.code == "not_for_them"
        assert not Attendance.objects.filter(attended_at__isnull=False).exists()

    def test_noting_twice_writes_one_line(self, sitting, cast):
        told = {"sitting": sitting, "actor": cast.chief.user, "present": [cast.officer.user]}
        assert [actions.mark(**told), actions.mark(**told)] == [1, 0]
        assert Entry.objects.filter(verb="sitting.marked").count() == 1

    def test_whoever_is_noted_after_the_class_gets_the_certificate_too(self, sitting, cast):
        sitting.course.certificate = True
        sitting.course.save()
        tick = {"sitting": sitting, "actor": cast.chief.user}
        actions.mark(**tick, present=[cast.officer.user])
        actions.move(**tick, verb="hold")
        actions.mark(**tick, present=[cast.officer.user, cast.desk.user])
        actions.move(**tick, verb="reopen")
        actions.move(**tick, verb="hold")
        holders = Certificate.objects.values_list("user_id", flat=True)
        assert sorted(holders) == sorted([cast.officer.user_id, cast.desk.user_id])


def test_the_same_plan_sent_twice_is_one_sitting_until_it_is_cancelled(sitting, cast):
    plan = {"course": sitting.course, "actor": cast.chief.user, "starts_at": sitting.starts_at,
            "ends_at": sitting.ends_at, "place": sitting.place}  # fmt: skip
    assert actions.plan(**plan) == sitting
    assert actions.plan(**plan | {"place": "二楼"}) != sitting
    actions.move(sitting=sitting, verb="cancel", actor=cast.chief.user)
    assert actions.plan(**plan) != sitting


def test_what_somebody_came_to_is_not_cancelled(sitting, cast):
    actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.officer.user])
    with pytest.raises(RuleBroken, match="已举办|held"):
        actions.move(sitting=sitting, verb="cancel", actor=cast.chief.user)


def test_the_word_of_an_online_class_can_be_typed_on_a_phone(sitting, cast):
    sitting.online = "https://meeting.example"
    sitting.starts_at, sitting.ends_at = timezone.now() - HOUR, timezone.now() + HOUR
    sitting.save()
    page = client_of(cast.officer).get(reverse("my-sitting", args=[sitting.pk])).content.decode()
    assert 'inputmode="text"' in page and 'inputmode="numeric"' not in page
    with pytest.raises(RuleBroken, match="口令|word"):
        actions.sign_in(sitting=sitting, user=cast.officer.user, code="ABCDEF")


def test_who_is_put_on_a_list_is_left_in_peace_and_told_by_the_next_round(sitting, cast, monkeypatch):
    """Quiet hours and the week's number of requests bind a list, too."""
    entry, calm = registry.audience("officers"), []
    mild = registry.Audience(entry.code, entry.label, entry.people, tellable=lambda station, people, at, kind: calm)
    monkeypatch.setitem(registry._audiences, "officers", mild)
    begin = timezone.now() + 3 * HOUR
    made = actions.plan(
        course=sitting.course, actor=cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="二楼"
    )  # fmt: skip
    told = Notice.objects.filter(kind="sitting.planned", url__contains=f"/{made.pk}/")
    assert made.attendances.filter(invited=True).exists() and not told.exists()
    calm.append(cast.officer.user)
    for _round in "ab":
        enrolling.keep_house(station=cast.station, at=timezone.now())
    assert [one.recipient for one in told] == [cast.officer.user]


def test_a_place_is_told_once(cast, in_one):
    made = make_sitting(make_course(cast.station, audience="officers"))
    page = client_of(cast.officer).post(reverse("my-enrol", args=[made.pk]), follow=True)
    assert page.status_code == 200 and not list(page.context["messages"])
    assert "fg-tone-ok" in page.content.decode()


def test_an_online_class_says_so_before_one_signs_up_and_how_to_join_after(cast, in_one):
    made = make_sitting(make_course(cast.station, audience="officers"), place="", online="https://meeting.example/7")
    client, address = client_of(cast.officer), reverse("my-sitting", args=[made.pk])
    before = client.get(address).content.decode()
    assert "meeting.example" not in before and ("线上" in before or "Online" in before)
    client.post(reverse("my-enrol", args=[made.pk]))
    assert "meeting.example/7" in client.get(address).content.decode()
