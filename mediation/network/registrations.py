"""What the network tells the rest: its workbook, its pages in the menu, its words in the day-book, its tasks."""

from django.utils.translation import gettext_lazy as _

from mediation.network import agenda, importer, importer_partners
from mediation.network.forms import WEEKDAYS
from mediation.network.models import Mediator
from mediation.network.rules import may_give_code, may_keep_network, may_see_network, mediates
from stations.access.rules import works_at_desk
from stations.agenda.registry import register as register_due
from stations.imports.registry import register_workbook
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.organisation.rules import vouch
from stations.timeline.sentences import register as says

register_workbook(importer.KIND, _("Mediation network (调解网络)"), may_keep_network)
importer.register()
importer_partners.register()

# The overview (10), cases (20), sessions (30), agreements (40) are registered by their own rooms.
navigate(
    NavItem("mediation/network", _("Rooms and calendar"), "mediation-calendar", "calendar-time", may_see_network, 60)
)
navigate(NavItem("mediation/network", _("Mediators"), "mediators", "users", may_see_network, 62))
navigate(NavItem("mediation/network", _("Mediation rooms"), "mediation-rooms", "door", may_see_network, 64))
navigate(NavItem("mediation/network", _("Departments"), "departments", "building", may_see_network, 66))
navigate(
    NavItem("mediation/network", _("Governance centres"), "gov-centres", "building-community", may_see_network, 68)
)
navigate(NavItem("mediation/network", _("Mediation committee"), "committee", "users-group", may_see_network, 70))
navigate(NavItem("setup/mediation", _("Kinds of mediators"), "mediator-kinds", "id-badge-2", may_see_network, 68))
navigate(NavItem("setup/mediation", _("Mediation settings"), "mediation-settings", "scale", may_see_network, 70))

_days = dict(WEEKDAYS)


def _sitting(words):
    """A sentence with the day of the week."""
    return lambda data: str(words) % {**data, "weekday": _days.get(data.get("weekday"), "…")}


says("mediation_room.added", _("Set up the mediation room"), tone="ok", icon="door")
says("mediation_room.changed", _("Changed the mediation room"), icon="pencil")
says("mediation_room.closed", _("Closed the mediation room"), tone="muted", icon="door")
says("mediation_room.booked", _("Booked the room for %(span)s"), tone="ok", icon="calendar-plus")
says("mediation_room.moved", _("Moved a booking to %(span)s"), icon="calendar-time")
says("mediation_room.released", _("Gave the room free again for %(span)s"), tone="muted", icon="calendar-off")
says("mediator_kind.kept", _("Changed a kind of mediator"), icon="id-badge-2")
says("mediator.appointed", _("Took the mediator in"), tone="ok", icon="user-plus")
says("mediator.changed", _("Changed the mediator's profile"), icon="pencil")
says("mediator.left", _("Left the mediation network as of %(day)s"), tone="muted", icon="user-off")
says("mediator.returned", _("Came back to the mediation network as of %(day)s"), tone="ok", icon="user-check")
says("mediator.interest_added", _("Disclosed a tie of interest (RT-19)"), tone="warn", icon="link")
says("mediator.interest_removed", _("Removed a tie of interest"), tone="muted", icon="link")
says("mediator.absence_entered", _("Away from %(first)s to %(last)s"), tone="warn", icon="calendar-off")
says("mediator.absence_removed", _("Removed the absence from %(first)s"), icon="calendar")
says("mediator.sitting_set", _sitting(_("Sits in a room every %(weekday)s")), tone="ok", icon="calendar-time")
says("mediator.sitting_ended", _sitting(_("Sits no longer on %(weekday)s")), tone="muted", icon="calendar-off")
says("department.added", _("Entered the department"), tone="ok", icon="building")
says("department.changed", _("Changed the department"), icon="pencil")
says("department.contact_added", _("Named a contact"), tone="ok", icon="user-plus")
says("department.contact_changed", _("Changed a contact"), icon="pencil")
says("gov_center.kept", _("Changed the governance centre"), icon="building-community")
says("committee.confirmed", _("Confirmed a term of the committee from %(start)s"), tone="ok", icon="users-group")
says("committee.changed", _("Changed the term of the committee from %(start)s"), icon="users-group")
says("mediation_settings.changed", _("Changed the mediation settings"), icon="settings")

register_due("mediation-committee", agenda.committee, personal=True)

vouch(may_give_code)
works_at_desk(mediates)

# What ``readings.standing`` is made of.
ties.register("mediation.mediator", lambda user, day: Mediator.objects.serving().filter(user=user), "pk")
