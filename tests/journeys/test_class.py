"""An evening class on the phone: sign up, the digits, five questions over a dropped line, the certificate, ask."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from community.forum.models import ForumPost
from stations.kit.scoping import in_station
from stations.training import codes
from stations.training.models import Attendance, Certificate, QuizAnswer
from tests.factories.community import make_member, make_watch_group
from tests.factories.forum import make_topic
from tests.factories.organisation import make_station
from tests.factories.training import make_course, make_questions, make_sitting
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = pytest.mark.browser


@pytest.fixture
def evening(transactional_db):
    """A class that begins in ten minutes, a bank for its month, a member."""
    station = make_station()
    with in_station(station):
        member = make_member(make_watch_group(station), name="骑手小周")
        begin = timezone.now() + datetime.timedelta(minutes=10)
        sitting = make_sitting(make_course(station), begin, state="open", seats=20)
        month = timezone.localdate(begin).replace(day=1)
        make_questions(station, 5, month)
        make_topic(station)
        yield station, sitting, member


def choose_right(phone) -> None:
    """Tap the option that is right (乙 in the bank of the factory) and go on."""
    phone.locator(".tr-choice", has_text="乙").click()
    phone.locator("[data-quiz] button[type=submit]").click()


def at_question(phone, number: int) -> None:
    """The phone shows this one of the five."""
    expect(phone.locator(".tr-progress")).to_contain_text(re.compile(rf"\b{number}\b.*\b5\b|第\s*{number}\s*题"))


def sign_up_and_come(phone, station, sitting) -> None:
    """One tap, then the digits of the screen."""
    phone.goto(reverse("my-training"))
    assert not scrolls_sideways(phone) and serious(phone) == []
    phone.locator(".tr-offer button[type=submit]").click()
    phone.wait_for_url(f"**{reverse('my-sitting', args=[sitting.pk])}")
    with in_station(station):
        assert Attendance.objects.get().standing == "seat"
    phone.locator("[name=code]").fill(codes.shown(sitting.pk, timezone.now()))
    phone.locator("form:has([name=code]) button[type=submit]").click()


def answer_over_a_dropped_line(phone, station, sitting) -> None:
    """Three answers, the network goes, the fourth sends itself when it is back, the fifth ends the quiz."""
    phone.locator(f"a[href='{reverse('my-quiz', args=[sitting.pk])}']").click()
    phone.locator("main form button[type=submit]").click()
    for number in (1, 2, 3):
        at_question(phone, number)
        if number == 1:
            assert not scrolls_sideways(phone) and serious(phone) == []
        choose_right(phone)
    at_question(phone, 4)
    phone.context.set_offline(True)
    choose_right(phone)
    expect(phone.locator("[data-lost]")).to_be_visible()
    phone.context.set_offline(False)
    at_question(phone, 5)
    with in_station(station):
        assert QuizAnswer.objects.filter(answered_at__isnull=False).count() == 4
    choose_right(phone)
    expect(phone.locator(".tr-told")).to_have_count(5)
    assert not scrolls_sideways(phone) and serious(phone) == []


def ask(phone, station, sitting) -> None:
    """What stayed open becomes a question in the forum."""
    phone.goto(reverse("my-sitting", args=[sitting.pk]))
    phone.locator(f"a[href*='sitting={sitting.pk}']").click()
    phone.locator("textarea[name=text]").fill("夜里有人按门铃说是查水表的，怎么核实？")
    phone.locator("input[name=topic]").first.check()
    phone.locator("form.card button[type=submit]").last.click()
    phone.wait_for_url(re.compile(r"/me/ask/\d+/"))
    with in_station(station):
        assert ForumPost.objects.get().sitting_id == sitting.pk


def test_a_member_learns_answers_over_a_dropped_line_and_asks(evening, new_page):
    station, sitting, member = evening
    phone = new_page("phone")
    log_in(phone, member)
    sign_up_and_come(phone, station, sitting)
    answer_over_a_dropped_line(phone, station, sitting)

    with in_station(station):
        certificate = Certificate.objects.get(user=member.user)
    phone.locator(f"a[href='{reverse('my-certificate', args=[certificate.pk])}']").click()
    expect(phone.locator(".fg-qr-box svg")).to_be_visible()
    expect(phone.get_by_text(certificate.number)).to_be_visible()
    stranger = new_page("phone")
    stranger.goto(reverse("certificate-check", args=[codes.certificate_token(certificate.pk)]))
    expect(stranger.get_by_text(certificate.number)).to_be_visible()
    assert "骑手小周" not in stranger.content() and "骑***" in stranger.content()

    ask(phone, station, sitting)
