"""The public page: no login, a limit, nothing about who asked is kept; abuse gets a clear answer."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from community.wishes import actions
from community.wishes.models import Contact, Voice, Wish
from stations.access import counting
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_community
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def give(street, phone):
    """``give(words=…)``: a stranger wishes; gives the answer and the receipt code."""

    def send(client=None, **more):
        told = {"place": "东门口", "community": street.community.pk, "band": "night", "days": "any",
                "client_id": uuid.uuid4()} | more  # fmt: skip
        answer = (client or phone).post(reverse("public-wish-new", args=["qm", street.scene.code]), told)
        return answer, answer.content.decode().partition('data-receipt="')[2].partition('"')[0]

    return send


def follow(code, **more):
    return Client().post(reverse("wish-receipt"), {"receipt": code} | more)


def test_a_stranger_taps_why_where_and_when_and_gets_a_receipt(street, phone, give):
    assert street.scene.name in phone.get(reverse("public-wishes", args=["qm"])).content.decode()
    answer, code = give()
    assert answer.status_code == 200 and len(code) == 12
    assert Wish.objects.get().state == "submitted" and Voice.objects.get().user is None
    assert "东门口" in follow(f"{code[:4]} {code[4:8].lower()}-{code[8:]}").content.decode()


def test_the_only_cookie_is_a_random_number_for_the_wishes(street, phone, give):
    page = phone.get(reverse("public-wish-new", args=["qm", street.scene.code]))
    assert set(page.cookies) == {"fg_wish"} and page.cookies["fg_wish"]["path"] == "/q/wish/"
    number = page.cookies["fg_wish"].value
    give()
    assert number not in str(list(Voice.objects.values_list("mark", "receipt_digest")))


def test_the_same_near_by_is_offered_and_joined_once_a_phone(street, phone, give):
    first = make_wish(street.station, street.community, device="other", **street.here)
    phone.get(reverse("public-wish-new", args=["qm", street.scene.code]))
    here = {"lat": street.here["lat"], "lng": street.here["lng"]}
    offered, _code = give(**here)
    assert f'name="join" value="{first.pk}"' in offered.content.decode() and Wish.objects.count() == 1
    _answer, code = give(join=first.pk, **here)
    again, same = give(join=first.pk, **here)
    first.refresh_from_db()
    assert first.residents == 2 and code == same and again.status_code == 200
    apart, _code = give(apart="on", **here)
    assert apart.status_code == 200 and Wish.objects.count() == 2


def test_a_number_is_kept_only_when_agreed_to(street, give):
    assert give(phone="13712345678")[0].status_code == 400
    assert give(phone="12345", agreed="on")[0].status_code == 400
    give(phone="137 1234 5678", agreed="on")
    assert Contact.objects.get().phone == "13712345678"


def test_the_form_sent_again_shows_the_same_receipt(give):
    key = uuid.uuid4()
    assert len({give(client_id=key)[1] for _time in range(3)}) == 1 and Wish.objects.count() == 1


def test_nothing_in_the_day_book_leads_to_the_visitor(give):
    give()
    rows = Entry.objects.filter(verb="wish.submitted")
    assert rows.count() == 1 and rows.filter(actor=None, request_id="").count() == 1


def test_too_many_are_put_off_and_nothing_is_written(give, monkeypatch):
    monkeypatch.setattr("community.wishes.views_public.WISHES_PER_ADDRESS", 1)
    give()
    answer, _code = give(place="西门口")
    assert answer.status_code == 429 and answer["Retry-After"] and Wish.objects.count() == 1


def test_without_a_counter_the_page_says_to_come_back(give, monkeypatch):
    def away(key):
        raise RedisAway

    monkeypatch.setattr(counting, "_count", away)
    assert give()[0].status_code == 503 and not Wish.objects.exists()
    assert follow("ABCDEFGH2345").status_code == 503


def test_html_is_words(give):
    _answer, code = give(place="<script>alert(1)</script>", words="<img src=x onerror=alert(1)>")
    page = follow(code).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("wrong", [
    {"band": "always"}, {"days": "never"}, {"client_id": "x"}, {"place": ""}, {"place": "长" * 5000},
    {"community": "", "lat": "", "lng": ""}, {"community": "99999999999999999999"}, {"lat": "nan", "lng": "nan"},
    {"lat": "1e400", "lng": "1"}, {"words": "话" * 3_400_000}, {"join": "-1"}, {"place": "a\x00b"},
])  # fmt: skip
def test_abuse_gets_a_clear_answer_and_writes_nothing_odd(give, wrong):
    answer, _code = give(**wrong)
    assert answer.status_code in {200, 400, 413}
    assert answer.status_code == 200 or not Wish.objects.exists()


def test_joining_what_is_not_there_is_404(give):
    assert give(join=2**61)[0].status_code == 404


def test_a_wish_of_another_station_cannot_be_joined(street, give):
    with in_station(street.cast.station2):
        other = make_wish(street.cast.station2, make_community(street.cast.station2, "另一社区"))
    assert give(join=other.pk)[0].status_code == 404


@pytest.mark.parametrize("path", ["/q/wish/xx/", "/q/wish/qm/none/", "/q/wish/xx/list/"])
def test_what_is_not_there_is_404(street, path):
    assert Client().get(path).status_code == 404


def test_a_closed_door_says_so(street, give):
    chief = street.cast.chief.user
    actions.save_settings(station=street.station, actor=chief, open=False)
    assert give()[0].status_code == 400 and not Wish.objects.exists()


def test_the_public_list_says_why_a_wish_was_declined(street, give):
    give()
    actions.decline(wish=Wish.objects.get(), actor=street.officer.user, words="已转城管部门，可拨打12345")
    assert "已转城管部门" in Client().get(reverse("public-wish-board", args=["qm"])).content.decode()


def test_one_tap_on_the_receipt_reads_how_far_it_is(street, give):
    answer, code = give()
    assert f'name="receipt" value="{code}"' in answer.content.decode()


def test_the_public_list_shows_no_words_and_the_place_only_of_what_was_taken_up(street, give):
    give(place="王建国家门口", words="我叫王建国")
    board = reverse("public-wish-board", args=["qm"])
    page = Client().get(board)
    assert page["X-Robots-Tag"] and "王建国" not in page.content.decode()
    assert street.scene.name in page.content.decode()
    actions.accept(wish=Wish.objects.get(), actor=street.officer.user, place="3号楼门口")
    page = Client().get(board).content.decode()
    assert "3号楼门口" in page and "王建国" not in page
