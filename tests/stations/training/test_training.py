"""Courses are held, their audience is invited and signs in by digits; who is due again is known."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.training import actions, codes, readings, rules
from stations.training.models import Attendance, Course, Sitting
from stations.training.views import MOVED
from tests.factories import client_of, make_person

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def course(cast, in_one) -> Course:
    return actions.save_course(
        station=cast.station, actor=cast.chief.user, title="急救", kind="class", audience="officers", content="",
        minutes=45, required=True, valid_months=12, active=True,
    )  # fmt: skip


@pytest.fixture
def sitting(course, cast) -> Sitting:
    """A sitting that began ten minutes ago and is open for signing in."""
    begin = timezone.now() - datetime.timedelta(minutes=10)
    made = actions.plan(course=course, actor=cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="会议室")
    return actions.move(sitting=made, verb="open", actor=cast.chief.user)


@pytest.mark.django_db
class TestSittings:
    def test_the_audience_is_invited_and_told_once(self, sitting, cast):
        people = {row.user_id for row in sitting.attendances.all()}
        assert {cast.chief.user_id, cast.officer.user_id, cast.desk.user_id} <= people
        assert Notice.objects.filter(kind="sitting.planned").count() == len(people)

    def test_only_a_part_is_invited_where_one_is_chosen(self, course, cast):
        now = timezone.now()
        part = f"team-{cast.command.pk}"
        made = actions.plan(
            course=course, actor=cast.chief.user, starts_at=now, ends_at=now + HOUR, place="x", parts=[part]
        )
        assert [row.user_id for row in made.attendances.all()] == [cast.desk.user_id]

    @pytest.mark.parametrize(
        "fields", [{"place": ""}, {"ends_at": timezone.now() - HOUR}, {"parts": ["team-999999"]}]
    )
    def test_what_cannot_be_is_refused(self, course, cast, fields):
        now = timezone.now()
        with pytest.raises(RuleBroken):
            actions.plan(
                course=course,
                actor=cast.chief.user,
                **{"starts_at": now, "ends_at": now + HOUR, "place": "x"} | fields,
            )
        assert not Sitting.objects.exists()

    def test_only_who_teaches_the_audience_plans(self, course, cast):
        now = timezone.now()
        with pytest.raises(NotAllowed):
            actions.plan(course=course, actor=cast.officer.user, starts_at=now, ends_at=now + HOUR, place="x")

    def test_the_step_table_is_walked_whole(self, sitting, cast):
        for state in Sitting.State.values:
            for verb in {step.verb for step in rules.STEPS.steps}:
                sitting.state = state
                known = rules.STEPS.step(state, verb) is not None
                assert bool(rules.STEPS.check(sitting, verb, cast.chief.user)) == known
                assert not rules.STEPS.check(sitting, verb, cast.officer.user)


@pytest.mark.django_db
class TestSigningIn:
    def test_by_the_digits_of_the_screen_once(self, sitting, cast):
        now = timezone.now()
        told = {"sitting": sitting, "user": cast.officer.user, "code": codes.shown(sitting.pk, now), "at": now}
        first = actions.sign_in(**told).attended_at
        assert actions.sign_in(**told).attended_at == first
        assert Attendance.objects.filter(attended_at__isnull=False).count() == 1

    def test_old_digits_and_other_peoples_are_refused(self, sitting, cast):
        now = timezone.now()
        stranger = make_person(cast.station)
        for user, code in (
            (cast.officer.user, codes.shown(sitting.pk, now - datetime.timedelta(seconds=90))),
            (cast.officer.user, ""),
            (stranger, codes.shown(sitting.pk, now)),
        ):
            with pytest.raises(RuleBroken):
                actions.sign_in(sitting=sitting, user=user, code=code, at=now)

    def test_digits_are_not_found_by_trying(self, sitting, cast):
        now = timezone.now()
        for _try in range(10):
            with pytest.raises(RuleBroken) as refusal:
                actions.sign_in(sitting=sitting, user=cast.officer.user, code="000", at=now)
            assert refusal.value.code == "code"
        with pytest.raises(RuleBroken) as refusal:
            actions.sign_in(sitting=sitting, user=cast.officer.user, code=codes.shown(sitting.pk, now), at=now)
        assert refusal.value.code == "tries"

    def test_only_around_the_sitting_and_while_it_is_open(self, sitting, cast):
        late = sitting.ends_at + HOUR
        with pytest.raises(RuleBroken):
            actions.sign_in(sitting=sitting, user=cast.officer.user, code=codes.shown(sitting.pk, late), at=late)
        actions.move(sitting=sitting, verb="hold", actor=cast.chief.user)
        now = timezone.now()
        with pytest.raises(RuleBroken):
            actions.sign_in(sitting=sitting, user=cast.officer.user, code=codes.shown(sitting.pk, now), at=now)

    def test_the_seats_are_counted(self, sitting, cast):
        Sitting.objects.update(seats=1)
        now = timezone.now()
        code = codes.shown(sitting.pk, now)
        actions.sign_in(sitting=sitting, user=cast.officer.user, code=code, at=now)
        with pytest.raises(RuleBroken):
            actions.sign_in(sitting=sitting, user=cast.desk.user, code=code, at=now)

    def test_the_teacher_notes_who_is_there(self, sitting, cast):
        assert actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.desk.user]) == 1
        assert actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.desk.user]) == 0
        with pytest.raises(NotAllowed):
            actions.mark(sitting=sitting, actor=cast.officer.user, present=[cast.officer.user])
        with pytest.raises(RuleBroken):
            actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.chief2.user])


@pytest.mark.django_db
def test_who_came_is_not_due_until_it_has_run_out(course, sitting, cast):
    today = timezone.localdate()
    actions.mark(sitting=sitting, actor=cast.chief.user, present=[cast.desk.user])
    due = {person.pk for person, _last in readings.due_people(course, today)}
    assert cast.officer.user_id in due
    assert cast.desk.user_id not in due
    later = {person.pk for person, _last in readings.due_people(course, rules.months_after(today, 12))}
    assert cast.desk.user_id in later


@pytest.mark.django_db
class TestPages:
    def test_from_the_plan_to_the_list_of_who_came(self, course, cast):
        chief, begin = client_of(cast.chief), timezone.localtime()
        form = {"course": course.pk, "starts_at": f"{begin:%Y-%m-%dT%H:%M}", "place": "会议室",
                "ends_at": f"{begin + HOUR:%Y-%m-%dT%H:%M}"}  # fmt: skip
        page = chief.post(reverse("sitting-new"), form, follow=True)
        made = Sitting.objects.get()
        assert "会议室" in page.content.decode()
        chief.post(reverse("sitting-verb", args=[made.pk, "open"]))
        screen = chief.get(reverse("sitting-screen", args=[made.pk])).content.decode()
        digits = codes.shown(made.pk, timezone.now())
        assert digits[:3] in screen
        mine = client_of(cast.officer)
        mine.post(reverse("my-sitting", args=[made.pk]), {"code": digits})
        assert Attendance.objects.get(user=cast.officer.user).attended_at
        chief.post(reverse("sitting-mark", args=[made.pk]), {"present": [cast.desk.user_id]})
        assert chief.get(reverse("sittings"), {"format": "csv"}).status_code == 200
        assert "急救" in mine.get(reverse("my-training")).content.decode()
        assert chief.get(reverse("course", args=[course.pk])).status_code == 200

    @pytest.mark.parametrize("state", ["open", "planned"])
    def test_the_room_sees_the_class_and_nothing_of_the_station(self, sitting, course, cast, state):
        Sitting.objects.update(state=state)
        screen = client_of(cast.chief).get(reverse("sitting-screen", args=[sitting.pk])).content.decode()
        assert course.title in screen and ("tr-code" in screen) == (state == "open")
        inside = ["data-live", "live.js", "fg-user", "fg-bell", "fg-messages", reverse("handover-part"),
                  reverse("logout")]  # fmt: skip
        assert [part for part in inside if part in screen] == []

    @pytest.mark.parametrize(
        ("state", "verb"), [("planned", "open"), ("open", "hold"), ("planned", "cancel"), ("held", "reopen")]
    )
    def test_the_message_says_what_was_done(self, sitting, cast, state, verb):
        Sitting.objects.update(state=state)
        page = client_of(cast.chief).post(reverse("sitting-verb", args=[sitting.pk, verb]), follow=True)
        assert [str(one) for one in page.context["messages"]] == [str(MOVED[verb])]

    @pytest.mark.parametrize("state", ["planned", "open", "held"])
    def test_the_buttons_are_deeds_not_states_and_none_reads_like_back(self, sitting, cast, state):
        sitting.state = state
        said = {str(step.label) for step in rules.STEPS.verbs(sitting, cast.chief.user)}
        assert said and not said & {*map(str, Sitting.State.labels), gettext("Cancel")}

    def test_strangers_stay_outside(self, sitting, course, cast):
        other, officer = client_of(cast.chief2), client_of(cast.officer)
        assert other.get(sitting.get_absolute_url()).status_code == 404
        assert other.get(reverse("my-sitting", args=[sitting.pk])).status_code == 404
        assert officer.get(reverse("sitting-screen", args=[sitting.pk])).status_code == 403
        assert officer.get(reverse("course-edit", args=[course.pk])).status_code == 403
        officer.post(reverse("sitting-verb", args=[sitting.pk, "hold"]))
        assert Sitting.objects.get().state == "open"

    def test_a_title_is_used_once(self, course, cast):
        form = {"title": "急救", "kind": "class", "audience": "officers", "minutes": 45, "valid_months": 0}
        assert client_of(cast.chief).post(reverse("course-new"), form).status_code == 400


@given(day=st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31)), months=st.integers(1, 60))
def test_months_after_lie_in_the_right_month_and_never_later(day, months):
    then = rules.months_after(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day <= day.day


@pytest.mark.django_db
def test_another_stations_course_does_not_exist(cast):
    with in_station(cast.station2):
        assert not Course.objects.exists()
