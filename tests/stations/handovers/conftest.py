"""A station at half past nine: the duty of today began at eight, and its handover waits for two signatures."""

import datetime
from dataclasses import dataclass

import pytest
from django.utils import timezone

from stations.crews.models import Asset
from stations.handovers import actions, readings
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Post
from stations.roster import actions as roster
from stations.roster.models import Duty
from stations.roster.planner import local
from tests.factories import client_of, make_officer, make_rotation
from tests.factories.kept import kept

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """``clock(8, 5)`` makes it 08:05 of today and returns the moment; ``days`` moves on."""
    today = timezone.localdate()

    def turn(hour: int, minute: int = 0, days: int = 0) -> datetime.datetime:
        moment = local(today + days * DAY, datetime.time(hour, minute))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    turn(9, 30)
    return turn


@dataclass
class Morning:
    """One handover and the people around it."""

    rotation: object
    today: datetime.date
    outgoing: Officer
    incoming: Officer
    other: Officer
    desk: Officer

    @property
    def station(self):
        """The station."""
        return self.rotation.station

    def handover(self):
        """The handover of now, as the database has it."""
        return actions.prepare(station=self.station, at=timezone.now())

    def page(self):
        """Its address."""
        return f"/duty/handovers/{self.handover().pk}/"


@pytest.fixture
def morning(db, clock):
    """The test runs inside the station; the commanders of yesterday and today are two deputies."""
    made = _morning()
    with in_station(made.station):
        yield made


@kept
def _morning() -> Morning:
    rotation = make_rotation()
    with in_station(rotation.station):
        today = roster.running_day()
        roster.generate(station=rotation.station, first=today - 2 * DAY, last=today + 2 * DAY)
        leads = {
            duty.date: duty.officer for duty in Duty.objects.filter(commander=True).select_related("officer__user")
        }
        out, incoming = leads[today - DAY], leads[today]
        other = next(one for one in rotation.deputies if one.pk not in {out.pk, incoming.pk})
        desk = make_officer(rotation.station, post=Post.DESK, team=rotation.teams["command"])
        return Morning(rotation, today, out, incoming, other, desk)


@pytest.fixture
def on_duty(morning):
    """An ordinary officer who works today."""
    duty = Duty.objects.on(morning.today).filter(role="primary", officer__post=Post.OFFICER).first()
    return duty.officer


@pytest.fixture
def off_duty(morning):
    """An ordinary officer who rests today."""
    working = Duty.objects.working().filter(date=morning.today)
    resting = Officer.objects.filter(post=Post.OFFICER).exclude(pk__in=working.values("officer"))
    return resting.first()


@pytest.fixture
def things(morning):
    """A car, six keys and twenty radios."""
    rows = [("vehicle", "京A0001警", "巡逻车", 1), ("key", "K01", "大门钥匙", 6), ("equipment", "E01", "对讲机", 20)]
    return [
        Asset.objects.create(station=morning.station, kind=kind, code=code, name=name, quantity=quantity)
        for kind, code, name, quantity in rows
    ]


@pytest.fixture
def note(morning):
    """``note("person", "…")``: a note of the desk."""

    def write(kind: str = "note", text: str = "三层打印机报修", **more):
        return actions.write_note(station=morning.station, kind=kind, text=text, actor=morning.desk.user, **more)

    return write


@pytest.fixture
def browser():
    """``browser(officer)``: logged in."""
    return client_of


@pytest.fixture
def signed(morning):
    """Both have signed."""
    handover = actions.give(handover=morning.handover(), actor=morning.outgoing.user)
    actions.take(handover=handover, actor=morning.incoming.user)
    return readings.rows().get(pk=handover.pk)
