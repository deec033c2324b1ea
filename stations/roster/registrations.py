"""What the roster tells the rest of the house: kinds of long work, words of the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.jobs.registry import register as register_job
from stations.roster import importer
from stations.roster.actions import GENERATE, generate_job
from stations.timeline.sentences import register as says

register_job(GENERATE, _("Generating duties"), generate_job)

says(
    "roster.generated",
    _("planned %(first)s to %(last)s: %(inserted)s duties added, %(updated)s changed, %(deleted)s removed"),
    icon="calendar-event",
)
says("plan.added", _("added a rotation plan from %(effective_from)s"), icon="rotate-clockwise")
says("absence.entered", _("entered an absence from %(first)s to %(last)s"), tone="warn", icon="user-off")
says("absence.cancelled", _("cancelled the absence"), icon="x")
says("absence.ended", _("ended the absence early on %(last)s"), icon="user-check")
says("absence.covered", _("named a substitute for %(day)s"), tone="ok", icon="arrows-exchange")

importer.register()
