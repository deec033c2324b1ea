"""Reports near by: 100 metres and 60 minutes, both inclusive (IN-03)."""

import datetime
import math

import pytest
from django.utils import timezone

from stations.incidents.models import InboxSettings
from stations.incidents.nearby import nearby
from stations.incidents.words import State
from stations.places.geometry import EARTH, metres
from tests.factories import make_incident, make_spot

LAT, LNG = 39.9, 116.4
NOW = timezone.now()
MINUTE = datetime.timedelta(minutes=1)


def north(distance: float) -> float:
    """Latitude a distance in metres north of the point."""
    return LAT + math.degrees(distance / EARTH)


@pytest.mark.parametrize(("distance", "found"), [(0, 1), (99.5, 1), (100, 1), (100.6, 0), (250, 0)])
def test_the_distance_counts_up_to_a_hundred_metres(cast, in_one, distance, found):
    make_incident(cast.station, lat=north(distance), lng=LNG, place="别处", at=NOW)
    assert len(nearby(at=NOW, lat=LAT, lng=LNG)) == found


@pytest.mark.parametrize(("minutes", "found"), [(0, 1), (60, 1), (60.1, 0), (-60, 1), (-60.1, 0)])
def test_the_time_counts_up_to_sixty_minutes_before_and_after(cast, in_one, minutes, found):
    make_incident(cast.station, lat=LAT, lng=LNG, at=NOW - minutes * MINUTE)
    assert len(nearby(at=NOW, lat=LAT, lng=LNG)) == found


def test_east_is_measured_as_north_is(cast, in_one):
    east = LNG + math.degrees(99 / (EARTH * math.cos(math.radians(LAT))))
    assert 98.9 < metres(LAT, LNG, LAT, east) < 99.1
    make_incident(cast.station, lat=LAT, lng=east, at=NOW, place="别处")
    assert nearby(at=NOW, lat=LAT, lng=LNG)[0].metres in (99, 100)


def test_the_station_says_how_near_is_near(cast, in_one):
    InboxSettings.objects.create(station=cast.station, nearby_metres=300, nearby_minutes=10)
    make_incident(cast.station, lat=north(250), lng=LNG, place="别处", at=NOW)
    make_incident(cast.station, lat=LAT, lng=LNG, place="别处", at=NOW - 20 * MINUTE)
    assert [near.metres for near in nearby(at=NOW, lat=LAT, lng=LNG)] == [250]


def test_the_same_place_counts_without_a_point(cast, in_one):
    spot = make_spot(cast.station, "大观楼")
    one = make_incident(cast.station, place="大观楼", at=NOW)
    two = make_incident(cast.station, place="别处", spot=spot, at=NOW)
    assert {near.incident for near in nearby(at=NOW, place="大观楼", spot_id=spot.pk)} == {one, two}
    assert nearby(at=NOW, place="未知") == []


@pytest.mark.parametrize("state", [State.LINKED, State.STRUCK])
def test_what_is_not_counted_is_not_offered(cast, in_one, state):
    main = make_incident(cast.station, place="别处", at=NOW)
    fields = {"main": main} if state == State.LINKED else {"struck_reason": "误录"}
    make_incident(cast.station, state=state, lat=LAT, lng=LNG, at=NOW, **fields)
    assert nearby(at=NOW, lat=LAT, lng=LNG) == []


def test_another_stations_reports_stay_there(cast, in_one):
    make_incident(cast.station2, lat=LAT, lng=LNG, at=NOW)
    assert nearby(at=NOW, lat=LAT, lng=LNG) == []


def test_the_nearest_comes_first_with_its_distance_and_age(cast, in_one):
    make_incident(cast.station, lat=north(80), lng=LNG, place="远", at=NOW)
    make_incident(cast.station, lat=north(10), lng=LNG, place="近", at=NOW - 5 * MINUTE)
    found = nearby(at=NOW, lat=LAT, lng=LNG)
    assert [(near.incident.place, near.minutes) for near in found] == [("近", 5), ("远", 0)]
