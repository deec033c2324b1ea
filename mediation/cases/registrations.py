"""What cases tell the rest of the house: pages, words, offers and ties of incidents, due things, handover lines."""

from django.utils.translation import gettext_lazy as _

from mediation.cases import registrations_out, registrations_triage, rules  # noqa: F401
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says

menu(NavItem("mediation", _("Mediation cases"), "mediation-cases", "folders", rules.may_see_mediation, 20))

says("mediation.register", _("registered the dispute"), icon="folder-plus")
says("mediation.corrected", _("changed facts of the dispute"), icon="pencil")
says("mediation.submit", _("gave it to triage"), icon="send")
says("mediation.party_added", _("entered a party"), icon="user-plus")
says("mediation.party_changed", _("changed a party"), icon="pencil")
says("mediation.party_removed", _("took a party out"), tone="warn", icon="user-minus")
says("mediation.consented", _("noted that a party agrees to mediation"), tone="ok", icon="circle-check")
says("mediation.refused", _("noted that a party refuses mediation (RT-01)"), tone="danger", icon="hand-stop")
says("mediation.number_voided", _("voided the number of a document"), tone="warn", icon="ban")
