"""How fast duties are generated: rows a second, and as a ratio to a bare ``bulk_create`` of the same rows.

Run by ``make bench`` against servers with the demo's durability. Figures are printed and kept in
``var/bench/figures.json``; ratios are taken within one run, absolute figures depend on the machine.
"""

import datetime
import time

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from stations.kit.scoping import in_station
from stations.roster import actions
from stations.roster.generation import BATCH
from stations.roster.models import Duty, GroupTurn
from stations.timeline.models import Entry
from tests.benchmarks.figures import keep
from tests.factories import make_rotation
from tests.worker.conftest import start_worker, wait_until

YEAR = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
COUNTRYSIDE = 400


def station_of_62(code: str):
    """62 officers: 5 rotating teams × 3 sections × 4, one on a street post, one chief."""
    return make_rotation(code, per_section=4, street=1)


def size_of(*tables: str) -> int:
    """Bytes on disk with indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS t", [list(tables)])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_one_year_for_62_officers_against_a_bare_bulk_create():
    rotation = station_of_62("B1")
    with in_station(rotation.station):
        seconds, bare = [], []
        for _round in range(3):
            Duty.objects.all().delete()
            GroupTurn.objects.all().delete()
            start = time.perf_counter()
            made = actions.generate(station=rotation.station, first=YEAR[0], last=YEAR[1])
            seconds.append(time.perf_counter() - start)
            bare.append(bulk_create_again())
        rows = made.inserted
    assert rows == 62 * 365
    keep(
        rows_of_a_year=rows,
        generate_seconds=[round(s, 2) for s in seconds],
        bulk_create_seconds=[round(s, 2) for s in bare],
        generate_rows_per_second=round(rows / min(seconds)),
        ratio_to_bulk_create=round(min(bare) / min(seconds), 2),
    )


def bulk_create_again() -> float:
    """Seconds to insert the same rows once more with nothing but ``bulk_create``."""
    rows = list(Duty.objects.defer("span"))
    Duty.objects.all().delete()
    for row in rows:
        row.pk = None
    start = time.perf_counter()
    Duty.objects.bulk_create(rows, batch_size=BATCH)
    return time.perf_counter() - start


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stations", [1, 5, 20])
def test_a_year_of_several_stations_in_parallel_tasks(stations):
    rotations = [station_of_62(f"P{number}") for number in range(stations)]
    before = size_of("stations_duty", "stations_groupturn")
    worker = start_worker(concurrency=2)
    try:
        start = time.perf_counter()
        for rotation in rotations:
            with in_station(rotation.station):
                actions.request_generation(
                    station=rotation.station, first=YEAR[0], last=YEAR[1], actor=rotation.chief.user
                )
        with scopes_disabled():
            wait_until(lambda: Entry.objects.filter(verb="roster.generated").count() == stations, 1200)
            seconds, rows = time.perf_counter() - start, Duty.objects.count()
    finally:
        worker.terminate()
        worker.wait()
    disk = size_of("stations_duty", "stations_groupturn") - before
    figures = {
        "seconds": round(seconds, 1),
        "rows_per_second": round(rows / seconds),
        "disk_mb": round(disk / 1e6, 1),
    }
    if stations == 20:
        factor = COUNTRYSIDE / stations
        figures |= {
            "400_stations_minutes": round(seconds * factor / 60, 1),
            "400_stations_gb": round(disk * factor / 1e9, 1),
        }
    keep(**{f"{stations}_stations_{name}": value for name, value in figures.items()})
    assert rows == stations * 62 * 365
