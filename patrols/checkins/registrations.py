"""What check-ins tell the rest of the house: their pages, their words in the day-book, what waits for whom."""

from django.utils.translation import gettext_lazy as _

from patrols.checkins import photos, readings, rules
from patrols.checkins.due import doubts, entries
from patrols.checkins.indicators import register_figures
from patrols.schedule import reckoning
from stations.agenda.registry import register as register_due
from stations.files.registry import register as register_files
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.timeline.sentences import register as says

reckoning.register(readings.counted_of)
register_files(photos.PURPOSE, lambda user, stored: rules.may_see_check_ins(user))

navigate(NavItem("patrols", _("Check-ins"), "check-ins", "scan", rules.may_see_check_ins, 40))
navigate(NavItem("patrols", _("Check-ins in doubt"), "check-in-doubts", "help", rules.decides, 42))
navigate(NavItem("patrols/records", _("Manual entries"), "manual-entries", "pencil", rules.may_see_check_ins, 44))

says("check_in.counts", _("decided that a check-in counts"), tone="ok", icon="gavel")
says("check_in.discounted", _("decided that a check-in does not count"), tone="warn", icon="gavel")
says("manual_entry.asked", _("Asked for a check-in by hand"), icon="pencil")
says("manual_entry.approved", _("Approved a check-in by hand"), tone="ok", icon="circle-check")
says("manual_entry.refused", _("Refused a check-in by hand"), tone="warn", icon="x")

register_due("check-ins.doubts", doubts, personal=True)
register_due("check-ins.entries", entries, personal=True)
register_figures()
