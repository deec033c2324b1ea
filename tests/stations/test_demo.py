"""The command room of the demo: what a station of its size would have, made up from end to end."""

import datetime
import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count, Max
from django.utils import timezone

from stations.crews.models import Crew
from stations.dispatch.models import Assignment, Timer
from stations.incidents.models import Incident, Party
from stations.incidents.words import CLOSED_STATES
from stations.kit.scoping import in_station
from stations.management.demo.room import furnish
from stations.numbers.models import Counter
from stations.organisation.models import Station
from stations.roster.actions import generate
from stations.timeline.actions import broken_links
from stations.timeline.models import Entry

DAYS = 20
DAY = datetime.timedelta(days=1)


@pytest.fixture
def qianmen(db):
    """The demo station with the last weeks of its command room."""
    file = settings.BASE_DIR / "config" / "local" / "demo_data" / "qianmen.xlsx"
    call_command("import_station", file, stdout=io.StringIO(), stderr=io.StringIO())
    station, today = Station.objects.get(code="QM"), timezone.localdate()
    with in_station(station):
        generate(station=station, first=today - 6 * DAY, last=today + 6 * DAY)
        furnish(station, today - DAYS * DAY, lambda line: None)
        yield station


def test_the_demo_is_a_command_room_at_work(qianmen):
    incidents = Incident.objects.all()
    numbers = incidents.values("year").annotate(n=Count("pk"), last=Max("serial"))
    assert all(row["n"] == row["last"] for row in numbers), "numbers have no gaps"
    assert {row["year"]: row["last"] for row in numbers} == dict(
        Counter.objects.filter(series="incident").values_list("year", "last")
    )
    assert 15 < incidents.count() / DAYS < 35
    folds = dict(incidents.order_by().values_list("category__fold").annotate(n=Count("pk")))
    assert folds["dispute"] + folds["help"] > incidents.count() / 2
    states = set(incidents.open().values_list("state", flat=True))
    assert {"received", "dispatched", "en_route", "arrived", "fed_back", "referred"} <= states
    assert incidents.exclude(state__in=CLOSED_STATES).count() >= 15
    assert Timer.objects.filter(state="escalated", met_at=None).exists() and incidents.overdue().exists()
    assert Assignment.objects.active().exists() and Crew.objects.running(timezone.now()).exists()
    assert incidents.filter(community=None).count() == 0


def test_nobody_in_it_can_be_called_and_the_day_book_holds(qianmen):
    assert all(party.phone.startswith("1390000") for party in Party.objects.all()[:200])
    assert Entry.objects.filter(verb="assignment.arrive").count() > 20
    assert broken_links(station_id=qianmen.pk) == []
