"""Verbs of routes: their points in order, their line, and the lengths that follow from both."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patrols.routes import rules
from patrols.routes.actions import LIVE, demand_free, demand_keeper, locked, write
from patrols.routes.geometry import legs, total
from patrols.routes.models import Area, Checkpoint, Route, RoutePoint
from stations.kit import live
from stations.kit.answer import RuleBroken
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.timeline.actions import record

EARLIER, LATER = "earlier", "later"
LONGEST_WAIT = 1440  # minutes; no duty is longer than a day


@transaction.atomic
def add_route(
    *,
    station: Station,
    actor: User | None,
    code: str,
    name: str,
    area: Area,
    ordered: bool = False,
    closed: bool = False,
    line: dict | None = None,
    points: Sequence[Checkpoint] = (),
) -> Route:
    """Enter a route.

    Args:
        ordered: whether its points are walked in their order (PA-07).
        closed: whether it returns to its first point.
        line: from :func:`patrols.routes.geometry.read_line`, or None.
        points: its checkpoints in order.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``, and what :func:`rules.may_hold` says.
    """
    demand_keeper(actor)
    lock_station(station)
    demand_free(Route, station, code=code)
    demand_free(Route, station, name=name)
    route = Route(station=station, code=code, name=name, area=area, ordered=ordered, closed=closed, line=line)
    rules.one_station(route, area).or_refuse()
    route.save()
    if points:
        _put(route, list(points), {})
    remeasure(route)
    record(verb="patrol_route.added", subject=route, actor=actor, points=len(points))
    live.changed(station.pk, LIVE)
    return route


@transaction.atomic
def change_route(*, route: Route, actor: User | None, **values) -> list[str]:
    """Change facts of a route (``code name area ordered closed active``); returns the changed columns.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(route.station)
    row = locked(route)
    for key in ("code", "name"):
        if key in values:
            demand_free(Route, route.station, but=row.pk, **{key: values[key]})
    if "area" in values:
        rules.one_station(row, values["area"]).or_refuse()
    changed = write(row, values)
    if not changed:
        return changed
    if "closed" in changed:
        remeasure(row)
    record(verb="patrol_route.changed", subject=row, actor=actor, fields=changed)
    live.changed(row.station_id, LIVE)
    return changed


@transaction.atomic
def set_points(
    *, route: Route, points: Sequence[Checkpoint], actor: User | None, not_before: dict[int, int] | None = None
) -> None:
    """Give a route its checkpoints in order.

    Args:
        points: all of them, the first one first.
        not_before: checkpoint id → minutes after the start of a duty; one that is not named keeps what it has.

    Raises:
        RuleBroken: what :func:`rules.may_hold` says; ``unchanged``.
    """
    demand_keeper(actor)
    _set(locked(route), list(points), actor, not_before or {})


def _set(row: Route, points: list[Checkpoint], actor: User | None, not_before: dict[int, int]) -> None:
    """The same for a route that is locked already."""
    known = {point.checkpoint_id: point for point in row.points.all()}
    wanted = {pk: point.not_before for pk, point in known.items()} | not_before
    before = [(point.checkpoint_id, point.not_before) for point in sorted(known.values(), key=lambda p: p.seq)]
    if before == [(point.pk, wanted.get(point.pk, 0)) for point in points]:
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    _put(row, points, wanted)
    remeasure(row)
    record(verb="patrol_route.points_set", subject=row, actor=actor, points=[point.pk for point in points])
    live.changed(row.station_id, LIVE)


def _put(route: Route, points: list[Checkpoint], not_before: dict[int, int]) -> None:
    rules.may_hold(points).or_refuse()
    rules.one_station(route, *points).or_refuse()
    known = {row.checkpoint_id: row for row in route.points.all()}
    route.points.exclude(checkpoint__in=points).delete()
    for seq, point in enumerate(points, 1):
        row = known.get(point.pk) or RoutePoint(station_id=route.station_id, route=route, checkpoint=point)
        wanted = (seq, not_before.get(point.pk, 0))
        if row.pk is None or (row.seq, row.not_before) != wanted:
            row.seq, row.not_before = wanted
            row.save()


