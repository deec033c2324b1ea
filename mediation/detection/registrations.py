"""What early detection tells the rest: its pages, words, notices and due things."""

from django.utils.translation import gettext_lazy as _

from mediation.detection import agenda, rules, sweeping
from stations.agenda.registry import register as register_due
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.notices.registry import register as notices
from stations.timeline.sentences import register as says

navigate(NavItem("mediation/detection", _("Sweeps"), "sweeps", "list-check", rules.may_see_sweeps, 52))
navigate(
    NavItem("mediation/detection", _("Recurring disputes"), "recurrences", "refresh", rules.may_see_recurrences, 54)
)

register_due("mediation-sweeps", agenda.sweep_parts)
register_due("mediation-recurrences", agenda.recurrences, personal=True)

notices(sweeping.TOLD, _("A sweep waits for you, due on %(due)s"), tone="warn", icon="list-check")

says("sweep.given_out", _("Gave the sweep out to %(grids)s grids, due on %(due)s"), icon="list-check")
says("sweep.found", _("Entered a finding"), tone="warn", icon="flag")
says("sweep.done", _("Reported a grid as looked at"), tone="ok", icon="circle-check")
says("sweep.made_case", _("Registered a finding as a dispute"), icon="scale")
says("sweep.settled", _("Settled a finding on the spot"), tone="ok", icon="circle-check")
says("recurrence.proposed", _("Proposed: %(times)s disputes belong together"), tone="warn", icon="refresh")
says("recurrence.grown", _("Another dispute came in: %(times)s now"), tone="warn", icon="refresh")
says("recurrence.confirm", _("Confirmed with a plan from %(start)s to %(end)s"), icon="calendar-time")
says("recurrence.replan", _("Changed the plan: %(start)s to %(end)s"), icon="calendar-time")
says("recurrence.dismiss", _("Dismissed: the disputes do not belong together"), tone="muted", icon="x")
says("recurrence.clear", _("Cleared: nothing new after the plan"), tone="ok", icon="circle-check")
says("recurrence.lapse", _("Cleared: nothing new"), tone="ok", icon="circle-check")
