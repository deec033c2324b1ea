"""One-time codes: who hands them out, and that each works once."""

import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.access import actions
from stations.access.models import DeviceToken, OneTimeCode
from stations.access.rules import CODE_ALPHABET
from stations.access.tasks import forget_old_codes
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from tests.factories import grant, make_administrator, make_cast, make_officer

pytestmark = pytest.mark.django_db


def code_for(cast, person, by=None, at=None):
    with in_station(cast.station):
        return actions.issue_code(user=by or cast.desk.user, person=person, at=at or timezone.now())


def type_in(client, person, code):
    return client.post("/me/code/", {"username": person.username, "password": code})


def test_an_officer_chooses_a_password_with_it(cast, client):
    user = cast.officer.user
    assert type_in(client, user, code_for(cast, user)).url == "/me/password/"
    assert client.get("/me/").url == "/me/password/"
    wanted = "Orchid-River-88"
    assert client.post("/me/password/", {"new_password1": wanted, "new_password2": wanted}).status_code == 302
    assert client.get("/me/").status_code == 200
    assert Client().post("/login/", {"username": user.username, "password": wanted}).url == "/"


def test_a_guards_phone_is_connected_with_it(cast, client):
    answer = client.post(
        "/me/code/",
        {"username": cast.guard.username, "password": code_for(cast, cast.guard)},
        headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0)"},
    )
    cookie = answer.cookies["fg_device"]
    assert answer.url == "/me/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600
    assert client.get("/me/").status_code == 200
    with scopes_disabled():
        assert DeviceToken.objects.get().label == "iPhone"


def test_a_scanned_sign_waits_until_the_phone_is_connected(cast, client):
    page = client.get("/me/code/?next=/c/1-1-abcdefghijkl")
    assert 'name="next" value="/c/1-1-abcdefghijkl"' in page.content.decode()
    typed = {"username": cast.guard.username, "password": code_for(cast, cast.guard), "next": "/c/1-1-abcdefghijkl"}
    assert client.post("/me/code/", typed).url == "/c/1-1-abcdefghijkl"


