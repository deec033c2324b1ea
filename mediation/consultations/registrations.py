"""What consultations tell the rest of the house: pages, words, due things, handover lines, the part of a case."""

from django.utils.translation import gettext_lazy as _

from mediation.cases import hooks
from mediation.cases.rules import may_see_mediation
from mediation.consultations import agenda, following
from stations.agenda.registry import register as register_due
from stations.handovers.registry import register as register_lines
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("mediation", _("Consultations"), "consultations", "users-group", may_see_mediation, 50))
menu(
    NavItem(
        "mediation/partners", _("Tasks of consultations"), "consultation-tasks", "list-check", may_see_mediation, 55
    )
)

hooks.part("consultations-part", 72)
register_due("mediation.consultation_tasks", agenda.due_tasks, personal=True)
register_due("mediation.consultations", agenda.due_meetings, personal=True)
register_lines("consultation_tasks", _("Tasks of consultations"), 220, agenda.task_lines)

notice(following.GIVEN, _("A task of a consultation is yours, due on %(day)s"), icon="list-check")
notice(following.RETURNED, _("A task of a consultation was sent back"), tone="danger", icon="arrow-back-up")

says("consultation.plan", _("planned the meeting"), icon="calendar-plus")
says("consultation.change", _("changed time, place or chair"), tone="warn", icon="calendar-event")
says("consultation.invite", _("invited %(members)s members"), icon="users")
says("consultation.put_on", _("put a point on the agenda"), icon="plus")
says("consultation.take_off", _("took a point off the agenda or moved it"), tone="warn", icon="arrows-exchange")
says("consultation.hold", _("recorded the meeting; %(came)s came"), tone="ok", icon="checks")
says("consultation.minutes", _("corrected the minutes"), icon="pencil")
says("consultation.decide", _("wrote down a decision"), tone="ok", icon="gavel")
says("consultation.cancel", _("cancelled the meeting"), tone="danger", icon="ban")
says("consultation.close", _("closed the meeting with its last task"), tone="ok", icon="lock")
says("consultation.rule", _("set the standing day of the political-legal work day"), icon="adjustments")
says("consultation.task_given", _("gave out a task, due on %(due)s"), icon="list-check")
says("consultation.task_done", _("a task is done"), tone="ok", icon="circle-check")
says("consultation.task_give_back", _("a task was sent back"), tone="danger", icon="arrow-back-up")
says("consultation.task_give", _("gave a task to somebody else"), tone="warn", icon="send")
says("consultation.task_not_done", _("a task is open again"), tone="warn", icon="rotate-clockwise")
says("mediation.on_agenda", _("put the case on the agenda of a consultation"), icon="users-group")
says("mediation.consulted", _("a consultation decided about the case"), tone="ok", icon="gavel")
