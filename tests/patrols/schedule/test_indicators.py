"""Monthly figures of duties, each counted by hand from rows; the list behind a figure has as many rows."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from patrols.schedule.models import PatrolDuty
from patrols.schedule.words import State
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from tests.factories.patrols import make_patrol_duty

OCTOBER = Period.month(datetime.date(2026, 10, 1))
CODES = [f"patrols.{name}" for name in ("duties", "done", "missed", "share", "on_time", "km", "hours")]
NINE = timezone.make_aware(datetime.datetime(2026, 10, 1, 9))
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


@pytest.fixture
def october(patrols):
    """Six duties of October and one of November: done, late, in part, missed, cancelled, still open."""
    rows = (
        (0, State.DONE, {"visited": 3, "on_time": 3, "metres": 1500, "hours": 2}),
        (1, State.LATE, {"visited": 3, "on_time": 2, "metres": 1500, "hours": 1}),
        (2, State.PARTIAL, {"visited": 1, "on_time": 1, "metres": 0, "hours": 0}),
        (3, State.MISSED, {}),
        (4, State.CANCELLED, {"visited": 3, "on_time": 3, "metres": 9000, "hours": 5, "reason": "下雪"}),
        (5, State.PLANNED, {}),
        (31, State.DONE, {"visited": 3, "on_time": 3, "metres": 4000, "hours": 2}),
    )
    return [_duty(patrols, days, state, dict(values)) for days, state, values in rows]


def _duty(patrols, days, state, values):
    starts, hours = NINE + days * DAY, values.pop("hours", None)
    if hours is not None:
        values |= {"first_at": starts, "last_at": starts + hours * HOUR}
    return make_patrol_duty(patrols.squad, patrols.route, starts_at=starts, state=state, **values)


def value(code, station, scope=STATION):
    return registry.get(code).compute(station, scope, OCTOBER)


def test_figures_count_what_is_over_and_was_not_cancelled(station, october):
    over = [duty for duty in october if duty.date.month == 10 and duty.state in {"done", "late", "partial", "missed"}]
    assert value("patrols.duties", station) == len(over) == 4
    assert value("patrols.done", station) == 2
    assert value("patrols.missed", station) == 1
    assert value("patrols.km", station) == sum(duty.metres for duty in over) / 1000 == 3.0
    assert value("patrols.hours", station) == 3


def test_shares_are_of_points_and_not_of_duties(station, october):
    assert value("patrols.share", station) == round(100 * (3 + 3 + 1 + 0) / 12, 1)
    assert value("patrols.on_time", station) == round(100 * (3 + 2 + 1) / 7, 1)


def test_without_a_task_there_is_no_share(station):
    PatrolDuty.objects.update(date=datetime.date(2026, 11, 5))
    assert value("patrols.duties", station) == 0
    assert value("patrols.share", station) is None
    assert value("patrols.on_time", station) is None


def test_teams_and_communities_have_none(station, october):
    assert {value(code, station, Scope(team_id=1)) for code in CODES} == {None}


def test_the_list_behind_a_figure_has_as_many_rows(station, october, patrols):
    browser = Client()
    browser.force_login(patrols.office)
    for code in CODES:
        figure = registry.get(code)
        assert str(figure.definition)
        answer = browser.get(figure.drill_down(station, STATION, OCTOBER))
        assert answer.status_code == 200
        if figure.counts_records:
            assert answer.context["total"] == value(code, station), code
