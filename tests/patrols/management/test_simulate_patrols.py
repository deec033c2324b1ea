"""The simulated month: the same seed walks the same way, everything goes through the portal, nothing twice."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from patrols.checkins.models import CheckIn
from patrols.management.simulation import Script
from patrols.models import DutyTarget, PatrolDuty
from patrols.schedule.actions import generate
from patrols.schedule.words import State
from stations.access.models import ApiToken
from stations.kit.scoping import in_station
from stations.kit.spans import midnight
from tests.factories import make_station
from tests.factories.patrols import make_guard, make_office_seat, make_patrols, make_plan

DAY = datetime.timedelta(days=1)


@pytest.fixture
def squad(db, settings):
    """A squad whose two guards go every day from nine to eleven; the test runs in its station."""
    settings.DEMO = settings.SIMULATED_CLOCK = True
    station = make_station("QM")
    with in_station(station):
        made = make_patrols(station)
        PatrolDuty.objects.all().delete()
        make_plan(made.squad, made.route, [made.leader, made.guard, make_guard(made.squad)])
        yield made


def yesterday():
    return timezone.localdate() - DAY


def script(squad, seed: int = 1) -> Script:
    return Script(squad.squad.station.code, seed, timezone.now())


def flat(uploads: dict) -> list[tuple]:
    """What is sent, in order."""
    return [
        (squad, upload.at, scan.client_id, scan.at, sorted(scan.item.items(), key=str))
        for squad, rows in uploads.items() for upload in rows for scan in upload.scans
    ]  # fmt: skip


def test_the_same_seed_walks_the_same_way_and_another_one_another(squad):
    first = yesterday() - 20 * DAY
    generate(station=squad.squad.station, first=first, last=yesterday(), at=midnight(first))
    days = [first + number * DAY for number in range(21)]
    walked = [flat(script(squad).day(day)) for day in days]
    assert walked == [flat(script(squad).day(day)) for day in days]
    assert walked != [flat(script(squad, seed=2).day(day)) for day in days]
    ids = [row[2] for day in walked for row in day]
    assert len(ids) == len(set(ids)) > 40


def test_times_lie_in_the_duty_and_uploads_after_what_they_carry(squad):
    generate(station=squad.squad.station, first=yesterday(), last=yesterday(), at=midnight(yesterday()))
    duty = PatrolDuty.objects.get(date=yesterday())
    for rows in script(squad).day(yesterday()).values():
        assert rows == sorted(rows, key=lambda row: row.at)
        for upload in rows:
            assert all(duty.starts_at <= scan.at <= upload.at for scan in upload.scans)


def test_nothing_comes_from_the_future(squad):
    today = timezone.localdate()
    generate(station=squad.squad.station, first=today, last=today, at=midnight(today))
    early = Script("QM", 1, midnight(today) + datetime.timedelta(hours=8))
    assert flat(early.day(today)) == []


def test_it_runs_on_simulated_portals_only(squad, settings):
    settings.SIMULATED_CLOCK = False
    with pytest.raises(CommandError, match="SIMULATED_CLOCK"):
        call_command("simulate_patrols", station=["QM"], days=1)


def test_a_portal_that_is_not_there_is_said_in_a_sentence(squad):
    with pytest.raises(CommandError, match="http://127.0.0.1:9"):
        call_command("simulate_patrols", station=["QM"], days=1, url="http://127.0.0.1:9", stdout=StringIO())
    assert not ApiToken.objects.filter(revoked_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_days_through_the_portal_and_a_second_run_doubles_nothing(live_server, settings):
    settings.DEMO = settings.SIMULATED_CLOCK = True
    station = make_station("QM")
    with in_station(station):
        made = make_patrols(station)
        PatrolDuty.objects.all().delete()
        make_plan(made.squad, made.route, [made.leader, made.guard])
        make_office_seat(station)
    said = [run(live_server.url), run(live_server.url)]
    with in_station(station):
        rows = list(CheckIn.objects.filter(date__lt=timezone.localdate()))
        duties = PatrolDuty.objects.filter(date__lt=timezone.localdate())
        assert 0 < len(rows) == sum(row.counted for row in rows)
        assert f"'repeated': {CheckIn.objects.count()}" in said[1]
        assert {row.duty.date for row in rows} <= {duty.date for duty in duties}
        assert all(abs(row.at - row.claimed_at) < datetime.timedelta(minutes=5) for row in rows)
        assert duties.filter(state__in=[State.DONE, State.LATE, State.PARTIAL]).exists()
        assert sum(target.visits for target in DutyTarget.objects.filter(duty__in=duties)) == len(rows)
        assert not ApiToken.objects.filter(revoked_at=None).exists()


def run(url: str) -> str:
    out = StringIO()
    call_command("simulate_patrols", station=["QM"], days=2, url=url, stdout=out, threads=1)
    return out.getvalue()
