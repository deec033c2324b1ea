"""Wishes over the API: the office's list and verbs, without residents."""

import pytest

from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db
BASE = "/api/v1/wishes/"


@pytest.fixture
def wish(street):
    return make_wish(street.station, street.community, phone="13712345678", user=street.member, **street.here)


def test_from_the_list_to_the_errand(street, wish, client_of):
    officer = client_of(street.officer)
    listed = officer.get(BASE, {"state": "open"})
    row = listed.json()["results"][0]
    assert {"accept", "decline", "merge"} <= set(row["verbs"])
    assert "13712345678" not in listed.content.decode() and street.member.name not in listed.content.decode()
    done = officer.post(f"{BASE}{wish.pk}/accept/", {"place": "3号楼门口"}, "application/json").json()
    assert (done["state"], done["place"]) == ("accepted", "3号楼门口") and done["errand"]
    assert officer.post(f"{BASE}{wish.pk}/answer/", {"words": "好"}, "application/json").status_code == 409
    assert officer.post(f"{BASE}{wish.pk}/merge/", {"into": wish.pk}, "application/json").status_code == 409


def test_strangers(street, wish, client_of):
    assert client_of(street.cast.chief2).get(f"{BASE}{wish.pk}/").status_code == 404
    assert client_of(street.member).get(BASE).status_code == 403
    answer = client_of(street.cast.desk).post(f"{BASE}{wish.pk}/decline/", {"words": "不"}, "application/json")
    assert answer.status_code == 403
