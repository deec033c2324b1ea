"""Reckons a duty from the check-ins: what was visited, in time, how far, how long; closes what is over.

Check-ins lie in a room above: they register a reader here and this room never looks up. Without a reader the visits
kept with the points (:class:`DutyTarget`) are all there is.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled

from patrols.routes.models import Checkpoint
from patrols.schedule import LIVE, rules, telling
from patrols.schedule.models import DutyTarget, PatrolDuty
from patrols.schedule.rules import Point
from patrols.schedule.walks import Walk, walked
from patrols.schedule.words import Mode, State
from patrols.squads.models import PatrolSettings
from stations.kit import live
from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.timeline.actions import record

log = logging.getLogger(__name__)
BATCH = 200
REACH = timedelta(days=2)


class Seen(NamedTuple):
    """One counted check-in of a duty."""

    at: datetime
    checkpoint_id: int
    guard_id: int
    offline: bool = False
    flagged: bool = False


Source = Callable[[Sequence[int]], Mapping[int, Iterable[tuple]]]
_source: list[Source] = []


def register(source: Source) -> None:
    """Say where counted check-ins are read; called once from ``registrations.py`` of the check-ins.

    Args:
        source: ids of duties → tuples (:class:`Seen`) by duty, in the order of time, in one query.
    """
    _source[:] = [source]


# -- one duty ------------------------------------------------------------------------------------------------------


def reckon(duty: PatrolDuty) -> PatrolDuty:
    """Reckon one duty anew and save it; the caller holds its lock.

    Returns:
        The duty, with ``planned`` … ``metres`` as they are now. Its state is not touched: see :func:`close_due`.
    """
    _reckon([duty])
    return duty


FIGURES = ["visited", "on_time", "offline", "flagged", "first_at", "last_at", "metres", "reckon"]


def _reckon(duties: list[PatrolDuty]) -> dict[int, list[Point]]:
    """Figures of some duties, in a fixed number of queries; returns their points."""
    ids = [duty.pk for duty in duties]
    targets: dict[int, list[DutyTarget]] = defaultdict(list)
    for target in DutyTarget.objects.filter(duty__in=ids).order_by("duty", "seq", "id"):
        targets[target.duty_id].append(target)
    seen = {pk: [Seen(*row) for row in rows] for pk, rows in _source[0](ids).items()} if _source else None
    places = _places(targets, seen or {})
    found, changed = {}, []
    for duty in duties:
        rows = targets[duty.pk]
        here = _stored(rows) if seen is None else sorted(seen.get(duty.pk, []), key=lambda one: one.at)
        if seen is not None:
            changed += _refresh(rows, here)
        found[duty.pk] = points = _points(rows, here)
        _figures(duty, points, here, places)
    DutyTarget.objects.bulk_update(changed, ["visits", "first_at"], BATCH)
    PatrolDuty.objects.bulk_update(duties, FIGURES, BATCH)
    return found


def _places(targets: Mapping, seen: Mapping) -> dict[int, tuple[float, float]]:
    ids = {target.checkpoint_id for rows in targets.values() for target in rows}
    ids |= {one.checkpoint_id for rows in seen.values() for one in rows}
    return {pk: (lat, lng) for pk, lat, lng in Checkpoint.objects.filter(pk__in=ids).values_list("pk", "lat", "lng")}


def _stored(targets: list[DutyTarget]) -> list[Seen]:
    """What the points themselves remember: the first visit of each."""
    visits = [Seen(target.first_at, target.checkpoint_id, 0) for target in targets if target.first_at]
    return sorted(visits, key=lambda one: one.at)


def _refresh(targets: list[DutyTarget], seen: list[Seen]) -> list[DutyTarget]:
    """Visits of the points as the counted check-ins say (a review may have taken one away); those that changed."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for one in seen:
        times[one.checkpoint_id].append(one.at)
    changed = []
    for target in targets:
        at = times.get(target.checkpoint_id, [])
        values = (len(at), at[0] if at else None)
        if (target.visits, target.first_at) != values:
            target.visits, target.first_at = values
            changed.append(target)
    return changed


