"""Figures of incidents against a plain recount, their lists, the agenda and the lines of the handover."""

import datetime
import random
import statistics
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.agenda.registry import due_from
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents import agenda, indicators
from stations.incidents.words import State
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from tests.factories import client_of, make_category, make_community, make_incident

MINUTE = datetime.timedelta(minutes=1)
OCTOBER = Period(datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
CODES = [code for code in (figure.code for figure in registry.all()) if code.split(".")[0] in {"calls", "incidents"}]


@pytest.fixture
def october(cast, in_one):
    """Sixty incidents around October, some of them on the edges, of all kinds, states and headings."""
    chance, local = random.Random(7), timezone.get_current_timezone()
    communities = [make_community(cast.station, team=cast.community_team) for _number in range(3)]
    folds = list(Category.Fold.values)
    categories = {kind: [make_category(cast.station, kind=kind, fold=fold) for fold in folds] for kind in Kind.values}
    rows, edge = [], datetime.datetime(2026, 10, 1, tzinfo=local)
    for number in range(60):
        kind = Kind.CALL if number % 3 else chance.choice(Kind.values)
        at = edge + chance.randint(-3 * 1440, 33 * 1440) * MINUTE
        at = {0: edge, 1: edge - MINUTE, 2: edge + datetime.timedelta(days=31)}.get(number, at)
        state = chance.choice([State.RECEIVED, State.RECEIVED, State.STRUCK, State.LINKED])
        values = {"struck_reason": "录错"} if state == State.STRUCK else {}
        if state == State.LINKED and rows:
            values["main"] = rows[0]
        elif state == State.LINKED:
            state = State.RECEIVED
        rows.append(
            make_incident(
                cast.station, kind=kind, state=state, at=at, category=chance.choice(categories[kind]),
                grade=chance.randint(1, 4), community=chance.choice([*communities, None]),
                reopened=chance.randint(0, 1),
                satisfaction=chance.choice(["", "satisfied", "dissatisfied", "unreached"]),
                first_contact_at=at + chance.randint(1, 30) * MINUTE if chance.random() < 0.7 else None,
                arrived_at=at + chance.randint(3, 60) * MINUTE if chance.random() < 0.7 else None, **values,
            )
        )  # fmt: skip
    return rows


def inside(rows):
    """Plain recount: what counts in October."""
    local = timezone.get_current_timezone()
    return [
        row for row in rows
        if row.state not in (State.STRUCK, State.LINKED)
        and OCTOBER.first <= row.reported_at.astimezone(local).date() < OCTOBER.end
    ]  # fmt: skip


def calls(rows):
    return [row for row in inside(rows) if row.kind == Kind.CALL and row.category.fold != "nuisance"]


def value(code, scope=STATION, station=None):
    return registry.get(code).compute(station, scope, OCTOBER)


def test_counts_are_those_of_a_plain_recount(cast, october):
    expected = {"calls": len(calls(october))}
    for kind in Kind.values:
        expected[f"incidents.{kind}"] = sum(row.kind == kind for row in inside(october))
    for fold in Category.Fold.values:
        counted = inside(october) if fold == "nuisance" else calls(october)
        expected[f"calls.{fold}"] = sum(row.kind == Kind.CALL and row.category.fold == fold for row in counted)
    for grade in range(1, 5):
        expected[f"calls.grade{grade}"] = sum(row.grade == grade for row in calls(october))
    expected["incidents.reopened"] = sum(row.reopened > 0 for row in inside(october))
    assert {code: value(code, station=cast.station) for code in expected} == expected
    assert expected["calls"] > 0


def test_times_are_medians_and_shares_leave_out_who_was_not_asked(cast, october):
    for code, column in [("calls.first_contact", "first_contact_at"), ("calls.arrival", "arrived_at")]:
        spans = [(getattr(row, column) - row.reported_at) / MINUTE for row in calls(october) if getattr(row, column)]
        assert value(code, station=cast.station) == pytest.approx(statistics.median(spans))
    asked = [row.satisfaction for row in calls(october) if row.satisfaction not in ("", "unreached")]
    share = 100 * sum(word != "dissatisfied" for word in asked) / len(asked)
    assert value("calls.satisfaction", station=cast.station) == pytest.approx(share)
    assert value("calls.on_time", station=cast.station) is None


@pytest.mark.parametrize("code", CODES)
def test_communities_come_in_one_query_and_agree_with_each_of_them(cast, october, code):
    figure = registry.get(code)
    with CaptureQueriesContext(connection) as seen:
        parts = figure.by_community(cast.station, OCTOBER)
    assert len(seen) == 1
    for community in {row.community_id for row in october} - {None}:
        alone = figure.compute(cast.station, Scope(community_id=community), OCTOBER)
        assert parts.get(community, 0 if figure.counts_records else None) == alone


def test_the_list_behind_a_figure_has_as_many_rows(cast, october):
    browser = client_of(cast.desk)
    community = next(row.community_id for row in october if row.community_id)
    for figure in [registry.get(code) for code in CODES]:
        for scope in (STATION, Scope(community_id=community)):
            address = figure.drill_down(cast.station, scope, OCTOBER)
            if figure.counts_records:
                assert urlsplit(address).path == "/command/incidents/"
                total = browser.get(address).context["total"]
                assert total == figure.compute(cast.station, scope, OCTOBER), (figure.code, address)


def test_another_station_is_not_counted(cast, october):
    assert indicators.calls(cast.station2, OCTOBER).count() == 0


def test_my_open_incidents_stand_on_my_page(cast, ready):
    ready(handlers=(cast.officer,)), ready(Kind.HAZARD, State.CLOSED, handlers=(cast.officer,)), ready()
    today = timezone.localdate()
    assert len(due_from(agenda.my_open, cast.officer.user, today)) == 1
    assert due_from(agenda.my_open, cast.guard, today) == []


def test_the_desk_is_told_what_waits_for_it(cast, ready):
    now = timezone.now()
    ready(Kind.CALL, State.FED_BACK), ready(Kind.CALL, State.CLOSED, follow_up_wanted=True)
    ready(call_back_at=now - MINUTE), ready(Kind.HAZARD, State.RECTIFIED)
    due = agenda.for_the_desk(cast.desk.user, timezone.localdate())
    assert [one.url.partition("tab=")[2] for one in due] == ["check", "call_back", "follow_up"]
    assert "2" in str(due[0].title) and due[1].tone == "danger"
    assert agenda.for_the_desk(cast.officer.user, timezone.localdate()) == []


def test_the_handover_names_numbers_and_no_people(cast, ready):
    now = timezone.now()
    call = ready(summary="王建国报警", place="前门大街12号", urgent=True, reporter="王建国")
    ready(Kind.CALL, State.CLOSED), ready(Kind.HAZARD, State.ASSIGNED), ready(Kind.FOUND)
    ready(Kind.CALL, State.CLOSED, call_back_at=now)
    sources = (agenda.open_lines, agenda.hazard_lines, agenda.property_lines, agenda.call_back_lines)
    found = [source(cast.station, now) for source in sources]
    assert [len(lines) for lines in found] == [1, 1, 1, 1]
    assert found[0][0].tone == "danger" and call.number in found[0][0].text
    words = " ".join(str(line.text) for lines in found for line in lines)
    assert "王建国" not in words and "前门大街" not in words
