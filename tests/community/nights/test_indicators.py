"""Figures of night patrols against a count by hand: confirmed ones only, by the night on which they began."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from community.nights.models import NightPatrol, NightPlace
from community.nights.words import State
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from tests.factories.nights import HOUR, make_key_place, make_night, make_seat

pytestmark = pytest.mark.django_db
MONTH = Period.month(datetime.date(2026, 10, 1))


def value(code, station, scope=STATION):
    return next(figure for figure in registry.all() if figure.code == code).compute(station, scope, MONTH)


def held(night, day, hour=20, hours="2.0", community=None, helpers=2, touched=1, places=2):
    begins = timezone.make_aware(datetime.datetime(2026, *day, hour))
    spots = [make_key_place(night.station) for _place in range(places)]
    patrol = make_night(community or night.community, night.beat, begins, places=spots, leader=None)
    for member in night.members[:helpers]:
        make_seat(patrol, member, present=True, hours=Decimal(hours))
    for place in list(patrol.places.all())[:touched]:
        NightPlace.objects.filter(pk=place.pk).update(touched_at=begins + HOUR, touched_by=night.beat.user)
    NightPatrol.objects.filter(pk=patrol.pk).update(
        state=State.CONFIRMED, hours=hours, confirmed_at=begins, confirmed_by=night.beat.user
    )
    return patrol


def test_a_station_without_patrols_has_none_and_no_share(night):
    assert (value("nights.held", night.station), value("nights.hours", night.station)) == (0, Decimal(0))
    assert value("nights.places", night.station) is None


def test_confirmed_patrols_of_the_month_count(night):
    held(night, (10, 1))
    held(night, (10, 31), hour=23, hours="1.5", touched=2)
    held(night, (11, 1))
    held(night, (9, 30), hour=23)
    begins = timezone.make_aware(datetime.datetime(2026, 10, 9, 20))
    make_seat(make_night(night.community, night.beat, begins, state=State.FINISHED), night.members[0], present=True)
    assert value("nights.held", night.station) == 2
    assert value("nights.hours", night.station) == Decimal("7.0")
    assert value("nights.places", night.station) == 75.0


def test_a_community_counts_its_own_and_a_team_none(night):
    held(night, (10, 1))
    held(night, (10, 5), community=night.elsewhere)
    assert value("nights.held", night.station, Scope(community_id=night.elsewhere.pk)) == 1
    assert value("nights.hours", night.station, Scope(community_id=night.elsewhere.pk)) == Decimal("4.0")
    assert value("nights.held", night.station, Scope(team_id=1)) is None
