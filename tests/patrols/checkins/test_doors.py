"""The doors: a paired phone, a program, a login; attacks get a clear answer, none a crash, none leaves anything."""

import datetime
import io
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from patrols.checkins.owners import owner_key
from patrols.models import CheckIn, CheckInConflict
from patrols.routes import signs
from stations.access import tokens
from stations.access.actions import pair_phone, revoke_phone
from stations.access.models import DeviceToken
from stations.files.models import StoredFile
from tests.factories import make_person, make_station
from tests.factories.patrols import make_area, make_checkpoint, make_patrols

PHONE, API = "/c/check-ins/", "/api/v1/check-ins/"
JSON = "application/json"


@pytest.fixture
def patrols(in_one):
    """A squad with a duty that runs now."""
    return make_patrols(in_one)


@pytest.fixture
def point(patrols):
    """The first point of its route."""
    return patrols.route.points.select_related("checkpoint").order_by("seq")[0].checkpoint


def paired(user) -> Client:
    """A browser on a paired phone."""
    client = Client()
    client.cookies["fg_device"] = pair_phone(user=user, label="测试手机", at=timezone.now())
    return client


@pytest.fixture
def phone(patrols):
    """The guard's paired phone."""
    return paired(patrols.guard.user)


@pytest.fixture
def program(patrols):
    """A program with the guard's token."""
    token, _row = tokens.issue(user=patrols.guard.user, label="测试", at=timezone.now())
    return {"HTTP_AUTHORIZATION": f"Token {token}"}


def item(point, **said) -> dict:
    """A good item."""
    return {
        "client_id": str(uuid.uuid4()), "token": signs.printed(point), "claimed_at": timezone.now().isoformat(),
        "method": "scan", "lat": point.lat, "lng": point.lng, "accuracy": 8,
    } | said  # fmt: skip


def send(client, content, door=PHONE, **headers):
    """Send JSON as the phone's page does."""
    headers.setdefault("HTTP_X_CHECK_IN", "1")
    return client.post(door, content if isinstance(content, str | bytes) else json.dumps(content), JSON, **headers)


# Good uploads


def test_a_paired_phone_checks_in_with_one_statement(phone, point, django_assert_num_queries, settings):
    settings.DEBUG = False
    answer = send(phone, item(point))
    assert (answer.status_code, answer.json()["code"], answer.json()["left"]) == (201, "counted", 2)
    assert answer["Cache-Control"] == "no-store"
    row = CheckIn.objects.get()
    assert row.device == DeviceToken.objects.get()


def test_the_message_is_in_the_guards_language(phone, point, patrols):
    patrols.guard.user.language = "en"
    patrols.guard.user.save()
    assert send(phone, item(point)).json()["message"] == "Checked in. 2 points are left in this duty."


def test_an_upload_of_many_is_answered_item_by_item(phone, patrols):
    points = [row.checkpoint for row in patrols.route.points.select_related("checkpoint")]
    sent = {"sent_at": timezone.now().isoformat(), "items": [item(one, offline=True) for one in points] + [{}]}
    answer = send(phone, sent)
    assert answer.status_code == 200
    assert [one["status"] for one in answer.json()["items"]] == ["recorded"] * 3 + ["refused"]
    assert CheckIn.objects.filter(offline=True).count() == 3


def test_again_is_200_and_other_content_409(phone, point):
    first = item(point)
    assert [send(phone, first).status_code for _time in range(3)] == [201, 200, 200]
    other = send(phone, first | {"lat": 39.0})
    assert (other.status_code, other.json()["status"]) == (409, "conflict")
    assert (CheckIn.objects.count(), CheckInConflict.objects.count()) == (1, 1)


def test_a_program_checks_in_with_its_token(client, program, point):
    answer = send(client, item(point), API, **program)
    assert (answer.status_code, answer.json()["status"]) == (201, "recorded")
    assert send(client, {"items": [item(point)]}, API, **program).status_code == 200


