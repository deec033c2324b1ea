"""What crews tell the rest of the house: menu, words of the day-book, figures, sheets, what is due."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.crews import importer, indicators
from stations.crews.agenda import crew_gaps
from stations.crews.rules import may_see_crews
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says

says(
    "crews.prepared",
    _("made the crews of %(day)s: %(made)s new, %(joined)s officers put on, %(left)s taken off"),
    icon="car",
)
says("crews.filled", _("filled gaps of %(day)s: %(joined)s officers put on"), icon="users-plus")
says("crews.restored", _("put crews of %(day)s back to the default"), tone="warn", icon="restore")
says("crews.defaults_installed", _("set up %(count)s default crew patterns"), icon="adjustments")
says("crew.added", _("added a crew by hand"), icon="plus")
says("crew.changed", _("changed times, number or vehicle of the crew"), icon="edit")
says("crew.removed", _("took the crew off the day"), tone="warn", icon="x")
says("crew.vehicle", _("changed the vehicle of the crew"), icon="car")
says("crew.paused", _("reported the crew out of action"), tone="warn", icon="clock-pause")
says("crew.resumed", _("reported the crew back in action"), tone="ok", icon="clock-play")
says("crew.member_added", _("put an officer on the crew"), icon="user-plus")
says("crew.member_removed", _("took an officer off the crew"), tone="warn", icon="user-minus")
says("crew.swapped", _("changed an officer of the crew for another one"), icon="arrows-exchange")
says("crew.leader", _("named a leader of the crew"), icon="user-star")
says("crew_pattern.added", _("added a crew pattern"), icon="adjustments")
says("crew_pattern.changed", _("changed a crew pattern"), icon="adjustments")
says("crew_pattern.ended", _("ended a crew pattern"), tone="warn", icon="x")
says("asset.added", _("added a vehicle, key or piece of equipment"), icon="key")
says("asset.changed", _("changed a vehicle, key or piece of equipment"), icon="key")
says("round.recorded", _("wrote down a video round"), icon="device-cctv")

register_due("crews.gaps", crew_gaps, personal=True)
indicators.register_figures()
importer.register()

menu(NavItem("duty", _("Crews"), "crews", "car", may_see_crews, 12))
menu(NavItem("duty/records", _("Video rounds"), "video-rounds", "device-cctv", may_see_crews, 62))
menu(NavItem("setup", _("Crew patterns"), "crew-patterns", "adjustments", may_see_crews, 92))
menu(NavItem("setup", _("Vehicles and equipment"), "crew-assets", "key", may_see_crews, 94))
