"""The scripts of docs/deploy do what the operator's guide says: back up, restore, make the day-book append-only."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection

from config.local.postgres import _binaries, _unprivileged_account
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_station

DEPLOY = Path(settings.BASE_DIR) / "docs" / "deploy"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address():
    """``address("name")``: the test server's database of that name, as an URL for psql; new ones are dropped."""
    known, made = connection.settings_dict, []

    def url(name: str = "", user: str = "") -> str:
        if name:
            made.append(name)
        place = f"host={known['HOST']}&port={known['PORT'] or 5432}&password={known['PASSWORD']}"
        return f"postgresql:///{name or known['NAME']}?{place}&user={user or known['USER']}"

    yield url
    for name in set(made):
        with psycopg.connect(url(), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    binaries = str(_binaries(_unprivileged_account()))
    environment = {"PATH": f"{binaries}:{os.environ['PATH']}", "PGBIN": binaries, **variables}
    return subprocess.run([DEPLOY / script, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_a_backup_is_restored_with_every_row_and_file(address, tmp_path):
    make_station("QM")
    FileSystemStorage(tmp_path / "media").save("1/report.pdf", ContentFile(b"%PDF"))
    (tmp_path / "key").write_text("a passphrase")
    (tmp_path / "secrets").write_text("FIELD_KEYS=x")
    given = {"BACKUP_KEY": str(tmp_path / "key"), "SECRETS": str(tmp_path / "secrets")}
    target = tmp_path / "backup"
    made = run("backup.sh", str(target), DATABASE_URL=address(), MEDIA_ROOT=str(tmp_path / "media"), **given)
    assert made.returncode == 0, made.stderr
    folder = next(target.iterdir())
    assert "stations_station 1" in (folder / "counts.txt").read_text()
    assert not (folder / "database.dump").exists(), "kept unencrypted"

    restored = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(address(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{restored}" TEMPLATE template0')
    into = {"DATABASE_URL": address(restored), "MEDIA_ROOT": str(tmp_path / "media2"), **given}
    back = run("restore.sh", str(folder), **into)
    assert back.returncode == 0, back.stderr
    assert "counts equal" in back.stdout
    assert (tmp_path / "media2" / "1" / "report.pdf").read_bytes() == b"%PDF"

    again = run("restore.sh", str(folder), **into)
    assert again.returncode == 1 and "not empty" in again.stderr


def test_a_backup_that_fails_leaves_nothing_behind(address, tmp_path):
    (tmp_path / "secrets").write_text("x")
    elsewhere = address("there_is_no_such_database")
    given = {"DATABASE_URL": elsewhere, "MEDIA_ROOT": str(tmp_path / "media"), "SECRETS": str(tmp_path / "secrets")}
    failed = run("backup.sh", str(tmp_path / "backup"), **given)
    assert failed.returncode != 0
    assert not list((tmp_path / "backup").iterdir())


def test_the_portals_role_can_add_to_the_day_book_but_never_change_it(address):
    station, role = make_station("QM"), f"app_{connection.settings_dict['NAME']}"
    with in_station(station):
        Entry.objects.create(station=station, verb="test.verb")
    with psycopg.connect(address(), autocommit=True) as owner:
        owner.execute(f'CREATE ROLE "{role}" LOGIN')
        try:
            owner.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
            binaries = _binaries(_unprivileged_account())
            done = subprocess.run(
                [binaries / "psql", "-X", "-v", f"app={role}", "-f", DEPLOY / "harden.sql", address()],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert "append only" in done.stdout and "NOT PROTECTED" not in done.stdout
            with psycopg.connect(address(user=role), autocommit=True) as app:
                app.execute(
                    "INSERT INTO stations_entry"
                    " (station_id, at, verb, subject_type, data, request_id, number, digest)"
                    " VALUES (%s, now(), 'x', '', '{}', '', 0, '')",
                    [station.pk],
                )
                for forbidden in (
                    "UPDATE stations_entry SET verb = 'y'",
                    "DELETE FROM stations_entry",
                    "TRUNCATE stations_entry",
                    "DELETE FROM stations_userevent",
                    "UPDATE stations_dutyevent SET pgh_label = 'x'",
                ):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        app.execute(forbidden)
        finally:
            owner.execute(f'DROP OWNED BY "{role}"')
            owner.execute(f'DROP ROLE "{role}"')
