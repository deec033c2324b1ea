"""Narrow doors: idle sessions, paired phones, wall screens."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.access import actions
from stations.access.models import DeviceToken, WallScreen
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_administrator

pytestmark = pytest.mark.django_db


def idle_for(client, minutes):
    session = client.session
    session["seen"] = int(time.time() - minutes * 60)
    session.save()


def is_in(client):
    return client.get("/me/").status_code == 200


class TestIdle:
    @pytest.fixture
    def client(self, cast, client_of):
        client = client_of(cast.officer)
        client.get("/me/")
        return client

    def test_staff_are_logged_out_after_thirty_minutes_and_told_why(self, cast, client):
        idle_for(client, 31)
        answer = client.get("/me/?x=1")
        assert answer.status_code == 302 and "reason=idle" in answer.url and "next=/me/" in answer.url
        assert not is_in(client)
        with in_station(cast.station):
            assert Entry.objects.filter(verb="access.idle").count() == 1

    def test_twenty_nine_minutes_are_no_reason(self, client):
        idle_for(client, 29)
        assert is_in(client)

    def test_administrators_have_fifteen(self, cast, client_of):
        client = client_of(make_administrator("audit", cast.station))
        client.get("/me/")
        idle_for(client, 16)
        assert not is_in(client)

    def test_a_page_renews(self, client):
        idle_for(client, 20)
        client.get("/me/")
        assert time.time() - client.session["seen"] < 60

    @pytest.mark.parametrize(
        ("path", "headers"),
        [
            ("/jobs/1/", {"HX-Request": "true"}),
            ("/me/", {"X-Background": "1"}),
            ("/me/", {"Accept": "text/event-stream"}),
            ("/wall/", {}),
        ],
    )
    def test_polling_does_not_renew(self, client, path, headers):
        idle_for(client, 20)
        client.get(path, headers=headers)
        assert time.time() - client.session["seen"] > 19 * 60

    def test_a_polling_part_leads_the_page_to_the_login(self, client):
        idle_for(client, 31)
        answer = client.get("/jobs/1/", headers={"HX-Request": "true"})
        assert answer.status_code == 401 and "reason=idle" in answer["HX-Redirect"]

    def test_what_was_being_sent_is_not_thrown_away(self, client):
        idle_for(client, 31)
        answer = client.post("/me/settings/", {}, headers={"HX-Request": "true"})
        assert answer.status_code == 401 and "HX-Redirect" not in answer

    def test_the_session_is_gone_from_the_server(self, client):
        key = client.session.session_key
        idle_for(client, 31)
        client.get("/me/")
        client.cookies["fg_session"] = key
        assert not is_in(client)


class TestPhone:
    @pytest.fixture
    def phone(self, cast):
        client = Client()
        client.cookies["fg_device"] = actions.pair_phone(user=cast.guard, label="iPhone", at=timezone.now())
        return client

    def test_it_opens_the_own_page(self, cast, phone):
        answer = phone.get("/me/")
        assert answer.status_code == 200 and cast.guard.name in answer.content.decode()

    @pytest.mark.parametrize("path", ["/team/accounts/", "/team/walls/", "/team/daybook/", "/admin/", "/jobs/1/"])
    def test_it_opens_nothing_else(self, phone, path):
        answer = phone.get(path)
        assert answer.status_code == 302 and answer.url.startswith("/login/")

    def test_it_opens_no_api(self, phone):
        assert phone.get("/api/v1/officers/").status_code in {401, 403}

    def test_it_changes_the_display_of_its_owner_but_no_password(self, cast, phone):
        assert phone.post("/me/settings/", {"language": "en", "theme": "dark"}).status_code == 302
        cast.guard.refresh_from_db()
        assert cast.guard.theme == "dark"
        assert phone.get("/me/password/").status_code == 409
        assert phone.get("/me/second-factor/setup/").status_code == 409

    def test_the_start_page_leads_to_the_own_page(self, phone):
        assert phone.get("/").url == "/me/"

    @pytest.mark.parametrize("ending", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
    def test_an_ended_phone_is_told_so(self, phone, ending):
        with scopes_disabled():
            DeviceToken.objects.update(**ending)
        answer = phone.get("/me/")
        assert answer.url == "/me/code/?reason=phone" and answer.cookies["fg_device"].value == ""
        assert phone.get(answer.url).context["reason"]

    def test_a_closed_account_is_out_at_once(self, cast, phone):
        cast.guard.is_active = False
        cast.guard.save()
        assert phone.get("/me/").status_code == 302

    def test_a_made_up_token_opens_nothing(self, phone):
        phone.cookies["fg_device"] = "x" * 43
        assert phone.get("/me/").status_code == 302

    def test_its_owner_disconnects_it(self, phone):
        with scopes_disabled():
            device = DeviceToken.objects.get()
        assert phone.post(f"/me/phones/{device.pk}/disconnect/").status_code == 302
        assert "reason=phone" in phone.get("/me/").url

    def test_on_the_public_door_a_stranger_is_asked_for_a_code(self, client, settings):
        settings.PUBLIC_HOST, settings.ALLOWED_HOSTS = "patrol.example.cn", ["patrol.example.cn"]
        assert client.get("/me/", headers={"host": "patrol.example.cn"}).url == "/me/code/"

    def test_nobody_else_disconnects_it_from_the_own_page(self, cast, phone, client_of):
        with scopes_disabled():
            device = DeviceToken.objects.get()
        assert client_of(cast.officer).post(f"/me/phones/{device.pk}/disconnect/").status_code == 404

    def test_the_token_itself_is_stored_nowhere(self, phone):
        with scopes_disabled():
            assert phone.cookies["fg_device"].value not in str(DeviceToken.objects.values().get())

    def test_forged_posts_are_refused(self, phone):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies["fg_device"] = phone.cookies["fg_device"].value
        assert strict.post("/me/settings/", {"language": "en", "theme": "dark"}).status_code == 403


class TestWall:
    @pytest.fixture
    def screen(self):
        client = Client()
        client.code = client.get("/wall/").context["code"].replace(" ", "")
        return client

    def connect(self, cast, client_of, screen, person=None, name="大厅"):
        person = person or cast.desk
        return client_of(person).post("/team/walls/", {"code": screen.code, "name": name})

    def test_a_new_screen_shows_six_digits_and_nothing_of_the_station(self, cast, screen):
        assert screen.code.isdigit() and len(screen.code) == 6
        assert cast.station.name not in screen.get("/wall/").content.decode()

    def test_the_same_digits_stay_while_it_polls(self, screen):
        part = screen.get("/wall/", headers={"HX-Request": "true"}).content.decode()
        assert f"{screen.code[:3]} {screen.code[3:]}" in part and "<html" not in part

    def test_the_desk_connects_it(self, cast, client_of, screen):
        assert self.connect(cast, client_of, screen).status_code == 302
        assert screen.get("/wall/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        assert cast.station.name in screen.get("/wall/").content.decode()
        with scopes_disabled():
            assert WallScreen.objects.get().last_seen_at

    def test_an_officer_may_not(self, cast, client_of, screen):
        assert self.connect(cast, client_of, screen, cast.officer).status_code == 403

    def test_wrong_digits_connect_nothing(self, cast, client_of, screen):
        screen.code = f"{(int(screen.code) + 1) % 10**6:06d}"
        assert self.connect(cast, client_of, screen).status_code == 200
        with scopes_disabled():
            assert not WallScreen.objects.exists()

    def test_digits_connect_one_screen_once(self, cast, client_of, screen):
        self.connect(cast, client_of, screen)
        assert self.connect(cast, client_of, screen, cast.chief2).status_code == 200
        with scopes_disabled():
            assert WallScreen.objects.get().station == cast.station

    @pytest.mark.parametrize("path", ["/me/", "/team/walls/", "/team/accounts/", "/admin/", "/jobs/1/"])
    def test_it_opens_nothing_but_the_wall(self, cast, client_of, screen, path):
        self.connect(cast, client_of, screen)
        assert screen.get(path).status_code == 302

    def test_it_only_reads(self, cast, client_of, screen):
        self.connect(cast, client_of, screen)
        assert screen.post("/wall/").status_code == 405

    def test_disconnected_it_shows_digits_again_and_says_why(self, cast, client_of, screen):
        self.connect(cast, client_of, screen)
        with scopes_disabled():
            pk = WallScreen.objects.get().pk
        assert client_of(cast.chief2).post(f"/team/walls/{pk}/disconnect/").status_code == 404
        assert client_of(cast.chief).post(f"/team/walls/{pk}/disconnect/").status_code == 302
        page = screen.get("/wall/")
        assert page.context["revoked"] and cast.station.name not in page.content.decode()

    def test_one_address_cannot_fill_the_house_with_codes(self, db):
        codes = [Client().get("/wall/").status_code for _new in range(31)]
        assert codes[:30] == [200] * 30 and codes[30] == 429

    def test_made_up_cookies_do_not_get_around_that(self, db, screen):
        made_up = [Client(HTTP_COOKIE=f"fg_wall=made-up-{new}").get("/wall/").status_code for new in range(30)]
        assert made_up[:29] == [200] * 29 and made_up[29] == 429
        assert screen.get("/wall/").status_code == 200


def test_a_last_look_is_noted_at_most_once_a_minute(cast, django_assert_num_queries):
    actions.pair_phone(user=cast.guard, label="", at=timezone.now())
    with scopes_disabled():
        device = DeviceToken.objects.get()
    with django_assert_num_queries(0):
        actions.seen(device, timezone.now() + timedelta(seconds=30))
