"""What cases tell the rest of the house: pages, words, offers and ties of incidents, due things, handover lines."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.cases import (  # noqa: F401
    agenda,
    hooks,
    listening,
    load,
    papers,
    registrations_out,
    registrations_triage,
    rules,
    sealed,
)
from mediation.cases.forms import LookForm
from mediation.cases.words import LineState
from mediation.network.hooks import count_load
from stations.agenda.registry import Entry, register_entry
from stations.agenda.registry import register as register_due
from stations.files.registry import register as register_files
from stations.handovers.registry import register as register_lines
from stations.incidents import hooks as incidents
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says


def _marked(data) -> str:
    state = data.get("state", "")
    label = LineState(state).label if state in LineState.values else "…"
    return str(_("marked a line of an account: %(state)s") % {"state": label})


menu(NavItem("mediation", _("Mediation overview"), "mediation", "scale", rules.may_see_mediation, 10, pinned=True))
menu(NavItem("mediation", _("Mediation cases"), "mediation-cases", "folder", rules.may_see_mediation, 20,
             pinned=True))  # fmt: skip
menu(NavItem("mediation", _("Register a dispute"), "mediation-case-new", "folder-plus", rules.may_register, 22))
menu(NavItem("mediation/records", _("Sealed cases"), "mediation-sealed", "lock", sealed.may_open_sealed, 90))

register_files(papers.PURPOSE, papers.may_fetch)
register_entry(Entry(_("Register a dispute"), "mediation-case-new", "scale", rules.may_register, 25))
register_due("mediation.registered", agenda.due_registered)
register_due("mediation.days", agenda.due_days)
register_lines("disputes", _("Disputes"), 205, agenda.dispute_lines)

incidents.offer(incidents.Offer("mediation", _("To mediation"), "mediation-from-incident", listening.offers, "scale"))
incidents.tie("mediation", listening.tie)
incidents.guard("mediation_case", listening.hanging)

count_load(load.open_cases)

hooks.part("lines-part", 30)
hooks.part("papers-part", 80)

says("mediation.register", _("registered the dispute"), icon="folder-plus")
says("mediation.corrected", _("changed facts of the dispute"), icon="pencil")
says("mediation.submit", _("gave it to triage"), icon="send")
says("mediation.party_added", _("entered a party"), icon="user-plus")
says("mediation.party_changed", _("changed a party"), icon="pencil")
says("mediation.party_removed", _("took a party out"), tone="warn", icon="user-minus")
says("mediation.consented", _("noted that a party agrees to mediation"), tone="ok", icon="circle-check")
says("mediation.refused", _("noted that a party refuses mediation (RT-01)"), tone="danger", icon="ban")
says("mediation.line_added", _("wrote down an account"), icon="message")
says("mediation.line_changed", _("put a line of an account right"), icon="pencil")
says("mediation.line_marked", _marked, icon="checks")
says("mediation.line_struck", _("struck a line of an account"), tone="muted", icon="eraser")
says("mediation.paper_added", _("put a paper into the file (%(pages)s pages)"), icon="paperclip")
says("mediation.paper_struck", _("struck a paper"), tone="warn", icon="eraser")
says("mediation.slip_printed", _("printed the slip with the case code"), tone="muted", icon="qrcode")
says("mediation.sealed", _("sealed the case (SE-26)"), tone="danger", icon="lock")
says("mediation.unsealed", _("lifted the seal of the case"), tone="warn", icon="lock-open")
says("mediation.number_voided", _("voided the number of a document"), tone="warn", icon="ban")

look("case", _("page of the case"))
look("party", _("details of a party"))
look("sealed", _("sealed case"))
for _reason, _words in LookForm.REASONS:
    look(f"party:{_reason.value}", format_lazy("{}：{}", _("details of a party"), _words))
