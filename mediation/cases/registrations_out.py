"""What notices, ways out and transfers tell the rest of the house."""

from django.utils.translation import gettext_lazy as _

from mediation.cases import agenda_out, ending, hooks, rules, transferring
from stations.agenda.registry import register as register_due
from stations.handovers.registry import register as register_lines
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("mediation/partners", _("Transfers of cases"), "mediation-transfers", "external-link",
             rules.may_see_mediation, 58))  # fmt: skip

for verb in ("decline", "end", "by_law", "litigate", "enforce", "reopen", "take_back", "transfer"):
    hooks.verb_page(verb, f"mediation-{verb.replace('_', '-')}")
hooks.guard("refusal", ending.refusal_guard)
hooks.part("transfers-part", 70)
hooks.part("limits-part", 72)
hooks.part("notices-part", 75)

register_due("mediation.transfers", agenda_out.due_transfers)
register_lines("mediation_transfers", _("Transfers of cases"), 215, agenda_out.transfer_lines)

notice(ending.RESTART, _("Mediation failed: restart the clock of %(number)s from %(day)s (ZA-20)"), tone="danger",
       icon="rotate-clockwise")  # fmt: skip
notice(transferring.RETURNED, _("Sent back: case %(number)s must be taken up again"), tone="danger",
       icon="arrow-back-up")  # fmt: skip

says("mediation.notice_given", _("gave the parties a notice"), tone="ok", icon="file-text")
says("mediation.decline", _("did not accept the dispute and told the parties"), tone="warn", icon="ban")
says("mediation.end", _("ended the mediation and told the parties"), tone="danger", icon="player-stop")
says("mediation.by_law", _("handed it on to be handled by law (ZA-19), clock from %(day)s"), tone="danger",
     icon="gavel")  # fmt: skip
says("mediation.litigate", _("told the parties of litigation (RT-15)"), tone="warn", icon="gavel")
says("mediation.enforce", _("told the parties of enforcement (SF-06)"), tone="warn", icon="gavel")
says("mediation.reopen", _("took the case up again"), icon="rotate-clockwise")
says("mediation.noted", _("added a signed note to the archived case"), icon="pencil")
says("mediation.extended", _("extended the limit by %(days)s days to %(until)s (RT-16)"), tone="warn",
     icon="calendar-plus")  # fmt: skip
says("mediation.appraised", _("noted the appraisal (ZA-12)"), icon="stethoscope")
says("mediation.transfer", _("transferred the case; receipt due on %(due)s"), icon="external-link")
says("mediation.transfer_received", _("entered the receipt of the transfer"), tone="ok", icon="signature")
says("mediation.transfer_returned", _("noted that the transfer was sent back"), tone="danger", icon="arrow-back-up")
says("mediation.take_back", _("took up again what was sent back"), icon="rotate-clockwise")
says("mediation.looked_up", _("a party looked the state up on the public page"), tone="muted", icon="eye")
