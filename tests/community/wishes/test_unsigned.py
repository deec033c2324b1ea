"""History and day-book do not know who wished: what a member sends is signed by nobody (SE-31)."""

import uuid

import pytest
from django.urls import reverse

from community.wishes.models import Voice, Wish
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.history import signed_by

pytestmark = pytest.mark.django_db


def test_wishing_by_phone_signs_nothing(street):
    told = {"place": "雅宝里2号楼", "band": "evening", "days": "any", "client_id": str(uuid.uuid4())}
    client_of(street.member).post(reverse("my-wish-new", args=[street.scene.pk]), told | street.here)
    assert Wish.objects.count() == 1 and Voice.objects.get().user == street.member and not signed_by(street.member)
    assert set(Entry.objects.values_list("actor", "request_id")) == {(None, "")}
