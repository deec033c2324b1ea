"""List, detail and board with 40,000 incidents in the year, and with 4,000,000 (100 stations).

For each page: the p95 of whole requests, the p95 of the bare SQL of the same request run again by itself, and their
ratio, in one run; then the same at 100 stations as a ratio to one station. Query counts must not change.
``make bench ARGS="tests/benchmarks/test_incidents.py -s"``; ``BENCH_STATIONS`` takes a smaller number for a try.
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from stations.incidents.models import Incident
from stations.organisation.models import User
from tests.benchmarks.figures import keep
from tests.benchmarks.seeding import Home, make_home, seed
from tests.factories import client_of

EACH = int(os.environ.get("BENCH_INCIDENTS", "40000"))
STATIONS = int(os.environ.get("BENCH_STATIONS", "100"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))  # a multiple of four


def p95(seconds: list[float]) -> float:
    """Milliseconds that 95 of 100 rounds stay below."""
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def addresses(home: Home) -> dict[str, list[str]]:
    """Page → the addresses asked for in turn."""
    with scopes_disabled():
        rows = Incident.objects.filter(station=home.station).order_by("-reported_at")
        newest = list(rows.values_list("pk", flat=True)[:ROUNDS])
    list_url, api = reverse("incidents"), "/api/v1/incidents/"
    words = ("邻里噪音", "漏水", "醉酒", "走失") * (ROUNDS // 4)
    return {
        "list": [f"{list_url}?state=closed&community={home.communities[n % 3]}" for n in range(ROUNDS)],
        "api list": [f"{api}?community={home.communities[n % 3]}" for n in range(ROUNDS)],
        "text search": [f"{list_url}?q={word}" for word in words],
        "detail": [reverse("incident", args=[pk]) for pk in newest],
        "api detail": [f"{api}{pk}/" for pk in newest],
        "board": [reverse("board")] * ROUNDS,
        "board update": [f"{reverse('board-part')}?v=older"] * ROUNDS,
        "board api": ["/api/v1/board/"] * ROUNDS,
    }


def measure(home: Home) -> dict[str, dict[str, float]]:
    """Each page's p95, the p95 of its bare SQL, and its number of reading statements.

    Writing ones are left out of the number: the session is renewed every half minute (three statements), whatever the
    page. A board update is asked for as htmx does, for a board that has changed.
    """
    client = client_of(User.objects.get(pk=home.user_id))
    figures = {}
    for name, urls in addresses(home).items():
        headers = {"HX-Request": "true"} if name == "board update" else {}
        assert client.get(urls[0], headers=headers).status_code == 200, name
        whole, bare, counts = [], [], []
        for url in urls:
            start = time.perf_counter()
            client.get(url, headers=headers)
            whole.append(time.perf_counter() - start)
            with CaptureQueriesContext(connection) as seen:
                client.get(url, headers=headers)
            reading = [row["sql"] for row in seen.captured_queries if row["sql"].lstrip("(").startswith("SELECT")]
            counts.append(len(reading))
            bare.append(run_bare(reading))
        figures[name] = {"page": p95(whole), "sql": p95(bare), "queries": counts}
    return figures


def unchanged(home: Home) -> tuple[float, int]:
    """The p95 and the number of statements of an update of a board that shows the newest already."""
    client, url = client_of(User.objects.get(pk=home.user_id)), "/api/v1/board/"
    whole = []
    for _round in range(ROUNDS):
        tag = client.get(url)["ETag"]
        with CaptureQueriesContext(connection) as seen:
            start = time.perf_counter()
            found = client.get(url, headers={"If-None-Match": tag})
            whole.append(time.perf_counter() - start)
        if found.status_code == 304:
            counts = len([row for row in seen.captured_queries if row["sql"].lstrip("(").startswith("SELECT")])
    return p95(whole), counts


def run_bare(statements: list[str]) -> float:
    """Seconds to run the request's own reading statements once more and fetch their rows."""
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return time.perf_counter() - start


@pytest.mark.django_db(transaction=True)
def test_pages_with_a_year_of_incidents_of_one_and_of_many_stations():
    homes = [make_home(f"B{number:03d}") for number in range(STATIONS)]
    seed(homes[:1], EACH)
    small = measure(homes[0])
    start = time.perf_counter()
    seed(homes[1:], EACH, first_id=EACH + 1)
    keep(incidents_seeded=EACH * STATIONS, seed_seconds=round(time.perf_counter() - start))
    large = measure(homes[0])
    for name, figure in small.items():
        keep(**{
            f"{name}: p95 ms, one station": round(figure["page"], 1),
            f"{name}: bare SQL ms": round(figure["sql"], 1),
            f"{name}: ratio to bare SQL": round(figure["page"] / figure["sql"], 2),
            f"{name}: p95 ms, {STATIONS} stations": round(large[name]["page"], 1),
            f"{name}: ratio {STATIONS} : 1": round(large[name]["page"] / figure["page"], 2),
            f"{name}: queries": sorted({*figure["queries"], *large[name]["queries"]}),
        })  # fmt: skip
    keep(**dict(zip(("board unchanged: p95 ms", "board unchanged: queries"), unchanged(homes[0]), strict=True)))
    for name, figure in small.items():
        assert {*figure["queries"]} == {*large[name]["queries"]}, name
