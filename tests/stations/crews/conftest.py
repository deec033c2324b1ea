"""A small station whose rotation runs, with the default patterns and the crews of three days."""

import datetime

import pytest

from stations.crews import actions, setup
from stations.crews.models import Crew
from stations.kit.scoping import in_station
from stations.organisation.models import Post
from stations.roster import actions as roster
from tests.factories import make_officer, make_rotation, make_vehicle
from tests.factories.kept import kept

DAY = datetime.timedelta(days=1)


@pytest.fixture
def rotation(db):
    """A station with three officers a section; the test itself runs in its scope."""
    made = _running()
    with in_station(made.station):
        yield made


@kept
def _running():
    made = make_rotation(per_section=3)
    made.desk = make_officer(made.station, post=Post.DESK, team=made.teams["command"])
    with in_station(made.station):
        today = roster.running_day()
        roster.generate(station=made.station, first=today - DAY, last=today + 4 * DAY)
        for _number in range(6):
            make_vehicle(made.station)
        setup.install_defaults(station=made.station)
    return made


@pytest.fixture
def tomorrow(rotation):
    """The next duty day: none of its crews has begun."""
    return roster.running_day() + DAY


@pytest.fixture
def crews(rotation, tomorrow):
    """The crews of tomorrow."""
    actions.prepare(station=rotation.station, first=tomorrow, last=tomorrow)
    return list(Crew.objects.on(tomorrow))


@pytest.fixture
def chief(rotation):
    """The station chief's account."""
    return rotation.chief.user


def crew_of(layer: str, day, number: int = 0) -> Crew:
    """One crew of a layer, by name and time."""
    return Crew.objects.on(day).filter(layer=layer).order_by("name", "starts_at")[number]


def people_of(crew: Crew) -> list[int]:
    """Ids of the officers on a crew."""
    return list(crew.members.order_by("officer_id").values_list("officer_id", flat=True))
