"""The bell, the panel, the page and the alarm: my own notices and nobody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.access import actions as access
from stations.notices.models import Delivery, Notice
from stations.timeline.models import Entry
from tests.factories.notices import make_notice

pytestmark = pytest.mark.django_db
PAGE = "/me/notices/"


@pytest.fixture
def chief(cast, client_of):
    return client_of(cast.chief)


def phone_of(person) -> Client:
    client = Client()
    client.cookies["fg_device"] = access.pair_phone(user=person, label="phone", at=timezone.now())
    return client


def again(notice) -> Notice:
    with scopes_disabled():
        return Notice.objects.get(pk=notice.pk)


def test_a_stranger_is_sent_to_the_login(client, cast):
    for name in ("notices", "notices-bell", "notices-panel"):
        assert client.get(reverse(name)).url.startswith("/login/")


def test_i_see_my_notices_only(cast, chief):
    make_notice(cast.chief, data={"number": "11"})
    make_notice(cast.desk, data={"number": "22"})
    text = chief.get(PAGE).content.decode()
    assert "Note 11" in text and "Note 22" not in text


def test_the_page_filters_and_exports(cast, chief):
    make_notice(cast.chief, data={"number": "11"}, read_at=timezone.now())
    make_notice(cast.chief, "test.alarm", data={"number": "22"}, urgent=True)
    assert "Note 11" in chief.get(PAGE + "?state=read").content.decode()
    urgent = chief.get(PAGE + "?urgent=true").content.decode()
    assert "Alarm 22" in urgent and "Note 11" not in urgent
    assert "Note 11" in b"".join(chief.get(PAGE + "?format=csv")).decode("utf-8-sig")
    with scopes_disabled():
        assert Entry.objects.get(verb="exported").data == {"what": "notices", "rows": 2}


@pytest.mark.parametrize("count", [1, 3])
def test_every_page_pays_one_query_for_the_bell(cast, chief, count, django_assert_num_queries):
    for _number in range(count):
        make_notice(cast.chief)
    chief.get("/me/notices/bell/")
    with django_assert_num_queries(4):
        chief.get("/me/notices/bell/")


def test_the_bell_counts_what_is_unread(cast, chief):
    make_notice(cast.chief)
    make_notice(cast.chief, read_at=timezone.now())
    assert 'data-unread="1"' in chief.get("/duty/").content.decode()
    assert 'data-unread="1"' in chief.get("/me/notices/bell/").content.decode()


def test_asking_for_the_bell_renews_no_session(cast, chief):
    chief.get(PAGE)
    session = chief.session
    session["seen"] = session["seen"] - 600
    session.save()
    before = session["seen"]
    chief.get("/me/notices/bell/")
    chief.get("/me/notices/panel/")
    assert chief.session["seen"] == before
    chief.get(PAGE)
    assert chief.session["seen"] > before


def test_an_alarm_stands_on_every_page_until_it_is_confirmed(cast, chief):
    alarm = make_notice(cast.chief, "test.alarm", urgent=True, data={"number": "5"}, url="/duty/gaps/")
    for path in ("/duty/", "/me/notices/bell/"):
        assert f'data-alarms="{alarm.pk} "' in chief.get(path).content.decode()
    part = chief.post(f"/me/notices/{alarm.pk}/read/", headers={"HX-Request": "true"}).content.decode()
    assert 'data-alarms=""' in part and 'data-unread="0"' in part
    assert again(alarm).read_at


def test_an_alarm_of_the_day_before_yesterday_is_a_notice_like_others(cast, chief):
    alarm = make_notice(cast.chief, "test.alarm", urgent=True)
    with scopes_disabled():
        Notice.objects.filter(pk=alarm.pk).update(created_at=timezone.now() - timedelta(hours=25))
    text = chief.get("/duty/").content.decode()
    assert 'data-alarms=""' in text and 'data-unread="1"' in text


def test_opening_a_notice_reads_it_and_goes_where_it_leads(cast, chief):
    notice = make_notice(cast.chief, url="/duty/gaps/")
    assert chief.post(f"/me/notices/{notice.pk}/read/", {"open": "1"}).url == "/duty/gaps/"
    assert again(notice).read_at
    assert chief.post(f"/me/notices/{notice.pk}/read/").url == PAGE


def test_another_persons_notice_does_not_exist(cast, chief):
    for person in (cast.desk, cast.chief2):
        notice = make_notice(person)
        assert chief.post(f"/me/notices/{notice.pk}/read/").status_code == 404
        assert again(notice).read_at is None


def test_all_that_was_shown_becomes_read(cast, chief):
    shown, newer = make_notice(cast.chief), make_notice(cast.chief)
    for until in ("", "nonsense", "9" * 30, "-1"):
        chief.post("/me/notices/read-all/", {"until": until})
    assert again(shown).read_at is None
    chief.post("/me/notices/read-all/", {"until": shown.pk})
    assert again(shown).read_at and again(newer).read_at is None


def test_a_guards_phone_reads_its_owners_notices_and_stays_on_its_own_pages(cast):
    notice = make_notice(cast.guard, url="/duty/", data={"number": "3"})
    phone = phone_of(cast.guard)
    assert "Note 3" in phone.get(PAGE).content.decode()
    assert 'data-unread="1"' in phone.get("/me/notices/bell/").content.decode()
    assert phone.post(f"/me/notices/{notice.pk}/read/", {"open": "1"}).url == PAGE
    assert again(notice).read_at


def test_a_given_up_delivery_is_shown(cast, chief):
    notice = make_notice(cast.chief)
    with scopes_disabled():
        Delivery.objects.create(
            station=cast.station, notice=notice, adapter="sms", state="given_up", next_at=timezone.now()
        )
    assert "sms" in chief.get(PAGE).content.decode()


def test_strangers_and_walls_have_no_bell(client, cast):
    assert "fg-bell" not in client.get("/login/").content.decode()


def test_the_stream_has_a_port_of_its_own_in_the_demo_only(cast, chief, settings):
    plain = chief.get("/duty/")
    assert (
        "connect-src 'self';" in f"{plain['Content-Security-Policy']};" and 'data-port=""' in plain.content.decode()
    )
    settings.LIVE_PORT = 8001
    other = chief.get("/duty/", headers={"host": "127.0.0.1:8000"})
    assert "connect-src 'self' http://127.0.0.1:8001;" in f"{other['Content-Security-Policy']};"
    assert 'data-port="8001"' in other.content.decode()
