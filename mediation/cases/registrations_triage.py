"""What triage, matching and the ways tell the rest of the house; imported by ``registrations``."""

from django.utils.translation import gettext_lazy as _

from mediation.cases import agenda_matching, allotting, hooks, rules
from mediation.cases.triage_law import Outcome
from mediation.network.readings import standing
from mediation.network.words import Way
from stations.agenda.registry import register as register_due
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says


def _triaged(data) -> str:
    outcome = data.get("outcome", "")
    label = Outcome(outcome).label if outcome in Outcome.values else "…"
    return str(_("triaged it: %(outcome)s") % {"outcome": label})


def _way(sentence):
    def said(data) -> str:
        way = data.get("way", "")
        return str(sentence) % {"way": Way(way).label if way in Way.values else "…"}

    return said


def _is_mediator(user) -> bool:
    return bool(rules.may_see_mediation(user)) and standing(user).mediator is not None


menu(NavItem("mediation", _("Asked to mediate"), "mediation-asks", "user-check", _is_mediator, 24, pinned=True))

hooks.verb_page("accept", "mediation-triage")
hooks.part("triage-part", 10)
hooks.part("mediators-part", 20)
hooks.part("similar-part", 95)
hooks.after_move("allotting", allotting.followed)
register_due("mediation.matching", agenda_matching.waiting)

notice("mediation.asked", _("You are asked to mediate %(number)s: say yes or no"), tone="warn", icon="user-check")
notice("mediation.taken", _("The mediator asked has taken %(number)s"), tone="ok", icon="circle-check")
notice("mediation.declined", _("The helper asked does not take %(number)s"), tone="info", icon="user-off")
notice(
    "mediation.nobody", _("Nobody is left to mediate %(number)s: choose somebody"), tone="danger", icon="user-search"
)

says("mediation.triage", _triaged, icon="arrows-split-2")
says("mediation.accept", _("accepted it for mediation, to end by %(due)s"), tone="ok", icon="circle-check")
says("mediation.mediator_asked", _("asked a mediator"), icon="user-search")
says("mediation.mediator_took", _("noted that the mediator takes the case"), tone="ok", icon="user-check")
says("mediation.mediator_declined", _("noted that the mediator does not take the case"), tone="warn", icon="user-off")
says("mediation.mediator_silent", _("the mediator asked has not answered in time"), tone="warn", icon="clock")
says("mediation.mediator_withdrew", _("a mediator withdrew for a conflict of interest (RT-19)"), tone="warn",
     icon="user-off")  # fmt: skip
says("mediation.mediator_left", _("ended a mediator's part"), icon="user-minus")
says("mediation.lead_changed", _("let a helper take over the lead"), icon="refresh")
says("mediation.way_marked", _way(_("marked the way: %(way)s")), icon="route")
says("mediation.way_unmarked", _way(_("took the mark away: %(way)s")), icon="route")
says("mediation.invited", _("invited somebody with the consent of all parties (RT-04)"), icon="user-plus")
says("mediation.uninvited", _("took an invitation back"), icon="user-minus")
