"""What the analysis tells the rest of the house."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.analysis import indicators
from stations.analysis.agenda import my_tasks
from stations.analysis.repeats import look_for_repeats
from stations.analysis.rules import may_see
from stations.incidents.hooks import after_move
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as register_notice
from stations.timeline.sentences import register as says

says("analysistask.open", _("set an analysis task"), icon="clipboard-plus")
says("analysistask.repeat", _("a repeat alarm opened this task: %(count)s calls"), tone="warn", icon="repeat")
says("analysistask.assign", _("gave the task to an officer"), icon="user-check")
says("analysistask.finish", _("reported the result of the task"), tone="ok", icon="circle-check")
says("analysistask.send_back", _("sent the task back"), tone="warn", icon="arrow-back-up")
says("analysistask.close", _("accepted the result"), tone="ok", icon="checks")
says("analysistask.drop", _("found the task not needed"), tone="muted", icon="x")
says("briefing.call", _("called an analysis meeting on %(first)s to %(last)s"), icon="calendar-plus")
says("briefing.hold", _("recorded the findings of the meeting"), tone="ok", icon="notes")
says("briefing.close", _("closed the meeting: all tasks have ended"), tone="ok", icon="checks")
says("operation.plan", _("planned an operation from %(start)s to %(end)s"), icon="target")
says("operation.start", _("started the operation"), icon="player-play")
says("operation.end", _("ended the operation"), icon="player-stop")
says("operation.review", _("reviewed the operation"), tone="ok", icon="checks")
says("operation.cancel", _("called the operation off"), tone="muted", icon="x")
says("pulledoff.record", _("recorded %(hours)s hours away from community work on %(day)s"), tone="warn", icon="walk")

register_notice("analysis.task", _("An analysis task was given to you"), icon="clipboard-check")
register_due("analysis.tasks", my_tasks, personal=True)
after_move("analysis", look_for_repeats)
indicators.register_all()

menu(NavItem("command", _("Analysis"), "analysis", "chart-histogram", may_see, 70))
