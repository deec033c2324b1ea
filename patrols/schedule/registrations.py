"""What the schedule tells the rest of the house: words of the day-book and of notices, menu, what is due."""

from django.utils.translation import gettext_lazy as _

from patrols.schedule import telling
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
says("patrol_duty.guard_swapped", _("put another guard on the patrol duty"), icon="arrows-exchange")
says("patrol_duty.guard_added", _("put one more guard on the patrol duty"), icon="user-plus")
says("patrol_duty.guard_removed", _("took a guard off the patrol duty"), tone="warn", icon="user-minus")

notice(telling.MISSED, _("A patrol duty of %(day)s was missed"), tone="danger", icon="route")