def _points(targets: list[DutyTarget], seen: list[Seen]) -> list[Point]:
    by_point: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        by_point[one.checkpoint_id].append(one)
    return [
        Point(
            target.checkpoint_id, target.seq, target.not_before, target.leg,
            tuple(one.at for one in by_point[target.checkpoint_id]),
            bool(by_point[target.checkpoint_id]) and by_point[target.checkpoint_id][0].offline,
        )
        for target in targets
    ]  # fmt: skip


def _figures(duty: PatrolDuty, points: list[Point], seen: list[Seen], places: Mapping) -> None:
    judged = [point for point in rules.wanted(duty.mode, points) if point.visits]
    duty.visited = len(judged)
    duty.on_time = sum(rules.in_time(point, duty.starts_at, duty.ends_at) for point in judged)
    duty.offline = sum(point.offline for point in judged)
    duty.flagged = sum(one.flagged for one in seen)
    duty.first_at, duty.last_at = (seen[0].at, seen[-1].at) if seen else (None, None)
    route = duty.route
    way = Walk(
        ordered=bool(route and route.ordered and duty.mode != Mode.RANDOM),
        way_home=max(route.metres - sum(point.leg for point in points), 0) if route and route.closed else 0,
        legs={point.checkpoint_id: (number, point.leg) for number, point in enumerate(points)},
        on_route=route is not None and duty.mode != Mode.RANDOM,
    )
    duty.metres = walked(way, [one.checkpoint_id for one in seen], places)
    duty.reckon = False


# -- the sweep -----------------------------------------------------------------------------------------------------


def close_due(at: datetime | None = None) -> int:
    """Judge every duty whose grace is over, and reckon again what something came in for; returns how many.

    Works station by station in short transactions; a duty somebody else holds waits for the next sweep (SKIP LOCKED),
    so several workers, or one that died, do no harm.
    """
    moment = at or timezone.now()
    with scopes_disabled():
        grace = dict(PatrolSettings.objects.values_list("station_id", "grace_minutes"))
        usual = PatrolSettings._meta.get_field("grace_minutes").default
        over = PatrolDuty.objects.filter(closed_at=None, ends_at__lte=moment).values_list("station_id", flat=True)
        again = PatrolDuty.objects.filter(reckon=True).values_list("station_id", flat=True)
        ids = set(over.distinct()) | set(again.distinct())
    count = 0
    for station in Station.objects.filter(pk__in=ids).order_by("pk"):
        limit = moment - timedelta(minutes=grace.get(station.pk, usual))
        with in_station(station):
            try:
                count += close_station(station, moment, limit)
            except DatabaseError:
                log.exception(
                    "patrol duties not closed, left to the next sweep", extra={"fields": {"id": station.pk}}
                )
    return count


def close_station(station, at: datetime, limit: datetime) -> int:
    """The duties of one station.

    Args:
        station: the station in scope.
        at: now.
        limit: duties that ended up to here are over, grace included.
    """
    count = 0
    while True:
        with transaction.atomic():
            rows = PatrolDuty.objects.filter(Q(closed_at=None, ends_at__lte=limit) | Q(reckon=True))
            # FOR UPDATE, not "no key": a check-in being recorded holds a key share of its duty, which is then left to
            # the next sweep; a new one waits for this transaction. So visits are never counted twice or lost.
            rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("route", "squad")
            duties = list(rows.order_by("ends_at", "id")[:BATCH])
            if duties:
                _close(station, duties, at, limit)
        count += len(duties)
        if len(duties) < BATCH:
            return count


def _close(station, duties: list[PatrolDuty], at: datetime, limit: datetime) -> None:
    points = _reckon(duties)
    moved = []
    for duty in duties:
        if duty.state == State.CANCELLED or (duty.closed_at is None and duty.ends_at > limit):
            continue
        target = rules.verdict(duty.mode, points[duty.pk], duty.planned, duty.ends_at, duty.stay_minutes)
        if duty.state != target:
            rules.STEPS.advance(duty, rules.VERDICTS[target][0], None, at)
            moved.append(duty)
        duty.closed_at = duty.closed_at or at
    PatrolDuty.objects.bulk_update(duties, ["state", "closed_at"], BATCH)
    for duty in moved:
        if duty.state == State.MISSED:
            telling.missed(duty)
    live.changed(station.pk, LIVE)
    for duty in moved:
        record(
            verb="patrol_duty.closed", subject=duty, state=duty.state, planned=duty.planned, visited=duty.visited,
            squad=duty.squad_id,
        )  # fmt: skip