@pytest.mark.parametrize("elsewhere", ["//evil.example/c/", "https://evil.example/c/", "/team/", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_by_a_code(cast, client, elsewhere):
    typed = {"username": cast.guard.username, "password": code_for(cast, cast.guard), "next": elsewhere}
    assert client.post("/me/code/", typed).url == "/me/"


def test_a_viewer_by_grant_chooses_a_password(cast, client):
    grant(cast.guard, "view")
    assert type_in(client, cast.guard, code_for(cast, cast.guard)).url == "/me/password/"


def test_it_is_typed_with_blanks_and_small_letters(cast, client):
    code = code_for(cast, cast.guard)
    assert type_in(client, cast.guard, f" {code[:4].lower()} {code[4:].lower()} ").status_code == 302


def test_it_works_once(cast):
    code = code_for(cast, cast.guard)
    assert type_in(Client(), cast.guard, code).status_code == 302
    assert type_in(Client(), cast.guard, code).status_code == 200


def test_it_ends_after_a_day(cast, client):
    code = code_for(cast, cast.guard, at=timezone.now() - timedelta(hours=24, minutes=1))
    assert type_in(client, cast.guard, code).status_code == 200


def test_a_new_one_ends_the_old_one(cast, client):
    old, new = code_for(cast, cast.guard), code_for(cast, cast.guard)
    assert type_in(client, cast.guard, old).status_code == 200
    assert type_in(client, cast.guard, new).status_code == 302


def test_it_opens_one_account_only(cast, client):
    assert type_in(client, cast.officer.user, code_for(cast, cast.guard)).status_code == 200


def test_it_is_stored_nowhere_in_the_clear(cast, client):
    code = code_for(cast, cast.guard)
    type_in(client, cast.guard, f"{code[:-1]}*")
    with scopes_disabled():
        kept = str(OneTimeCode.objects.values().get()) + str(AccessAttempt.objects.values().get())
    assert code not in kept and code[:-1] not in kept
    assert len(code) == 8 and set(code) <= set(CODE_ALPHABET)


def test_five_wrong_codes_lock_that_name_but_not_its_password(cast, client):
    codes = [type_in(client, cast.guard, "WRONGXXX").status_code for _try in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert type_in(client, cast.guard, code_for(cast, cast.guard)).status_code == 429
    user = cast.officer.user
    assert type_in(client, user, code_for(cast, user)).status_code == 302


def test_wrong_name_and_wrong_code_read_the_same(cast, client):
    known = str(type_in(client, cast.guard, "WRONGXXX").context["form"].non_field_errors())
    unknown = client.post("/me/code/", {"username": "nobody", "password": "WRONGXXX"})
    assert known and known == str(unknown.context["form"].non_field_errors())


@pytest.mark.parametrize(
    ("by", "whom", "allowed"),
    [
        ("desk", "officer", True),
        ("desk", "guard", True),
        ("deputy", "guard", True),
        ("chief", "deputy", True),
        ("desk", "chief", False),
        ("deputy", "chief", False),
        ("officer", "guard", False),
        ("auxiliary", "guard", False),
        ("guard", "officer", False),
        ("chief", "officer2", False),
    ],
)
def test_who_hands_out_codes_for_whom(cast, by, whom, allowed):
    giver, person = (getattr(getattr(cast, name), "user", getattr(cast, name)) for name in (by, whom))
    if allowed:
        assert code_for(cast, person, by=giver)
    else:
        with pytest.raises(NotAllowed):
            code_for(cast, person, by=giver)


def test_administrators_get_theirs_from_the_system_administrator(cast):
    system, security = (make_administrator(role, cast.station) for role in ("system", "security"))
    assert code_for(cast, security, by=system)
    for giver in (cast.chief.user, security):
        with pytest.raises(NotAllowed):
            code_for(cast, system, by=giver)


def test_the_page_asks_first_and_shows_the_code_once(cast, client_of, client):
    desk = client_of(cast.desk)
    path = f"/team/people/{cast.guard.pk}/code/"
    assert "code" not in desk.get(path).context
    shown = desk.post(path)
    assert "no-store" in shown["Cache-Control"]
    assert type_in(client, cast.guard, shown.context["code"]).status_code == 302
    assert "code" not in desk.get(path).context


def test_who_connects_a_phone_is_sent_to_the_public_door(cast, client_of, settings):
    settings.PUBLIC_HOST = "fg.example"
    for person, address in ((cast.guard, "fg.example/me/code/"), (cast.officer.user, "testserver/me/code/")):
        page = client_of(cast.desk).post(f"/team/people/{person.pk}/code/").content.decode()
        assert address in page and ("fg.example" in page) == (person == cast.guard)


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("guard", 403), ("chief2", 404)])
def test_strangers_get_no_code_page(cast, client_of, who, status):
    answer = client_of(getattr(cast, who)).post(f"/team/people/{cast.guard.pk}/code/")
    assert answer.status_code == status
    with scopes_disabled():
        assert not OneTimeCode.objects.exists()


def test_the_desk_disconnects_a_lost_phone(cast, client_of):
    actions.pair_phone(user=cast.guard, label="", at=timezone.now())
    with scopes_disabled():
        pk = DeviceToken.objects.get().pk
    path = f"/team/people/{cast.guard.pk}/phones/{pk}/disconnect/"
    assert client_of(cast.chief2).post(path).status_code == 404
    assert client_of(cast.officer).post(path).status_code == 403
    assert client_of(cast.desk).post(path).status_code == 302
    with scopes_disabled():
        assert DeviceToken.objects.get().revoked_at


def test_the_list_of_accounts_takes_the_same_queries_for_any_number(cast, client_of):
    client, counts = client_of(cast.chief), []
    client.get("/team/accounts/")
    for _one in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/team/accounts/").content.decode()
        counts.append(len(queries))
        make_officer(cast.station)
    assert len(set(counts)) == 1
    assert cast.guard.name in page and cast.officer2.user.name not in page


def test_accounts_are_found_by_initials_and_exported(cast, client_of):
    chief = client_of(cast.chief)
    assert chief.get("/team/accounts/?q=wxm").context["total"] == 1
    assert chief.get("/team/accounts/?format=csv").content.decode("utf-8-sig").count("\n") == 7


def test_old_codes_are_forgotten_and_twice_does_no_harm(cast):
    now = timezone.now()
    code_for(cast, cast.guard, at=now - timedelta(days=32))
    code_for(cast, cast.officer.user, at=now - timedelta(days=20))
    assert forget_old_codes() == 1
    assert forget_old_codes() == 0
    with scopes_disabled():
        assert OneTimeCode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_once_one_wins():
    cast = make_cast()
    code = code_for(cast, cast.guard)
    start, outcomes = threading.Barrier(2), []

    def use():
        start.wait()
        try:
            actions.redeem_code(username=cast.guard.username, code=code, at=timezone.now())
            outcomes.append("in")
        except RuleBroken:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _use in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["in", "refused"]
