"""History and day-book do not know who wrote in the forum: what a member sends is signed by nobody (SE-31)."""

import uuid

import pytest
from django.urls import reverse

from community.forum.models import ForumPost
from stations.timeline.models import Entry
from tests.factories import client_of
from tests.factories.forum import make_suggestion
from tests.factories.history import signed_by, signers

pytestmark = pytest.mark.django_db


def test_asking_by_phone_signs_nothing(street):
    told = {"text": "门口的灯坏了", "topic": street.topic.pk, "client_id": str(uuid.uuid4())}
    assert client_of(street.member).post(reverse("question-ask"), told).status_code == 302
    assert ForumPost.objects.get().author == street.member and not signed_by(street.member)
    assert set(Entry.objects.values_list("actor", "request_id")) == {(None, "")}


def test_taking_it_back_and_reporting_another_sign_nothing(street):
    own = make_suggestion(street.station, street.member, street.topic)
    others = make_suggestion(street.station, street.other, street.topic)
    before, client = Entry.objects.count(), client_of(street.member)
    assert client.post(reverse("my-question-verb", args=[own.pk, "withdraw"])).status_code == 302
    assert client.post(reverse("forum-report", args=[others.pk]), {"fault": "abuse"}).status_code == 302
    own.refresh_from_db()
    assert own.state == "withdrawn" and others.reports.count() == 1 and not signed_by(street.member)
    assert set(Entry.objects.order_by("id")[before:].values_list("actor", "request_id")) == {(None, "")}


def test_what_the_officer_does_is_signed(street):
    post = make_suggestion(street.station, street.member, street.topic)
    client_of(street.officer).post(reverse("forum-verb", args=[post.pk, "accept"]))
    assert street.officer.user.pk in signers()["ForumPostEvent"]
