"""What casework tells the rest of the house: pages, words, offers and ties of incidents, figures, due things."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.casework import agenda, indicators, listening, referring, rules
from stations.handovers.registry import register as register_lines
from stations.incidents import hooks
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("command", _("Police cases"), "police-cases", "folder", rules.may_see_cases, 50))
menu(NavItem("command", _("Referrals"), "referrals", "external-link", rules.may_see_cases, 55))
menu(NavItem("setup", _("Allocation table"), "allocation-rules", "arrows-split-2", rules.may_keep_rules, 40))

hooks.offer(hooks.Offer("police_case", _("File a case"), "case-new", listening.offers_case, "folder-plus"))
hooks.offer(
    hooks.Offer(
        "scene_mediation", _("Mediation on the spot"), "scene-mediation", listening.offers_scene, "heart-handshake"
    )
)
hooks.guard("scene_mediation", listening.closing)
hooks.guard("domestic_violence", listening.reporting)
hooks.guard("police_case", listening.hanging)
hooks.after_move("casework", listening.followed)
hooks.tie("police_case", listening.case_tie)
hooks.tie("scene_mediation", listening.scene_tie)
hooks.tie("referral", listening.referral_ties)
hooks.verb_page("refer", "referral-new")
hooks.verb_page("take_back", "referral-answer")
hooks.verb_page("settle_referral", "referral-answer")

register_due("casework.cases", agenda.due_cases, personal=True)
register_due("casework.records", agenda.owed_records, personal=True)
register_due("casework.referrals", agenda.returned_referrals, personal=True)
register_lines("cases", _("Cases"), 200, agenda.case_lines)
register_lines("referrals", _("Referrals"), 210, agenda.referral_lines)
indicators.register_figures()

notice(referring.RETURNED, _("Sent back: %(number)s must be taken up again"), tone="danger", icon="arrow-back-up")
notice(listening.MISSING, _("Record the mediation on the spot of %(number)s"), tone="warn", icon="heart-handshake")

says("incident.case_filed", _("filed case %(number)s"), icon="folder-plus")
says("incident.scene_mediated", _("recorded the mediation on the spot"), tone="ok", icon="heart-handshake")
says("case.file", _("filed the case, due on %(due)s"), icon="folder-plus")
says("case.allocate", _("allocated the case to a team"), icon="send")
says("case.receive", _("gave the receipt and named the case officer"), tone="ok", icon="signature")
says("case.transfer", _("handed the case to another team"), tone="warn", icon="arrows-exchange")
says("case.assign", _("named the case officer"), icon="user-check")
says("case.extend", _("extended the limit (no. %(number)s), due on %(due)s"), tone="warn", icon="calendar-plus")
says("case.exclude", _("left %(days)s days out of the limit, due on %(due)s"), icon="calendar-off")
says("case.restart", _("started the clock anew from %(day)s, due on %(due)s"), tone="warn", icon="rotate-clockwise")
says("case.reschedule", _("set the next check day: %(due)s"), icon="calendar-event")
says("case.reckoned", _("the calendar was published: due on %(due)s instead of %(before)s"), icon="calendar-event")
says("case.conclude", _("concluded the case"), tone="ok", icon="checks")
says("case.close", _("passed the quality check and closed the case"), tone="ok", icon="lock")
says("case.send_back", _("returned the case for correction"), tone="warn", icon="arrow-back-up")
says("referral.refer", _("referred the matter"), icon="external-link")
says("referral.accept", _("they took it"), tone="ok", icon="signature")
says("referral.give_back", _("they sent it back"), tone="danger", icon="arrow-back-up")
says("referral.take_up", _("took it up again"), icon="rotate-clockwise")
says("referral.finish", _("settled there"), tone="ok", icon="circle-check")
says("allocation_rule.saved", _("changed the allocation table (row %(order)s)"), icon="arrows-split-2")
