"""What night patrols tell the rest of the house: pages, words, notices, what is due, the handover, figures."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups import messages
from community.nights import agenda, asking, carrying, rules
from community.nights.indicators import register_figures
from community.nights.models import NightPatrol
from community.nights.own import register_own_data
from community.nights.words import OPEN
from stations.agenda.registry import register as register_due
from stations.agenda.registry import register_kind
from stations.handovers.registry import register as register_lines
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

navigate(NavItem("community", _("Night patrols"), "night-patrols", "moon", rules.may_see_nights, 50))
navigate(NavItem("me", _("Night patrols"), "my-nights", "moon", rules.may_join_in, 18))
navigate(NavItem("setup", _("Settings of night patrols"), "night-settings", "moon", rules.may_set, 132))

# Whoever leads a patrol that is not over; what ``rules.leads_some`` reads.
ties.register("nights.leads", lambda user, day: NightPatrol.objects.filter(leader=user, state__in=OPEN), "pk")

register_kind(agenda.KIND, _("Night patrols"), "moon")
register_due("nights.lead", agenda.to_lead, personal=True)
register_due("nights.keep", agenda.to_keep)
register_due("nights.asked", agenda.asked, personal=True)
register_lines("night_patrols", _("Night patrols"), 450, agenda.of_the_night)
carrying.register()
register_figures()
register_own_data()

messages.counts(asking.ASK)
notice(
    asking.ASK, _("%(hours)s hours on %(day)s at %(from)s near you: will you join the night patrol?"), "info", "moon"
)
notice(asking.NOBODY, _("Everybody who may be asked for the night patrol has been asked"), "warn", "users-minus")
notice("night.moved_up", _("A place became free: you join the night patrol on %(day)s at %(from)s"), "ok", "moon")
notice("night.moved", _("The night patrol was moved: %(day)s at %(from)s"), "warn", "moon")
notice("night.off", _("The night patrol on %(day)s at %(from)s is called off"), "warn", "moon")
notice("night.leads", _("You lead the night patrol on %(day)s at %(from)s"), "info", "moon")
notice("night.replaced", _("Somebody else leads the night patrol on %(day)s at %(from)s"), "info", "moon")
notice("night.reported", _("The report of a night patrol waits for you"), "info", "moon")
notice("night.sent_back", _("Please look at the report of the night patrol again"), "warn", "moon")
notice(
    "night.thanks", _("Thank you for the night patrol of %(day)s. Your hours are confirmed."), "ok", "heart-handshake"
)

says("night.planned", _("planned a night patrol for %(night)s"), tone="ok", icon="moon")
says("night.changed", _("changed the plan"), icon="pencil")
says("night.leader", _("named the leader"), icon="user-check")
says("night.call", _("called for helpers"), icon="speakerphone")
says("night.asked", _("wave %(wave)s: %(count)s members were asked"), icon="send")
says("night.accepted", _("a helper comes along"), tone="ok", icon="user-plus")
says("night.waits", _("a helper is on the waiting list"), icon="hourglass")
says("night.given_back", _("a place became free"), tone="muted", icon="user-minus")
says("night.standing", _("there are enough helpers"), tone="ok", icon="users")
says("night.short", _("helpers are missing again"), tone="warn", icon="users-minus")
says("night.present", _("noted as present"), tone="ok", icon="check")
says("night.not_present", _("took a tick back"), tone="muted", icon="x")
says("night.begin", _("set out with %(present)s people"), tone="ok", icon="walk")
says("night.touched", _("ticked a key place"), icon="target")
says("night.untouched", _("took the tick of a key place back"), tone="muted", icon="x")
says(
    "night.finish", _("reported the end: %(hours)s hours, %(findings)s findings, %(missed)s places not touched"),
    icon="report",
)  # fmt: skip
says("night.send_back", pgettext_lazy("night patrol", "sent the report back"), tone="warn", icon="arrow-back-up")
says("night.confirm", _("confirmed %(hours)s hours of %(helpers)s helpers"), tone="ok", icon="checks")
says("night.cancel", _("called the patrol off"), tone="warn", icon="umbrella")
says("night.lapse", _("the patrol was not held"), tone="danger", icon="calendar-off")
says("night.settings_changed", _("changed the settings of night patrols"), icon="settings")
