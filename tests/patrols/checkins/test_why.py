"""The why-card: counts by fold, open hazards without persons, a fixed number of queries."""

import pytest
from django.utils import timezone

from patrols.checkins.readings_why import why_cards
from patrols.squads.models import PatrolSettings
from tests.factories import make_category, make_incident
from tests.factories.patrols import make_area, make_checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(cast, in_one):
    return make_checkpoint(make_area(cast.station))


def card(*points, **limits):
    return why_cards(points, PatrolSettings(**limits), timezone.now())


def test_calls_are_counted_by_their_fold_the_most_first(point, cast):
    here = {"lat": point.lat, "lng": point.lng}
    for fold, number in (("order", 1), ("dispute", 2)):
        category = make_category(cast.station, fold=fold)
        for _call in range(number):
            make_incident(cast.station, category=category, **here)
    why = card(point)[point.pk]
    assert why.total == 3 and [number for _fold, number in why.calls] == [2, 1]


def test_the_station_sets_days_and_metres(point, cast):
    make_incident(cast.station, lat=point.lat + 0.0009, lng=point.lng)  # about 100 m
    assert card(point)[point.pk].total == 1
    assert card(point, why_metres=80)[point.pk].total == 0


def test_three_hazards_are_shown_the_others_counted_and_no_number_of_a_person(point, cast):
    leak = make_category(cast.station, name="燃气隐患", kind="hazard")
    for place in ("草厂一条 110101199001011234", "草厂二条", "草厂三条", "草厂四条"):
        make_incident(
            cast.station, kind="hazard", category=leak, lat=point.lat, lng=point.lng, place=place, reporter="张三"
        )
    why = card(point)[point.pk]
    assert len(why.hazards) == 3 and why.more == 1
    assert "110101" not in str(why) and "张三" not in str(why)


def test_a_card_costs_two_queries_and_soon_after_none(point, cast, django_assert_num_queries):
    others = [make_checkpoint(point.area, north=number) for number in range(10)]
    with django_assert_num_queries(2):
        card(point, *others)
    with django_assert_num_queries(0):
        card(point, *others)
