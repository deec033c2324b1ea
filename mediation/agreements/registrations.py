"""What agreements tell the rest of the house: guards, pages of verbs, fragments, words, notices, due things."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.agreements import agenda, guards, rules
from mediation.cases import hooks
from mediation.cases.rules import may_keep
from stations.agenda.registry import register as due
from stations.handovers.registry import register as lines
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says

menu(NavItem("mediation", _("Mediation agreements"), "agreements", "file-text", rules.may_see_mediation, 36))
menu(NavItem("mediation", _("Performance"), "performances", "calendar-check", rules.may_see_mediation, 40))
menu(NavItem("mediation/records", _("Clause library"), "clauses", "notes", may_keep, 95))

hooks.guard("agreements", guards.guard)
hooks.after_move("agreements", guards.follow)
hooks.verb_page("agree", "agreement-of-case")
hooks.verb_page("await", "agreement-of-case")
hooks.verb_page("perform", "agreement-of-case")
hooks.verb_page("confirm", "confirmation-of-case")
hooks.verb_page("settle_confirmation", "confirmation-of-case")
hooks.part("agreement-part", 50)
hooks.part("performance-part", 60)

due("mediation.performance", agenda.due_terms)
due("mediation.confirmations", agenda.due_confirmations, personal=True)
lines("mediation_performance", _("Performance of agreements"), 216, agenda.performance_lines)

says("mediation.agreement_drafted", _("wrote an agreement"), icon="file-plus")
says("mediation.agreement_edited", _("changed the draft of the agreement"), icon="pencil")
says("mediation.agreement_fixed", _("fixed the text of the agreement for signing"), icon="lock")
says("mediation.agreement_taken_back", _("took the agreement back to the draft"), tone="warn", icon="arrow-back-up")
says("mediation.agreement_signed", _("entered a signature"), icon="signature")
says("mediation.agree", _("agreement signed by all, in effect from %(effective)s"), tone="ok", icon="file-check")
says("mediation.agreement_replaced", _("a new agreement took the place of the void one"), icon="file-check")
says("mediation.agreement_voided", _("voided an agreement"), tone="danger", icon="ban")
says("mediation.agreement_printed", _("printed a paper of the agreement"), icon="printer")
says("mediation.await", _("to be performed by %(perform_by)s"), icon="calendar-event")
says("mediation.instalment_proved", _("filed a proof of performance"), tone="ok", icon="clipboard-check")
says("mediation.instalment_said", _("noted a party's word on performance"), icon="message")
says("mediation.instalment_confirmed", _("took an instalment as performed"), tone="ok", icon="circle-check")
says("mediation.instalment_breached", _("established non-performance on %(day)s"), tone="danger",
     icon="alert-octagon")  # fmt: skip
says("mediation.perform", _("the agreement is performed"), tone="ok", icon="circle-check")
says("mediation.confirm", _("applied for judicial confirmation"), icon="gavel")
says("mediation.court_accepted", _("the court accepted the application"), icon="gavel")
says("mediation.settle_confirmation", _("the court has answered"), icon="gavel")
says("mediation.hj_applied", _("filed both parties' application for a settlement (HJ-04)"), icon="file-text")
says("mediation.hj_decided", _("the police answered the settlement (HJ-05)"), icon="shield-check")
says("case.mediation_performed", _("the mediated agreement is performed: no punishment (ZA-18)"), tone="ok",
     icon="circle-check")  # fmt: skip
says("case.settlement_approved", _("the settlement is approved: no punishment (HJ-01 to HJ-06)"), tone="ok",
     icon="circle-check")  # fmt: skip
says("mediation.clause_saved", _("changed a clause of the library"), icon="notes")

notice("mediation.performed_za", _("Case %(number)s: the mediated agreement is performed, no punishment (ZA-18)"),
       tone="ok", icon="circle-check")  # fmt: skip
notice("mediation.performance_due", _("Case %(number)s: an instalment is due on %(day)s"), tone="warn",
       icon="calendar-event")  # fmt: skip
notice("mediation.performance_late", _("Case %(number)s: an instalment of %(day)s is overdue"), tone="danger",
       icon="alert-octagon")  # fmt: skip
notice("mediation.confirmation_ends", _("Case %(number)s: judicial confirmation until %(day)s at the latest (SF-01)"),
       tone="danger", icon="gavel")  # fmt: skip

for _form, _suffix in (("pdf", "PDF"), ("docx", "Word")):
    look(f"agreement_{_form}", format_lazy("{} {}", _("paper of the agreement"), _suffix))
    look(f"application_{_form}", format_lazy("{} {}", _("application for judicial confirmation"), _suffix))
    look(f"performance_{_form}", format_lazy("{} {}", _("record of performance"), _suffix))
