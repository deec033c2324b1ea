"""People sign up themselves: seats, the waiting list, cancelling, who is told; two who want the last seat at once."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.organisation.models import Station
from stations.training import actions, codes, enrolling, own
from stations.training.models import Attendance, Sitting
from tests.factories import make_officer, make_person
from tests.factories.organisation import make_station, make_team
from tests.factories.training import HOUR, make_course, make_sitting

DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(cast, in_one):
    return make_course(cast.station, audience="officers")


@pytest.fixture
def sitting(course, cast) -> Sitting:
    """Tomorrow, one seat."""
    return make_sitting(course, timezone.now() + DAY, seats=1)


def enrol(sitting, user, at=None):
    return enrolling.enrol(sitting=sitting, user=user, at=at or timezone.now())


@pytest.mark.django_db
class TestSigningUp:
    def test_the_first_gets_the_seat_the_second_waits_and_twice_is_once(self, sitting, cast):
        assert enrol(sitting, cast.officer.user).standing == "seat"
        assert enrol(sitting, cast.desk.user).standing == "waiting"
        assert enrol(sitting, cast.desk.user).standing == "waiting"
        assert Attendance.objects.count() == 2

    def test_who_cancels_makes_room_for_whoever_waits_longest_who_is_told(self, sitting, cast):
        now = timezone.now()
        for place, person in enumerate((cast.officer, cast.desk, cast.chief)):
            enrol(sitting, person.user, now + place * HOUR)
        enrolling.give_up(sitting=sitting, user=cast.officer.user, at=now)
        assert Attendance.objects.get(user=cast.desk.user).standing == "seat"
        assert Attendance.objects.get(user=cast.chief.user).standing == "waiting"
        assert [row.recipient_id for row in Notice.objects.filter(kind="sitting.seat")] == [cast.desk.user_id]
        enrolling.give_up(sitting=sitting, user=cast.officer.user, at=now)
        assert enrol(sitting, cast.officer.user).standing == "waiting"  # back to the end of the list

    def test_more_seats_let_people_move_up(self, sitting, cast):
        for person in (cast.officer, cast.desk, cast.chief):
            enrol(sitting, person.user)
        values = {"starts_at": sitting.starts_at, "ends_at": sitting.ends_at, "place": sitting.place, "online": ""}
        actions.change(sitting=sitting, actor=cast.chief.user, at=timezone.now(), seats=2, **values)
        assert Attendance.objects.filter(standing="seat").count() == 2
        assert not Notice.objects.filter(kind="sitting.changed").exists()
        actions.change(
            sitting=sitting, actor=cast.chief.user, at=timezone.now(), seats=2, **values | {"place": "礼堂"}
        )
        assert Notice.objects.filter(kind="sitting.changed").count() == 3

    @pytest.mark.parametrize(
        ("values", "code"),
        [({"open_enrolment": False}, "by_invitation"), ({"state": "held"}, "closed"),
         ({"starts_at": timezone.now() - 3 * HOUR, "ends_at": timezone.now() - HOUR}, "over"),
         ({"parts": ["team-999999"]}, "not_for_you")],
    )  # fmt: skip
    def test_what_is_closed_stays_closed(self, sitting, cast, values, code):
        Sitting.objects.update(**values)
        with pytest.raises(RuleBroken) as refusal:
            enrol(sitting, cast.officer.user)
        assert refusal.value.code == code

    def test_whoever_is_not_of_the_audience_does_not_get_in(self, sitting, cast):
        with pytest.raises(RuleBroken):
            enrol(sitting, make_person(cast.station))

    def test_cancelling_without_a_place_is_refused(self, sitting, cast):
        with pytest.raises(RuleBroken) as refusal:
            enrolling.give_up(sitting=sitting, user=cast.officer.user, at=timezone.now())
        assert refusal.value.code == "not_enrolled"

    def test_only_the_teacher_changes_it(self, sitting, cast):
        with pytest.raises(NotAllowed):
            actions.change(sitting=sitting, actor=cast.officer.user, at=timezone.now(), seats=5)


@pytest.mark.django_db
class TestComing:
    @pytest.fixture
    def running(self, course):
        """It began twenty minutes ago."""
        return make_sitting(course, timezone.now() - HOUR / 3, state="open", seats=2)

    def come(self, sitting, user, code=None):
        now = timezone.now()
        told = code or codes.shown(sitting.pk, now)
        return actions.sign_in(sitting=sitting, user=user, code=told, at=now)

    def test_somebody_of_the_audience_who_just_came_is_let_in_while_there_is_room(self, running, cast):
        assert self.come(running, cast.officer.user).attended_at
        assert self.come(running, cast.desk.user).attended_at
        with pytest.raises(RuleBroken) as refusal:
            self.come(running, cast.chief.user)
        assert refusal.value.code == "full"

    def test_who_has_a_seat_always_gets_in(self, running, cast):
        enrol(running, cast.chief.user)
        self.come(running, cast.officer.user)
        self.come(running, cast.desk.user)
        assert self.come(running, cast.chief.user).attended_at

    def test_an_online_class_is_proved_by_its_word(self, running, cast):
        with pytest.raises(RuleBroken):
            self.come(running, cast.officer.user, codes.word(running.pk))
        Sitting.objects.update(online="https://meeting.example/x")
        row = self.come(running, cast.officer.user, codes.word(running.pk).lower())
        assert row.method == "typed"


@pytest.mark.django_db
class TestTelling:
    def test_the_audience_is_told_once_and_reminded_the_day_before(self, course, cast):
        begin = timezone.now() + 3 * DAY
        made = actions.plan(
            course=course,
            actor=cast.chief.user,
            starts_at=begin,
            ends_at=begin + HOUR,
            place="x",
            open_enrolment=True,
        )
        told = Notice.objects.filter(kind="sitting.announced").count()
        assert told >= 3 and not made.attendances.exists()
        enrol(made, cast.officer.user)
        enrolling.keep_house(station=cast.station, at=timezone.now())
        assert Notice.objects.filter(kind="sitting.announced").count() == told
        for _round in range(2):
            enrolling.keep_house(station=cast.station, at=begin - 20 * HOUR)
        assert [row.recipient_id for row in Notice.objects.filter(kind="sitting.soon")] == [cast.officer.user_id]

    def test_who_cancelled_hears_nothing_of_the_cancellation(self, sitting, cast):
        enrol(sitting, cast.officer.user)
        enrol(sitting, cast.desk.user)
        enrolling.give_up(sitting=sitting, user=cast.officer.user, at=timezone.now())
        actions.move(sitting=sitting, verb="cancel", actor=cast.chief.user)
        told = Notice.objects.filter(kind="sitting.cancelled").values_list("recipient_id", flat=True)
        assert list(told) == [cast.desk.user_id]


@pytest.mark.django_db
def test_the_own_page_asks_as_much_for_one_sitting_as_for_six(course, cast, django_assert_max_num_queries):
    make_sitting(course)
    with django_assert_max_num_queries(30) as first:
        assert len(own.page_of(cast.officer.user, cast.station, timezone.now()).offers) == 1
    for day in range(1, 6):
        make_sitting(course, timezone.now() + day * DAY, parts=[f"team-{cast.command.pk}"] if day == 5 else [])
    with django_assert_max_num_queries(len(first) + 1):
        assert len(own.page_of(cast.officer.user, cast.station, timezone.now()).offers) == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_want_the_last_seat_at_once_get_one_seat_and_one_place_on_the_list():
    station = make_station()
    with in_station(station):
        team = make_team(station)
        people = [make_officer(station, team=team).user for _one in range(6)]
        sitting = make_sitting(make_course(station, audience="officers"), timezone.now() + DAY, seats=1)
    gate = threading.Barrier(len(people))
    broken = []

    def sign_up(user):
        try:
            gate.wait()
            with in_station(Station.objects.get(pk=station.pk)):
                enrol(sitting, user)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    with scopes_disabled():
        standings = sorted(Attendance.objects.values_list("standing", flat=True))
    assert standings == ["seat", *["waiting"] * 5]
