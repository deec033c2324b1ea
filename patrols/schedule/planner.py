"""What a plan means for a day: duties with their times, points and named guards. Pure: values in, values out.

The same plan, day and slot always give the same duty, whoever asks and how often (四定: area, grid, task and time
are never empty, and it says who).
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from patrols.schedule.words import Mode

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TRIES = 64


@dataclass(frozen=True, slots=True)
class Spot:
    """A point a plan may send somebody to.

    Attributes:
        checkpoint_id: the point.
        leg: metres from the one before along the route; 0 without an order.
        not_before: minutes after the start of a duty.
    """

    checkpoint_id: int
    leg: int = 0
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plan as the planner sees it.

    Attributes:
        plan_id: seed of the draw.
        squad_id, area_id, grid_id, route_id, task: what every duty of it says (四定).
        mode: see :class:`Mode`.
        start, end: in force from, up to (excluded).
        weekdays: ISO, 1 is Monday.
        slots: (time of day, minutes), sorted.
        spots: active points of the route in order, or of the area.
        guards: named guards in the order of their turns.
        people: guards a duty.
        draw, quota: of a random duty.
        stay_minutes: of a window.
    """

    plan_id: int
    squad_id: int
    area_id: int
    grid_id: int
    route_id: int | None
    task: str
    mode: str
    start: date
    end: date | None
    weekdays: frozenset[int]
    slots: tuple[tuple[time, int], ...]
    spots: tuple[Spot, ...]
    guards: tuple[int, ...]
    people: int = 2
    draw: int = 0
    quota: int = 0
    stay_minutes: int = 0

    def holds_on(self, day: date) -> bool:
        """Whether it makes duties on a day."""
        return self.start <= day and (self.end is None or day < self.end) and day.isoweekday() in self.weekdays

    def ordinal(self, day: date, slot: int) -> int:
        """How many duties the plan made before this one, since it came into force."""
        weeks, rest = divmod((day - self.start).days, 7)
        days = weeks * len(self.weekdays)
        days += sum((self.start + n * DAY).isoweekday() in self.weekdays for n in range(rest))
        return days * len(self.slots) + slot


@dataclass(frozen=True, slots=True)
class Due:
    """A point on a planned duty, in its order from 1."""

    checkpoint_id: int
    seq: int
    leg: int
    not_before: datetime | None


@dataclass(slots=True)
class Planned:
    """A duty as it ought to be.

    Attributes:
        scheme: its plan.
        day: duty day; a duty past midnight belongs to the day it begins (set here, never derived again).
        turn: its number among the duties of the plan; decides who goes.
        starts_at, ends_at: half open.
        points: what it owes.
        wanted: how many of them have to be visited.
    """

    scheme: Scheme
    day: date
    turn: int
    starts_at: datetime
    ends_at: datetime
    points: list[Due] = field(default_factory=list)
    wanted: int = 0

    @property
    def key(self) -> tuple[int, datetime]:
        """What makes it the same duty."""
        return self.scheme.plan_id, self.starts_at

    def candidates(self) -> list[int]:
        """The named guards in the order in which they are asked: those whose turn it is, then the next ones."""
        guards = self.scheme.guards
        if not guards:
            return []
        first = self.turn * self.scheme.people % len(guards)
        return [*guards[first:], *guards[:first]]


def duties(scheme: Scheme, first: date, last: date, zone: ZoneInfo) -> list[Planned]:
    """All duties of a plan on the days ``first`` … ``last`` (both included), in the order of time.

    Args:
        scheme: the plan.
        first, last: duty days.
        zone: the wall clock of the station.
    """
    found = []
    for offset in range((last - first).days + 1):
        day = first + offset * DAY
        if not scheme.holds_on(day) or not scheme.spots:
            continue
        for slot, (clock, minutes) in enumerate(scheme.slots):
            starts_at = datetime.combine(day, clock, tzinfo=zone)
            turn = scheme.ordinal(day, slot)
            found.append(Planned(scheme, day, turn, starts_at, starts_at + minutes * MINUTE))
    _points(scheme, found)
    return found


