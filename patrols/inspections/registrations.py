"""What inspections tell the rest of the house."""

from django.utils.translation import gettext_lazy as _

from patrols.inspections import readings
from patrols.squads.rules import may_see_patrols
from stations.agenda.registry import register as register_due
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("patrols", _("Inspections"), "inspections", "clipboard-list", may_see_patrols, 56))
register_due("patrols.inspections", readings.due)
notice("inspection.points", _("The liaison officer has noted something for your squad"), icon="clipboard-list")

says("inspection.made", _("inspected the squad: %(points)s points"), icon="clipboard-list")
says("inspection.settle", _("said what was done"), icon="check")
says("inspection.check", _("checked that it is done"), tone="ok", icon="checks")
says("inspection.send_back", _("sent it back: not done yet"), tone="warn", icon="arrow-back-up")
