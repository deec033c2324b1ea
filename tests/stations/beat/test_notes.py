"""The note taken on the spot: one incident of the one inbox, however often it is sent."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from stations.beat.actions import take_note
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.words import Source, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.device import owner_key
from stations.kit.scoping import in_station
from tests.factories import client_of, make_category
from tests.factories.pictures import jpeg

SEND = "/me/notes/send/"


@pytest.fixture
def hazard(cast):
    return make_category(cast.station, "消防通道堵塞", Kind.HAZARD)


def told(category, **more) -> dict:
    """What the device sends."""
    values = {"client_id": str(uuid.uuid4()), "category": category.pk, "place": "西街12号", "words": "通道被堵住"}
    return values | more


def sent(officer, values, user=None):
    who = owner_key(user or officer.user)
    return client_of(officer).post(SEND, values, headers={"X-Phone-Owner": who})


def incidents(cast):
    with in_station(cast.station):
        return list(Incident.objects.prefetch_related("attachments").order_by("pk"))


def test_a_note_becomes_a_hazard_of_the_one_inbox_from_the_community_officer(cast, hazard):
    answer = sent(cast.officer, told(hazard, lat="39.9001", lng="116.4002"))
    assert answer.status_code == 201 and answer.json()["status"] == "recorded"
    (row,) = incidents(cast)
    assert (row.kind, row.source, row.state, row.lat) == (Kind.HAZARD, Source.BEAT, State.RECEIVED, 39.9001)
    assert answer.json()["number"] == row.number and row.recorded_by == cast.officer.user


def test_sent_again_it_is_the_same_note(cast, hazard):
    values = told(hazard)
    first, second = sent(cast.officer, values), sent(cast.officer, values | {"offline": "1"})
    assert second.status_code == 200 and second.json()["status"] == "repeated"
    assert first.json()["id"] == second.json()["id"] and len(incidents(cast)) == 1


def test_photos_come_along_once(cast, hazard):
    values = told(hazard)
    for _turn in range(2):
        sent(cast.officer, values | {"photos": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")})
    assert [row.attachments.count() for row in incidents(cast)] == [1]


def test_the_same_number_with_other_words_is_a_conflict(cast, hazard):
    values = told(hazard)
    sent(cast.officer, values)
    answer = sent(cast.officer, values | {"words": "别的事情"})
    assert answer.status_code == 409 and answer.json()["status"] == "conflict"


def test_a_note_of_who_held_the_device_before_is_not_taken_under_my_name(cast, hazard):
    answer = sent(cast.officer, told(hazard), user=cast.deputy.user)
    assert answer.status_code == 401 and not incidents(cast)


def test_what_waited_for_a_network_keeps_its_time(cast, hazard):
    claimed = timezone.now() - timedelta(hours=2)
    sent(cast.officer, told(hazard, offline="1", found_at=claimed.isoformat(), sent_at=timezone.now().isoformat()))
    (row,) = incidents(cast)
    assert abs(row.reported_at - claimed) < timedelta(minutes=1)


def test_a_request_for_help_begins_with_the_officer_on_the_scene(cast):
    answer = sent(cast.officer, told(make_category(cast.station, "老人迷路", Kind.HELP), injured="on"))
    assert answer.status_code == 201
    (row,) = incidents(cast)
    assert (row.state, row.injuries) == (State.ARRIVED, "yes")


def test_a_police_call_is_taken_at_the_intake_and_not_noted(cast):
    answer = sent(cast.officer, told(make_category(cast.station, "打架", Kind.CALL)))
    assert answer.status_code == 400 and answer.json()["status"] == "refused"
    with in_station(cast.station), pytest.raises(RuleBroken):
        take_note(
            station=cast.station, actor=cast.officer.user, client_key=uuid.uuid4(), words="x", place="y",
            category=make_category(cast.station, kind=Kind.CALL),
        )  # fmt: skip


def test_a_guard_and_a_stranger_note_nothing_here(cast, hazard, client):
    assert client_of(cast.guard).get(reverse("note-new")).status_code == 403
    assert client.post(SEND).status_code == 302
    with in_station(cast.station), pytest.raises(NotAllowed):
        take_note(
            station=cast.station, actor=cast.guard, client_key=uuid.uuid4(), category=hazard, words="x", place="y"
        )


def test_without_a_script_the_plain_form_does_the_same(cast, hazard):
    client = client_of(cast.officer)
    page = client.get(reverse("note-new") + "?place=西街").content.decode()
    assert 'value="西街"' in page and hazard.name in page
    assert client.post(reverse("note-new"), told(hazard)).url == reverse("me")
    assert client.post(reverse("note-new"), told(hazard, words="")).status_code == 400
    assert len(incidents(cast)) == 1


def test_another_stations_category_does_not_exist(cast, hazard):
    assert sent(cast.officer2, told(hazard)).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one_incident(cast, hazard):
    key, found = uuid.uuid4(), []

    def send():
        try:
            with in_station(cast.station):
                row, made = take_note(
                    station=cast.station, actor=cast.officer.user, client_key=key, category=hazard, words="x",
                    place="y", photos=[("a.jpg", jpeg())],
                )  # fmt: skip
                found.append((row.pk, made))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (row,) = incidents(cast)
    assert {pk for pk, _made in found} == {row.pk} and len(found) == 4
    assert row.attachments.count() == 1


def test_seven_photos_are_too_many(cast, hazard):
    photos = [SimpleUploadedFile(f"{n}.jpg", jpeg(), "image/jpeg") for n in range(7)]
    answer = sent(cast.officer, told(hazard) | {"photos": photos})
    assert answer.status_code == 400 and not incidents(cast)
