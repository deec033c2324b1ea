"""The station of the simulated day: eight desks, twelve crews of two, and the doors of its API."""

import http.client
import json
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from stations.access.tokens import issue
from stations.organisation.models import Officer, Post, Station
from tests.factories import make_category, make_community, make_crew, make_officer, make_station
from tests.factories.dispatch import make_circle

DESKS, FIRST, SECOND = 8, 2, 10


@dataclass
class Answer:
    """Status and body of one call."""

    status: int
    body: object


class Caller:
    """One person's program: a connection that stays open, a token, the time each call took."""

    def __init__(self, port: int, token: str, took: dict[str, list[float]]):
        self.port, self.token, self.took = port, token, took
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, name: str, method: str, path: str, **body) -> Answer:
        """One request; a connection the server closed is opened again once."""
        began = time.monotonic()
        try:
            answer = self._once(method, path, body)
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            answer = self._once(method, path, body)
        self.took[name].append(time.monotonic() - began)
        assert answer.status < 500, (method, path, answer.body)
        return answer

    def _once(self, method: str, path: str, body: dict) -> Answer:
        content = json.dumps(body) if method == "POST" else None
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1/{path}", content, headers)
        response = self.connection.getresponse()
        text = response.read()
        return Answer(response.status, json.loads(text) if text else None)


@dataclass
class House:
    """Station, people, and how long their calls took."""

    station: Station
    chief: Officer
    desks: list[Officer]
    crews: dict[int, list[Officer]]
    categories: list
    communities: list
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def caller(self, officer: Officer, port: int) -> Caller:
        """A program of one person, with a token of its own."""
        token, _row = issue(user=officer.user, label="simulation", at=timezone.now())
        return Caller(port, token, self.took)

    def figures(self) -> str:
        """Calls by kind with median and p95 in milliseconds."""
        lines = []
        for name, spans in sorted(self.took.items()):
            tail = sorted(spans)[int(len(spans) * 0.95) - 1] if len(spans) > 1 else spans[0]
            lines.append(f"  {name:12} {len(spans):6}  p50 {statistics.median(spans) * 1000:6.0f} ms  "
                         f"p95 {tail * 1000:6.0f} ms")  # fmt: skip
        return "\n".join(lines)


def build() -> House:
    """Everything but the incidents; grade Ⅰ has seconds only, so that timers do go off."""
    station = make_station("QM", "前门所")
    communities = [make_community(station, f"社区{number}") for number in range(3)]
    crews = {}
    for number in range(FIRST + SECOND):
        officers = [make_officer(station), make_officer(station, post=Post.AUXILIARY)]
        second = number >= FIRST
        crew = make_crew(
            station, *officers, name=f"车组{number + 1}", layer="second" if second else "first",
            community=communities[number % 3] if second else None,
        )  # fmt: skip
        crews[crew.pk] = officers
    make_circle(station, grade=1, assign_seconds=1, accept_seconds=1, arrive_seconds=2, close_hours=1)
    make_circle(station, grade=2, assign_seconds=3, accept_seconds=3, arrive_seconds=5, close_hours=1)
    return House(
        station=station,
        chief=make_officer(station, post=Post.CHIEF),
        desks=[make_officer(station, post=Post.DESK) for _number in range(DESKS)],
        crews=crews,
        categories=[make_category(station, grade=number % 4 + 1) for number in range(8)],
        communities=communities,
    )
