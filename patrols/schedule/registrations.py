"""What the schedule tells the rest of the house: words of the day-book and of notices, menu, what is due."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from patrols.schedule import agenda, importer, telling
from patrols.schedule.generation import lock_station
from patrols.schedule.indicators import register_figures
from patrols.schedule.rules import may_see_duties
from patrols.schedule.words import Change
from patrols.squads import hooks
from stations.agenda.registry import register as register_due
from stations.handovers.registry import register as register_lines
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

says("patrol_plan.added", _("added a patrol plan"), icon="calendar-plus")
says("patrol_plan.changed", _("changed a patrol plan; duties not begun follow"), icon="edit")
says("patrol_plan.ended", _("ended a patrol plan on %(end)s"), tone="warn", icon="calendar-off")
says(
    "patrol_duties.generated",
    _("made patrol duties of %(first)s to %(last)s: %(made)s new, %(changed)s changed, %(dropped)s dropped"),
    icon="calendar-plus",
)
says("patrol_duty.closed", _("the duty is over: %(visited)s of %(planned)s points visited"), icon="flag")
says("patrol_duty.cancelled", _("cancelled the patrol duty"), tone="warn", icon="x")
for change in Change:
    says(
        f"patrol_duty.guard_swapped_{change.value}",
        format_lazy(_("put another guard on the patrol duty: {reason}"), reason=change.label),
        icon="arrows-exchange",
    )
    says(
        f"patrol_duty.guard_added_{change.value}",
        format_lazy(_("put one more guard on the patrol duty: {reason}"), reason=change.label),
        icon="user-plus",
    )
    says(
        f"patrol_duty.guard_removed_{change.value}",
        format_lazy(_("took a guard off the patrol duty: {reason}"), reason=change.label),
        tone="warn",
        icon="user-minus",
    )

menu(NavItem("patrols", _("Patrol duties"), "patrol-duties", "calendar-time", may_see_duties, 30))
menu(NavItem("setup/patrols", _("Patrol plans"), "patrol-plans", "calendar-event", may_see_duties, 96))
menu(NavItem("patrols/records", _("Patrol month sheet"), "month-sheet", "table", may_see_duties, 34))

importer.register()
register_due("patrols.missed", agenda.missed_yesterday)
register_lines("patrol_duties", _("Patrols"), 250, agenda.of_the_day)
hooks.fixed("work", 10, _("Work fixed to people (工作落实到人)"), agenda.named_guards)
hooks.on_leaving("schedule", agenda.guard_left, hold=lambda guard: lock_station(guard.station_id))
register_figures()

notice(telling.MISSED, _("A patrol duty of %(day)s was missed"), tone="danger", icon="route")
