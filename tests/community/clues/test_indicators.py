"""Figures of clues: by the station's own days, outcomes only once verified, each equal to the list behind it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from community.clues import actions
from community.clues.filters import ClueFilter
from community.clues.models import Clue
from community.clues.words import State
from stations.indicators import registry
from stations.indicators.periods import Period, Scope
from tests.factories.clues import make_clue

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))


def figure(street, name, scope=None):
    return registry.get(f"clues.{name}").compute(street.station, scope or Scope(), MAY)


def given(street, *moment, **columns):
    clue = make_clue(street.station, street.giver, street.scene)
    Clue.objects.filter(pk=clue.pk).update(given_at=timezone.make_aware(datetime(*moment)), **columns)
    return Clue.objects.get(pk=clue.pk)


def test_a_month_begins_and_ends_at_the_stations_midnight(street):
    for moment in ((2026, 4, 30, 23, 59), (2026, 5, 1, 0, 0), (2026, 5, 31, 23, 59), (2026, 6, 1, 0, 0)):
        given(street, *moment)
    assert figure(street, "given") == 2


def test_told_counts_givers_who_know_the_end(street):
    given(street, 2026, 5, 2, 9)
    given(street, 2026, 5, 3, 9, state=State.TOLD, answer="谢谢", finding="confirmed")
    assert (figure(street, "given"), figure(street, "told")) == (2, 1)


def test_an_outcome_counts_only_once_it_is_verified(street):
    clue = given(street, 2026, 5, 2, 9)
    actions.record_outcome(
        clue=clue,
        actor=street.cast.deputy.user,
        hazards_removed=2,
        persons_caught=1,
        loss_prevented=Decimal("9.5"),
    )
    assert [figure(street, name) for name in ("hazards", "persons", "loss_prevented")] == [0, 0, 0]
    actions.verify(clue=clue, actor=street.cast.chief.user)
    assert [figure(street, name) for name in ("hazards", "persons", "loss_prevented")] == [2, 1, 9.5]


def test_parts_of_the_station_are_not_known(street):
    given(street, 2026, 5, 2, 9)
    assert figure(street, "given", Scope(team_id=street.cast.community_team.pk)) is None


def test_the_list_behind_a_count_holds_as_many(street):
    given(street, 2026, 5, 2, 9)
    given(street, 2026, 5, 3, 9, state=State.TOLD, answer="谢谢", finding="confirmed")
    given(street, 2026, 6, 3, 9)
    for name in ("given", "told"):
        link = registry.get(f"clues.{name}").drill_down(street.station, Scope(), MAY)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        assert ClueFilter(asked, Clue.objects.all()).qs.count() == figure(street, name), name


def test_the_years_sum_is_the_sum_of_its_months(street):
    for month in (1, 5, 12):
        clue = given(street, 2026, month, 2, 9)
        actions.record_outcome(clue=clue, actor=street.cast.deputy.user, loss_prevented=Decimal(100 * month))
        actions.verify(clue=clue, actor=street.cast.chief.user)
    loss = registry.get("clues.loss_prevented")
    months = [Period.month(date(2026, month, 1)) for month in range(1, 13)]
    year = Period(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=365))
    assert sum(loss.compute(street.station, Scope(), one) for one in months) == 1800
    assert loss.compute(street.station, Scope(), year) == 1800
