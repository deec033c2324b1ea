"""The streams open exactly as far as the portal's doors, and close when those close."""

import time

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from stations.access import actions as access
from stations.access.models import WallScreen
from stations.kit import live as hints
from stations.kit.scoping import in_station
from tests.config.live.conftest import Visit
from tests.factories import client_of, make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_host")]


@pytest.fixture
def open_host(settings):
    settings.ALLOWED_HOSTS = ["testserver", "public.example"]
    settings.PUBLIC_URL = "http://testserver:8000"


@pytest.fixture
def people(transactional_db):
    return make_cast()


def cookies_of(client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def hint(live, station, *topics):
    live.hub.pass_on(hints.channel(station.pk).encode(), str(list(topics)).replace("'", '"').encode())


def hang_up(visit):
    connections.close_all()


def pair_wall(people):
    token = access.new_wall_token()
    with in_station(people.station):
        screen = WallScreen.objects.create(
            station=people.station, name="大屏", digest=access.digest("wall", token), paired_by=people.chief.user
        )
    return screen, f"fg_wall={token}"


def test_a_stranger_gets_no_stream(people, visit):
    async def story(live):
        for cookies in ("", "fg_session=nonsense", "fg_device=nonsense", "fg_wall=nonsense", "=;;;"):
            stranger = Visit(live, cookies)
            await stranger.run()
            assert stranger.status == 401
        assert live.hub.count == 0

    visit(story)


def test_an_officer_hears_the_station_and_not_the_other_one(people, visit):
    cookies = cookies_of(client_of(people.officer))

    async def story(live):
        async with Visit(live, cookies).opened() as page:
            assert (page.status, page.headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
            assert "event: hello\ndata: ok" in page.text
            hint(live, people.station2, "board")
            hint(live, people.station, hints.mine(people.chief.user_id))
            hint(live, people.station, "board", hints.mine(people.officer.user_id))
            await page.until(lambda it: "changed" in it.text)
            assert 'event: changed\ndata: ["board", "mine"]\n\n' in page.text
            assert page.text.count("changed") == 1
        assert live.hub.count == 0 and not live.hub._by_station and not live.hub._by_key

    visit(story)


def test_a_wall_hears_the_board_alone_and_closes_when_disconnected(people, visit, quick):
    screen, cookies = pair_wall(people)

    async def story(live):
        async with Visit(live, cookies).opened() as wall:
            hint(live, people.station, "board", "incident:3", hints.mine(people.chief.user_id))
            await wall.until(lambda it: "changed" in it.text)
            assert 'data: ["board"]\n' in wall.text
            await sync_to_async(revoke)(screen)
            await wall.until(lambda it: it.ended)
            assert wall.text.endswith("event: bye\ndata: closed\n\n")
        again = Visit(live, cookies)
        await again.run()
        assert again.status == 401

    visit(story)


def revoke(screen):
    with in_station(screen.station):
        WallScreen.objects.filter(pk=screen.pk).update(revoked_at=timezone.now())
    connections.close_all()


def test_a_paired_phone_hears_its_owner_only(people, visit):
    token = access.pair_phone(user=people.guard, label="phone", at=timezone.now())

    async def story(live):
        async with Visit(live, f"fg_device={token}").opened() as phone:
            hint(live, people.station, "board", "incident:3", hints.mine(people.guard.pk))
            await phone.until(lambda it: "changed" in it.text)
            assert 'data: ["mine"]\n' in phone.text

    visit(story)


def test_at_the_public_door_a_session_opens_nothing(people, visit, settings):
    settings.PUBLIC_HOST = "public.example"
    session = cookies_of(client_of(people.chief))
    phone = f"fg_device={access.pair_phone(user=people.guard, label='phone', at=timezone.now())}"

    async def story(live):
        refused = Visit(live, session, host="public.example")
        await refused.run()
        assert refused.status == 401
        async with Visit(live, phone, host="public.example").opened() as page:
            assert page.status == 200

    visit(story)


def log_out(client):
    client.post("/logout/")
    connections.close_all()


def test_logging_out_ends_the_stream(people, visit, quick):
    client = client_of(people.chief)
    cookies = cookies_of(client)

    async def story(live):
        async with Visit(live, cookies).opened() as page:
            await page.until(lambda it: "beat" in it.text)
            await sync_to_async(log_out)(client)
            await page.until(lambda it: it.ended)
            assert "event: bye\ndata: closed" in page.text

    visit(story)


def set_seen(client, seconds_ago):
    session = client.session
    session["seen"] = int(time.time()) - seconds_ago
    session.save()


def seen_of(client):
    value = client.session["seen"]
    connections.close_all()
    return value


def test_listening_renews_no_session_and_ends_with_it(people, visit, quick):
    client = client_of(people.chief)
    set_seen(client, 1796)
    cookies, before = cookies_of(client), client.session["seen"]

    async def story(live):
        async with Visit(live, cookies).opened() as page:
            await page.until(lambda it: "beat" in it.text)
            assert await sync_to_async(seen_of)(client) == before
            await page.until(lambda it: it.ended, 25)
            assert "bye" in page.text

    visit(story)


def test_who_must_choose_a_password_first_hears_nothing(people, visit, settings):
    settings.DEMO = False
    people.officer.user.must_change_password = True
    people.officer.user.save()
    cookies = cookies_of(client_of(people.officer))

    async def story(live):
        page = Visit(live, cookies)
        await page.run()
        assert page.status == 401

    visit(story)


def test_only_a_page_of_the_portal_may_ask(people, visit):
    cookies = cookies_of(client_of(people.chief))

    async def story(live):
        async with Visit(live, cookies, origin="http://testserver:8000").opened() as page:
            assert page.headers[b"access-control-allow-origin"] == b"http://testserver:8000"
            assert page.headers[b"access-control-allow-credentials"] == b"true"
        async with Visit(live, cookies).opened() as page:
            assert b"access-control-allow-origin" not in page.headers
        for origin in ("http://evil.example", "http://testserver:9000", "https://testserver:8000", "null"):
            refused = Visit(live, cookies, origin=origin)
            await refused.run()
            assert refused.status == 403
        for host in ("evil.example", ""):
            refused = Visit(live, cookies, host=host)
            await refused.run()
            assert refused.status == 403

    visit(story)


def test_other_addresses_do_not_exist(people, visit):
    async def story(live):
        for path in ("/", "/live/", "/live/who/", "/me/live/", "/duty/"):
            page = Visit(live, path=path)
            await page.run()
            assert page.status == 404

    visit(story)


def test_a_full_process_sends_pages_away_before_it_asks_the_database(people, visit):
    async def story(live):
        live.hub.most = 0
        page = Visit(live, "fg_session=x")
        await page.run()
        assert (page.status, page.headers[b"retry-after"]) == (503, b"60")

    visit(story)


def test_an_absent_database_is_no_logout(people, visit, monkeypatch):
    from config.live.doors import Doors, Unavailable  # noqa: PLC0415 (patched below)

    def away(self, scope, cookies):
        raise Unavailable

    monkeypatch.setattr(Doors, "listener", away)

    async def story(live):
        page = Visit(live, "fg_session=x")
        await page.run()
        assert page.status == 503

    visit(story)


def test_a_lost_bus_is_told(people, visit):
    cookies = cookies_of(client_of(people.chief))

    async def story(live):
        async with Visit(live, cookies).opened() as page:
            live.hub._set(degraded=True)
            await page.until(lambda it: "event: degraded" in it.text)
            async with Visit(live, cookies).opened() as other:
                assert "event: hello\ndata: degraded" in other.text
            live.hub._set(degraded=False)
            await page.until(lambda it: "event: recovered" in it.text)

    visit(story)


def test_a_process_that_ends_says_so(people, visit):
    cookies = cookies_of(client_of(people.chief))

    async def story(live):
        async with Visit(live, cookies).opened() as page:
            live.hub.close()
            await page.until(lambda it: it.ended, 1)
            assert "event: bye\ndata: restart" in page.text

    visit(story)
