"""What routes tell the rest: their pages in the menu, their words in the day-book, the files they answer for."""

from django.utils.translation import gettext_lazy as _

from patrols.routes import importer, keeping, key_places, printing
from patrols.routes.photos import PURPOSE
from patrols.routes.rules import may_see_photo, may_see_routes
from patrols.squads import hooks
from stations.catalogue import ways
from stations.files import registry as files
from stations.jobs.registry import register as long_work
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.notices.registry import register as notice
from stations.timeline.sentences import register

navigate(NavItem("patrols/ground", _("Areas"), "areas", "map-2", may_see_routes, 20))
navigate(NavItem("patrols/ground", _("Routes"), "routes", "route", may_see_routes, 22))
navigate(NavItem("patrols/ground", _("Checkpoints"), "checkpoints", "map-pin", may_see_routes, 24))
navigate(NavItem("patrols/ground", _("Key places and routes"), "key-places-patrolled", "target", may_see_routes, 26))
ways.register(ways.Ways(key_places.ways, key_places.touched_by, "route", "route-map-part"))

register("patrol_area.added", _("Entered the patrol area"), tone="ok", icon="map-2")
register("patrol_area.changed", _("Changed the patrol area"), icon="pencil")
register("patrol_area.outlined", _("Drew the outline of the patrol area"), icon="map-2")
register("patrol_area.outline_removed", _("Removed the outline of the patrol area"), tone="warn", icon="map")
register("patrol_area.given", _("Gave the area to a squad as of %(start)s"), icon="users-group")
register("patrol_area.taken", _("Took the area from a squad as of %(end)s"), tone="warn", icon="users-group")

register("patrol_route.added", _("Entered the route with %(points)s checkpoints"), tone="ok", icon="route")
register("patrol_route.changed", _("Changed the route"), icon="pencil")
register("patrol_route.points_set", _("Changed the checkpoints of the route"), icon="list-numbers")
register("patrol_route.drawn", _("Drew the line of the route, %(metres)s m"), icon="route")
register("patrol_route.line_removed", _("Removed the line of the route"), tone="warn", icon="route")

register("checkpoint.added", _("Entered the checkpoint"), tone="ok", icon="map-pin")
register("checkpoint.changed", _("Changed the checkpoint"), icon="pencil")
register("checkpoint.keeper_set", _("Named the keeper of the checkpoint as of %(start)s"), icon="user-check")
register("checkpoint.keeper_ended", _("Ended the keeper's charge as of %(end)s"), tone="warn", icon="user-off")
register("checkpoint.photo_set", _("Stored a photo of the spot"), icon="camera")
register("checkpoint.photo_removed", _("Removed the photo of the spot"), tone="warn", icon="camera")
register(
    "checkpoint.sign_issued",
    _("Issued sign no. %(version)s; the old one is no longer valid"),
    tone="warn",
    icon="qrcode",
)
register("checkpoint.sign_lost", _("Reported the sign as lost or damaged"), tone="danger", icon="alert-triangle")
register("checkpoint.signs_printed", _("Printed the signs of %(count)s checkpoints"), icon="printer")

register("street.added", _("Entered the street"), tone="ok", icon="road")
register("street.changed", _("Changed the street"), icon="pencil")
register("street.removed", _("Removed the street"), tone="warn", icon="road")

notice("patrols.sign_lost", _("The sign of checkpoint %(code)s was reported lost or damaged"), "warn", "qrcode")

files.register(PURPOSE, may_see_photo)
files.register(printing.PURPOSE, printing.may_fetch)
long_work(printing.KIND, _("Signs of checkpoints"), printing.work)

importer.register()
hooks.fixed("points", 30, _("Points fixed to people (点位固定到人)"), keeping.fixed_points)
hooks.on_leaving("routes", keeping.guard_left, hold=keeping.hold)
