"""Training over the API: the same rules as on the pages, and nothing of another station."""

import datetime

import pytest
from django.utils import timezone

from stations.training import actions, codes
from stations.training.models import Course, Sitting
from tests.factories import client_of
from tests.factories.community import make_member, make_watch_group
from tests.factories.training import make_attendance, make_course, make_questions, make_sitting

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
COURSES, SITTINGS = "/api/v1/courses/", "/api/v1/sittings/"


@pytest.fixture
def course(cast, in_one) -> Course:
    return actions.save_course(
        station=cast.station, actor=cast.chief.user, title="急救", kind="class", audience="officers", content="",
        minutes=45, required=True, valid_months=12, active=True,
    )  # fmt: skip


@pytest.fixture
def sitting(course, cast) -> Sitting:
    """A sitting that begins in ten minutes."""
    begin = timezone.now() + datetime.timedelta(minutes=10)
    return actions.plan(course=course, actor=cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="会议室")


@pytest.fixture
def chief(cast):
    return client_of(cast.chief)


def post(client, address, **content):
    return client.post(address, content, content_type="application/json")


def test_courses_are_listed_filtered_and_say_who_is_due(chief, course, cast):
    assert chief.get(COURSES).json()["count"] == 1
    assert chief.get(COURSES, {"kind": "drill"}).json()["count"] == 0
    told = chief.get(f"{COURSES}{course.pk}/").json()
    assert (told["title"], told["required"], told["held"]) == ("急救", True, 0)
    assert cast.officer.user.name in [person["name"] for person in told["due"]]
    assert told["timeline"]


def test_the_leadership_makes_a_course_and_an_officer_does_not(chief, cast, in_one):
    asked = {"title": "法律更新", "audience": "officers", "kind": "class"}
    assert post(client_of(cast.officer), COURSES, **asked).status_code == 403
    made = post(chief, COURSES, **asked)
    assert (made.status_code, made.json()["minutes"]) == (201, 45)
    assert post(chief, COURSES, **asked).status_code == 409  # the title is taken
    assert post(chief, COURSES, **asked | {"title": "另一门", "audience": "nobody"}).status_code == 409


def test_a_sitting_is_planned_opened_marked_and_held(chief, course, cast):
    begin = timezone.now()
    asked = {
        "course": course.pk,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + HOUR).isoformat(),
        "place": "礼堂",
    }
    made = post(chief, SITTINGS, **asked)
    assert made.status_code == 201
    one = f"{SITTINGS}{made.json()['id']}/"
    assert set(made.json()["verbs"]) == {"open", "hold", "cancel"} and made.json()["invited"] >= 3
    assert post(chief, f"{one}open/").json()["state"] == "open"
    told = post(chief, f"{one}mark/", present=[cast.officer.user_id]).json()
    [came] = [row for row in told["attendances"] if row["attended_at"]]
    assert (came["person"]["id"], came["method"], told["came"]) == (cast.officer.user_id, "desk", 1)
    assert post(chief, f"{one}hold/").json()["state"] == "held"
    assert post(chief, f"{one}cancel/").status_code == 409
    assert chief.get(SITTINGS, {"state": "held"}).json()["count"] == 1


@pytest.mark.parametrize("said", [{"place": ""}, {"course": 999999999}, {"starts_at": "x"}, {"seats": 0}])
def test_what_cannot_be_planned_is_refused(chief, course, said):
    begin = timezone.now()
    asked = {
        "course": course.pk,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + HOUR).isoformat(),
        "place": "礼堂",
    }
    assert post(chief, SITTINGS, **asked | said).status_code in {400, 409}
    assert not Sitting.objects.exists()


def test_somebody_of_another_station_is_not_noted_as_present(chief, sitting, cast):
    post(chief, f"{SITTINGS}{sitting.pk}/open/")
    answer = post(chief, f"{SITTINGS}{sitting.pk}/mark/", present=[cast.chief2.user_id])
    assert answer.status_code == 400


def test_an_officer_sees_sittings_and_moves_none(sitting, cast):
    client = client_of(cast.officer)
    assert client.get(f"{SITTINGS}{sitting.pk}/").json()["verbs"] == []
    assert post(client, f"{SITTINGS}{sitting.pk}/open/").status_code == 403


def test_another_station_does_not_see_it(sitting, course, cast):
    client = client_of(cast.chief2)
    assert client.get(COURSES).json()["count"] == client.get(SITTINGS).json()["count"] == 0
    for address in (f"{COURSES}{course.pk}/", f"{SITTINGS}{sitting.pk}/"):
        assert client.get(address).status_code == 404
    assert post(client, f"{SITTINGS}{sitting.pk}/cancel/").status_code == 404


def test_a_stranger_is_asked_to_log_in(client, sitting):
    assert client.get(SITTINGS).status_code == client.get(COURSES).status_code == 401


def test_a_list_of_many_takes_as_many_queries_as_of_one(chief, sitting, course, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as first:
        chief.get(SITTINGS)
    for day in range(1, 6):
        begin = timezone.now() + datetime.timedelta(days=day)
        actions.plan(course=course, actor=cast.chief.user, starts_at=begin, ends_at=begin + HOUR, place="x")
    with django_assert_max_num_queries(len(first)):
        assert chief.get(SITTINGS).json()["count"] == 6


class TestTheMembersDoor:
    @pytest.fixture
    def phone(self, cast, in_one):
        return client_of(make_member(make_watch_group(cast.station)).user)

    @pytest.fixture
    def evening(self, cast, in_one) -> Sitting:
        """A class for members that began half an hour ago."""
        make_questions(cast.station, 5)
        return make_sitting(make_course(cast.station), timezone.now() - HOUR / 2, state="open", seats=5)

    def test_sign_up_come_answer_and_pass(self, phone, evening):
        one = f"{SITTINGS}{evening.pk}/"
        assert phone.get(SITTINGS).json()["count"] == 1
        assert post(phone, f"{one}enrol/").json()["mine"]["standing"] == "seat"
        code = codes.shown(evening.pk, timezone.now())
        assert post(phone, f"{one}sign-in/", code=code).json()["mine"]["attended_at"]
        told = post(phone, f"{one}quiz/").json()
        for place in range(1, 6):
            assert (told["place"], told["told"]) == (place, [])
            sent = {"question": told["question"], "shown": told["options"].index("乙")}
            told = post(phone, f"{one}answer/", **sent).json()
        assert (told["finished"], told["passed"], told["right_count"]) == (True, True, 5)
        assert told == phone.get(f"{one}quiz/").json()

    def test_names_nobody_and_moves_nothing(self, phone, evening, cast):
        one = f"{SITTINGS}{evening.pk}/"
        make_attendance(evening, make_member(make_watch_group(cast.station), name="别的成员").user)
        told = phone.get(one).json()
        assert (told["attendances"], told["timeline"], told["verbs"]) == ([], [], [])
        assert "别的成员" not in str(told)
        assert post(phone, f"{one}hold/").status_code == 403
        assert post(phone, f"{one}mark/", present=[1]).status_code in {400, 403}
        assert phone.get(COURSES).status_code == 403

    def test_gives_the_place_up(self, phone, evening):
        one = f"{SITTINGS}{evening.pk}/"
        post(phone, f"{one}enrol/")
        assert post(phone, f"{one}give-up/").json()["mine"]["standing"] == "gone"
        assert post(phone, f"{one}quiz/").status_code == 409

    def test_a_class_for_others_is_not_there(self, phone, sitting):
        assert phone.get(SITTINGS).json()["count"] == 0
        assert post(phone, f"{SITTINGS}{sitting.pk}/enrol/").status_code == 404
