"""Recognition over the API: thanks for all staff to see, the ledger for the leadership, each station its own."""

import datetime
import uuid

import pytest
from django.utils import timezone

from stations.recognition import actions
from stations.recognition.models import Commendation, LedgerEntry, PointRule
from tests.factories import client_of
from tests.factories.recognition import give_points, keep_points

pytestmark = pytest.mark.django_db
THANKS, POINTS = "/api/v1/commendations/", "/api/v1/point-entries/"


@pytest.fixture
def chief(cast):
    return client_of(cast.chief)


@pytest.fixture
def given(cast, in_one) -> Commendation:
    return actions.commend(
        station=cast.station, actor=cast.chief.user, user=cast.officer.user, kind="thanks", title="热心服务",
        words="帮助游客找回手机", given_on=timezone.localdate(),
    )  # fmt: skip


@pytest.fixture
def entry(cast, in_one) -> LedgerEntry:
    actions.set_points(station=cast.station, actor=cast.chief.user, points=True)
    PointRule.objects.create(station=cast.station, act="clue", label="线索", points=5)
    return actions.credit(station=cast.station, user=cast.officer.user, act="clue", source="clue:1")


def post(client, address, **content):
    return client.post(address, content, content_type="application/json")


def asked(cast, **said) -> dict:
    return {
        "person": cast.officer.user_id, "title": "拾金不昧", "words": "交还失主",
        "given_on": timezone.localdate().isoformat(),
    } | said  # fmt: skip


def test_all_staff_see_commendations(given, cast):
    client = client_of(cast.desk)
    assert client.get(THANKS).json()["results"][0]["person"]["name"] == cast.officer.user.name
    assert client.get(THANKS, {"q": "热心"}).json()["count"] == 1
    assert client.get(THANKS, {"kind": "merit"}).json()["count"] == 0
    told = client.get(f"{THANKS}{given.pk}/").json()
    assert (told["state"], told["verbs"]) == ("given", []) and told["timeline"]


def test_the_leadership_commends_once_a_source_and_strikes_with_a_reason(chief, cast, in_one):
    first = post(chief, THANKS, **asked(cast, source="finding:7"))
    again = post(chief, THANKS, **asked(cast, source="finding:7"))
    assert first.status_code == 201 and first.json()["id"] == again.json()["id"]
    assert first.json()["verbs"] == ["strike"]
    one = f"{THANKS}{first.json()['id']}/"
    assert post(chief, f"{one}strike/").status_code == 400
    struck = post(chief, f"{one}strike/", reason="录入有误").json()
    assert (struck["state"], struck["verbs"], struck["struck_reason"]) == ("struck", [], "录入有误")
    assert chief.get(THANKS).json()["count"] == 0 and chief.get(one).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"person": 999999999}, {"person": None}, {"person": None, "unit_type": "squad", "unit_id": 999999999},
        {"unit_type": "nothing", "unit_id": 1}, {"words": " "}, {"kind": "x"},
        {"given_on": (timezone.localdate() + datetime.timedelta(days=2)).isoformat()},
    ],
)  # fmt: skip
def test_what_cannot_be_commended_is_refused(chief, cast, in_one, said):
    assert post(chief, THANKS, **asked(cast, **said)).status_code in {400, 409}
    assert not Commendation.objects.exists()


def test_nobody_commends_themselves_or_without_the_right(chief, cast, in_one):
    assert post(chief, THANKS, **asked(cast, person=cast.chief.user_id)).status_code == 403
    assert post(client_of(cast.desk), THANKS, **asked(cast)).status_code == 403
    assert post(chief, THANKS, **asked(cast, person=cast.chief2.user_id)).status_code == 400
    assert not Commendation.objects.exists()


def test_the_ledger_is_the_leaderships(chief, entry, cast):
    assert client_of(cast.officer).get(POINTS).status_code == 403
    [row] = chief.get(POINTS, {"user": cast.officer.user_id}).json()["results"]
    assert (row["points"], row["act"], row["person"]["name"]) == (5, "clue", cast.officer.user.name)
    back = post(chief, f"{POINTS}{entry.pk}/reverse/", reason="重复")
    assert (back.status_code, back.json()["points"], back.json()["reverses"]) == (201, -5, entry.pk)
    assert post(chief, f"{POINTS}{entry.pk}/reverse/", reason="重复").status_code == 409
    assert actions.balance(cast.officer.user) == 0


