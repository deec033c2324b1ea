"""Pages of the evening class: the member's phone, the bank, certificates, reach; each as owner and as stranger."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.kit.scoping import in_station
from stations.training import codes, readings, registry
from stations.training.models import Attendance, BankQuestion, Certificate, Sitting, TrainingSettings
from tests.factories import client_of, make_person
from tests.factories.community import make_member, make_watch_group
from tests.factories.training import (
    HOUR,
    make_attendance,
    make_certificate,
    make_course,
    make_questions,
    make_sitting,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(cast, in_one):
    return make_course(cast.station)


@pytest.fixture
def member(cast, in_one):
    return make_member(make_watch_group(cast.station), name="骑手小周").user


@pytest.fixture
def phone(member):
    return client_of(member)


def words(answer) -> str:
    return answer.content.decode()


class TestThePhone:
    def test_from_signing_up_to_the_certificate(self, phone, member, course, cast):
        sitting = make_sitting(course, timezone.now() + HOUR / 6, state="open", seats=5)
        make_questions(cast.station, 5)
        here, quiz = reverse("my-sitting", args=[sitting.pk]), reverse("my-quiz", args=[sitting.pk])
        assert course.title in words(phone.get(reverse("my-training")))
        assert phone.post(reverse("my-enrol", args=[sitting.pk])).url == here
        phone.post(here, {"code": codes.shown(sitting.pk, timezone.now())})
        assert phone.get(quiz).status_code == 200
        phone.post(quiz)
        for _number in range(5):
            asked = phone.get(quiz).context["asked"]
            place = next(place for place, option in asked.options if option == "乙")
            phone.post(quiz, {"question": asked.answer.question_id, "shown": place})
        result = phone.get(quiz)
        assert "因为乙" in words(result) and "本月一案" in words(result)
        made = Certificate.objects.get(user=member)
        assert made.number in words(phone.get(reverse("my-certificate", args=[made.pk])))
        paper = phone.get(reverse("my-certificate-paper", args=[made.pk]))
        assert paper.content.startswith(b"%PDF")
        assert made.number in words(phone.get(reverse("my-training")))

    def test_a_class_the_person_sits_in_is_not_offered_again(self, phone, member, course):
        coming, running = make_sitting(course), make_sitting(course, timezone.now() - HOUR / 6, state="open")
        offered = {reverse("my-enrol", args=[one.pk]) for one in (coming, running)}
        assert all(url in words(phone.get(reverse("my-training"))) for url in offered)
        phone.post(reverse("my-enrol", args=[coming.pk]))
        phone.post(reverse("my-sitting", args=[running.pk]), {"code": codes.shown(running.pk, timezone.now())})
        page = phone.get(reverse("my-training"))
        assert page.context["own"].quizzes and page.context["own"].coming
        assert not any(url in words(page) for url in offered)

    def test_signing_up_is_said_once(self, phone, member, course):
        page = phone.post(reverse("my-enrol", args=[make_sitting(course).pk]), follow=True)
        assert page.context["row"].standing == "seat"
        assert words(page).count("fg-tone-ok") == 1

    def test_cancelling_in_one_tap(self, phone, member, course):
        sitting = make_sitting(course)
        phone.post(reverse("my-enrol", args=[sitting.pk]))
        phone.post(reverse("my-giving-up", args=[sitting.pk]))
        assert Attendance.objects.get(user=member).standing == "gone"

    def test_nothing_of_the_explanations_is_shown_before_the_last_answer(self, phone, member, course, cast):
        sitting = make_sitting(course, timezone.now() - HOUR, state="open")
        make_attendance(sitting, member)
        make_questions(cast.station, 5)
        quiz = reverse("my-quiz", args=[sitting.pk])
        phone.post(quiz)
        for _number in range(4):
            page = phone.get(quiz)
            assert "因为乙" not in words(page)
            phone.post(quiz, {"question": page.context["asked"].answer.question_id, "shown": 0})
        assert "因为乙" not in words(phone.get(quiz))

    def test_garbled_answers_are_refused_kindly(self, phone, member, course, cast):
        sitting = make_sitting(course, timezone.now() - HOUR, state="open")
        make_attendance(sitting, member)
        make_questions(cast.station, 5)
        quiz = reverse("my-quiz", args=[sitting.pk])
        phone.post(quiz)
        for sent in ({"question": "9" * 30}, {"question": "²", "shown": "1"}, {"question": "1", "shown": "99"}):
            assert phone.post(quiz, sent).status_code == 302
        assert phone.get(quiz).context["asked"].place == 1

    def test_a_class_for_others_does_not_exist(self, phone, cast, course):
        for sitting in (make_sitting(make_course(cast.station, "内训", audience="officers")),
                        make_sitting(course, open_enrolment=False)):  # fmt: skip
            assert phone.get(reverse("my-sitting", args=[sitting.pk])).status_code == 404
            assert phone.post(reverse("my-enrol", args=[sitting.pk])).status_code == 404
        with in_station(cast.station2):
            other = make_sitting(make_course(cast.station2))
        assert phone.get(reverse("my-sitting", args=[other.pk])).status_code == 404

    def test_the_quiz_and_the_certificate_of_somebody_else_do_not_exist(self, phone, course, cast):
        there = make_attendance(make_sitting(course, state="held"), make_person(cast.station))
        row = make_certificate(there)
        assert phone.get(reverse("my-quiz", args=[there.sitting_id])).status_code == 404
        for name in ("my-certificate", "my-certificate-paper"):
            assert phone.get(reverse(name, args=[row.pk])).status_code == 404

    def test_a_certificate_that_runs_out_leads_to_the_next_class(self, phone, member, course):
        there = make_attendance(make_sitting(course, timezone.now() - 350 * DAY, state="held"), member)
        make_certificate(there, day=timezone.localdate() - 350 * DAY)
        sitting = make_sitting(course)
        page = phone.get(reverse("my-training"))
        assert page.context["own"].ending and page.context["own"].offers[0].again
        assert reverse("my-enrol", args=[sitting.pk]) in words(page)


class TestThePublicPage:
    def test_says_course_validity_and_number_and_no_name(self, client, course, member):
        row = make_certificate(make_attendance(make_sitting(course, state="held"), member))
        page = words(client.get(reverse("certificate-check", args=[codes.certificate_token(row.pk)])))
        assert row.number in page and course.title in page
        assert "骑手小周" not in page and "骑***" in page

    @pytest.mark.parametrize("token", ["no-such-token", "1-AAAAAAAAAAAA", "zzzzzzzzzzzzzz-AAAAAAAAAAAA"])
    def test_a_forged_code_is_none(self, client, db, token):
        assert client.get(reverse("certificate-check", args=[token])).status_code == 404

    def test_is_open_to_whoever_belongs_to_no_station(self, client, cast):
        with in_station(cast.station):
            there = make_attendance(make_sitting(make_course(cast.station)), make_person(cast.station))
            row = make_certificate(there)
        answer = client.get(reverse("certificate-check", args=[codes.certificate_token(row.pk)]))
        assert answer.status_code == 200 and answer.context["holds"]

    def test_a_revoked_one_says_so(self, client, course, member, cast):
        row = make_certificate(make_attendance(make_sitting(course, state="held"), member))
        chief = client_of(cast.chief)
        chief.post(reverse("certificate-revoke", args=[row.pk]), {"reason": "代考"})
        page = client.get(reverse("certificate-check", args=[codes.certificate_token(row.pk)]))
        assert not page.context["holds"] and "代考" not in words(page)


class TestTheOffice:
    def test_the_bank_is_written_checked_listed_and_exported(self, cast, in_one):
        chief = client_of(cast.chief)
        form = {"month": "2026-11", "text": "接到客服电话应当：", "option_a": "转账", "option_b": "核实",
                "right": "B", "why": "先核实"}  # fmt: skip
        assert chief.post(reverse("bank-question-new"), form | {"right": "C"}).status_code == 400
        assert chief.post(reverse("bank-question-new"), form).status_code == 302
        row = BankQuestion.objects.get()
        assert (row.options, row.right, row.month.day) == (["转账", "核实"], 1, 1)
        one = reverse("bank-question", args=[row.pk])
        assert chief.get(one).status_code == 200
        assert chief.post(reverse("bank-question-verb", args=[row.pk, "approve"])).status_code == 403  # the own one
        assert chief.get(reverse("bank-question-edit", args=[row.pk])).context["form"].initial["right"] == "B"
        assert chief.get(reverse("bank"), {"format": "csv"}).status_code == 200
        assert chief.get(reverse("bank"), {"state": "draft"}).context["total"] == 1

    def test_only_who_teaches_sees_bank_and_certificates(self, cast, in_one, course, member):
        question = make_questions(cast.station, 1)[0]
        row = make_certificate(make_attendance(make_sitting(course, state="held"), member))
        pages = [reverse("bank"), question.get_absolute_url(), reverse("certificates"), row.get_absolute_url(),
                 reverse("certificate-revoke", args=[row.pk])]  # fmt: skip
        officer, other, own = client_of(cast.officer), client_of(cast.chief2), client_of(cast.chief)
        for page in pages:
            assert officer.get(page).status_code == 403
            assert own.get(page).status_code == 200
        for page in (question.get_absolute_url(), row.get_absolute_url()):
            assert other.get(page).status_code == 404

    def test_certificates_are_filtered_by_what_they_are_worth(self, cast, course, member):
        there = [make_attendance(make_sitting(course, state="held"), member) for _one in range(3)]
        today = timezone.localdate()
        for serial, ago in enumerate((10, 350, 400), 1):
            make_certificate(there[serial - 1], serial, today - ago * DAY)
        chief = client_of(cast.chief)
        found = {
            stands: [row.serial for row in chief.get(reverse("certificates"), {"stands": stands}).context["page"]]
            for stands in ("valid", "soon", "over", "revoked")
        }
        assert found == {"valid": [1, 2], "soon": [2], "over": [3], "revoked": []}

    def test_the_sitting_shows_who_waits_and_lets_the_teacher_draw(self, cast, course, member):
        sitting = make_sitting(course, seats=1)
        make_attendance(sitting, member, came=False)
        make_questions(cast.station, 5)
        chief = client_of(cast.chief)
        chief.post(reverse("sitting-quiz", args=[sitting.pk]))
        page = words(chief.get(sitting.get_absolute_url()))
        assert "骑手小周" in page and page.count("因为乙") == 5
        form = {"starts_at": f"{timezone.localtime(sitting.starts_at):%Y-%m-%dT%H:%M}", "place": "礼堂", "seats": 9,
                "ends_at": f"{timezone.localtime(sitting.ends_at):%Y-%m-%dT%H:%M}"}  # fmt: skip
        assert chief.post(reverse("sitting-change", args=[sitting.pk]), form).status_code == 302
        assert Sitting.objects.get().place == "礼堂"
        assert client_of(cast.officer).get(reverse("sitting-change", args=[sitting.pk])).status_code == 403

    def test_who_comes_of_the_public_is_known_to_who_teaches_them(self, cast, course, member):
        sitting = make_sitting(course)
        make_attendance(sitting, member, came=False)
        officer = client_of(cast.officer)
        assert "骑手小周" not in words(officer.get(sitting.get_absolute_url()))
        assert officer.get(reverse("course-due", args=[course.pk])).status_code == 403
        assert "骑手小周" not in words(officer.get(f"/api/v1/sittings/{sitting.pk}/"))
        assert "骑手小周" not in words(officer.get(f"/api/v1/courses/{course.pk}/"))

    def test_reach_is_told_by_trade_with_bars_and_as_a_file(self, cast, course, member):
        make_attendance(make_sitting(course, timezone.now() - DAY, state="held"), member)
        make_member(make_watch_group(cast.station), name="没来的人")
        chief = client_of(cast.chief)
        page = chief.get(reverse("training-reach"), {"audience": "members", "by": "group", "months": "3"})
        assert (page.context["whole"].people, page.context["whole"].came) == (2, 1)
        assert "没来的人" not in words(page)
        for query in (
            {"format": "csv"},
            {"audience": "guards"},
            {"audience": "officers"},
            {"months": "x"},
            {"by": "x"},
        ):
            assert chief.get(reverse("training-reach"), query).status_code == 200

    def test_the_settings_belong_to_the_leadership(self, cast, in_one):
        form = {"questions": 5, "pass_mark": 6, "retake_minutes": 0, "quiz_days": 7, "warn_days": 30,
                "reach_months": 6}  # fmt: skip
        chief, page = client_of(cast.chief), reverse("training-settings")
        assert client_of(cast.officer).get(page).status_code == 403
        assert chief.post(page, form).status_code == 400
        assert chief.post(page, form | {"pass_mark": 3}).status_code == 302
        assert TrainingSettings.objects.get().pass_mark == 3

    def test_who_is_due_is_a_list_and_a_file(self, cast, course, member):
        chief = client_of(cast.chief)
        page = reverse("course-due", args=[course.pk])
        assert "骑手小周" in words(chief.get(page))
        assert "骑手小周" in words(chief.get(page, {"format": "csv"}))
        assert client_of(cast.chief2).get(page).status_code == 404

    def test_lists_ask_as_much_for_one_row_as_for_many(self, cast, course, member, django_assert_max_num_queries):
        chief = client_of(cast.chief)
        make_certificate(make_attendance(make_sitting(course, state="held"), member))
        for page in (reverse("certificates"), reverse("bank"), reverse("course-due", args=[course.pk])):
            chief.get(page)
        counts = []
        for page in (reverse("certificates"), reverse("bank"), reverse("course-due", args=[course.pk])):
            with django_assert_max_num_queries(60) as asked:
                chief.get(page)
            counts.append(len(asked))
        group = make_watch_group(cast.station)
        for serial in range(2, 5):
            there = make_attendance(make_sitting(course, state="held"), make_member(group).user)
            make_certificate(there, serial)
        make_questions(cast.station, 4)
        for page, count in zip(
            (reverse("certificates"), reverse("bank"), reverse("course-due", args=[course.pk])), counts, strict=True
        ):
            with django_assert_max_num_queries(count + 1):
                chief.get(page)


class TestWhatFollowsAClass:
    @pytest.fixture(autouse=True)
    def only_a_board(self, monkeypatch):
        """One room that takes questions, from whoever is no officer."""
        monkeypatch.setattr(registry, "_after", {})
        registry.after_class(
            "board", label="到黑板提问", ask_url=lambda sitting: f"/ask/?sitting={sitting.pk}",
            list_url=lambda sitting: f"/asked/{sitting.pk}/", allowed=lambda user: not hasattr(user, "officer"),
        )  # fmt: skip

    def test_who_came_is_led_to_where_questions_are_asked(self, phone, member, course):
        there = make_sitting(course, timezone.now() - HOUR, state="held")
        make_attendance(there, member)
        coming = make_sitting(course)
        make_attendance(coming, member, came=False)
        assert f"/ask/?sitting={there.pk}" in words(phone.get(reverse("my-sitting", args=[there.pk])))
        assert "到黑板提问" not in words(phone.get(reverse("my-sitting", args=[coming.pk])))

    def test_the_teachers_page_asks_for_what_was_asked(self, cast, course):
        sitting = make_sitting(course)
        page = words(client_of(cast.chief).get(sitting.get_absolute_url()))
        assert f'hx-get="/asked/{sitting.pk}/"' in page and f'href="/asked/{sitting.pk}/"' in page

    def test_came_to_tells_the_room_whether_the_person_was_there(self, member, course):
        there, coming = make_sitting(course, state="held"), make_sitting(course)
        make_attendance(there, member)
        make_attendance(coming, member, came=False)
        assert readings.came_to(member, there.pk) == there
        assert readings.came_to(member, coming.pk) is None