def test_a_login_takes_the_ordinary_way_to_the_same_answer(patrols, point, client_of):
    client = client_of(patrols.guard.user)
    assert send(client, item(point)).json()["code"] == "counted"
    assert send(client, item(point), API).status_code == 201


def test_a_paired_phone_that_is_logged_in_otherwise_sends_as_whoever_is_logged_in(patrols, point, client_of):
    client = client_of(patrols.leader.user)
    client.cookies["fg_device"] = paired(patrols.guard.user).cookies["fg_device"].value
    send(client, item(point))
    assert CheckIn.objects.get().guard == patrols.leader


# Who may not


def test_strangers_get_401_and_keep_their_queue(point, patrols):
    for client in (Client(), paired(patrols.guard.user)):
        if "fg_device" in client.cookies:
            revoke_phone(user=patrols.guard.user, device=DeviceToken.objects.get(), at=timezone.now())
        answer = send(client, item(point))
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")
    assert send(Client(), item(point), API, HTTP_AUTHORIZATION="Token nonsense").json()["code"] == "bad_token"
    assert CheckIn.objects.count() == 0


def test_an_expired_phone_and_a_closed_account_are_strangers(phone, point, patrols):
    DeviceToken.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert send(phone, item(point)).status_code == 401
    DeviceToken.objects.update(expires_at=timezone.now() + datetime.timedelta(days=1))
    patrols.guard.user.is_active = False
    patrols.guard.user.save()
    assert send(phone, item(point)).status_code == 401


def test_who_is_no_guard_gets_403_by_every_door(point, cast, client_of, program, patrols):
    other = make_person(patrols.squad.station)
    assert send(paired(other), item(point)).json()["code"] == "guards_only"
    assert send(client_of(cast.chief), item(point)).json()["code"] == "guards_only"
    patrols.guard.left_on = timezone.localdate()
    patrols.guard.save()
    assert send(Client(), item(point), API, **program).status_code == 403


def test_a_token_older_than_the_password_is_dead(client, program, point, patrols):
    patrols.guard.user.password_changed_at = timezone.now() + datetime.timedelta(minutes=1)
    patrols.guard.user.save()
    assert send(client, item(point), API, **program).status_code == 401


def test_another_site_cannot_send_with_a_guards_cookie(patrols, point, client_of):
    sneaky = Client(enforce_csrf_checks=True)
    sneaky.cookies = paired(patrols.guard.user).cookies
    for content_type in ("text/plain", JSON):
        answer = sneaky.post(PHONE, json.dumps(item(point)), content_type)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    logged_in = Client(enforce_csrf_checks=True)
    logged_in.force_login(patrols.guard.user)
    assert send(logged_in, item(point)).status_code == 403
    assert CheckIn.objects.count() == 0


def test_a_queue_of_somebody_else_stays_on_the_phone(phone, point, patrols, client_of):
    theirs, mine = owner_key(patrols.leader.user), owner_key(patrols.guard.user)
    assert send(phone, item(point), HTTP_X_PHONE_OWNER=theirs).json()["code"] == "other_person"
    assert send(client_of(patrols.guard.user), item(point), HTTP_X_PHONE_OWNER=theirs).status_code == 401
    assert CheckIn.objects.count() == 0
    assert send(phone, item(point), HTTP_X_PHONE_OWNER=mine).status_code == 201


def test_the_public_host_has_no_api(settings, client, phone, program, point):
    settings.PUBLIC_HOST, settings.ALLOWED_HOSTS = "public.example", ["*"]
    at_public = {"HTTP_HOST": "public.example"}
    assert send(client, item(point), API, **program, **at_public).status_code == 404
    assert send(phone, item(point), **at_public).status_code == 201


def test_only_posts(phone, patrols):
    assert phone.get(PHONE).status_code == 405


# Attacks


ODD = [
    "null", "[]", "1", '"x"', "{", "[" * 5000, '{"items": null}', '{"items": []}', '{"items": {}}', '{"items": 5}',
    '{"sent_at": 5, "items": [{}]}', '{"sent_at": "2026-01-01T00:00:00", "items": [{}]}',
    '{"phone": "x", "items": [{}]}', '{"phone": 5, "items": [{}]}', b"\xff\xfe\x00", "{}" + " " * 70000,
]  # fmt: skip


