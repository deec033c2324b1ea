"""What triage, matching and the ways tell the rest of the house; imported by ``registrations``."""

from django.utils.translation import gettext_lazy as _

from mediation.cases import hooks
from mediation.cases.triage_law import Outcome
from stations.timeline.sentences import register as says


def _triaged(data) -> str:
    outcome = data.get("outcome", "")
    label = Outcome(outcome).label if outcome in Outcome.values else outcome
    return str(_("triaged it: %(outcome)s") % {"outcome": label})


hooks.verb_page("accept", "mediation-triage")
hooks.part("triage-part", 10)

says("mediation.triage", _triaged, icon="arrows-split-2")
says("mediation.accept", _("accepted it for mediation, to end by %(due)s"), tone="ok", icon="circle-check")
