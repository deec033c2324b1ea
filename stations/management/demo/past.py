"""Fourteen months of closed incidents: hours, weekdays, seasons and a falling trend as a station knows them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, pi

from django.utils import timezone

from stations.catalogue.models import Category, Spot
from stations.incidents.models import Feedback, Handler, Incident, Party
from stations.incidents.persons import phone_index
from stations.incidents.words import Result, Satisfaction, Source, State, Unknown
from stations.management.demo.copying import number, write
from stations.management.demo.ground import within
from stations.management.demo.words import GIVEN, LANES, SURNAMES, TALES, group_of
from stations.numbers.models import Counter

DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
# Share of each hour of the day, and how much busier each weekday is (Monday first).
HOURS = (22, 14, 9, 6, 5, 7, 14, 30, 42, 46, 48, 46, 44, 40, 42, 46, 50, 56, 62, 68, 66, 58, 46, 33)
WEEKDAYS = (0.94, 0.95, 0.96, 0.99, 1.07, 1.08, 1.01)
# More than half are disputes and requests for help.
SHARES = {
    "dispute": 34, "help": 20, "order": 10, "criminal": 5, "traffic": 8, "other": 5, "nuisance": 5, "errand": 8,
    "hazard": 4, "clue": 3, "found": 2, "loss": 2,
}  # fmt: skip
SOURCES = (Source.EMERGENCY,) * 12 + (Source.PHONE,) * 3 + (Source.WALK_IN,) * 3 + (Source.HOTLINE, Source.VIDEO)
KIND_SOURCES = {
    "hazard": (Source.PATROL, Source.PATROL, Source.MEMBER, Source.VIDEO, Source.WALK_IN),
    "clue": (Source.MEMBER, Source.PHONE, Source.WALK_IN, Source.ONLINE),
    "found": (Source.WALK_IN, Source.PATROL),
    "loss": (Source.WALK_IN, Source.PHONE),
}
RESULTS = {
    "dispute": (Result.MEDIATED,) * 8 + (Result.HANDED_ON, Result.NOTHING),
    "help": (Result.HELPED,) * 9 + (Result.NOTHING,),
    "order": (Result.DISSUADED,) * 5 + (Result.CASE,) * 2 + (Result.NOTHING,) * 2,
    "criminal": (Result.CASE,) * 3 + (Result.NOTHING, Result.OTHER),
    "traffic": (Result.HANDED_ON, Result.GUIDED, Result.GUIDED),
    "other": (Result.GUIDED, Result.HANDED_ON),
    "nuisance": (Result.NUISANCE, Result.FALSE),
}
PARTS = {"found": Party.Part.FINDER, "loss": Party.Part.OWNER}
# A rise of this much going back a year: the station is getting quieter.
LAST_YEAR = 0.22
FEEDBACK_DAYS, HANDLER_DAYS = 120, 60


@dataclass
class Ground:
    """What the incidents of one station stand on, loaded once."""

    station: object
    leaves: list[Category]
    spots: list[Spot]
    outlines: dict[int, object]
    grids: dict[int, int]
    desk: list
    police: dict[int | None, list]
    rate: float
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self):
        self._leaves: dict[str, list[Category]] = {}
        for leaf in self.leaves:
            self._leaves.setdefault(group_of(leaf), []).append(leaf)
        self._groups = [name for name in SHARES if name in self._leaves]

    def pick(self, group: str = "", place: int | None = None) -> tuple[Category, str, str]:
        """A category with what happened and what was done.

        Args:
            group: heading of the tales; by its share unless given.
            place: which of its tales; by chance unless given.
        """
        group = group or self.chance.choices(self._groups, [SHARES[name] for name in self._groups])[0]
        tales = TALES[group]
        word, what, done = tales[place % len(tales)] if place is not None else self.chance.choice(tales)
        leaves = self._leaves[group]
        return next((leaf for leaf in leaves if word in leaf.name), leaves[0]), what, done


@dataclass
class Made:
    """The rows of one station before they are written."""

    incidents: list[Incident] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    handlers: list[Handler] = field(default_factory=list)
    feedbacks: list[Feedback] = field(default_factory=list)


def somebody(chance: random.Random) -> tuple[str, str]:
    """A made-up person with one of the numbers 1390000xxxx, which nobody is meant to have."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN), f"139{chance.randint(1000, 2600):08d}"


def expected(ground: Ground, day: date, today: date) -> float:
    """How many incidents a day brings: trend, weekday, and a little more in summer."""
    age = (today - day).days / 365
    season = 1 + 0.08 * cos(2 * pi * (day.timetuple().tm_yday - 200) / 365)
    return ground.rate * (1 + LAST_YEAR * age) * WEEKDAYS[day.weekday()] * season


def moments(ground: Ground, day: date, today: date, until: datetime) -> list[datetime]:
    """The moments of one day at which something is reported, in order, none after ``until``."""
    mean = expected(ground, day, today)
    count = max(0, round(ground.chance.gauss(mean, mean**0.5)))
    begin = timezone.make_aware(datetime(day.year, day.month, day.day))
    found = [
        begin + hour * HOUR + ground.chance.randrange(3600) * SECOND
        for hour in ground.chance.choices(range(24), HOURS, k=count)
    ]
    return sorted(moment for moment in found if moment < until)


