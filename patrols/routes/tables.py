"""Columns of the lists of areas, routes, checkpoints and streets, shared by page and export."""

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from patrols.routes.readings import keeper_of
from stations.kit.tables import Column


def _yes(value: bool) -> str:
    return now("yes") if value else now("no")


def squads_of(area) -> str:
    """The squads of an area loaded by ``readings.areas``."""
    return "、".join(link.squad.name for link in area.squads_now)


def keeper_name(point) -> str:
    """The keeper of a point loaded by ``readings.checkpoints``."""
    found = keeper_of(point)
    return f"{found.guard.user.name} {found.guard.guard_no}" if found else ""


AREAS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Patrol area"), lambda row: row.name),
    Column(_("Grid"), lambda row: row.grid.name if row.grid else ""),
    Column(_("Squads"), squads_of),
    Column(_("Routes"), lambda row: row.route_count),
    Column(_("Checkpoints"), lambda row: row.point_count),
    Column(_("Outline drawn"), lambda row: _yes(bool(row.outline))),
    Column(_("In use"), lambda row: _yes(row.active)),
]
ROUTES = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Route"), lambda row: row.name),
    Column(_("Area"), lambda row: row.area.name),
    Column(_("Checkpoints"), lambda row: row.point_count),
    Column(_("Length (m)"), lambda row: row.metres),
    Column(_("Line drawn"), lambda row: _yes(bool(row.line))),
    Column(_("Walked in this order"), lambda row: _yes(row.ordered)),
    Column(_("Returns to its start"), lambda row: _yes(row.closed)),
    Column(_("In use"), lambda row: _yes(row.active)),
]
CHECKPOINTS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Checkpoint"), lambda row: row.name),
    Column(_("Area"), lambda row: row.area.name),
    Column(_("Latitude"), lambda row: f"{row.lat:.6f}"),
    Column(_("Longitude"), lambda row: f"{row.lng:.6f}"),
    Column(_("Radius (m)"), lambda row: row.radius),
    Column(_("Indoors"), lambda row: _yes(row.indoor)),
    Column(_("Where the sign hangs"), lambda row: row.where),
    Column(_("What to look at"), lambda row: row.look_at),
    Column(_("Wanted stay (min)"), lambda row: row.stay_minutes),
    Column(_("Keeper"), keeper_name),
    Column(_("Routes"), lambda row: row.route_count),
    Column(_("Has a display"), lambda row: _yes(row.display)),
    Column(_("Sign no."), lambda row: row.sign_version),
    Column(_("In use"), lambda row: _yes(row.active)),
]
STREETS = [
    Column(_("Street"), lambda row: row.street.name),
    Column(_("Length (m)"), lambda row: row.street.metres),
    Column(_("Passed (m)"), lambda row: row.passed),
    Column(_("Passed (%)"), lambda row: row.percent),
    Column(_("Routes"), lambda row: "、".join(row.routes)),
]
