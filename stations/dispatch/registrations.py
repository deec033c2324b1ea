"""What dispatch tells the rest of the house: words of the day-book and of notices, its place after every move."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.dispatch.agenda import my_open, under_way
from stations.dispatch.following import after_move
from stations.dispatch.indicators import register_figures
from stations.dispatch.models import Timer
from stations.dispatch.rules import may_see_dispatch, may_see_tasks
from stations.dispatch.watch import about_urgency
from stations.handovers.registry import register as handover
from stations.incidents import hooks
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

hooks.after_move("dispatch", after_move)
hooks.remark("correct", about_urgency)
register_due("dispatch.mine", my_open, personal=True)
handover("dispatch", _("Crews under way"), 110, under_way)
register_figures()

menu(NavItem("command", _("My tasks"), "my-tasks", "run", may_see_tasks, 15, pinned=True))
menu(NavItem("setup", _("Response times"), "circles", "hourglass", may_see_dispatch, 30))


def _escalated(data: dict) -> str:
    """Which timer went off."""
    words = dict(Timer.Kind.choices)
    return _("overdue: %(timer)s; the duty commander was told") % {"timer": words.get(data["timer"], data["timer"])}


says("assignment.send", _("sent the crew"), icon="send")
says("assignment.accept", _("the crew accepted"), icon="check")
says("assignment.depart", _("the crew is on its way"), icon="car")
says("assignment.arrive", _("the crew arrived"), tone="ok", icon="map-pin")
says("assignment.done", _("the crew left the scene"), tone="ok", icon="flag")
says("assignment.pass_on", _("the crew handed the task over"), icon="arrows-exchange")
says("assignment.recall", _("called the crew back"), tone="warn", icon="arrow-back-up")
says("assignment.ask_support", _("the crew asked for support"), tone="danger", icon="alert-triangle")
says("timer.escalated", _escalated, tone="danger", icon="alarm")
says("circle.set", _("set the response times of grade %(grade)s"), icon="adjustments")
says("circle.dropped", _("dropped the response times of grade %(grade)s"), tone="muted", icon="x")


def _overdue(data: dict) -> str:
    """Which timer of which incident."""
    words = dict(Timer.Kind.choices)
    return _("%(number)s is overdue: %(timer)s") % {
        "number": data["number"],
        "timer": words.get(data["timer"], data["timer"]),
    }


notice("dispatch.sent", _("Your crew is sent to %(number)s, grade %(grade)s"), tone="info", icon="send")
notice("dispatch.informed", _("For your information: %(number)s near your post"), tone="muted", icon="info-circle")
notice("dispatch.recalled", _("%(number)s: you need not go any more"), tone="muted", icon="arrow-back-up")
notice("dispatch.overdue", _overdue, tone="danger", icon="alarm")
notice("dispatch.support", _("A crew asks for support: %(number)s"), tone="danger", icon="alert-triangle")
notice("dispatch.urgent", _("Urgent clue: %(number)s, call back at once"), tone="danger", icon="alert-triangle")
