"""The API of clues: members their own, officers all, a giver nowhere."""

import uuid

import pytest

from community.clues.models import Clue, Message
from tests.factories import client_of, make_person
from tests.factories.clues import make_clue, make_giver

pytestmark = pytest.mark.django_db
URL = "/api/v1/clues/"


def post(client, path, **data):
    return client.post(f"{URL}{path}", data, content_type="application/json")


def test_a_member_gives_reads_and_writes(street):
    phone, key = client_of(street.giver), str(uuid.uuid4())
    told = {"client_id": key, "scene": street.scene.pk, "place": "雅宝路8号"}
    first, again = post(phone, "", **told), post(phone, "", **told)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert first.json()["receipt"] == "" and Clue.objects.count() == 1
    pk = first.json()["id"]
    assert post(phone, f"{pk}/write/", words="又来了", client_id=str(uuid.uuid4())).status_code == 200
    assert Message.objects.get().writer is None
    assert phone.get(f"{URL}{pk}/").json()["timeline"] == []


def test_another_member_sees_nothing_of_it(street):
    clue = make_clue(street.station, street.giver, street.scene)
    other = client_of(make_giver(street.station))
    assert other.get(f"{URL}{clue.pk}/").status_code == 404 and other.get(URL).json()["count"] == 0


def test_strangers_are_told_why(street):
    assert client_of(make_person(street.station)).get(URL).status_code == 403
    clue = make_clue(street.station, street.giver, street.scene)
    assert client_of(street.cast.chief2).get(f"{URL}{clue.pk}/").status_code == 404


def test_an_officer_who_is_no_member_gives_none(street):
    told = {"client_id": str(uuid.uuid4()), "scene": street.scene.pk, "place": "雅宝路8号"}
    assert post(client_of(street.cast.officer), "", **told).status_code == 403


def test_verbs_say_what_i_may_do_now(street):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    officer = client_of(street.officer)
    assert officer.get(f"{URL}{clue.pk}/").json()["verbs"] == ["take"]
    assert client_of(street.cast.officer).get(f"{URL}{clue.pk}/").json()["verbs"] == []
    assert post(officer, f"{clue.pk}/take/").json()["state"] == "taken"
    assert post(officer, f"{clue.pk}/take/").status_code == 409
    assert post(officer, f"{clue.pk}/tell/", finding="confirmed", words="谢谢").status_code == 409


def test_the_outcome_is_verified_by_another(street):
    clue = make_clue(street.station, street.giver, street.scene)
    deputy, chief = client_of(street.cast.deputy), client_of(street.cast.chief)
    assert post(deputy, f"{clue.pk}/outcome/", persons_caught=2).json()["persons_caught"] == 2
    assert post(deputy, f"{clue.pk}/verify/").status_code == 403
    assert post(chief, f"{clue.pk}/verify/").json()["verified_at"]


def test_an_outcome_is_sent_back_with_a_reason(street):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    chief, officer = client_of(street.cast.chief), client_of(street.officer)
    assert post(officer, f"{clue.pk}/outcome/").json()["code"] == "says_nothing"
    assert post(officer, f"{clue.pk}/outcome/", persons_caught=1).status_code == 200
    assert post(officer, f"{clue.pk}/object/", reason="proof").status_code == 403
    assert post(chief, f"{clue.pk}/object/", reason="because").status_code == 400
    assert post(chief, f"{clue.pk}/object/", reason="proof").status_code == 200
    assert Clue.objects.get().recorded_by is None and post(chief, f"{clue.pk}/verify/").status_code == 403


def test_scenes_are_listed_for_the_phone(street):
    assert [row["id"] for row in client_of(street.giver).get(f"{URL}scenes/").json()] == [street.scene.pk]


def test_no_answer_holds_the_givers_name_or_phone(street):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    for person in (street.cast.chief, street.cast.desk, street.officer, street.cast.officer):
        client = client_of(person)
        paths = (URL, f"{URL}{clue.pk}/", "/api/v1/incidents/", f"/api/v1/incidents/{clue.incident_id}/")
        texts = [client.get(path).content.decode() for path in paths]
        assert not any("保密的骑手" in text or "13712345678" in text for text in texts)
