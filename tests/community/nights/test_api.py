"""The API of night patrols: planned by the staff, joined by members, walked by its leader."""

import pytest
from django.utils import timezone

from community.nights import codes
from community.nights.models import NightPatrol, NightRequest, NightSeat
from community.nights.readings import night_of
from community.nights.words import State
from stations.jobs.models import IdempotencyKey
from tests.factories import client_of, make_person
from tests.factories.nights import DAY, HOUR, make_key_place, make_night, make_request

pytestmark = pytest.mark.django_db
URL = "/api/v1/night-patrols/"


def post(client, path, **data):
    return client.post(f"{URL}{path}", data, content_type="application/json")


def test_from_the_plan_to_the_confirmed_hours(night):
    officer, leader = client_of(night.beat.user), client_of(night.members[0].user)
    spot, begins = make_key_place(night.station), timezone.now() + HOUR / 4
    made = post(
        officer, "", community=night.community.pk, duty_date=str(night_of(begins)),
        starts_at=begins.isoformat(), ends_at=(begins + 2 * HOUR).isoformat(), meeting_place="东口", lat=39.9,
        lng=116.4, officer=night.beat.pk,
        vetted=False, wanted=[{"count": 2}, {"trade": night.guards.pk, "count": 1}], key_places=[spot.pk],
    )  # fmt: skip
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    assert [step for step in made.json()["verbs"]] and made.json()["wanted"] == 3
    assert post(officer, f"{pk}/call/").json()["state"] == "called"
    assert [post(client_of(member.user), f"{pk}/accept/").json()["mine"] for member in night.members[:3]] == [
        "taken", "taken", "waiting",
    ]  # fmt: skip
    NightPatrol.objects.filter(pk=pk).update(leader=night.members[0].user)
    patrol = NightPatrol.objects.get(pk=pk)
    for member in night.members[:3]:
        answer = post(client_of(member.user), f"{pk}/sign_in/", code=codes.shown(patrol, timezone.now()))
        assert answer.status_code == 200, answer.json()
    assert post(leader, f"{pk}/begin/").json()["state"] == "walking"
    place = patrol.places.get().pk
    assert post(leader, f"{pk}/touch/", place=place).json()["key_places"][0]["touched_at"]
    assert post(leader, f"{pk}/finish/", hours="2.0", findings=1).json()["state"] == "finished"
    assert post(leader, f"{pk}/confirm/").status_code == 403
    assert post(officer, f"{pk}/confirm/").json()["state"] == "confirmed"
    assert NightSeat.objects.filter(hours=2).count() == 3


def test_who_sees_what(night):
    make_night(night.community, night.beat, state=State.PLANNED)
    member, stranger = client_of(night.members[0].user), client_of(make_person(night.station))
    assert client_of(night.beat.user).get(URL).json()["count"] == 2
    assert member.get(URL).json()["count"] == 1
    assert member.get(f"{URL}{night.patrol.pk}/").json()["timeline"] == []
    assert stranger.get(URL).status_code == 403
    assert client_of(night.cast.chief2).get(f"{URL}{night.patrol.pk}/").status_code == 404
    assert post(member, f"{night.patrol.pk}/cancel/", cause="few").status_code == 403
    assert post(member, "").status_code == 403


def test_a_no_leaves_no_key_behind(night):
    make_request(night.patrol, night.members[0])
    phone = client_of(night.members[0].user)
    for _time in range(2):
        answer = phone.post(f"{URL}{night.patrol.pk}/decline/", headers={"Idempotency-Key": "one"})
        assert answer.status_code == 200
    assert NightRequest.objects.get().declined and not IdempotencyKey.objects.exists()


def test_a_patrol_belongs_to_the_night_it_begins_in(night):
    begins = timezone.localtime(night.patrol.starts_at).replace(hour=1)
    told = {
        "community": night.community.pk, "starts_at": begins.isoformat(), "ends_at": (begins + HOUR).isoformat(),
        "meeting_place": "东口", "lat": 39.9, "lng": 116.4, "officer": night.beat.pk, "wanted": [{"count": 2}],
    }  # fmt: skip
    officer = client_of(night.beat.user)
    assert post(officer, "", duty_date=str(begins.date()), **told).status_code == 400
    assert post(officer, "", duty_date=str(begins.date() - DAY), **told).status_code == 201


def test_bad_input_and_broken_rules_have_their_own_answers(night):
    officer = client_of(night.beat.user)
    assert post(officer, "", community=night.community.pk).status_code == 400
    assert post(officer, f"{night.patrol.pk}/call/").status_code == 409
    assert post(officer, f"{night.patrol.pk}/cancel/", cause="moon").status_code == 400
    assert post(client_of(night.members[0].user), f"{night.patrol.pk}/sign_in/", code="1").status_code == 400
    assert post(client_of(night.members[0].user), f"{night.patrol.pk}/give_back/").status_code == 409
    assert post(officer, f"{night.patrol.pk}/touch/", place=2**62).status_code == 404
