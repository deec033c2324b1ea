"""What a second reader found: times no database takes, more than one item with a photo, a display's code kept."""

import datetime
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from patrols.checkins.models import CheckIn
from patrols.checkins.today import walks_of
from patrols.routes import signs
from patrols.squads.readings import settings_of
from stations.access import tokens
from stations.access.actions import pair_phone
from tests.factories.patrols import make_patrol_duty
from tests.factories.pictures import jpeg
from tests.patrols.checkins.conftest import clock

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def client(patrols):
    """A browser on the guard's paired phone."""
    made = Client(raise_request_exception=False)
    made.cookies["fg_device"] = pair_phone(user=patrols.guard.user, label="测试手机", at=timezone.now())
    return made


def item(point, **said) -> dict:
    """A good item."""
    return {
        "client_id": str(uuid.uuid4()), "token": signs.printed(point), "claimed_at": timezone.now().isoformat(),
        "lat": point.lat, "lng": point.lng, "accuracy": 8,
    } | said  # fmt: skip


@pytest.mark.parametrize("zone", ["+20:00", "-23:59", "+08:00:30", "+08:00:00.000001"])
def test_a_zone_no_clock_has_is_a_time_all_the_same(client, points, zone):
    claimed = f"2026-11-22T09:00:00{zone}"
    answer = client.post("/c/check-ins/", json.dumps(item(points[0], claimed_at=claimed) | {"sent_at": claimed}),
                         "application/json", HTTP_X_CHECK_IN="1")  # fmt: skip
    assert answer.status_code in (201, 400), answer.content[:300]


def test_of_an_upload_with_a_photo_no_item_is_passed_over_in_silence(patrols, points):
    token, _row = tokens.issue(user=patrols.guard.user, label="测试", at=timezone.now())
    sent = {"items": [item(points[0]), item(points[1])]}
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    answer = Client().post("/api/v1/check-ins/", {"item": json.dumps(sent), "photo": photo},
                           HTTP_AUTHORIZATION=f"Token {token}")  # fmt: skip
    assert answer.status_code == 400
    assert not CheckIn.objects.exists()


def test_a_day_that_is_none_does_not_break_the_tap(patrols, points, client):
    shown = f"/c/{signs.rotating(points[0], timezone.now())}"
    page = client.get(shown)
    assert page.status_code == 200
    answer = client.post(shown, {"client_id": uuid.uuid4(), "opened": "2026-13-45T00:00:00+08:00"})
    assert answer.status_code < 500


def test_who_reads_the_card_for_a_minute_checks_in_at_a_display_without_javascript(patrols, points, client):
    opened = timezone.now() - datetime.timedelta(seconds=60)
    token = signs.rotating(points[0], opened)
    client.post(f"/c/{token}", {"client_id": uuid.uuid4(), "opened": opened.isoformat()})
    assert CheckIn.objects.get().method == "rotating"


def test_a_displays_code_uploaded_later_without_a_position_is_a_doubt(phone, points):
    done = phone.scan(points[0], clock(20), token=signs.rotating(points[0], clock(5)), claimed_at=clock(5),
                      offline=True, lat=None, lng=None, accuracy=None)  # fmt: skip
    assert "nowhere" in done.flags
    assert done.counted


class TestMidnight:
    """In Beijing it is at 16:00 UTC."""

    MIDNIGHT = datetime.datetime(2026, 11, 22, 16, 0, tzinfo=datetime.UTC)

    def phases(self, patrols, at) -> list[str]:
        return [walk.phase for walk in walks_of(patrols.guard, settings_of(patrols.squad.station), at)]

    def test_the_grace_after_a_duty_that_ends_at_midnight_is_on_the_phone(self, patrols):
        begin = self.MIDNIGHT - datetime.timedelta(hours=2)
        make_patrol_duty(patrols.squad, patrols.route, [patrols.guard], starts_at=begin)
        assert self.phases(patrols, self.MIDNIGHT + datetime.timedelta(minutes=10)) == ["grace"]
        assert self.phases(patrols, self.MIDNIGHT + datetime.timedelta(minutes=40)) == []

    def test_a_duty_from_midnight_is_there_as_soon_as_it_takes_check_ins(self, patrols):
        make_patrol_duty(patrols.squad, patrols.route, [patrols.guard], starts_at=self.MIDNIGHT)
        assert self.phases(patrols, self.MIDNIGHT - datetime.timedelta(minutes=10))[0] == "now"
