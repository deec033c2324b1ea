"""The guards' phone without JavaScript: what a sign opens, one tap, the result, who sees what."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from patrols.checkins.models import CheckIn
from patrols.routes import signs
from patrols.squads.phone import owner_key
from stations.kit.scoping import in_station
from tests.factories import client_of, make_category, make_incident
from tests.factories.patrols import make_area, make_guard, make_patrol_duty, make_patrols, make_route, make_squad

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast):
    return make_patrols(cast.station)


@pytest.fixture
def points(team, cast):
    with in_station(cast.station):
        return [row.checkpoint for row in team.route.points.select_related("checkpoint").order_by("seq")]


@pytest.fixture
def phone(team):
    return client_of(team.guard.user)


def sign_of(point) -> str:
    return f"/c/{signs.printed(point)}"


def tap(client, address, **fields):
    return client.post(address, {"client_id": str(uuid.uuid4())} | fields)


class TestToday:
    def test_a_guard_sees_the_points_one_by_one_and_the_next_one(self, phone, points):
        page = phone.get("/c/").content.decode()
        assert all(point.name in page for point in points)
        assert page.count('aria-current="step"') == 1 and 'data-left="3"' in page

    def test_an_unknown_phone_is_asked_for_its_code_and_comes_back(self, client, points):
        assert client.get("/c/").url == "/me/code/?next=%2Fc%2F"
        token = signs.printed(points[0])
        assert client.get(f"/c/{token}").url == f"/me/code/?next=%2Fc%2F{token}"

    def test_others_are_told_that_this_is_for_guards(self, cast):
        answer = client_of(cast.officer.user).get("/c/")
        assert answer.status_code == 403

    def test_the_page_says_whose_it_is(self, phone, team):
        answer = phone.get("/c/")
        assert answer["X-Phone-Owner"] == owner_key(team.guard.user)
        assert "no-store" in answer["Cache-Control"]

    def test_what_the_phone_keeps_names_no_person(self, phone, team, cast):
        page = phone.get("/c/").content.decode()
        people = (team.leader.user, team.office, cast.chief.user)
        assert not [person.name for person in people if person.name in page]

    def test_the_same_queries_for_three_points_and_for_thirty(self, cast, django_assert_max_num_queries):
        def count(points):
            squad = make_squad(cast.station)
            guard = make_guard(squad)
            make_patrol_duty(squad, make_route(make_area(cast.station, squads=[squad]), points), [guard])
            client = client_of(guard.user)
            with django_assert_max_num_queries(40) as seen:
                assert client.get("/c/").status_code == 200
            return len(seen)

        assert count(3) == count(30)

    def test_a_duty_of_ones_own_has_its_page_and_anothers_has_none(self, phone, team, points, cast):
        page = phone.get(f"/c/duty/{team.duty.pk}/")
        assert page.status_code == 200 and points[0].name in page.content.decode()
        other = client_of(make_guard(make_squad(cast.station)).user)
        assert other.get(f"/c/duty/{team.duty.pk}/").status_code == 404


class TestSign:
    def test_it_opens_its_point_with_the_reason_why(self, phone, points, cast):
        point = points[0]
        leak = make_category(cast.station, name="燃气隐患", kind="hazard")
        make_incident(cast.station, lat=point.lat, lng=point.lng, reporter="张三", phone="13800001111")
        make_incident(
            cast.station, kind="hazard", category=leak, lat=point.lat, lng=point.lng, place="草厂二条 13800002222"
        )
        page = phone.get(sign_of(point)).content.decode()
        assert point.name in page and "燃气隐患" in page and "草厂二条" in page
        assert "张三" not in page and "13800001111" not in page and "13800002222" not in page

    def test_an_officer_is_led_to_the_page_of_the_checkpoint(self, points, cast):
        answer = client_of(cast.officer.user).get(sign_of(points[0]))
        assert answer.url == f"/patrols/checkpoints/{points[0].pk}/"

    def test_one_tap_is_enough_without_javascript(self, phone, points):
        answer = tap(phone, sign_of(points[0]))
        page = phone.get(answer.url).content.decode()
        with in_station(points[0].station):
            row = CheckIn.objects.get()
        assert row.counted and row.method == "scan" and f"done={row.client_id}" in answer.url
        assert 'name="closing" value="nothing"' in page and points[1].name in page

    def test_the_same_tap_twice_is_one_check_in(self, phone, points):
        once = str(uuid.uuid4())
        tap(phone, sign_of(points[0]), client_id=once), tap(phone, sign_of(points[0]), client_id=once)
        with in_station(points[0].station):
            assert CheckIn.objects.count() == 1

    @pytest.mark.parametrize(
        "content", [b"\xff\xd8\xff" + b"0" * 10_000_000, b"<script>", b"\x89PNG\r\n\x1a\nbroken"]
    )
    def test_a_photo_too_large_or_none_at_all_is_refused_with_a_reason(self, phone, points, content):
        answer = tap(phone, sign_of(points[0]), photo=SimpleUploadedFile("spot.jpg", content))
        assert answer.status_code == 409 and "JPEG" in answer.content.decode()
        with in_station(points[0].station):
            assert not CheckIn.objects.exists()

    def test_names_are_text_and_never_markup(self, phone, points):
        points[0].name, points[0].look_at = "<b>北口</b>", "<script>alert(1)</script>"
        with in_station(points[0].station):
            points[0].save()
        for address in ("/c/", sign_of(points[0])):
            page = phone.get(address).content.decode()
            assert "<b>北口" not in page and "<script>alert" not in page

    def test_a_forged_one_says_what_to_do(self, phone, points):
        token = signs.printed(points[0])
        for forged in (f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}", "nonsense", "<b>x</b>", "1-1-aaaaaaaaaaaa"):
            assert phone.get(f"/c/{forged}").status_code == 404

    def test_an_old_one_is_dead_at_once(self, phone, points):
        address = sign_of(points[0])
        points[0].sign_version += 1
        with in_station(points[0].station):
            points[0].save()
        assert phone.get(address).status_code == 410
        assert tap(phone, address).status_code == 410
        with in_station(points[0].station):
            assert not CheckIn.objects.exists()

    def test_one_of_another_station_is_unknown(self, phone, cast):
        other = make_patrols(cast.station2)
        with in_station(cast.station2):
            point = other.route.points.first().checkpoint
        assert phone.get(sign_of(point)).status_code == 404
        assert phone.get(f"/c/point/{point.pk}/").status_code == 404

    def test_the_code_of_a_display_runs_out(self, phone, points):
        fresh = signs.rotating(points[0], timezone.now())
        old = signs.rotating(points[0], timezone.now() - timezone.timedelta(seconds=61))
        assert phone.get(f"/c/{fresh}").status_code == 200
        assert phone.get(f"/c/{old}").status_code == 410

    def test_the_number_under_it_can_be_typed(self, phone, points):
        assert phone.get("/c/code/", {"code": points[0].code.lower()}).url == f"/c/point/{points[0].pk}/"
        assert phone.get("/c/code/", {"code": "P-NONE"}).status_code == 404

    def test_a_lost_one_is_reported_once(self, phone, points):
        address = f"/c/point/{points[0].pk}/"
        assert phone.post(f"{address}sign-lost/").url == address
        with in_station(points[0].station):
            points[0].refresh_from_db()
        assert points[0].sign_lost_at and "sign-lost" not in phone.get(address).content.decode()


class TestClosing:
    def test_one_tap_closes_the_card(self, phone, points):
        done = tap(phone, sign_of(points[0])).url.split("done=")[1]
        assert phone.post(f"/c/closing/{done}/", {"closing": "nothing"}).url == "/c/"
        with in_station(points[0].station):
            assert CheckIn.objects.get().closing == "nothing"

    def test_nobody_closes_anothers(self, phone, points, team):
        done = tap(phone, sign_of(points[0])).url.split("done=")[1]
        answer = client_of(team.leader.user).post(f"/c/closing/{done}/", {"closing": "nothing"})
        assert answer.status_code == 404


class TestHomeScreen:
    def test_the_manifest_and_the_worker_open_for_everybody(self, client):
        manifest = client.get("/c/manifest.webmanifest")
        assert manifest["Content-Type"] == "application/manifest+json"
        assert manifest.json()["start_url"] == manifest.json()["scope"] == "/c/"
        worker = client.get("/c/sw.js")
        assert worker["Content-Type"].startswith("text/javascript") and "importScripts(" in worker.content.decode()

    def test_the_worker_keeps_no_page_of_a_person(self, client):
        facts = client.get("/c/sw.js").content.decode().split("self.FG = ")[1].split(";\n")[0]
        shell = json.loads(facts)["shell"]
        assert [address for address in shell if not address.startswith("/static/")] == ["/c/offline/"]

    def test_without_a_network_nobody_is_named(self, client):
        assert client.get("/c/offline/").status_code == 200


def test_a_stranger_of_another_station_sees_only_their_own(cast, team):
    stranger = make_patrols(cast.station2)
    page = client_of(stranger.guard.user).get("/c/").content.decode()
    assert team.route.name not in page
