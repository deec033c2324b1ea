"""The figures of the analysis equal a recount in plain SQL, of the station and of each community."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from stations.analysis.models import AnalysisTask, PulledOff
from stations.indicators.periods import STATION, Period, Scope
from stations.indicators.registry import get
from tests.factories import make_category, make_community, make_crew, make_incident, make_officer
from tests.factories.dispatch import make_assignment

MAY = Period.month(datetime.date(2026, 5, 1))
SPAN = "BETWEEN '2026-05-01' AND '2026-05-31'"
HERE = "AND (%(community)s::int IS NULL OR {}community_id = %(community)s)"
AWAY = f"FROM stations_pulledoff WHERE station_id = %(station)s AND date {SPAN} {HERE.format('')}"
RECOUNT = {
    "analysis.settled_in_community": f"""
        SELECT 100.0 * count(*) FILTER (WHERE NOT away) / nullif(count(*), 0) FROM (
            SELECT i.id, bool_or(c.layer <> 'second' OR c.community_id IS DISTINCT FROM i.community_id) AS away
            FROM stations_incident i JOIN stations_category k ON k.id = i.category_id
            JOIN stations_assignment a ON a.incident_id = i.id AND a.part IN ('main', 'reinforce')
            JOIN stations_crew c ON c.id = a.crew_id
            WHERE i.station_id = %(station)s AND i.kind = 'call' AND i.state IN ('closed', 'followed_up')
              AND i.community_id IS NOT NULL AND k.fold <> 'nuisance'
              AND (i.reported_at AT TIME ZONE 'Asia/Shanghai')::date {SPAN} {HERE.format("i.")}
            GROUP BY i.id) AS went""",
    "analysis.times_away": f"SELECT count(*) {AWAY}",
    "analysis.hours_away": f"SELECT coalesce(sum(hours), 0) {AWAY}",
    "analysis.tasks": "SELECT count(*) FROM stations_analysistask WHERE station_id = %(station)s "
                      f"AND (opened_at AT TIME ZONE 'Asia/Shanghai')::date {SPAN}",
    "analysis.tasks_in_time": "SELECT 100.0 * count(*) FILTER (WHERE (done_at AT TIME ZONE 'Asia/Shanghai')::date "
                              "<= due_on) / nullif(count(*), 0) FROM stations_analysistask WHERE "
                              f"station_id = %(station)s AND due_on {SPAN} AND state <> 'dropped'",
}  # fmt: skip
OF_A_COMMUNITY = {"analysis.settled_in_community", "analysis.times_away", "analysis.hours_away"}


def moment(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(f"2026-{text}"))


@pytest.fixture
def month(cast, in_one):
    """Two communities; calls settled alone, with help, by another's crew, unsent, nuisance, and beside the month."""
    here, there = make_community(cast.station), make_community(cast.station)
    own = make_crew(cast.station, cast.officer, community=here, at=moment("05-10T10:00"))
    first = make_crew(cast.station, make_officer(cast.station), layer="first", at=moment("05-10T10:00"))

    def call(at, *crews, community=here, state="closed", **fields):
        row = make_incident(
            cast.station,
            state=state,
            community=community,
            at=moment(at),
            result="helped",
            closed_at=moment(at),
            **fields,
        )
        for crew, part in zip(crews, ("main", "reinforce"), strict=False):
            make_assignment(row, crew, "done", part=part)

    call("05-01T00:00", own)
    call("05-31T23:59", own, state="followed_up")
    call("05-12T12:00", own, first)
    call("05-12T13:00", own, community=there)
    call("05-12T14:00")
    call("05-12T15:00", own, state="fed_back")
    call("05-12T16:00", own, category=make_category(cast.station, fold="nuisance"))
    call("04-30T23:59", first)
    call("06-01T00:00", first)
    for day, hours, community in (("01", 3.5, here), ("31", 4, here), ("15", 8, there)):
        PulledOff.objects.create(
            station=cast.station, officer=cast.officer, community=community, hours=hours, work="街面执勤",
            date=datetime.date.fromisoformat(f"2026-05-{day}"),
        )  # fmt: skip
    for state, opened, due, done in (
        ("done", "05-01T00:00", "05-20", "05-20T23:59"), ("done", "05-31T23:59", "05-31", "06-01T00:00"),
        ("assigned", "04-30T23:59", "05-05", None), ("dropped", "06-01T00:00", "05-05", None),
    ):  # fmt: skip
        AnalysisTask.objects.create(
            station=cast.station, kind="other", title="走访", state=state, result="已走访", opened_at=moment(opened),
            due_on=datetime.date.fromisoformat(f"2026-{due}"), done_at=done and moment(done),
        )  # fmt: skip
    return here, there


def recount(code: str, station, community: int | None = None) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT[code], {"station": station.pk, "community": community})
        found = cursor.fetchone()[0]
    return None if found is None else pytest.approx(float(found))


@pytest.mark.parametrize("code", RECOUNT)
def test_the_station_equals_a_recount(cast, month, code):
    found = get(code).compute(cast.station, STATION, MAY)
    assert found
    assert found == recount(code, cast.station)


@pytest.mark.parametrize("code", sorted(OF_A_COMMUNITY))
def test_every_community_equals_a_recount(cast, month, code):
    together = get(code).by_community(cast.station, MAY)
    for community in month:
        alone = get(code).compute(cast.station, Scope(community_id=community.pk), MAY)
        assert alone == together[community.pk] == recount(code, cast.station, community.pk)


def test_shares_are_unknown_where_nothing_happened(cast, month):
    nothing = Period.month(datetime.date(2020, 1, 1))
    for code in ("analysis.settled_in_community", "analysis.tasks_in_time"):
        assert get(code).compute(cast.station, STATION, nothing) is None
