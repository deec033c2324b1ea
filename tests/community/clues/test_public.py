"""Clues of everybody: no login, no cookie, a receipt code, a limit; nothing about who asked is kept."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from community.clues.models import Clue, Giver, Message
from stations.access import counting
from stations.timeline.models import Entry
from tests.factories.clues import make_clue, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(street):
    """``give(words=…)``: a stranger tells something; gives the answer and the receipt code."""
    client = Client(enforce_csrf_checks=True)

    def send(**more):
        told = {"place": "雅宝路8号", "client_id": uuid.uuid4()} | more
        answer = client.post(reverse("public-clue-new", args=["qm", street.scene.code]), told)
        page = answer.content.decode()
        code = page.partition('data-receipt="')[2].partition('"')[0]
        return answer, code

    return send


def follow(code, **more):
    return Client().post(reverse("clue-receipt"), {"receipt": code} | more)


def test_a_stranger_taps_a_scene_and_gets_a_receipt(street, give):
    page = Client().get(reverse("public-clues", args=["qm"]))
    assert street.scene.name in page.content.decode() and not page.cookies
    answer, code = give()
    assert answer.status_code == 200 and len(code) == 12 and not answer.cookies
    clue = Clue.objects.get()
    assert (clue.protection, clue.incident.source) == ("anonymous", "online") and not Giver.objects.exists()


def test_the_receipt_is_copied_with_a_tap_where_the_browser_can(give):
    answer, code = give()
    page = answer.content.decode()
    button = page.partition("data-copy=")[0].rpartition("<button")[2] + page.partition("data-copy=")[2][:14]
    assert " hidden " in button and code in button and "fenggang/copy.js" in page


def test_with_the_receipt_one_reads_how_far_it_is_and_writes(street, give):
    _answer, code = give(words="有人撬锁")
    spaced = f"{code[:4]} {code[4:8].lower()} {code[8:]}"
    page = follow(spaced, words="他们走了", client_id=uuid.uuid4())
    assert "有人撬锁" in page.content.decode() and "他们走了" in page.content.decode()
    assert Message.objects.get().writer is None


def test_a_wrong_receipt_says_nothing(give):
    give()
    page = follow("ABCDEFGH2345")
    assert page.status_code == 200 and "雅宝路8号" not in page.content.decode()


def test_the_form_sent_again_shows_the_same_receipt(give):
    key = uuid.uuid4()
    codes = {give(client_id=key)[1] for _time in range(3)}
    assert len(codes) == 1 and Clue.objects.count() == 1


def test_nothing_in_the_day_book_leads_to_the_visitor(give):
    give()
    rows = Entry.objects.filter(verb__in=["clue.given", "incident.record"])
    assert rows.count() == 2
    assert not rows.exclude(actor=None).exists() and not rows.exclude(request_id="").exists()


def test_too_many_are_put_off_and_nothing_is_written(give, monkeypatch):
    monkeypatch.setattr("community.clues.views_public.CLUES_PER_ADDRESS", 1)
    give()
    answer, _code = give()
    assert answer.status_code == 429 and answer["Retry-After"] and Clue.objects.count() == 1


def test_without_a_counter_the_page_says_to_come_back(give, monkeypatch):
    def away(key):
        raise RedisAway

    monkeypatch.setattr(counting, "_count", away)
    answer, _code = give()
    assert answer.status_code == 503 and not Clue.objects.exists()
    assert follow("ABCDEFGH2345").status_code == 503


@pytest.mark.parametrize("path", ["/q/clues/xx/", "/q/clues/qm/none/"])
def test_what_is_not_there_is_404(street, path):
    assert Client().get(path).status_code == 404


def test_a_scene_of_another_station_is_not_offered_here(street):
    other = make_scene(street.cast.station2, code="elsewhere")
    assert Client().get(reverse("public-clue-new", args=["qm", other.code])).status_code == 404


def test_a_members_clue_has_no_receipt(street):
    assert make_clue(street.station, street.giver, street.scene).receipt_digest is None