@pytest.mark.parametrize("content", ODD)
def test_an_upload_of_another_form_is_400(phone, point, content):
    answer = send(phone, content)
    assert answer.status_code in (400, 413)
    assert answer.json()["code"] in ("invalid", "too_large")
    assert CheckIn.objects.count() == 0


HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
WRONG = {
    "client_id": [None, 5, "x", HTML, "0" * 500, [], {}, True],
    "token": [None, 5, HTML, "1-1-AAAAAAAAAAAA", "\x00", "\ud800", [], {}, "x" * 5000],
    "claimed_at": [
        None,
        5,
        HTML,
        "2026-11-22T08:00:00",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-12:00",
        [],
        "\x00",
    ],
    "method": [None, HTML, "manual", 5, [], {}],
    "offline": ["yes", HTML, 1, None, []],
    "counter": [-1, 2**40, 1.5, HTML, True, []],
    "lat": [HTML, 91, -91, None, "39", [], True, 1e400],
    "lng": [HTML, 181, None, {}],
    "accuracy": [HTML, -1, 1e300, True],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_with_its_reason(phone, point, name, value):
    answer = send(phone, item(point, **{name: value}))
    assert answer.status_code in (400, 409)
    told = answer.json()
    assert told["status"] == "refused"
    assert (told["code"] == "unknown_sign") or name in told["errors"]
    assert "<" not in json.dumps(told)
    assert CheckIn.objects.count() == 0


def test_not_a_number_is_refused(phone, point):
    for word in ("NaN", "Infinity", "-Infinity"):
        content = json.dumps(item(point)).replace(f'"lat": {point.lat}', f'"lat": {word}')
        assert send(phone, content).status_code == 400


def test_fields_nobody_knows_change_nothing(phone, point, patrols):
    said = {"guard": patrols.leader.pk, "station": 99, "at": "2020-01-01T00:00:00Z", "counted": True, "m": True,
            "f": 1, "flags": [], "k": "0", "duty": 1, "x": HTML}  # fmt: skip
    answer = send(phone, item(point, lat=point.lat + 1, **said))
    row = CheckIn.objects.get()
    assert (row.guard, row.method, row.flags) == (patrols.guard, "scan", ["far"])
    assert row.at > timezone.now() - datetime.timedelta(minutes=1)
    assert answer.json()["counted"]


def test_a_huge_upload_is_refused_whole(phone, point):
    assert send(phone, {"items": [item(point) for _time in range(51)]}).status_code == 400
    assert send(phone, {"items": [item(point) | {"note": "x" * 70000}]}).status_code == 413
    assert CheckIn.objects.count() == 0


def test_another_stations_sign_is_unknown(phone):
    theirs = make_checkpoint(make_area(make_station("S9", name="另一所")))
    answer = send(phone, item(theirs))
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_sign")
    assert CheckIn.objects.count() == 0


def test_a_header_of_the_simulation_is_not_believed(phone, point):
    send(phone, item(point), HTTP_X_SIMULATED_AT="2020-01-01T00:00:00+00:00")
    assert CheckIn.objects.get().at.year != 2020


def test_a_simulation_says_the_time(phone, point, settings):
    settings.SIMULATED_CLOCK = True
    send(phone, item(point), HTTP_X_SIMULATED_AT="2020-01-01T00:00:00+00:00")
    assert CheckIn.objects.get().at.year == 2020


# The photo (PA-08)


def picture(size=(900, 1600), form="JPEG", **more) -> bytes:
    """A photo with the position of somewhere else in it."""
    stream = io.BytesIO()
    image = Image.effect_noise(size, 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    image.save(stream, form, exif=exif.tobytes(), **more)
    return stream.getvalue()


def send_photo(client, said, content, door=PHONE, **headers):
    """As the phone's page sends a photo."""
    file = io.BytesIO(content)
    file.name = "../../etc/passwd.jpg"
    return client.post(door, {"item": json.dumps(said), "photo": file}, HTTP_X_CHECK_IN="1", **headers)


@pytest.fixture
def media(settings, tmp_path):
    """Files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_pa_08_a_photo_needs_no_position_and_is_rewritten_with_time_point_and_guard(phone, point, media):
    said = item(point, method="photo", lat=None, lng=None, accuracy=None)
    sent = picture()
    answer = send_photo(phone, said, sent)
    assert (answer.status_code, answer.json()["flags"]) == (201, [])
    row = CheckIn.objects.select_related("photo").get()
    assert (row.method, row.photo.content_type, row.photo.purpose) == ("photo", "image/jpeg", "check-ins")
    with Image.open(row.photo.content.open()) as kept:
        assert max(kept.size) == 1280
        assert not kept.getexif()
        corner = kept.crop((0, kept.height - 20, kept.width, kept.height)).convert("L")
        assert sum(corner.get_flattened_data()) / (20 * kept.width) < 90  # the dark foot with the words
    assert row.photo.size < len(sent)
    assert "passwd" not in row.photo.name


def test_pa_03_indoors_a_photo_takes_the_place_of_the_position(phone, point, media):
    point.indoor = True
    point.save()
    assert send_photo(phone, item(point, lat=point.lat + 1), picture()).json()["flags"] == []


def test_the_same_photo_again_is_the_same_check_in_and_no_second_file(phone, point, media):
    said, sent = item(point, method="photo"), picture()
    assert [send_photo(phone, said, sent).status_code for _time in range(2)] == [201, 200]
    assert send_photo(phone, said, picture(size=(300, 300))).json()["status"] == "conflict"
    assert StoredFile.objects.count() == 1
    assert sum(1 for path in media.rglob("*") if path.is_file()) == 1


@pytest.mark.parametrize("content", [
    b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"%PDF-1.7", picture()[:700],
])  # fmt: skip
def test_what_is_no_photo_is_refused(phone, point, media, content):
    answer = send_photo(phone, item(point), content)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert (CheckIn.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert not any(path.is_file() for path in media.rglob("*"))


def test_a_photo_of_ten_megabytes_is_413(phone, point, media):
    answer = send_photo(phone, item(point), b"\xff\xd8\xff" + b"x" * 10 * 1024 * 1024)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert CheckIn.objects.count() == 0


def test_a_photo_for_an_unknown_sign_leaves_no_file(phone, media, patrols):
    theirs = make_checkpoint(make_area(make_station("S9", name="另一所")))
    assert send_photo(phone, item(theirs), picture()).json()["code"] == "unknown_sign"
    assert StoredFile.objects.count() == 0


def test_a_photo_without_its_item_is_400(phone, media, patrols):
    file = io.BytesIO(picture())
    assert phone.post(PHONE, {"photo": file}, HTTP_X_CHECK_IN="1").status_code == 400


def test_a_program_may_send_a_photo(client, program, point, media):
    answer = send_photo(client, item(point, method="photo"), picture(), API, **program)
    assert (answer.status_code, answer.json()["status"]) == (201, "recorded")


# The why-card


def test_one_tap_closes_the_why_card(phone, point):
    said = item(point)
    send(phone, said)
    place = f"{PHONE}{said['client_id']}/closing/"
    assert send(phone, {"closing": "nothing"}, place).json()["closing"] == "nothing"
    assert send(phone, {"closing": "hazard"}, place).status_code == 200
    assert send(phone, {"closing": "found"}, place).status_code == 409
    assert CheckIn.objects.get().closing == "hazard"
    for odd in ({}, {"closing": HTML}, {"closing": 5}, [], "x"):
        assert send(phone, odd, place).status_code == 400


def test_a_card_is_closed_by_its_guard_alone(phone, point, patrols):
    said = item(point)
    send(phone, said)
    place = f"{PHONE}{said['client_id']}/closing/"
    assert send(paired(patrols.leader.user), {"closing": "nothing"}, place).status_code == 404
    assert send(Client(), {"closing": "nothing"}, place).status_code == 401
