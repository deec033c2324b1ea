"""What places tell the rest: their pages in the menu, their words in the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.kit.spans import in_force
from stations.organisation.models import TeamMembership
from stations.places import importer
from stations.places.models import CommunityPost, Grid
from stations.places.rules import may_see_places
from stations.timeline.sentences import register

navigate(NavItem("team", _("Communities"), "communities", "building-community", may_see_places, 30))
navigate(NavItem("team", _("Grids"), "grids", "layout-grid", may_see_places, 40))
navigate(NavItem("team", _("Police rooms"), "police-rooms", "building", may_see_places, 50))
navigate(NavItem("team", _("Trades"), "trades", "building-store", may_see_places, 60))

# Communities somebody answers for: as A角 or B角, by a grid, with the team.
ties.register(
    "area.post",
    lambda user, day: CommunityPost.objects.filter(in_force(day), officer__user=user),
    "community_id",
    area=True,
)
ties.register("area.grid", lambda user, day: Grid.objects.filter(officer__user=user), "community_id", area=True)
ties.register(
    "area.team",
    lambda user, day: TeamMembership.objects.filter(
        in_force(day), officer__user=user, team__communities__isnull=False
    ),
    "team__communities",
    area=True,
)

register("community.added", _("Entered the community"), tone="ok", icon="building-community")
register("community.changed", _("Changed the community"), icon="pencil")
register("community.posts_assigned", _("Assigned the A and B roles as of %(start)s"), icon="users")

register("community.outlined", _("Drew the outline"), icon="map-2")
register("community.outline_removed", _("Removed the outline"), tone="warn", icon="map")

register("grid.added", _("Entered the grid"), tone="ok", icon="layout-grid")
register("grid.changed", _("Changed the grid"), icon="pencil")
register("grid.handed_over", _("Handed the grid over to another officer"), icon="arrows-exchange")

register("grid.outlined", _("Drew the outline"), icon="map-2")
register("grid.outline_removed", _("Removed the outline"), tone="warn", icon="map")

register("trade.assigned_hotel", _("Put in charge of hotels as of %(start)s"), icon="building-store")
register("trade.assigned_catering", _("Put in charge of catering as of %(start)s"), icon="building-store")
register("trade.assigned_hospital", _("Put in charge of hospitals as of %(start)s"), icon="building-store")
register("trade.assigned_school", _("Put in charge of schools as of %(start)s"), icon="building-store")
register("trade.assigned_office", _("Put in charge of government offices as of %(start)s"), icon="building-store")

register("police_room.added", _("Entered the police room"), tone="ok", icon="building")
register("police_room.changed", _("Changed the police room"), icon="pencil")
register("police_room.contact_set", _("Entered or changed a contact"), icon="user-plus")
register("police_room.contact_removed", _("Removed a contact"), tone="warn", icon="user-off")
register("police_room.phone_looked", _("Looked at the full phone number of a contact"), tone="warn", icon="eye")

importer.register()