def _points(scheme: Scheme, found: Sequence[Planned]) -> None:
    """Give every duty its points: those of the route, or a drawn list of its own."""
    if not found:
        return
    by_id = {spot.checkpoint_id: spot for spot in scheme.spots}
    lists: dict[int, list[int]] = {}
    if scheme.mode == Mode.RANDOM:
        first, last = found[0].turn, found[-1].turn
        drawn = islice(draws(scheme.plan_id, list(by_id), scheme.draw), first, last + 1)
        lists = dict(enumerate(drawn, first))
    for duty in found:
        chosen = [by_id[pk] for pk in lists.get(duty.turn, by_id)]
        duty.points = [
            Due(
                spot.checkpoint_id, seq, 0 if scheme.mode == Mode.RANDOM else spot.leg,
                duty.starts_at + spot.not_before * MINUTE if spot.not_before else None,
            )
            for seq, spot in enumerate(chosen, 1)
        ]  # fmt: skip
        duty.wanted = wanted(scheme.mode, len(chosen), scheme.quota)


def wanted(mode: str, points: int, quota: int) -> int:
    """How many points have to be visited: all of a slot, the two ends of a window, the quota of a random duty."""
    if mode == Mode.RANDOM:
        return min(quota, points)
    return min(points, 2) if mode == Mode.WINDOW else points


# -- 全时段随机: a shuffled bag ------------------------------------------------------------------------------------


def draws(seed: int, points: Sequence[int], size: int) -> Iterator[list[int]]:
    """Endless lists of ``size`` points for the duties of a plan, one after the other.

    A bag is shuffled and emptied before it is filled again, so every point comes up before any comes up twice; a list
    never names a point twice, and two following lists are never the same (other points where there are more than one
    list takes, at least another order else; a single point leaves no choice).

    Args:
        seed: the plan; the same seed and points give the same lists.
        points: to draw from, each once.
        size: points a list, at most as many as there are.
    """
    pool, size = sorted(points), min(size, len(points))
    if size < 1:
        return
    bag: list[int] = []
    before: list[int] = []
    turn = 0
    while True:
        rest, bag = bag[:size], bag[size:]
        missing = size - len(rest)
        if missing:
            turn += 1
            head, bag = _refill(f"{seed}:{turn}", pool, rest, missing, before)
            rest = rest + head
        yield list(rest)
        before = rest


def _refill(seed: str, pool: list[int], rest: list[int], missing: int, before: list[int]) -> tuple[list[int], list]:
    """A new bag: what completes the present list, and what stays in it."""
    for attempt in range(TRIES):
        shuffled = random.Random(f"{seed}:{attempt}").sample(pool, len(pool))
        head = [pk for pk in shuffled if pk not in rest][:missing]
        if not _same(rest + head, before, len(pool)):
            break
    return head, [pk for pk in shuffled if pk not in head]


def _same(drawn: list[int], before: list[int], points: int) -> bool:
    """Whether a list repeats the one before it."""
    if len(drawn) < points:
        return set(drawn) == set(before)
    return drawn == before and points > 1


# -- named guards by turns -----------------------------------------------------------------------------------------


def seat(
    planned: Iterable[Planned],
    may_go: Callable[[int, Planned], bool],
    busy: dict[int, list[tuple[datetime, datetime]]],
    kept: dict[tuple[int, datetime], list[int]] | None = None,
) -> dict[tuple[int, datetime], list[int]]:
    """Who goes on which duty: those whose turn it is, the next one of the plan for whoever cannot.

    Args:
        planned: duties in the order of time.
        may_go: whether a guard serves in the squad on the duty's day.
        busy: what guards already do elsewhere; what is given here is added.
        kept: guards already on a duty, by key; those who may still go stay.

    Returns:
        Guards by duty; fewer than wanted is a gap.
    """
    seats: dict[tuple[int, datetime], list[int]] = {}
    kept = kept or {}
    for duty in planned:
        chosen: list[int] = []
        for guard in [*kept.get(duty.key, ()), *duty.candidates()]:
            if len(chosen) >= max(duty.scheme.people, len(kept.get(duty.key, ()))):
                break
            spans = busy.setdefault(guard, [])
            meets = any(start < duty.ends_at and duty.starts_at < end for start, end in spans)
            if guard in chosen or meets or not may_go(guard, duty):
                continue
            chosen.append(guard)
            spans.append((duty.starts_at, duty.ends_at))
        seats[duty.key] = chosen
    return seats