def place(ground: Ground, incident: Incident) -> None:
    """A known place, or a house in some grid, sometimes without a point."""
    chance = ground.chance
    if ground.spots and chance.random() < 0.3:
        # Three places are known for it.
        spot = chance.choice(ground.spots[:3] if chance.random() < 0.3 else ground.spots)
        incident.place, incident.spot = spot.name, spot
        incident.lat, incident.lng = spot.lat, spot.lng
        incident.grid_id, incident.community_id = spot.grid_id, spot.community_id
        return
    grid = chance.choice(list(ground.grids))
    incident.grid_id, incident.community_id = grid, ground.grids[grid]
    incident.place = f"{chance.choice(LANES)}{chance.randint(1, 60)}号院{chance.randint(1, 6)}单元"
    if grid in ground.outlines and chance.random() < 0.9:
        incident.lat, incident.lng = within(ground.outlines[grid], chance)


def begin(ground: Ground, at: datetime) -> Incident:
    """An incident as it was recorded at the desk, still without a number."""
    chance = ground.chance
    leaf, what, done = ground.pick()
    incident = Incident(
        station=ground.station, kind=leaf.kind, source=chance.choice(KIND_SOURCES.get(leaf.kind, SOURCES)),
        grade=leaf.grade, call_category=leaf, category=leaf, summary=what, result_text="",
        reported_at=at, received_at=at + chance.randint(5, 70) * SECOND, recorded_by=chance.choice(ground.desk).user,
    )  # fmt: skip
    incident.outcome = done
    place(ground, incident)
    if leaf.kind == "call":
        incident.injuries = chance.choices((Unknown.NO, Unknown.UNKNOWN, Unknown.YES), (80, 14, 6))[0]
        incident.weapons = chance.choices((Unknown.NO, Unknown.UNKNOWN, Unknown.YES), (88, 11, 1))[0]
        incident.confidential = chance.random() < 0.03
    return incident


def crew_of(ground: Ground, incident: Incident) -> list:
    """Two officers of the community's team, or anybody."""
    able = ground.police.get(incident.community_id) or ground.police[None]
    return ground.chance.sample(able, 2)


def finish(ground: Ground, incident: Incident, officers: Sequence, now: datetime) -> None:
    """Take a recorded incident to its end, or as far as the present moment allows."""
    chance = ground.chance
    if incident.kind in ("call", "help"):
        _handled(chance, incident, officers)
    else:
        _looked_after(ground, incident, officers)
    for column, ago in (("fed_back_at", 9), ("closed_at", 3)):
        value = getattr(incident, column)
        if value:
            setattr(incident, column, min(value, now - ago * MINUTE))
    if incident.followed_up_at and incident.followed_up_at > now:
        incident.followed_up_at, incident.satisfaction, incident.state = None, "", State.CLOSED


def _handled(chance: random.Random, incident: Incident, officers: Sequence) -> None:
    fold = incident.category.fold
    incident.result, incident.result_text = chance.choice(RESULTS[fold]), incident.outcome
    if chance.random() < 0.07:
        # Settled by whoever was there; it never entered the queue.
        incident.on_the_spot, incident.state = True, State.SETTLED
        incident.closed_at = incident.first_contact_at = incident.received_at + chance.randint(1, 12) * MINUTE
        return
    speed = {1: 0.6, 2: 0.8, 3: 1.0, 4: 1.5}[incident.grade]
    at = incident.received_at + chance.randint(15, 80) * SECOND
    for column, low, high in (
        ("dispatched_at", 0, 20), ("accepted_at", 8, 55), ("departed_at", 15, 90), ("arrived_at", 110, 520),
    ):  # fmt: skip
        at += int(chance.randint(low, high) * (speed if column == "arrived_at" else 1)) * SECOND
        setattr(incident, column, at)
    incident.first_contact_at = incident.arrived_at
    if fold in ("order", "criminal"):
        incident.controlled_at = at = at + chance.randint(2, 9) * MINUTE
    incident.fed_back_at = at + chance.randint(8, 75) * MINUTE
    slow = chance.random() < 0.05
    wait = chance.randint(24, 60) * HOUR if slow else chance.randint(3, 170) * MINUTE
    incident.closed_at = incident.fed_back_at + wait
    incident.state = State.CLOSED
    incident.due_at = incident.received_at + DAY
    if fold in ("dispute", "order"):
        incident.violation = fold == "order" and chance.random() < 0.5
    if chance.random() < 0.13:
        incident.state, incident.follow_up_wanted = State.FOLLOWED_UP, True
        incident.followed_up_at = incident.closed_at + chance.randint(10, 70) * HOUR
        incident.satisfaction = chance.choices(list(Satisfaction), (70, 18, 4, 8))[0]
        incident.reopened = int(incident.satisfaction == Satisfaction.DISSATISFIED and chance.random() < 0.6)


