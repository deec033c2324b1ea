"""What pages, lists and the rooms above read of areas, routes and checkpoints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from patrols.routes.models import Area, AreaSquad, Checkpoint, CheckpointKeeper, Route, RoutePoint
from stations.kit.spans import in_force
from stations.places.geometry import box, metres


@dataclass(frozen=True, slots=True)
class Target:
    """One point that a duty on a route owes.

    Attributes:
        checkpoint_id: the point.
        seq: its place on the route, from 1.
        leg: metres from the point before along the line; 0 for the first.
        not_before: minutes after the start of a duty before which it need not be visited.
    """

    checkpoint_id: int
    seq: int
    leg: int
    not_before: int


def targets_of(route: Route) -> list[Target]:
    """The points of a route in order, those in use only; no query where ``points__checkpoint`` is prefetched."""
    rows = sorted(route.points.all(), key=lambda row: row.seq)
    return [Target(row.checkpoint_id, row.seq, row.leg, row.not_before) for row in rows if row.checkpoint.active]


def way_home(route: Route, targets: Sequence[Target]) -> int:
    """Metres from the last point back to the first one on a closed route; 0 on an open one."""
    return max(route.metres - sum(target.leg for target in targets), 0) if route.closed and len(targets) > 1 else 0


def with_targets():
    """Routes loaded so that :func:`targets_of` asks nothing more; three queries."""
    points = RoutePoint.objects.select_related("checkpoint").order_by("seq")
    return Route.objects.select_related("area").prefetch_related(Prefetch("points", queryset=points))


def nearby(lat: float, lng: float, reach: float) -> list[tuple[float, Checkpoint]]:
    """Checkpoints in use within some metres of a point, the nearest first, each with its distance. One query."""
    south, north, west, east = box(lat, lng, reach)
    rows = Checkpoint.objects.filter(
        active=True, lat__gte=south, lat__lte=north, lng__gte=west, lng__lte=east
    ).select_related("area")
    found = [(metres(lat, lng, row.lat, row.lng), row) for row in rows]
    return sorted((pair for pair in found if pair[0] <= reach), key=lambda pair: (pair[0], pair[1].pk))


# -- lists -----------------------------------------------------------------------------------------------------


def areas(day: date):
    """Areas with grid, squads of a day (``squads_now``), and the numbers of routes and points in use."""
    links = AreaSquad.objects.filter(in_force(day)).select_related("squad__company").order_by("squad__code")
    return (
        Area.objects.select_related("grid")
        .prefetch_related(Prefetch("squads", queryset=links, to_attr="squads_now"))
        .annotate(
            route_count=Count("routes", filter=Q(routes__active=True), distinct=True),
            point_count=Count("checkpoints", filter=Q(checkpoints__active=True), distinct=True),
        )
        .order_by("code")
    )


def routes():
    """Routes with area and the number of their points."""
    return Route.objects.select_related("area").annotate(point_count=Count("points")).order_by("code")


def checkpoints(day: date):
    """Checkpoints with area, keeper of a day (``keepers_now``) and number of routes."""
    keepers = CheckpointKeeper.objects.filter(in_force(day)).select_related("guard__user", "guard__company")
    return (
        Checkpoint.objects.select_related("area")
        .prefetch_related(Prefetch("keepers", queryset=keepers, to_attr="keepers_now"))
        .annotate(route_count=Count("on_routes", filter=Q(on_routes__route__active=True)))
        .order_by("code")
    )


def keeper_of(checkpoint: Checkpoint) -> CheckpointKeeper | None:
    """The keeper of a checkpoint loaded by :func:`checkpoints`."""
    return checkpoint.keepers_now[0] if checkpoint.keepers_now else None


def points_of(route: Route) -> list[RoutePoint]:
    """The points of a route in order with their checkpoints."""
    return list(route.points.select_related("checkpoint").order_by("seq"))


def routes_through(checkpoint: Checkpoint) -> list[Route]:
    """The routes that pass a checkpoint."""
    return list(Route.objects.filter(points__checkpoint=checkpoint).order_by("code"))


def sums(found: Iterable[Route]) -> dict[str, int]:
    """Number and length of some routes in use."""
    rows = [route for route in found if route.active]
    return {"routes": len(rows), "metres": sum(route.metres for route in rows)}


def kept_on(day: date):
    """Ids of the checkpoints that have a named keeper on a day."""
    return CheckpointKeeper.objects.filter(in_force(day)).values("checkpoint_id")
