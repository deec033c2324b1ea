"""Figures of cases: counted by the day, by team, with the list behind them holding what was counted."""

import datetime

import pytest

from stations.casework import indicators
from stations.casework.models import CaseTransfer
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from tests.factories import make_incident
from tests.factories.casework import make_case

MAY = Period.month(datetime.date(2026, 5, 1))


def day(text):
    return datetime.date.fromisoformat(f"2026-{text}")


@pytest.fixture
def cases(room, in_one):
    """Four cases: one in time, one late, one overdue at the end of May, one of another team and of June."""
    station, team, other = room.cast.station, room.case_team, room.cast.community_team
    done = {"outcome": "punished", "concluded_by": room.worker.user, "checked_by": room.cast.chief.user}

    def case(filed, due, concluded=None, closed=None, team=team):
        fields = done if closed else {}
        return make_case(
            make_incident(station), "closed" if closed else "working", team=team, filed_on=day(filed),
            due_on=day(due), concluded_on=day(concluded) if concluded else None,
            closed_on=day(closed) if closed else None, **fields,
        )  # fmt: skip

    made = [case("05-01", "05-30", "05-20", "05-21"), case("04-01", "05-06", "05-08", "05-31"),
            case("04-20", "05-20"), case("06-01", "07-01", team=other)]  # fmt: skip
    at = datetime.datetime(2026, 5, 3, 4, tzinfo=datetime.UTC)
    CaseTransfer.objects.create(station=station, case=made[0], from_team=None, to_team=team, reason="分派", at=at,
                                received_at=at)  # fmt: skip
    CaseTransfer.objects.create(station=station, case=made[0], from_team=other, to_team=team, reason="移交", at=at,
                                received_at=at)  # fmt: skip
    return room


@pytest.mark.parametrize(
    ("code", "number", "of_case_team"),
    [("cases.filed", 1, 1), ("cases.closed", 2, 2), ("cases.in_time", 50, 50), ("cases.overdue", 1, 1),
     ("cases.transfers", 1, 0)],
)  # fmt: skip
def test_a_figure_of_the_station_and_of_a_team(cases, code, number, of_case_team):
    figure, station = registry.get(code), cases.cast.station
    assert figure.compute(station, STATION, MAY) == number
    assert figure.compute(station, Scope(team_id=cases.case_team.pk), MAY) == of_case_team
    assert figure.by_team(station, MAY).get(cases.case_team.pk, 0) == of_case_team


def test_the_share_in_time_is_unknown_where_nothing_was_closed(cases):
    figure = registry.get("cases.in_time")
    assert figure.compute(cases.cast.station, STATION, Period.month(day("02-01"))) is None
    assert indicators.in_time_by_team(cases.cast.station, Period.month(day("02-01"))) == {}


@pytest.mark.parametrize("code", ["cases.filed", "cases.closed", "cases.overdue"])
def test_the_list_behind_a_figure_holds_what_was_counted(cases, code, client_of):
    figure = registry.get(code)
    address = figure.drill_down(cases.cast.station, STATION, MAY)
    page = client_of(cases.cast.desk).get(address)
    assert page.context["total"] == figure.compute(cases.cast.station, STATION, MAY)