@transaction.atomic
def add_point(*, route: Route, checkpoint: Checkpoint, actor: User | None) -> None:
    """Put a checkpoint at the end of a route.

    Raises:
        RuleBroken: ``point_twice``, ``checkpoint_inactive``, ``too_many_points``, ``other_station``.
    """
    row, points = _held(route, actor)
    _set(row, [*points, checkpoint], actor, {})


@transaction.atomic
def remove_point(*, route: Route, checkpoint: Checkpoint, actor: User | None) -> None:
    """Take a checkpoint off a route; duties already made keep it."""
    row, points = _held(route, actor)
    _set(row, [one for one in points if one.pk != checkpoint.pk], actor, {})


@transaction.atomic
def move_point(*, route: Route, checkpoint: Checkpoint, where: str, actor: User | None) -> None:
    """Move a checkpoint one place ``"earlier"`` or ``"later"``.

    Raises:
        RuleBroken: ``unchanged``: it is the first or the last already, or not on the route.
    """
    row, points = _held(route, actor)
    place = next((index for index, one in enumerate(points) if one.pk == checkpoint.pk), None)
    other = None if place is None else place + (-1 if where == EARLIER else 1)
    if place is None or other is None or not 0 <= other < len(points):
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    points[place], points[other] = points[other], points[place]
    _set(row, points, actor, {})


@transaction.atomic
def set_wait(*, route: Route, checkpoint: Checkpoint, minutes: int | None, actor: User | None) -> None:
    """Say that a checkpoint of a route need not be visited before so many minutes after the start of a duty.

    Args:
        minutes: 0 … 1440; None is what cannot be read.

    Raises:
        RuleBroken: ``bad_minutes``; ``unchanged``: it is so already, or the checkpoint is not on the route.
    """
    row, points = _held(route, actor)
    if minutes is None or not 0 <= minutes <= LONGEST_WAIT:
        raise RuleBroken(_("Give whole minutes between 0 and 1440."), code="bad_minutes")
    if checkpoint.pk not in {point.pk for point in points}:
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    _set(row, points, actor, {checkpoint.pk: minutes})


def _held(route: Route, actor: User | None) -> tuple[Route, list[Checkpoint]]:
    """The route, locked until the end of the transaction, and its checkpoints in order."""
    demand_keeper(actor)
    row = locked(route)
    return row, [point.checkpoint for point in _rows(row)]


def _rows(route: Route) -> list[RoutePoint]:
    return list(route.points.select_related("checkpoint").order_by("seq"))


@transaction.atomic
def set_line(*, route: Route, line: dict | None, actor: User | None) -> None:
    """Draw or remove the line of a route.

    Args:
        line: from :func:`patrols.routes.geometry.read_line`; None removes it.
    """
    demand_keeper(actor)
    row = locked(route)
    if row.line == line:
        return
    row.line = line
    row.save(update_fields=["line"])
    remeasure(row)
    verb = "patrol_route.drawn" if line else "patrol_route.line_removed"
    record(verb=verb, subject=row, actor=actor, metres=row.metres)
    live.changed(row.station_id, LIVE)


def remeasure(route: Route, rows: list[RoutePoint] | None = None) -> None:
    """Write the legs and the length of a route anew, where they differ. The caller holds the route.

    Args:
        rows: its points in order with their checkpoints, where they are loaded already.
    """
    rows = _rows(route) if rows is None else rows
    places = [(row.checkpoint.lat, row.checkpoint.lng) for row in rows]
    changed = []
    for row, leg in zip(rows, legs(route.line, places), strict=True):
        if row.leg != leg:
            row.leg = leg
            changed.append(row)
    RoutePoint.objects.bulk_update(changed, ["leg"])
    metres = total(route.line, places, route.closed)
    if route.metres != metres:
        route.metres = metres
        route.save(update_fields=["metres"])


def remeasure_through(checkpoint: Checkpoint) -> None:
    """Measure the routes that pass a point anew, because it has moved."""
    routes = list(Route.objects.select_for_update(no_key=True).filter(points__checkpoint=checkpoint).order_by("pk"))
    rows: dict[int, list[RoutePoint]] = {route.pk: [] for route in routes}
    for row in RoutePoint.objects.filter(route__in=routes).select_related("checkpoint").order_by("seq"):
        rows[row.route_id].append(row)
    for route in routes:
        remeasure(route, rows[route.pk])
