"""Words of the day-book, and the page in the menu."""

from django.utils.translation import gettext_lazy as _

from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.timeline.sentences import register as sentence

navigate(NavItem("me", _("Notices"), "notices", "bell", order=80))

sentence("notice.confirmed", _("Confirmed an alarm (%(kind)s)"), "info", "bell")
