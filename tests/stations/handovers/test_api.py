"""Handovers and notes by API."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.handovers import actions
from tests.factories import client_of, make_officer, make_rotation


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1/{path}/", body or {}, content_type="application/json", headers=headers)


def test_list_and_detail_with_verbs_sections_and_timeline(morning, note, things, browser):
    note("call_back", "答复李女士")
    handover = morning.handover()
    client = browser(morning.outgoing)
    row = client.get("/api/v1/handovers/").json()["results"][0]
    assert (row["id"], row["state"], row["verbs"], row["late"]) == (handover.pk, "open", ["give"], True)
    shown = client.get(f"/api/v1/handovers/{handover.pk}/").json()
    sections = {section["code"]: section for section in shown["sections"]}
    assert sections["notes_call_back"]["lines"][0]["note"] == "答复李女士"
    assert sections["assets"]["count"] == 1
    assert shown["timeline"] == []


def test_give_take_and_take_back(morning, browser):
    path = f"handovers/{morning.handover().pk}"
    out, incoming = browser(morning.outgoing), browser(morning.incoming)
    assert post(out, f"{path}/give").json()["state"] == "given"
    assert post(out, f"{path}/take").status_code == 403
    assert post(out, f"{path}/take_back").json()["state"] == "open"
    post(out, f"{path}/give")
    taken = post(incoming, f"{path}/take").json()
    assert (taken["state"], taken["verbs"]) == ("taken", [])
    refused = post(incoming, f"{path}/take")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_a_stand_in_without_reason_is_refused(morning, browser):
    path = f"handovers/{morning.handover().pk}/give"
    refused = post(browser(morning.rotation.chief), path)
    assert (refused.status_code, refused.json()["code"]) == (409, "handover.reason")
    assert post(browser(morning.rotation.chief), path, {"reason": "开会"}).json()["given_reason"] == "开会"


def test_the_same_key_signs_once(morning, browser):
    path = f"handovers/{morning.handover().pk}/give"
    first = post(browser(morning.outgoing), path, **{"Idempotency-Key": "k1"})
    again = post(browser(morning.outgoing), path, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (200, 200)


def test_a_note_is_written_and_settled(morning, browser):
    desk = browser(morning.desk)
    made = post(desk, "handover-notes", {"kind": "note", "text": "三层打印机"})
    assert made.status_code == 201
    assert made.json()["verbs"] == ["settle"]
    path = f"handover-notes/{made.json()['id']}/settle"
    assert post(desk, path).status_code == 400
    assert post(desk, path, {"outcome": "已修"}).json()["state"] == "settled"
    assert post(desk, path, {"outcome": "已修"}).status_code == 409


def test_words_about_persons_are_left_out(morning, note, browser, off_duty):
    written = note("person", "留置室张某")
    assert "text" not in browser(off_duty).get(f"/api/v1/handover-notes/{written.pk}/").json()
    assert browser(morning.desk).get(f"/api/v1/handover-notes/{written.pk}/").json()["text"] == "留置室张某"
    shown = browser(off_duty).get(f"/api/v1/handovers/{morning.handover().pk}/").content.decode()
    assert "张某" not in shown


def test_other_stations_and_auxiliaries(morning, note, browser):
    written, handover = note(), morning.handover()
    auxiliary = make_officer(morning.station, post="auxiliary", team=morning.rotation.teams["command"])
    assert browser(auxiliary).get("/api/v1/handovers/").status_code == 403
    stranger = client_of(make_rotation("CW", per_section=1, street=0).chief)
    assert stranger.get(f"/api/v1/handovers/{handover.pk}/").status_code == 404
    assert post(stranger, f"handovers/{handover.pk}/give", {"reason": "x"}).status_code == 404
    assert post(stranger, f"handover-notes/{written.pk}/settle", {"outcome": "x"}).status_code == 404


def test_lists_cost_the_same_with_one_and_with_two(morning, clock, browser):
    desk = browser(morning.desk)
    actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    with_one = queries(desk)
    clock(9, 30, days=1)
    morning.handover()
    desk = browser(morning.desk)
    assert queries(desk) == with_one


def queries(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/api/v1/handovers/").status_code == 200
    return len(captured)
