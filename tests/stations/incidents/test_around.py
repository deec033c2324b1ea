"""What happened around a place: counts by fold, open hazards, nobody's name."""

import datetime
import math

import pytest
from django.utils import timezone

from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents.around import Place, around
from stations.incidents.words import State
from stations.places.geometry import EARTH
from tests.factories import make_category, make_incident

LAT, LNG = 39.9, 116.4
DAY = datetime.timedelta(days=1)


def north(distance: float) -> float:
    """Latitude a distance in metres north of the point."""
    return LAT + math.degrees(distance / EARTH)


@pytest.fixture
def look(cast, in_one):
    def ask(*places: Place, days: int = 30, reach: int = 150):
        return around(places or (Place(1, LAT, LNG),), at=timezone.now(), days=days, reach=reach)

    return ask


@pytest.fixture
def call(cast):
    disputes = make_category(cast.station, fold=Category.Fold.DISPUTE)

    def make(distance: float, ago: float = 1, category: Category = disputes, **fields):
        at = timezone.now() - ago * DAY
        return make_incident(cast.station, category=category, lat=north(distance), lng=LNG, at=at, **fields)

    return make


def test_calls_within_reach_and_time_are_counted_by_their_fold(look, call):
    call(0), call(149), call(151), call(0, ago=31)
    assert look()[1].calls == {"dispute": 2}


def test_what_statistics_leave_out_is_left_out_here(look, call, cast):
    call(0, state=State.STRUCK, struck_reason="误报")
    call(0, category=make_category(cast.station, fold=Category.Fold.NUISANCE))
    call(0, confidential=True)
    make_incident(cast.station)
    assert not look()[1].calls


def test_open_hazards_come_nearest_first_with_category_and_place(look, cast):
    leak = make_category(cast.station, name="燃气隐患", kind=Kind.HAZARD)
    for distance, place in ((90, "草厂三条"), (20, "草厂二条"), (400, "远处")):
        make_incident(
            cast.station, kind=Kind.HAZARD, category=leak, lat=north(distance), lng=LNG, place=place, phone="138",
            reporter="张三",
        )  # fmt: skip
    assert look()[1].hazards == [("燃气隐患", "草厂二条", 20), ("燃气隐患", "草厂三条", 90)]


def test_each_place_has_its_own_answer(look, call):
    call(0), call(1000)
    found = look(Place(1, LAT, LNG), Place(2, north(1000), LNG), Place(3, north(5000), LNG))
    assert [sum(found[key].calls.values()) for key in (1, 2, 3)] == [1, 1, 0]


@pytest.mark.parametrize("places", [1, 30])
def test_two_queries_whatever_the_number_of_places(look, django_assert_num_queries, places):
    with django_assert_num_queries(2):
        look(*(Place(number, LAT, LNG) for number in range(places)))
