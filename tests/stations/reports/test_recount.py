"""The figures of a month equal an independent recount in SQL, and the lists they open."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.http import QueryDict

from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Team
from stations.reports.facts import gather, parts_of
from stations.roster.filters import AbsenceFilter, DutyFilter
from stations.roster.models import Absence, Duty

SPANS = {
    "value": ("2025-10-01", "2025-10-31"),
    "previous": ("2025-09-01", "2025-09-30"),
    "last_year": ("2024-10-01", "2024-10-31"),
}
DUTIES = (
    "FROM stations_duty d LEFT JOIN stations_cover c ON c.id = d.cover_id WHERE d.station_id = %(station)s "
    "AND d.date BETWEEN %(first)s AND %(last)s AND (%(team)s::int IS NULL OR d.team_id = %(team)s)"
)
AWAY = "FROM stations_absence a WHERE a.station_id = %(station)s AND a.state = 'entered' " \
       "AND a.first_day <= %(last)s AND a.last_day >= %(first)s"  # fmt: skip
OF_SITTINGS = "s.station_id = %(station)s " \
              "AND (s.starts_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s"  # fmt: skip
OF_BOOKINGS = "station_id = %(station)s AND (at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s"
GAPS = """
    WITH days AS (SELECT generate_series(%(first)s::date, %(last)s::date, '1 day')::date AS day),
    planned AS (SELECT DISTINCT date FROM stations_groupturn WHERE station_id = %(station)s),
    places AS (
        SELECT t.id AS team, r.role, coalesce(f.minimum, 1) AS minimum
        FROM stations_team t CROSS JOIN (VALUES ('primary'), ('secondary')) AS r(role)
        LEFT JOIN stations_strengthfloor f ON f.team_id = t.id AND f.role = r.role
        WHERE t.station_id = %(station)s AND t.active AND t.kind IN ('command', 'community', 'case')),
    short AS (
        SELECT team, minimum - (SELECT count(*) FROM stations_duty d
            WHERE d.team_id = team AND d.date = day AND d.role = places.role) AS missing
        FROM days JOIN planned ON planned.date = day CROSS JOIN places),
    whole AS (
        SELECT day FROM days WHERE day NOT IN (SELECT date FROM planned) OR NOT EXISTS (
            SELECT 1 FROM stations_duty d WHERE d.station_id = %(station)s AND d.date = day AND d.commander)),
    found AS (
        SELECT team, missing FROM short WHERE missing > 0
        UNION ALL SELECT NULL, 1 FROM whole)
    SELECT {what} FROM found WHERE %(team)s::int IS NULL OR team = %(team)s"""
RECOUNT = {
    "duties.primary": f"SELECT count(*) {DUTIES} AND role = 'primary'",
    "duties.secondary": f"SELECT count(*) {DUTIES} AND role = 'secondary'",
    "duties.fixed": f"SELECT count(*) {DUTIES} AND role = 'fixed'",
    "hours.duty": "SELECT coalesce(sum(extract(epoch FROM ends_at - starts_at "
                  "- coalesce(standby_to - standby_from, '0'))) / 3600, 0) " + DUTIES + " AND role <> 'rest'",
    "hours.standby": f"SELECT coalesce(sum(extract(epoch FROM standby_to - standby_from)) / 3600, 0) {DUTIES}",
    "commanders": f"SELECT count(DISTINCT d.date) {DUTIES} AND commander",
    "substitutions": f"SELECT count(*) {DUTIES} AND cover_id IS NOT NULL",
    "rest_breaches": f"SELECT count(*) {DUTIES} AND breaks_rest",
    "gaps": GAPS.format(what="count(*)"),
    "gaps.places": GAPS.format(what="coalesce(sum(missing), 0)"),
    "absences": f"SELECT count(*) {AWAY} AND (%(team)s::int IS NULL OR officer_id IN "
                "(SELECT officer_id FROM stations_teammembership WHERE team_id = %(team)s))",
    "strength": "SELECT count(*) FROM stations_officer o JOIN stations_teammembership m ON m.officer_id = o.id "
                "WHERE o.station_id = %(station)s AND kind = 'police' AND standing = 'on_post' AND m.\"end\" IS NULL "
                "AND (%(team)s::int IS NULL OR team_id = %(team)s)",
    "training.held": f"SELECT count(*) FROM stations_sitting s WHERE state = 'held' AND {OF_SITTINGS}",
    "training.certified": "SELECT count(*) FROM stations_certificate WHERE station_id = %(station)s "
    "AND issued_on BETWEEN %(first)s AND %(last)s AND revoked_at IS NULL",
    "training.came": "SELECT count(*) FROM stations_attendance a JOIN stations_sitting s ON s.id = a.sitting_id "
                     f"WHERE a.attended_at IS NOT NULL AND {OF_SITTINGS}",
    "recognition.commendations":
        "SELECT count(*) FROM stations_commendation WHERE station_id = %(station)s AND struck_reason = '' "
        "AND given_on BETWEEN %(first)s AND %(last)s",
    "recognition.points_booked":
        f"SELECT coalesce(sum(points), 0) FROM stations_ledgerentry WHERE {OF_BOOKINGS} "
        "AND kind IN ('credit', 'appeal', 'reversal')",
    "recognition.points_redeemed":
        f"SELECT -coalesce(sum(points), 0) FROM stations_ledgerentry WHERE {OF_BOOKINGS} "
        "AND kind IN ('redeem', 'return')",
    "recognition.spent": f"SELECT coalesce(sum(spent), 0) FROM stations_rewardentry WHERE {OF_BOOKINGS}",
}  # fmt: skip
for kind in Absence.Kind.values:
    RECOUNT[f"absences.{kind}"] = (
        "SELECT coalesce(sum(least(last_day, %(last)s::date) - greatest(first_day, %(first)s::date) + 1), 0) "
        f"{AWAY} AND kind = '{kind}' AND %(team)s::int IS NULL"
    )
BY_OTHER_MEANS = {"strength.community_share", "duty_lists.confirmed"}
# Counted by the tests of their own room (test_indicators).
BY_OTHER_MEANS |= {"handovers.on_time", "handovers.unsigned", "handovers.notes_settled"}
# Counted by tests/stations/incidents/test_figures.py.
BY_OTHER_MEANS |= {figure.code for figure in registry.all() if figure.code.startswith(("calls", "incidents."))}
# Recounted by tests/stations/analysis/test_figures.py.
BY_OTHER_MEANS |= {figure.code for figure in registry.all() if figure.code.startswith("analysis.")}
# Counted by tests/stations/{casework/test_indicators,dispatch/test_figures,crews/test_tasks}.py.
BY_OTHER_MEANS |= {
    figure.code for figure in registry.all() if figure.code.startswith(("cases.", "dispatch.", "crews.", "video."))
}
# Counted by tests/patrols/{schedule,checkins,findings}/test_indicators.py, tests/mediation/archive, tests/community.
UPSTAIRS = (
    "wishes.", "patrols.", "findings.", "mediation.", "watch.", "clues.", "forum.", "nights.", "partners.",
    "surveys.", "enterprises.",
)  # fmt: skip
BY_OTHER_MEANS |= {figure.code for figure in registry.all() if figure.code.startswith(UPSTAIRS)}


def recount(code, station, span, team=None):
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT[code], {"station": station.pk, "first": span[0], "last": span[1], "team": team})
        return round(float(cursor.fetchone()[0]), 1)


@pytest.fixture
def figures(world, gathered):
    return gathered["figures"]


def test_every_figure_is_recounted(figures):
    assert set(figures) == set(RECOUNT) | BY_OTHER_MEANS


def test_the_station_equals_a_recount_in_all_three_months(world, figures):
    found = {code: {key: figures[code]["station"][key] for key in SPANS} for code in RECOUNT}
    counted = {code: {key: recount(code, world.station, span) for key, span in SPANS.items()} for code in RECOUNT}
    assert found == counted


def test_every_team_equals_a_recount(world, figures):
    for code in RECOUNT:
        teams = figures[code].get("teams", {})
        found = {pk: cell["value"] for pk, cell in teams.items()}
        assert found == {pk: recount(code, world.station, SPANS["value"], int(pk)) for pk in teams}, code


def test_the_month_holds_what_it_should_show(figures):
    for code in ("gaps", "gaps.places", "substitutions", "rest_breaches", "absences.sick", "hours.standby"):
        assert figures[code]["station"]["value"] > 0, code


def test_a_community_speaks_with_the_number_of_its_own_team(world, figures):
    with in_station(world.station):
        owners = parts_of(world.station).communities
    for community, team in owners.items():
        assert (
            figures["duties.primary"]["communities"][str(community)]
            == (figures["duties.primary"]["teams"][str(team)])
        )


def test_a_team_with_two_communities_speaks_for_neither(world):
    from_team = world.rotation.teams["community1"]
    with in_station(world.station):
        other = from_team.communities.first()
        other.pk, other.code, other.name = None, "X9", "另一社区"
        other.save()
        found = gather(world.station, world.month)["figures"]["duties.primary"]["communities"]
    assert found[str(other.pk)]["value"] is None


def test_shares_are_computed_not_typed_in(world, figures):
    with in_station(world.station):
        total = Officer.objects.on_strength().count()
        community = Team.objects.filter(kind=Team.Kind.COMMUNITY).values("memberships").count()
        holders = Officer.objects.filter(post="officer").count()
    assert figures["strength.community_share"]["station"]["value"] == round(100 * community / total, 1)
    confirmed = figures["duty_lists.confirmed"]["station"]
    assert (confirmed["value"], confirmed["previous"]) == (round(100 * 2 / holders, 1), 0.0)


def test_a_month_before_the_first_duty_is_not_known(world):
    with in_station(world.station):
        cell = gather(world.station, world.month.replace(year=2024))["figures"]["duties.primary"]["station"]
    assert cell["value"] > 0
    assert (cell["previous"], cell["last_year"]) == (None, None)


def test_an_officer_who_left_later_still_counts_in_the_month(world):
    officer = world.rotation.street[0]
    with in_station(world.station):
        before = gather(world.station, world.month)["figures"]["strength"]["station"]["value"]
        Officer.objects.filter(pk=officer.pk).update(standing=Officer.Standing.LEFT)
        after = gather(world.station, world.month)["figures"]["strength"]["station"]["value"]
    assert after == before


LISTS = {"/duty/list/": (DutyFilter, Duty), "/duty/absences/": (AbsenceFilter, Absence)}


def rows_behind(url):
    """How many rows the list at an address shows, asked of the filter the page, the API and the export share."""
    parts = urlparse(url)
    if parts.path not in LISTS:
        return None
    filterset, model = LISTS[parts.path]
    known = filterset(QueryDict(parts.query), model.objects.all())
    assert known.is_valid(), known.errors
    assert set(parse_qs(parts.query)) <= set(known.filters), url
    return known.qs.count()


def test_the_list_a_figure_opens_has_as_many_rows_as_the_figure_says(world, figures):
    period, checked = Period.month(world.month), 0
    with in_station(world.station):
        for figure in registry.all():
            scopes = [(STATION, figures[figure.code]["station"])]
            scopes += [(Scope(int(pk)), cell) for pk, cell in figures[figure.code].get("teams", {}).items()]
            for scope, cell in scopes if figure.counts_records else ():
                rows = rows_behind(figure.drill_down(world.station, scope, period))
                checked += rows is not None
                assert rows in (None, cell["value"]), (figure.code, scope)
    assert checked > 30
