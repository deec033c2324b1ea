"""Decisions about areas, routes and checkpoints: which points a route may have, whose keeper somebody may be."""

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from patrols.routes.models import Area, Checkpoint
from patrols.squads.models import Guard, Squad
from patrols.squads.readings import standing
from patrols.squads.rules import may_keep_patrols, may_see_patrols
from stations.kit.answer import YES, Answer, no

# Areas, routes, checkpoints and streets: read by who sees the patrols, kept by the office.
may_see_routes = may_see_patrols
may_keep_routes = may_keep_patrols

MOST_POINTS = 60  # of one route


def may_report_sign(user) -> Answer:
    """Report a sign as lost or damaged: everybody who patrols or sees the patrols."""
    if may_see_patrols(user) or standing(user).guard:
        return YES
    return no(_("This is for the patrols."), code="patrols_only")


def may_see_photo(user, stored=None) -> Answer:
    """The photo of a spot: the guards find it by it."""
    return may_report_sign(user)


def one_station(*rows) -> Answer:
    """All rows belong to one station; the database does not look across foreign keys (DESIGN §7)."""
    if len({row.station_id for row in rows if row is not None}) > 1:
        return no(_("This belongs to another station."), code="other_station")
    return YES


def may_answer_for(area: Area, squad: Squad) -> Answer:
    """Whether a squad can be given an area: in use, of one station; the premises are a matter of PA-13."""
    if not squad.active:
        return no(_("This squad is no longer active."), code="squad_inactive")
    if not area.active:
        return no(_("This area is no longer in use."), code="area_inactive")
    return one_station(area, squad)


def may_keep_point(checkpoint: Checkpoint, guard: Guard) -> Answer:
    """Whether a guard can become the named keeper of a point (点位固定到人)."""
    if guard.left_on is not None:
        return no(_("This guard has left."), code="guard_left")
    if not checkpoint.active:
        return no(_("This checkpoint is no longer in use."), code="checkpoint_inactive")
    return one_station(checkpoint, guard)


def may_hold(points: Sequence[Checkpoint]) -> Answer:
    """Whether a route can have these points in this order: each once, in use, not too many."""
    if len({point.pk for point in points}) != len(points):
        return no(_("Each checkpoint stands on a route once."), code="point_twice")
    if len(points) > MOST_POINTS:
        return no(format_lazy(_("A route has at most {most} checkpoints."), most=MOST_POINTS), code="too_many_points")
    idle = next((point for point in points if not point.active), None)
    if idle:
        return no(format_lazy(_("{name} is no longer in use."), name=idle.name), code="checkpoint_inactive")
    return one_station(*points)


def may_retire_checkpoint(on_routes: int) -> Answer:
    """A point goes out of use once no route in use passes it.

    Args:
        on_routes: number of routes in use that have it.
    """
    if on_routes:
        return no(_("Take the checkpoint off its routes first."), code="on_routes")
    return YES
