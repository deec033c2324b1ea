"""What findings tell the rest of the house: words, notices, files, the listener of incidents, what is due."""

from django.utils.translation import gettext_lazy as _

from patrols.findings import actions, agenda
from stations.agenda.registry import register as register_due
from stations.files.registry import register as answer_for
from stations.incidents import hooks
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

answer_for(actions.PURPOSE, agenda.may_fetch)
hooks.after_move("findings", actions.followed)
hooks.tie("finding", agenda.finding_tie)
register_due("patrols.findings", agenda.waiting)

notice("finding.handled", _("What you reported has been handled"), tone="ok", icon="circle-check")
notice("finding.resumed", _("What you reported is being handled again"), tone="info", icon="rotate-clockwise")
notice("finding.answer", _("The patrol office has answered your report"), tone="info", icon="message")
notice("finding.confirm", _("Your report is closed. Thank you."), tone="ok", icon="checks")
notice("finding.link", _("Your report was joined with an earlier one"), tone="info", icon="link")

says("finding.report", _("reported a finding"), icon="flag")
says("finding.forward", _("gave it to the command room: %(number)s"), icon="send")
says("finding.answer", _("answered the reporter"), tone="ok", icon="message")
says("finding.link", _("joined it with an earlier report"), icon="link")
says("finding.handled", _("the command room has handled it"), tone="ok", icon="circle-check")
says("finding.resumed", _("the command room took it up again"), tone="warn", icon="rotate-clockwise")
says("finding.confirm", _("confirmed the end"), tone="ok", icon="checks")
says("finding.object", _("objected: not settled"), tone="warn", icon="arrow-back-up")
says("finding.sample", _("rated the report: %(quality)s of 5"), icon="star")