def _looked_after(ground: Ground, incident: Incident, officers: Sequence) -> None:
    chance = ground.chance
    incident.result_text, at = incident.outcome, incident.received_at + chance.randint(1, 30) * HOUR
    incident.first_contact_at = incident.received_at + chance.randint(1, 90) * MINUTE
    incident.state, incident.closed_at = State.CLOSED, at + chance.randint(1, 40) * HOUR
    if incident.kind == "hazard":
        incident.result, incident.fed_back_at = Result.REMOVED, at
        incident.fixer, incident.verifier = officers[0].user, officers[1].user
    elif incident.kind == "clue":
        incident.result = chance.choice((Result.USED, Result.UNUSED, Result.UNUSED))
        incident.fed_back_at = at
    elif chance.random() < 0.7:
        incident.state, incident.result = State.RETURNED, Result.RETURNED
    else:
        incident.result, incident.result_text = (
            Result.OTHER,
            "期满无人认领，按规定移交" if incident.kind == "found" else "未找到，已告知",
        )


def year_of(ground: Ground, first: date, today: date, now: datetime) -> Made:
    """All that was closed from ``first`` to now."""
    made, day = Made(), first
    while day <= today:
        # What came in during the last hour and a half is still open: ``today.py`` makes it.
        for at in moments(ground, day, today, now - 100 * MINUTE):
            incident = begin(ground, at)
            officers = crew_of(ground, incident)
            finish(ground, incident, officers, now)
            _blemish(ground, incident, made)
            _tell(ground, incident, officers, made, (today - day).days)
            made.incidents.append(incident)
        day += DAY
    return made


def _blemish(ground: Ground, incident: Incident, made: Made) -> None:
    """Now and then a repeated report, a wrong entry, another category at the end."""
    chance, dice = ground.chance, ground.chance.random()
    if dice < 0.035 and made.incidents and made.incidents[-1].main is None and incident.kind == "call":
        main = made.incidents[-1]
        if main.kind != "call" or main.state == State.STRUCK:
            return
        incident.state, incident.main, incident.result = State.LINKED, main, Result.DUPLICATE
        incident.place, incident.spot_id, incident.lat, incident.lng = main.place, main.spot_id, main.lat, main.lng
        incident.community_id, incident.grid_id = main.community_id, main.grid_id
        incident.category = incident.call_category = main.category
        for column in ("dispatched_at", "accepted_at", "departed_at", "arrived_at", "controlled_at", "fed_back_at",
                       "closed_at", "followed_up_at"):  # fmt: skip
            setattr(incident, column, None)
    elif dice < 0.04:
        incident.state, incident.struck_reason = State.STRUCK, "录入错误，重复建单"
    elif dice < 0.11 and incident.kind == "call":
        incident.call_category = chance.choice([leaf for leaf in ground.leaves if leaf.kind == "call"])


def _tell(ground: Ground, incident: Incident, officers: Sequence, made: Made, age: int) -> None:
    """The reporting person, who handled it, and what was fed back, for the nearer past."""
    chance = ground.chance
    if chance.random() < 0.55 and incident.source not in (Source.PATROL, Source.VIDEO):
        name, phone = somebody(chance)
        made.parties.append(Party(
            station=ground.station, incident=incident, name=name, phone=phone, phone_index=phone_index(phone),
            part=PARTS.get(incident.kind, "reporter"), reported_at=incident.reported_at,
        ))  # fmt: skip
    if age <= HANDLER_DAYS and incident.dispatched_at:
        made.handlers += [
            Handler(station=ground.station, incident=incident, officer=officer, since=incident.dispatched_at,
                    until=incident.closed_at)
            for officer in officers
        ]  # fmt: skip
    if age <= FEEDBACK_DAYS and incident.fed_back_at and incident.result:
        made.feedbacks.append(Feedback(
            station=ground.station, incident=incident, by=officers[0].user, at=incident.fed_back_at,
            category=incident.category, result=incident.result, text=incident.outcome, violation=incident.violation,
        ))  # fmt: skip


def give_numbers(incidents: list[Incident]) -> None:
    """Number them without gaps by year in the order of receipt, and set the counters (IN-01)."""
    last: dict[int, int] = {}
    for incident in sorted(incidents, key=lambda one: one.received_at):
        incident.year = timezone.localtime(incident.received_at).year
        incident.serial = last[incident.year] = last.get(incident.year, 0) + 1
    for year, serial in last.items():
        Counter.objects.update_or_create(
            station_id=incidents[0].station_id, series="incident", year=year, defaults={"last": serial}
        )


def store(made: Made, now: datetime) -> int:
    """Write everything, mains before their duplicates."""
    number(made.incidents)
    for incident in made.incidents:
        incident.main_id = incident.main.pk if incident.main else None
    for rows in (made.parties, made.handlers, made.feedbacks):
        for row in rows:
            row.incident_id = row.incident.pk
        number(rows)
    for rows in (made.incidents, made.parties, made.handlers, made.feedbacks):
        write(rows, now)
    return len(made.incidents)
