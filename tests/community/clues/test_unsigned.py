"""History does not know who gave a clue: nothing that giving writes is signed with the giver's request (SE-31)."""

import uuid

import pytest
from django.urls import reverse

from community.clues.models import Clue
from stations.jobs.models import IdempotencyKey
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.history import signed_by, signers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("protection", ["protected", "anonymous", "named"])
def test_giving_by_phone_signs_nothing(street, protection):
    form = {"place": "雅宝路8号", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": protection}
    answer = client_of(street.giver).post(reverse("my-clue-new", args=[street.scene.pk]), form)
    assert answer.status_code in (200, 302) and Clue.objects.count() == 1
    assert set(Entry.objects.values_list("actor", "request_id")) == {(None, "")}
    assert not signed_by(street.giver)


def test_what_the_officer_does_is_signed(street):
    form = {"place": "", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": "protected", **street.here}
    client_of(street.giver).post(reverse("my-clue-new", args=[street.scene.pk]), form)
    clue = Clue.objects.get()
    client_of(street.officer).post(reverse("clue-take", args=[clue.pk]))
    assert signers()["ClueEvent"] == {street.officer.user.pk}


def test_a_word_of_the_giver_signs_nothing(street):
    form = {"place": "雅宝路8号", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": "protected"}
    client = client_of(street.giver)
    client.post(reverse("my-clue-new", args=[street.scene.pk]), form)
    before = Entry.objects.count()
    word = {"words": "他又来了", "client_id": str(uuid.uuid4())}
    assert client.post(reverse("my-clue", args=[Clue.objects.get().pk]), word).status_code == 302
    assert not signed_by(street.giver)
    assert set(Entry.objects.order_by("id")[before:].values_list("actor", "request_id")) == {(None, "")}


@pytest.mark.parametrize("protection", ["protected", "anonymous"])
def test_no_key_of_a_program_leads_from_the_giver_to_the_clue(street, protection):
    client, key = client_of(street.giver), {"Idempotency-Key": "the-same"}
    told = {"scene": street.scene.pk, "place": "雅宝路8号", "words": "可疑", "protection": protection}
    told["client_id"] = str(uuid.uuid4())
    answers = [client.post("/api/v1/clues/", told, headers=key, content_type="application/json") for _ in "ab"]
    assert [one.status_code for one in answers] == [201, 201] and answers[0].json() == answers[1].json()
    assert Clue.objects.count() == 1 and not IdempotencyKey.objects.exists() and not signed_by(street.giver)
    if protection == "protected":
        word = {"words": "他又来了", "client_id": str(uuid.uuid4())}
        address = f"/api/v1/clues/{answers[0].json()['id']}/write/"
        assert client.post(address, word, headers=key, content_type="application/json").status_code == 200
        assert not IdempotencyKey.objects.exists() and not signed_by(street.giver)
