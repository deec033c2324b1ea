"""The board's figures for programs."""

from django.test import Client

from stations.dispatch import actions as dispatch
from stations.incidents.models import Incident
from tests.factories import client_of

ADDRESS = "/api/v1/board/"


def test_the_figures_agree_with_the_database(room):
    room.record()
    sent = room.send(room.record())
    dispatch.accept(assignment=sent, actor=room.desk)
    room.record(kind="clue")
    told = client_of(room.cast.desk).get(ADDRESS).json()
    assert told["open"] == Incident.objects.open().count() == 3
    assert told["states"] == {"received": 2, "accepted": 1}
    assert told["stages"]["waiting"] == 1 and told["stages"]["under_way"] == 1 and told["stages"]["matters"] == 1
    assert told["crews"] == {"on_the_way": 1}
    assert told["today"]["all"] == 2 and told["today"]["dispute"] == 2
    assert "commander" in {alert["code"] for alert in told["alerts"]}


def test_who_knows_the_version_gets_304(room):
    browser = client_of(room.cast.desk)
    tag = browser.get(ADDRESS)["ETag"]
    assert browser.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    room.record()
    assert browser.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


def test_it_is_for_the_police_of_the_station(room):
    room.record()
    assert client_of(room.cast.auxiliary).get(ADDRESS).status_code == 403
    assert client_of(room.cast.guard).get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code in {401, 403}
    assert client_of(room.cast.chief2).get(ADDRESS).json()["open"] == 0
