"""A command room at work: incidents at every stage, crews, real verbs."""

import datetime

import pytest
from django.utils import timezone

from stations.dispatch import actions as dispatch
from stations.incidents import actions as incidents
from stations.places.models import Community
from tests.factories import make_category, make_community, make_crew, make_grid, make_incident, make_officer

SQUARE = [[116.0, 40.0], [116.01, 40.0], [116.01, 40.01], [116.0, 40.01], [116.0, 40.0]]
MINUTE = datetime.timedelta(minutes=1)


class Room:
    """Station one at work. ``record`` enters an incident, ``send`` sends a new crew of two to it."""

    def __init__(self, cast):
        self.cast, self.station = cast, cast.station
        self.desk = cast.desk.user
        self.community = make_community(cast.station, name="松林社区")
        Community.objects.filter(pk=self.community.pk).update(outline={"type": "Polygon", "coordinates": [SQUARE]})
        self.community.refresh_from_db()
        self.grid = make_grid(self.community, cast.officer)
        self.category = make_category(cast.station, "邻里纠纷", fold="dispute")

    def record(self, **fields):
        """An incident as intake leaves it, with its timers and its line in the day-book."""
        at = fields.pop("at", timezone.now())
        fields = {"community": self.community, "grid": self.grid, "category": self.category} | fields
        made = make_incident(self.station, at=at, recorded_by=self.desk, **fields)
        incidents.after(made, "record", actor=self.desk, at=at)
        return made

    def crew(self, name="", **fields):
        """A crew of two that is out."""
        people = [make_officer(self.station), make_officer(self.station)]
        return make_crew(self.station, *people, name=name, community=self.community, **fields)

    def send(self, incident, crew=None):
        """Send a crew; returns the assignment."""
        return dispatch.send(incident=incident, crew=crew or self.crew(), actor=self.desk)


@pytest.fixture
def room(cast, in_one):
    """The command room of station one; the test runs in it."""
    return Room(cast)
