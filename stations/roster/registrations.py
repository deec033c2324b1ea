"""What the roster tells the rest of the house: kinds of long work, words of the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.jobs.registry import register as register_job
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.roster import importer
from stations.roster.actions import GENERATE, generate_job
from stations.roster.agenda import open_absences
from stations.roster.rules import has_duties, may_plan, may_see_roster
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
says("floors.changed", _("changed %(count)s least strengths"), icon="adjustments")
says("feed.renewed", _("made a calendar feed"), icon="rss")
says("feed.disabled", _("switched the calendar feed off"), tone="muted", icon="rss")

register_due("roster.absences", open_absences, personal=True)

menu(NavItem("duty", _("Today on duty"), "today", "calendar-time", may_see_roster, 10, pinned=True))
menu(NavItem("duty", _("Month roster"), "duty-month", "calendar-month", may_see_roster, 20))
menu(NavItem("duty", _("My duty"), "my-duty", "calendar-event", has_duties, 30, pinned=True))
menu(NavItem("duty", _("Absences"), "absences", "user-off", may_see_roster, 40))
menu(NavItem("duty", _("Gaps"), "gaps", "alert-triangle", may_see_roster, 50))
menu(NavItem("duty/records", _("Duty records"), "duties", "list", may_see_roster, 60))
menu(NavItem("setup", _("Rotation plans"), "rotation-plans", "rotate-clockwise", may_see_roster, 70))
menu(NavItem("duty/keeping", _("Generate duties"), "generate", "refresh", may_plan, 80))
