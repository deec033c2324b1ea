"""Login of programs."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_scopes import scopes_disabled

from stations.access.models import ApiToken
from stations.timeline.models import Entry

PASSWORD = "Fenggang-2026"


@pytest.fixture(autouse=True)
def no_demo(settings):
    """Rules as in production."""
    settings.DEMO = False


@pytest.fixture
def person(cast):
    """An officer who may log in with a password."""
    user = cast.officer.user
    user.set_password(PASSWORD)
    user.save()
    return user


def ask(**body):
    return Client().post("/api/v1/token/", body, content_type="application/json")


def get(token, path="/api/v1/stations/"):
    return Client(headers={"authorization": f"Token {token}"}).get(path)


def test_a_name_and_a_password_give_a_token_that_opens_the_own_station(person, cast):
    answer = ask(username=person.username, password=PASSWORD)
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "expires_at"}
    found = get(answer.json()["token"])
    assert [row["id"] for row in found.json()["results"]] == [cast.station.pk]


def test_only_a_digest_of_the_token_is_kept_and_the_day_book_says_so(person, cast):
    token = ask(username=person.username, password=PASSWORD).json()["token"]
    with scopes_disabled():
        row = ApiToken.objects.get(user=person)
        assert token not in (row.digest, row.label)
        assert Entry.objects.filter(verb="access.token_issued", actor=person).count() == 1


def test_a_wrong_password_is_401_with_a_reason(person):
    answer = ask(username=person.username, password="wrong")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "login_failed"
    assert answer.json() == ask(username="nobody", password="wrong").json()


def test_five_wrong_passwords_lock_the_name_with_429(person):
    answers = [ask(username=person.username, password="wrong").status_code for _ in range(5)]
    last = ask(username=person.username, password=PASSWORD)
    assert answers[:4] == [401] * 4
    assert last.status_code == 429
    assert last.json()["code"] == "locked"
    assert int(last.headers["Retry-After"]) > 0


def test_the_twenty_first_request_of_a_minute_is_429(person):
    answers = [ask(username=f"nobody{n}", password="x").status_code for n in range(21)]
    assert answers[-1] == 429


def test_a_missing_password_is_400_with_a_reason_per_field(db):
    answer = ask(username="x")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"password"}


def test_a_leader_without_authenticator_is_sent_to_the_page(cast):
    user = cast.chief.user
    user.set_password(PASSWORD)
    user.save()
    answer = ask(username=user.username, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "otp_missing")


def test_a_leader_gives_the_code_of_the_authenticator(cast):
    user = cast.chief.user
    user.set_password(PASSWORD)
    user.save()
    device = TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    assert ask(username=user.username, password=PASSWORD).json()["code"] == "otp_required"
    code = f"{totp(device.bin_key):06d}"
    assert ask(username=user.username, password=PASSWORD, otp=code).status_code == 200
    assert ask(username=user.username, password=PASSWORD, otp=code).json()["code"] == "otp_wrong"


def test_a_password_that_is_due_must_be_changed_first(person):
    person.must_change_password = True
    person.save()
    answer = ask(username=person.username, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_change_required")


def test_an_unknown_token_is_401(db):
    answer = get("made-up")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Token"
    assert answer.json()["code"] == "bad_token"


def test_no_login_at_all_is_401(db):
    answer = Client().get("/api/v1/officers/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


@pytest.mark.parametrize("change", ["revoked", "expired", "closed", "password"])
def test_a_token_dies(person, change):
    token = ask(username=person.username, password=PASSWORD).json()["token"]
    now = timezone.now()
    with scopes_disabled():
        row = ApiToken.objects.get(user=person)
        if change == "revoked":
            row.revoked_at = now
        if change == "expired":
            row.expires_at = now - datetime.timedelta(seconds=1)
        row.save()
    if change == "closed":
        person.is_active = False
    if change == "password":
        person.password_changed_at = now + datetime.timedelta(seconds=1)
    person.save()
    assert get(token).status_code == 401


def test_a_guard_has_no_api(cast):
    user = cast.guard
    user.set_password(PASSWORD)
    user.save()
    token = ask(username=user.username, password=PASSWORD).json()["token"]
    answer = get(token)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_session_cannot_change_anything_without_the_csrf_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.officer.user, backend="stations.access.backends.PersonBackend")
    assert browser.get("/api/v1/teams/").status_code == 200
    answer = browser.post("/api/v1/absences/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
