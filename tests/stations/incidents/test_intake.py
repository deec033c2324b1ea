"""Entering an incident."""

import datetime
import uuid

import pytest
from django.utils import timezone

from stations.catalogue.models import Spot
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident, Party
from stations.incidents.persons import Person, phone_index
from stations.incidents.words import Source, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import make_category, make_community, make_grid, make_incident, make_spot

CALLER = Person(name="张三", phone="138 1234 5678")
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116.40, 39.90], [116.41, 39.90], [116.41, 39.91], [116.40, 39.91], [116.40, 39.90]]],
}


@pytest.fixture
def call(cast, in_one):
    """``call(summary="…")``: a good police call with what differs."""
    category = make_category(cast.station, "打架斗殴", grade=2)

    def enter(**given):
        values = {
            "station": cast.station, "actor": cast.desk.user, "source": Source.EMERGENCY, "category": category,
            "summary": "两人争吵", "place": "前门大街1号", "injuries": "no", "weapons": "unknown",
            "persons": [CALLER],
        }  # fmt: skip
        return record_incident(**(values | given))

    return enter


def test_a_call_becomes_an_incident_with_the_next_number(call):
    one, two = call(), call()
    assert (one.serial, two.serial) == (1, 2)
    assert one.number == f"{timezone.localtime().year}-000001"
    assert (one.state, one.kind, one.grade) == (State.RECEIVED, "call", 2)
    assert one.category == one.call_category


def test_a_person_is_kept_with_a_blind_index_of_the_plain_number(call):
    party = Party.objects.get(incident=call())
    assert (party.name, party.phone) == ("张三", "13812345678")
    assert party.phone_index == phone_index("+86 138-1234-5678") != ""


def test_unknown_is_an_answer_and_leaves_nothing_behind(call):
    row = call(place="未知", persons=[Person(name="未知", phone="不详")])
    assert not row.parties.exists()
    assert row.spot is None


def test_sending_the_same_form_twice_makes_one_incident(call):
    key, at = uuid.uuid4(), timezone.now()
    assert call(client_key=key, reported_at=at) == call(client_key=key, reported_at=at)
    assert Incident.objects.count() == 1
    assert Spot.objects.get().uses == 1


def test_the_same_key_with_other_content_is_refused(call):
    key, at = uuid.uuid4(), timezone.now()
    call(client_key=key, reported_at=at)
    with pytest.raises(RuleBroken) as refusal:
        call(client_key=key, reported_at=at, summary="另一件事")
    assert refusal.value.code == "idempotency"


def test_the_first_sending_is_found_again_after_the_incident_has_moved_on(call):
    key, at = uuid.uuid4(), timezone.now()
    row = call(client_key=key, reported_at=at)
    Incident.objects.filter(pk=row.pk).update(place="更正后的地点", state=State.DISPATCHED)
    assert call(client_key=key, reported_at=at).pk == row.pk


def test_a_refused_call_leaves_no_gap_in_the_numbers(call):
    call()
    with pytest.raises(RuleBroken):
        call(injuries="")
    assert call().serial == 2


def test_the_day_book_knows_no_names(call):
    entry = Entry.objects.get(verb="incident.record", subject_id=call().pk)
    assert "张" not in str(entry.data)
    assert "5678" not in str(entry.data)


def test_a_place_named_for_the_first_time_becomes_known_and_is_counted(call):
    call()
    call()
    spot = Spot.objects.get()
    assert (spot.name, spot.uses) == ("前门大街1号", 2)


def test_a_known_place_lends_its_point(cast, call):
    spot = make_spot(cast.station, "大观楼", lat=39.905, lng=116.405)
    row = call(place="大观楼")
    assert (row.spot, row.lat, row.lng) == (spot, 39.905, 116.405)


def test_community_and_grid_are_found_from_the_point(cast, call):
    community = make_community(cast.station)
    grid = make_grid(community, cast.officer, outline=SQUARE)
    row = call(lat=39.905, lng=116.405)
    assert (row.community, row.grid) == (community, grid)


def test_a_grid_brings_its_community_and_refuses_another(cast, call):
    grid = make_grid(make_community(cast.station), cast.officer)
    assert call(grid=grid).community == grid.community
    with pytest.raises(RuleBroken) as refusal:
        call(grid=grid, community=make_community(cast.station))
    assert refusal.value.code == "grid_elsewhere"


def test_police_on_the_scene_start_at_arrived_and_handle_it(cast, call):
    row = call(actor=cast.officer.user, source=Source.PATROL, state=State.ARRIVED, persons=())
    assert row.state == State.ARRIVED
    assert row.arrived_at == row.first_contact_at == row.received_at
    assert row.handler_ids == {cast.officer.pk}


def test_a_repeated_report_hangs_on_the_main_record_of_its_main_record(cast, call):
    main = make_incident(cast.station)
    linked = make_incident(cast.station, state=State.LINKED, main=main)
    row = call(main=linked)
    assert (row.state, row.main) == (State.LINKED, main)
    assert list(Incident.objects.counted().exclude(pk=main.pk)) == []


def test_nothing_hangs_on_a_struck_record(cast, call):
    main = make_incident(cast.station, state=State.STRUCK, struck_reason="误录")
    with pytest.raises(RuleBroken) as refusal:
        call(main=main)
    assert refusal.value.code == "struck"


@pytest.mark.parametrize("ends", ["category", "spot", "community", "main"])
def test_nothing_of_another_station_is_used(cast, call, ends):
    made = {"category": make_category, "spot": make_spot, "community": make_community, "main": make_incident}
    with pytest.raises(RuleBroken) as refusal:
        call(**{ends: made[ends](cast.station2)})
    assert refusal.value.code == "other_station"


def test_a_guard_records_nothing_here(cast, call):
    with pytest.raises(NotAllowed):
        call(actor=cast.guard)


def test_a_category_out_of_use_is_refused(cast, call):
    with pytest.raises(RuleBroken) as refusal:
        call(category=make_category(cast.station, active=False))
    assert refusal.value.code == "category_closed"


def test_times_in_the_future_or_long_past_are_refused_and_a_fast_clock_is_not(call):
    now = timezone.now()
    row = call(reported_at=now + datetime.timedelta(minutes=1), at=now)
    assert row.reported_at == row.received_at == now
    for days, code in ((-31, "too_old"), (1, "in_future")):
        with pytest.raises(RuleBroken) as refusal:
            call(reported_at=now + datetime.timedelta(days=days), at=now)
        assert refusal.value.code == code
