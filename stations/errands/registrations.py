"""What errands tell the rest of the house: their pages, words of the day-book, what is due."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.agenda.registry import register as register_due
from stations.errands import agenda, rules
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says

menu(NavItem("patrols", _("Patrol errands"), "errands", "map-pin", rules.may_see_errands, 46))
register_due("stations.errands", agenda.waiting, personal=True)

says("errand.asked", _("asked that somebody passes there"), icon="map-pin")
says("errand.plan", _("put the errand on a route"), tone="info", icon="route")
says("errand.release", _("took the errand off its route"), tone="warn", icon="arrow-back-up")
says("errand.passed", _("somebody passed there: %(passes)s of %(times)s times"), tone="ok", icon="walk")
says("errand.finish", _("confirmed that it was walked"), tone="ok", icon="checks")
says("errand.decline", _("declined the errand"), tone="muted", icon="x")
says("errand.lapse", _("its days are over and nobody passed"), tone="warn", icon="calendar-off")
says("errand.withdraw", pgettext_lazy("errand", "no longer wanted"), tone="muted", icon="x")
says("errand.ask_again", pgettext_lazy("errand", "asked for again"), icon="rotate-clockwise")
says("errand_settings.saved", _("changed the numbers of patrol errands"), icon="adjustments")
