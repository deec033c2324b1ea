"""Why a wish stands where it stands: monotone, explainable, counts of calls only."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from community.wishes import ranking, rules
from community.wishes.models import Wish, WishSettings
from community.wishes.rules import Grounds
from tests.factories import make_category, make_incident, make_spot
from tests.factories.wishes import make_wish, make_wish_scene

counts = st.integers(0, 200)
grounds = st.builds(
    Grounds, residents=st.integers(1, 500), calls_30=counts, calls_90=counts, key_place=st.sampled_from(["", "学校"]),
    days=st.integers(0, 120),
)  # fmt: skip
weights = st.integers(0, 100)
settings = st.builds(
    WishSettings, per_resident=weights, per_call_30=weights, per_call_90=weights, key_place=weights, per_day=weights,
    most_days=st.integers(0, 90),
)  # fmt: skip


@given(grounds, settings, st.sampled_from(["residents", "calls_30", "calls_90", "days"]), st.integers(1, 50))
def test_one_more_of_anything_never_weighs_less(before, numbers, name, more):
    after = replace(before, **{name: getattr(before, name) + more})
    assert rules.weight(after, numbers) >= rules.weight(before, numbers)


@given(grounds, settings)
def test_a_key_place_never_weighs_less(before, numbers):
    bare = replace(before, key_place="")
    assert rules.weight(replace(before, key_place="学校"), numbers) >= rules.weight(bare, numbers)


def test_the_grounds_read_as_a_sentence():
    with translation.override("en"):
        told = rules.explained(Grounds(3, 2, 5, "", 6))
    assert told == "3 residents · 5 calls near by in 90 days (2 in 30) · waiting for 6 days"


def night(days_ago: int, hour: int = 22) -> datetime:
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)


@pytest.fixture
def wish(street):
    return make_wish(street.station, street.community, **street.here)


def of(wish):
    rows = Wish.objects.filter(pk=wish.pk).select_related("scene")
    return ranking.ranked(rows, ranking.settings_of(wish.station), timezone.now())[0].grounds


@pytest.mark.django_db
def test_calls_near_by_at_that_time_of_the_day_count_and_no_others(street, wish):
    here = street.here
    make_incident(street.station, at=night(3), **here)
    make_incident(street.station, at=night(60), **here)
    make_incident(street.station, at=night(100), **here)
    make_incident(street.station, at=night(3, hour=12), **here)
    make_incident(street.station, at=night(3), lat=here["lat"] + 0.01, lng=here["lng"])
    make_incident(street.station, at=night(3), confidential=True, **here)
    make_incident(street.station, at=night(3), state="struck", struck_reason="误录", **here)
    found = of(wish)
    assert (found.calls_30, found.calls_90) == (1, 2)


@pytest.mark.django_db
def test_only_calls_that_speak_for_the_reason_count(street):
    scene = make_wish_scene(street.station, "school", folds=["traffic"])
    wish = make_wish(street.station, street.community, scene=scene, **street.here)
    make_incident(street.station, at=night(3), category=make_category(street.station, fold="traffic"), **street.here)
    make_incident(street.station, at=night(3), category=make_category(street.station, fold="help"), **street.here)
    assert of(wish).calls_90 == 1


@pytest.mark.django_db
def test_a_key_place_near_by_counts_at_its_hours(street, wish):
    make_spot(
        street.station, "学校门口", key=True, key_why="放学", key_from="15:00", key_until="17:00", **street.here
    )
    assert of(wish).key_place == ""
    make_spot(street.station, "酒吧街", key=True, key_why="夜间", key_from="20:00", key_until="02:00", **street.here)
    assert of(wish).key_place == "酒吧街"


@pytest.mark.django_db
def test_without_a_point_no_calls_are_counted_and_it_says_so(street):
    wish = make_wish(street.station, street.community)
    assert not of(wish).placed


@pytest.mark.django_db
def test_the_ranking_asks_two_questions_however_many_wishes(street, django_assert_num_queries):
    for number in range(5):
        make_wish(street.station, street.community, place=f"{number}号楼", **street.here)
    rows = list(Wish.objects.select_related("scene"))
    numbers = ranking.settings_of(street.station)
    with django_assert_num_queries(2):
        assert len(ranking.ranked(rows, numbers, timezone.now())) == 5