def test_another_station_sees_neither(given, entry, cast):
    client = client_of(cast.chief2)
    assert client.get(POINTS).status_code == 403
    keep_points(cast.station2)
    assert client.get(THANKS).json()["count"] == client.get(POINTS).json()["count"] == 0
    assert client.get(f"{THANKS}{given.pk}/").status_code == 404
    assert client.get(f"{POINTS}{entry.pk}/").status_code == 404
    assert post(client, f"{THANKS}{given.pk}/strike/", reason="x").status_code == 404
    assert post(client, f"{POINTS}{entry.pk}/reverse/", reason="x").status_code == 404


def test_a_stranger_is_asked_to_log_in(client, given):
    assert client.get(THANKS).status_code == client.get(POINTS).status_code == 401


class TestRewards:
    """The shelf over the API: reserve for oneself, hand out against the code, appeal and decide."""

    def test_from_the_shelf_to_the_hand(self, shop):
        give_points(shop.person, 25)
        phone, desk, key = client_of(shop.person), client_of(shop.desk), str(uuid.uuid4())
        [row] = phone.get("/api/v1/rewards/").json()["results"]
        assert (row["name"], row["shelf"], row["mine"]) == (shop.reward.name, 3, True)
        first = post(phone, f"/api/v1/rewards/{row['id']}/reserve/", client_id=key)
        again = post(phone, f"/api/v1/rewards/{row['id']}/reserve/", client_id=key)
        assert first.status_code == 201 and first.json()["id"] == again.json()["id"]
        assert first.json()["verbs"] == ["cancel"]
        assert post(phone, "/api/v1/rewards/hand-out/", code=first.json()["code"]).status_code == 403
        assert post(desk, "/api/v1/rewards/hand-out/", code="2222222222").status_code == 404
        handed = post(desk, "/api/v1/rewards/hand-out/", code=first.json()["code"])
        assert (handed.status_code, handed.json()["state"]) == (200, "handed")
        assert post(desk, "/api/v1/rewards/hand-out/", code=first.json()["code"]).status_code == 403
        assert desk.get("/api/v1/reservations/").json()["count"] == 0
        assert post(phone, f"/api/v1/reservations/{first.json()['id']}/cancel/").status_code == 409

    def test_a_rule_that_refuses_says_why(self, shop):
        answer = post(
            client_of(shop.person), f"/api/v1/rewards/{shop.reward.pk}/reserve/", client_id=str(uuid.uuid4())
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "too_few")

    def test_an_appeal_is_made_and_decided(self, shop):
        entry = give_points(shop.person, 5, checker=shop.chief)
        phone = client_of(shop.person)
        assert post(phone, "/api/v1/point-appeals/", words="x").status_code == 400
        assert post(client_of(shop.desk), "/api/v1/point-appeals/", entry=entry.pk, words="x").status_code == 404
        made = post(phone, "/api/v1/point-appeals/", entry=entry.pk, words="应为十分")
        assert (made.status_code, made.json()["state"], made.json()["verbs"]) == (201, "open", [])
        one = f"/api/v1/point-appeals/{made.json()['id']}/"
        assert client_of(shop.desk).get(one).status_code == 404
        ask = {"granted": True, "points": 5, "answer": "属实"}
        assert client_of(shop.deputy).get(one).json()["verbs"] == ["decide"]
        assert post(client_of(shop.chief), f"{one}decide/", **ask).status_code == 403
        done = post(client_of(shop.deputy), f"{one}decide/", **ask)
        assert (done.status_code, done.json()["state"], actions.balance(shop.person)) == (200, "granted", 10)

    def test_where_points_are_off_there_is_nothing(self, cast):
        for name in ("rewards", "reservations", "point-appeals"):
            answer = client_of(cast.chief).get(f"/api/v1/{name}/")
            assert (answer.status_code, answer.json()["code"]) == (403, "points_off")
