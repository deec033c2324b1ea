"""Rules that find bookings worth a look: pure, thresholds as of the station's settings.

Nothing follows by itself: somebody looks, and either finds it ordinary or books it back with a reason. Nobody gets a
score and nobody is ranked (SE-29).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.recognition.words import Oddity


@dataclass(frozen=True, slots=True)
class Booked:
    """A credit that stands.

    Attributes:
        pk: of the entry.
        user, checker: ids; no checker where the house booked it.
        act: code of the rule.
        points: booked.
        month: first day of the month of booking, on the station's clock.
        done_at: when the act was done, else when it was booked.
        place: in words; empty where unknown.
    """

    pk: int
    user: int
    checker: int | None
    act: str
    points: int
    month: date
    done_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What may be worth a look; ``key`` makes it the same finding tomorrow."""

    kind: Oddity
    key: str
    user: int
    other: int | None
    entries: tuple[int, ...]


def one_checker(rows: Iterable[Booked], percent: int, least: int) -> Iterator[Found]:
    """One checker booked at least ``percent`` of the points of a person in a month, in ``least`` bookings or more."""
    months = defaultdict(list)
    for row in rows:
        months[row.user, row.month].append(row)
    for (user, month), mine in months.items():
        total, checkers = sum(row.points for row in mine), defaultdict(list)
        for row in mine:
            if row.checker:
                checkers[row.checker].append(row)
        for checker, theirs in checkers.items():
            if len(theirs) >= least and 100 * sum(row.points for row in theirs) >= percent * total:
                key = f"checker:{user}:{checker}:{month:%Y-%m}"
                yield Found(Oddity.CHECKER, key, user, checker, tuple(sorted(row.pk for row in theirs)))


def bursts(rows: Iterable[Booked], count: int, minutes: int) -> Iterator[Found]:
    """A person did the same kind of act ``count`` times or more within ``minutes``."""
    acts = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.done_at, row.pk)):
        acts[row.user, row.act].append(row)
    for (user, _act), mine in acts.items():
        first = 0
        while first < len(mine):
            until = mine[first].done_at + timedelta(minutes=minutes)
            run = [row for row in mine[first:] if row.done_at <= until]
            if len(run) >= count:
                yield Found(Oddity.BURST, f"burst:{run[0].pk}", user, None, tuple(sorted(row.pk for row in run)))
                first += len(run)
            else:
                first += 1


def together(rows: Iterable[Booked], minutes: int) -> Iterator[Found]:
    """Two people have the same kind of act at one place within ``minutes``."""
    places = defaultdict(list)
    for row in rows:
        if row.place.strip():
            places[row.act, "".join(row.place.split())].append(row)
    for there in places.values():
        there.sort(key=lambda row: (row.done_at, row.pk))
        for place, one in enumerate(there):
            for other in there[place + 1 :]:
                if other.done_at - one.done_at > timedelta(minutes=minutes):
                    break
                if other.user != one.user:
                    pair = tuple(sorted((one.pk, other.pk)))
                    yield Found(Oddity.TOGETHER, f"together:{pair[0]}:{pair[1]}", one.user, other.user, pair)


def caps_reached(rows: Iterable[Booked], caps: dict[str, int], months: int) -> Iterator[Found]:
    """A person reached the cap of an act in so many months one after the other.

    Args:
        caps: act → points a month; acts without a cap are left out.
        months: how many in a row.
    """
    sums: dict[tuple[int, str], dict[date, list[Booked]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if caps.get(row.act):
            sums[row.user, row.act][row.month].append(row)
    for (user, act), by_month in sums.items():
        full = sorted(month for month, mine in by_month.items() if sum(row.points for row in mine) >= caps[act])
        for last in range(months - 1, len(full)):
            run = full[last - months + 1 : last + 1]
            if _months_between(run[0], run[-1]) == months - 1:
                entries = tuple(sorted(row.pk for month in run for row in by_month[month]))
                yield Found(Oddity.CAP, f"cap:{user}:{act}:{run[-1]:%Y-%m}", user, None, entries)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def all_of(rows: Sequence[Booked], settings, caps: dict[str, int]) -> list[Found]:
    """Everything worth a look by the station's thresholds, each finding once."""
    found = [
        *one_checker(rows, settings.share_percent, settings.share_least),
        *bursts(rows, settings.burst_count, settings.burst_minutes),
        *together(rows, settings.together_minutes),
        *caps_reached(rows, caps, settings.cap_months),
    ]
    return list({one.key: one for one in found}.values())
