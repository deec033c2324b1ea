"""The figures as they stand now: the numbers of the registry, of the span, with what they were."""

import datetime

import pytest
from django.urls import reverse

from stations.indicators import registry
from stations.indicators.periods import STATION, Period
from stations.kit.scoping import in_station
from stations.reports import actions, now
from tests.factories import client_of, make_person

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 10, 20)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("stations.reports.views.running_day", lambda: TODAY)


def test_spans_end_today_or_with_their_last_day():
    spans = {code: span.of(TODAY)[0] for code, span in now.SPANS.items()}
    assert spans == {
        "year": Period(datetime.date(2025, 1, 1), datetime.date(2025, 10, 21)),
        "month": Period(datetime.date(2025, 10, 1), datetime.date(2025, 10, 21)),
        "last-month": Period(datetime.date(2025, 9, 1), datetime.date(2025, 10, 1)),
        "last-year": Period(datetime.date(2024, 1, 1), datetime.date(2025, 1, 1)),
    }


@pytest.mark.parametrize("day", [datetime.date(2024, 2, 29), datetime.date(2025, 2, 28), datetime.date(2024, 12, 31)])
def test_a_year_is_compared_with_the_same_days_of_the_year_before(day):
    period, against = now.SPANS["year"].of(day)
    before = against.before
    assert against.now == period and period.last == day
    assert before.first == datetime.date(day.year - 1, 1, 1) and before.last.month == day.month
    assert before.last.day == (28 if (day.month, day.day) == (2, 29) else day.day)


@pytest.mark.parametrize(("code", "first"), [("month", 1), ("last-month", 1)])
def test_numbers_are_those_of_the_registry(world, today, code, first):
    client = client_of(world.rotation.chief)
    page = client.get(reverse("figures"), {"group": "duties.primary", "span": code})
    found = {row.cell.figure.code: row.cell for row in page.context["found"]}
    period, against = now.SPANS[code].of(TODAY)
    with in_station(world.station):
        for figure_code, cell in found.items():
            figure = registry.get(figure_code)
            assert cell.value == figure.rounded(figure.compute(world.station, STATION, period)), figure_code
    assert found["duties.primary"].value > 0 and found["duties.primary"].text in page.content.decode()


def test_what_was_before_the_first_duty_is_not_known(world, today):
    page = client_of(world.rotation.chief).get(reverse("figures"), {"group": "duties.primary", "span": "last-year"})
    assert not any(row.cell.last_year.known for row in page.context["found"])


def test_finished_months_stand_as_bars(world, today):
    for month in (world.month.replace(month=9), world.month):
        actions.make(station=world.station, month=month)
    page = client_of(world.rotation.chief).get(reverse("figures"), {"group": "duties.primary"})
    row = next(row for row in page.context["found"] if row.cell.figure.code == "duties.primary")
    assert [bar.label[:7] for bar in row.bars] == ["2025-09", "2025-10"] and max(bar.height for bar in row.bars) == 24
    assert row.bars[0].label in page.content.decode()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_group_leaves_as_a_file(world, today, form):
    answer = client_of(world.rotation.chief).get(reverse("figures"), {"format": form})
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


def test_an_unknown_span_or_group_is_the_first_one(world, today):
    page = client_of(world.rotation.chief).get(reverse("figures"), {"group": "nothing", "span": "forever"})
    assert page.context["span"].code == "year" and any(row.cell.figure.headline for row in page.context["found"])


def test_only_police_officers_of_the_station_read_them(world, today):
    assert client_of(make_person(world.station, "路人")).get(reverse("figures")).status_code == 403
