"""Key places: marked with a reason and a position, their hours, what merging makes of them, who keeps them."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from stations.catalogue import actions, key_places
from stations.catalogue.models import Spot
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories import client_of
from tests.factories.nights import make_key_place

CLOCK = datetime.time


def moment(hour: int, day: int = 20) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(2026, 11, day, hour))


@pytest.mark.parametrize(
    ("begins", "ends", "span", "matters"),
    [
        (None, None, (3, 4), True),
        (CLOCK(15), CLOCK(18), (20, 22), False),
        (CLOCK(15), CLOCK(18), (17, 19), True),
        (CLOCK(21), CLOCK(3), (20, 22), True),
        (CLOCK(21), CLOCK(3), (1, 2), True),
        (CLOCK(21), CLOCK(3), (3, 5), False),
        (CLOCK(8), CLOCK(8), (20, 22), True),
    ],
)
def test_a_place_matters_in_its_hours_also_past_midnight(begins, ends, span, matters):
    spot = Spot(key_from=begins, key_until=ends)
    assert key_places.matters(spot, moment(span[0]), moment(span[1])) is matters


def test_a_patrol_past_midnight_meets_the_hours_of_the_morning():
    spot = Spot(key_from=CLOCK(0, 30), key_until=CLOCK(2))
    assert key_places.matters(spot, moment(22), moment(1, day=21))


@pytest.mark.django_db
class TestMarking:
    @pytest.fixture
    def spot(self, cast, in_one):
        return Spot.objects.create(station=cast.station, name="实验小学", lat=39.9, lng=116.4)

    def test_the_leadership_marks_changes_and_unmarks(self, cast, spot):
        hours = {"key_from": CLOCK(15), "key_until": CLOCK(18)}
        marked = key_places.mark(spot=spot, actor=cast.chief.user, why="放学聚集", **hours)
        assert (marked.key, marked.key_why) == (True, "放学聚集")
        assert list(key_places.key_places()) == [marked]
        gone = key_places.unmark(spot=marked, actor=cast.chief.user)
        assert (gone.key, gone.key_why, gone.key_from) == (False, "", None)

    def test_nobody_else_does(self, cast, spot):
        with pytest.raises(NotAllowed):
            key_places.mark(spot=spot, actor=cast.officer.user, why="放学聚集")

    @pytest.mark.parametrize(
        ("more", "code"),
        [({"why": " "}, "no_reason"), ({"why": "x", "key_from": CLOCK(8)}, "half_hours")],
    )
    def test_a_mark_says_why_and_both_hours_or_none(self, cast, spot, more, code):
        with pytest.raises(RuleBroken) as refusal:
            key_places.mark(spot=spot, actor=cast.chief.user, **more)
        assert refusal.value.code == code

    def test_a_place_without_a_position_cannot_be_marked_nor_lose_it_afterwards(self, cast, spot):
        bare = Spot.objects.create(station=cast.station, name="某处")
        with pytest.raises(RuleBroken) as refusal:
            key_places.mark(spot=bare, actor=cast.chief.user, why="x")
        assert refusal.value.code == "no_point"
        marked = key_places.mark(spot=spot, actor=cast.chief.user, why="x")
        with pytest.raises(RuleBroken) as refusal:
            actions.set_spot(station=cast.station, actor=cast.chief.user, name=spot.name, spot=marked)
        assert refusal.value.code == "key_point"
        with pytest.raises(IntegrityError), transaction.atomic():
            Spot.objects.filter(pk=spot.pk).update(lat=None, lng=None)

    def test_a_place_that_swallows_a_key_place_becomes_one(self, cast, spot):
        other = make_key_place(cast.station, "实验小学西门", key_from=CLOCK(15), key_until=CLOCK(18))
        kept = actions.merge_spots(keep=spot, gone=other, actor=cast.chief.user)
        assert (kept.key, kept.key_why, kept.key_from) == (True, other.key_why, CLOCK(15))

    def test_the_pages_are_read_by_the_staff_and_kept_by_few(self, cast, spot):
        chief, officer, other = client_of(cast.chief), client_of(cast.officer), client_of(cast.chief2)
        assert officer.get(reverse("key-places")).status_code == 200
        path = reverse("key-place-mark", args=[spot.pk])
        assert officer.get(path).status_code == 403
        assert other.get(path).status_code == 404
        assert chief.post(path, {"why": "放学聚集", "key_from": "15:00", "key_until": "18:00"}).status_code == 302
        assert "放学聚集" in officer.get(reverse("key-places")).content.decode()
        assert chief.post(reverse("key-place-unmark", args=[spot.pk])).status_code == 302
        assert not Spot.objects.get(pk=spot.pk).key
