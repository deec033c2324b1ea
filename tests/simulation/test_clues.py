"""A thousand clues at once from phones whose connections break: each is counted once, whatever was sent again."""

import http.client
import json
import os
import random
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from community.clues.models import Clue, Giver
from stations.access.tokens import issue
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.kit.scoping import in_station
from stations.timeline.actions import broken_links
from tests.factories import make_cast
from tests.factories.clues import make_giver, make_scene
from tests.simulation.conftest import serving

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]
CLUES = int(os.environ.get("SIMULATED_CLUES", "1000"))
# Seven of ten come from members; each tells a few things, from one phone.
MEMBERS, EACH = CLUES * 7 // 10 // 5, 5
RESIDENTS = CLUES - MEMBERS * EACH
AT_ONCE = 40
# What becomes of a try: it never arrives whole; it arrives and the answer is lost; it is answered.
HALF, LOST, ANSWERED = "half", "lost", "answered"
ODDS = {HALF: 25, LOST: 35, ANSWERED: 40}


@pytest.fixture
def pages(transactional_db, tmp_path):
    """Where API and pages answer: with static files from their folders, none are collected for a test."""
    with serving(tmp_path / "server.log", TESTING="1", WATCH_QUERIES="0") as number:
        yield number


@dataclass
class Form:
    """One clue on somebody's phone, until it has been answered.

    Attributes:
        token: of a member's phone; empty for a resident, who gets a receipt code.
        place: the loopback address it comes from: the public page counts by address.
    """

    number: int
    token: str
    place: str
    path: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    receipts: set[str] = field(default_factory=set)

    def content(self) -> tuple[bytes, dict[str, str]]:
        """Body and headers."""
        words = {"words": f"第{self.number}条", "place": "雅宝路8号", "client_id": self.key}
        if self.token:
            told = words | {"scene": int(self.path), "protection": "protected"}
            head = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
            return json.dumps(told).encode(), head
        return urlencode(words).encode(), {"Content-Type": "application/x-www-form-urlencoded"}

    def send(self, port: int, fate: str) -> int | None:
        """Try once; the status where the answer came through."""
        body, head = self.content()
        path = "/api/v1/clues/" if self.token else self.path
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(self.place, 0))
        try:
            line.putrequest("POST", path)
            for name, value in (head | {"Content-Length": str(len(body))}).items():
                line.putheader(name, value)
            line.endheaders(body if fate != HALF else body[: len(body) // 2])
            if fate != ANSWERED:
                return None
            answer = line.getresponse()
            self.note(answer.read().decode())
            return answer.status
        finally:
            line.close()

    def note(self, text: str) -> None:
        """Keep the receipt code that a resident is shown."""
        if not self.token:
            self.receipts |= set(re.findall(r'data-receipt="(\w+)"', text))


class Phones:
    """All forms, sent by as many threads at once; what is lost is sent again, and a third of the answered."""

    def __init__(self, port: int, forms: list[Form]):
        self.port, self.waiting, self.lock = port, list(reversed(forms)), threading.Lock()
        self.tries, self.refused = Counter(), []

    def run(self) -> None:
        threads = [threading.Thread(target=self._work, args=(seed,)) for seed in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, seed: int) -> None:
        dice = random.Random(seed)
        while True:
            with self.lock:
                if not self.waiting:
                    return
                form = self.waiting.pop()
            for _again in range(1 + (dice.random() < 1 / 3)):
                self._until_answered(form, dice)

    def _until_answered(self, form: Form, dice: random.Random) -> None:
        status = None
        while status is None:
            fate = dice.choices(list(ODDS), weights=list(ODDS.values()))[0]
            try:
                status = form.send(self.port, fate)
            except (http.client.HTTPException, ConnectionError):
                fate = "broken"
            with self.lock:
                self.tries[fate] += 1
        if status not in (200, 201):
            self.refused.append((form.number, status))


def forms_of(cast) -> list[Form]:
    """The clues of members and residents, mixed."""
    scene = make_scene(cast.station, kind=Kind.CLUE)
    tokens = [issue(user=make_giver(cast.station), label="phone", at=timezone.now())[0] for _member in range(MEMBERS)]
    forms = [Form(n, token, "127.0.0.1", str(scene.pk)) for n, token in enumerate(tokens * EACH)]
    public = f"/q/clues/{cast.station.code.lower()}/{scene.code}/"
    forms += [Form(len(forms) + n, "", f"127.0.{1 + n // 250}.{1 + n % 250}", public) for n in range(RESIDENTS)]
    random.Random(7).shuffle(forms)
    return forms


def test_a_thousand_clues_over_bad_connections_are_each_counted_once(pages, capsys):
    cast = make_cast()
    forms = forms_of(cast)
    phones, began = Phones(pages, forms), time.monotonic()
    phones.run()
    took = time.monotonic() - began
    assert phones.refused == []
    with in_station(cast.station):
        assert (Clue.objects.count(), Incident.objects.count()) == (CLUES, CLUES)
        assert Giver.objects.count() == MEMBERS * EACH
        assert sorted(Incident.objects.values_list("serial", flat=True)) == list(range(1, CLUES + 1))
        assert Counter(map(str, Clue.objects.values_list("client_id", flat=True))) == Counter(f.key for f in forms)
        assert broken_links(station_id=cast.station.pk) == []
    codes = [form.receipts for form in forms if not form.token]
    assert all(len(shown) == 1 for shown in codes), "a form sent again shows the same receipt code"
    assert len(set.union(*codes)) == RESIDENTS
    connection.close()
    with capsys.disabled():
        print(f"\n{CLUES} clues, {sum(phones.tries.values())} tries in {took:.0f} s: {dict(phones.tries)}")
