"""History does not know who gave a clue: nothing that giving writes is signed with the giver's request (SE-31)."""

import uuid

import pghistory.models
import pytest
from django.apps import apps
from django.urls import reverse

from community.clues.models import Clue
from stations.timeline.models import Entry
from tests.factories import client_of

pytestmark = pytest.mark.django_db


def signed() -> dict[str, set]:
    """History table → users its rows are signed with."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, pghistory.models.Event):
            rows = model.objects.exclude(pgh_context=None).values_list("pgh_context__metadata__user", flat=True)
            if users := set(rows):
                found[model.__name__] = users
    return found


@pytest.mark.parametrize("protection", ["protected", "anonymous", "named"])
def test_giving_by_phone_signs_nothing(street, protection):
    form = {"place": "雅宝路8号", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": protection}
    answer = client_of(street.giver).post(reverse("my-clue-new", args=[street.scene.pk]), form)
    assert answer.status_code in (200, 302) and Clue.objects.count() == 1
    assert set(Entry.objects.values_list("actor", "request_id")) == {(None, "")}
    assert not [name for name, users in signed().items() if street.giver.pk in users]


def test_what_the_officer_does_is_signed(street):
    form = {"place": "", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": "protected", **street.here}
    client_of(street.giver).post(reverse("my-clue-new", args=[street.scene.pk]), form)
    clue = Clue.objects.get()
    client_of(street.officer).post(reverse("clue-take", args=[clue.pk]))
    assert signed()["ClueEvent"] == {street.officer.user.pk}


def test_a_word_of_the_giver_signs_nothing(street):
    form = {"place": "雅宝路8号", "words": "可疑", "client_id": str(uuid.uuid4()), "protection": "protected"}
    client = client_of(street.giver)
    client.post(reverse("my-clue-new", args=[street.scene.pk]), form)
    before = Entry.objects.count()
    word = {"words": "他又来了", "client_id": str(uuid.uuid4())}
    assert client.post(reverse("my-clue", args=[Clue.objects.get().pk]), word).status_code == 302
    assert not [name for name, users in signed().items() if street.giver.pk in users]
    assert set(Entry.objects.order_by("id")[before:].values_list("actor", "request_id")) == {(None, "")}
