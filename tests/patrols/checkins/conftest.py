"""A squad at work at nine o'clock, and a phone in a guard's hand."""

import datetime
import uuid
from dataclasses import dataclass, field

import pytest

from patrols.checkins import actions
from patrols.checkins.answers import Outcome
from patrols.models import Guard
from patrols.routes import signs
from tests.factories.patrols import Patrols, make_patrol_duty, make_patrols

NINE = datetime.datetime(2026, 11, 22, 1, 0, tzinfo=datetime.UTC)  # 09:00 in Beijing
MINUTE = datetime.timedelta(minutes=1)


def clock(minutes: float = 0) -> datetime.datetime:
    """So many minutes after nine."""
    return NINE + minutes * MINUTE


@dataclass
class Phone:
    """What a guard's phone does: it counts, it knows where it is, it sends."""

    guard: Guard
    phone: str = field(default_factory=lambda: str(uuid.uuid4()))
    counter: int = 0

    def scan(self, point, at, **said) -> Outcome:
        """Check in at a point at a moment of the server; what is not said is as it ought to be."""
        self.counter += 1
        said = {
            "client_id": uuid.uuid4(), "claimed_at": at, "counter": self.counter, "lat": point.lat, "lng": point.lng,
            "accuracy": 12, "token": signs.printed(point), "phone": self.phone,
        } | said  # fmt: skip
        return actions.check_in(guard=self.guard, at=at, **said)


@pytest.fixture
def patrols(in_one) -> Patrols:
    """The cast, with a duty from nine to eleven."""
    made = make_patrols(in_one)
    made.duty.guards.all().delete()
    made.duty.delete()
    made.duty = make_patrol_duty(made.squad, made.route, [made.leader, made.guard], starts_at=NINE)
    return made


@pytest.fixture
def points(patrols):
    """The three points of the route, 111 m apart."""
    return [point.checkpoint for point in patrols.route.points.select_related("checkpoint").order_by("seq")]


@pytest.fixture
def phone(patrols) -> Phone:
    """The guard's phone."""
    return Phone(patrols.guard)
