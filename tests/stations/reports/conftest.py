"""A station with three months of duties, absences, a substitute, a gap and confirmed duty lists."""

import copy
import datetime
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone, translation

from stations.kit.scoping import in_station
from stations.organisation.models import DutyList, DutyListConfirmation, Post, Station
from stations.reports import actions as reports
from stations.reports import facts
from stations.roster import actions as roster
from stations.roster.models import Absence, Cover, Role, StrengthFloor
from tests.factories.kept import kept
from tests.factories.roster import Rotation, make_rotation

MONTH = datetime.date(2025, 10, 1)
LAST = datetime.date(2025, 10, 31)
DAY = datetime.timedelta(days=1)


@dataclass
class World:
    """What :func:`make_world` built."""

    rotation: Rotation
    station: Station
    month: datetime.date = MONTH


def _absence(made: Rotation, officer, kind, first, last, **fields) -> Absence:
    return Absence.objects.create(
        station=made.station, officer=officer, kind=kind, first_day=first, last_day=last, reason="test",
        entered_by=made.chief.user, **fields,
    )  # fmt: skip


@kept
def make_world() -> World:
    """Duties of October 2024, September 2025 and October 2025; never moves with the clock."""
    made = make_rotation(per_section=2, communities=3)
    station = made.station
    with in_station(station):
        one, two = made.officers["case", 0]
        stand_in = made.officers["case", 1][0]
        # Both officers of one section are away: nobody of the case team is on primary duty then.
        sick = _absence(made, one, "sick", MONTH - 3 * DAY, MONTH + 8 * DAY)
        _absence(made, two, "leave", MONTH + DAY, MONTH + 5 * DAY)
        _absence(made, made.officers["command", 2][0], "training", LAST - DAY, LAST + 6 * DAY)
        _absence(made, made.officers["command", 1][0], "leave", MONTH, LAST, state=Absence.State.CANCELLED)
        StrengthFloor.objects.create(station=station, team=made.teams["command"], role=Role.PRIMARY, minimum=3)
        for number in (7, 8):
            Cover.objects.create(
                station=station, absence=sick, date=MONTH + number * DAY, officer=stand_in, breaks_rest=number == 7
            )
        for first, last in (
            (datetime.date(2024, 10, 1), datetime.date(2024, 10, 31)), (MONTH - 30 * DAY, LAST)
        ):  # fmt: skip
            roster.generate(station=station, first=first, last=last)
        duty_list = DutyList.objects.create(
            station=station, post=Post.OFFICER, version=1, items=["巡逻"], in_force_from=datetime.date(2025, 1, 1)
        )
        for officer in made.street[:2]:
            row = DutyListConfirmation.objects.create(station=station, duty_list=duty_list, officer=officer)
            when = timezone.make_aware(datetime.datetime(2025, 10, 31, 23, 59))
            DutyListConfirmation.objects.filter(pk=row.pk).update(confirmed_at=when)
    return World(made, station)


@pytest.fixture(autouse=True)
def in_english():
    """Sentences are compared as they are written in the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world is built once a file and rolled back after it: planning three months takes seconds."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    """See :func:`make_world`; what a test changes is undone after it."""
    return copy.deepcopy(built)


@pytest.fixture(scope="module")
def gathered(built, django_db_blocker):
    """All figures of the world's month, which take longer than the papers made of them."""
    with django_db_blocker.unblock(), translation.override("en"), in_station(built.station):
        return facts.gather(built.station, built.month)


@pytest.fixture
def report(world, gathered, monkeypatch):
    """The report of the world's month."""
    with monkeypatch.context() as patch:
        patch.setattr(reports, "gather", lambda *_world: copy.deepcopy(gathered))
        return reports.make(station=world.station, month=world.month)
