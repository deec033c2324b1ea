"""The figures of wishes against a count by hand."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from community.wishes.filters import WishFilter
from community.wishes.models import Wish
from stations.indicators import registry
from stations.indicators.periods import STATION, Period
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(street):
    """Four wishes: answered in time, answered late, put on a route, joined with the first; one of another month."""
    now = timezone.now()
    then = now - timedelta(days=30)
    rows = [make_wish(street.station, street.community, place=f"{n}号楼", at=then) for n in range(4)]
    make_wish(street.station, street.community, place="别处", at=now - timedelta(days=90))
    given = now - timedelta(days=30)
    answered = {"state": "answered", "answer": "已巡逻", "planned_at": given}
    Wish.objects.filter(pk=rows[0].pk).update(closed_at=given + timedelta(days=14), **answered)
    Wish.objects.filter(pk=rows[1].pk).update(closed_at=given + timedelta(days=15), **answered)
    Wish.objects.filter(pk=rows[2].pk).update(planned_at=now)
    Wish.objects.filter(pk=rows[3].pk).update(state="merged", main=rows[0])
    day = timezone.localdate(given)
    return Period(day, day + timedelta(days=1))


@pytest.mark.parametrize(("code", "value"), [
    ("wishes.given", 3), ("wishes.answered", 2), ("wishes.in_time", 33.3), ("wishes.planned", 100.0),
])  # fmt: skip
def test_a_figure_counts_what_a_hand_counts(street, month, code, value):
    figure = registry.get(code)
    assert figure.rounded(figure.compute(street.station, STATION, month)) == value


@pytest.mark.parametrize("code", ["wishes.given", "wishes.answered"])
def test_the_list_behind_a_figure_holds_as_many(street, month, code):
    figure = registry.get(code)
    query = figure.drill_down(street.station, STATION, month).partition("?")[2]
    request = RequestFactory().get(f"/?{query}")
    request.station = street.station
    found = WishFilter(request.GET, Wish.objects.all(), request=request)
    assert found.is_valid() and found.qs.count() == figure.compute(street.station, STATION, month)


def test_without_a_wish_a_share_is_unknown(street, month):
    later = Period(month.first + timedelta(days=500), month.end + timedelta(days=500))
    assert registry.get("wishes.planned").compute(street.station, STATION, later) is None
