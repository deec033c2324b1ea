"""Night patrols carry errands: offered where they pass, ticked once, let go when nobody walks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from community.nights import actions, carrying, walking
from community.nights.models import NightPatrol
from community.nights.words import State
from stations.errands.actions import plan
from stations.errands.models import Errand, ErrandPass
from stations.kit.answer import NotAllowed
from tests.factories import client_of
from tests.factories.nights import HOUR, LAT, LNG, evening, make_night, make_seat
from tests.factories.wishes import make_errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(night):
    """Somebody wants a patrol 100 m from the meeting point, from nine to midnight."""
    return make_errand(night.station, lat=LAT + 0.0009, lng=LNG, place="三号楼北侧")


def test_a_patrol_that_passes_at_that_time_is_offered(night, wish):
    (offer,) = carrying.offers(wish, timezone.now())
    assert (offer.key, offer.metres) == (f"night:{night.patrol.pk}", 100)
    make_night(night.community, night.beat, evening(hour=8))
    make_night(night.community, night.beat, evening(), lat=LAT + 0.05)
    assert len(carrying.offers(wish, timezone.now())) == 1


def test_the_leaders_tap_is_one_pass_and_the_resident_can_be_answered(night, wish):
    now = timezone.now()
    patrol = make_night(night.community, night.beat, now, leader=night.members[0].user)
    for member in night.members[1:3]:
        make_seat(patrol, member, present=True)
    plan(errand=wish, carrier="nights", key=f"night:{patrol.pk}", actor=night.beat.user)
    walking.begin(patrol=patrol, actor=night.members[0].user, at=now)
    phone = client_of(night.members[0].user)
    path = reverse("night-lead-errand", args=[patrol.pk, wish.pk])
    assert "三号楼北侧" in phone.get(reverse("night-lead", args=[patrol.pk])).content.decode()
    for _tap in range(2):
        assert phone.post(path).status_code == 302
    assert path not in phone.get(reverse("night-lead", args=[patrol.pk])).content.decode()
    with pytest.raises(NotAllowed):
        carrying.tick(patrol=NightPatrol.objects.get(pk=patrol.pk), errand=wish, actor=night.members[1].user, at=now)
    assert ErrandPass.objects.filter(errand=wish).count() == 1
    walking.finish(patrol=patrol, actor=night.members[0].user, hours=2, at=now + HOUR)
    assert Errand.objects.get(pk=wish.pk).state == "planned"
    assert phone.post(reverse("night-lead-errand", args=[patrol.pk, wish.pk + 999])).status_code == 404


def test_a_patrol_called_off_lets_go(night, wish):
    plan(errand=wish, carrier="nights", key=f"night:{night.patrol.pk}", actor=night.beat.user)
    actions.cancel(patrol=night.patrol, actor=night.beat.user, cause="weather", at=timezone.now())
    night.patrol.refresh_from_db()
    assert (night.patrol.state, Errand.objects.get(pk=wish.pk).carrier) == (State.CANCELLED, "")


def test_a_key_of_nothing_is_nothing(night, wish):
    assert carrying.chosen(wish, "night:x") is None
    assert carrying.chosen(wish, "night:999999999") is None
    assert carrying.chosen(wish, f"night:{night.patrol.pk}").metres == 100
