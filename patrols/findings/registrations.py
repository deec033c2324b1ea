"""What findings tell the rest of the house: words, notices, files, the listener of incidents, what is due."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.checkins import phone_data
from patrols.findings import actions, agenda, readings, rewards
from patrols.findings.indicators import register_figures
from patrols.squads.rules import may_keep_patrols, may_see_patrols
from stations.agenda.registry import register as register_due
from stations.files.registry import register as answer_for
from stations.incidents import hooks
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.recognition.registry import Earner, register_earner
from stations.timeline.sentences import register as says

menu(NavItem("patrols", pgettext_lazy("patrol", "Findings"), "findings", "flag", may_see_patrols, 50))
menu(NavItem("setup/patrols", _("Kinds of findings"), "finding-kinds", "flag", may_keep_patrols, 120))

phone_data.keep_too(readings.kept_kinds)
answer_for(actions.PURPOSE, agenda.may_fetch)
hooks.after_move("findings", actions.followed)
hooks.tie("finding", agenda.finding_tie)
register_due("patrols.findings", agenda.waiting, personal=True)
register_figures()
register_earner(Earner("findings", rewards.due, acts=rewards.ACTS))

notice("finding.handled", _("What you reported has been handled"), tone="ok", icon="circle-check")
notice("finding.resumed", _("What you reported is being handled again"), tone="info", icon="rotate-clockwise")
notice("finding.answer", _("The patrol office has answered your report"), tone="info", icon="message")
notice("finding.confirm", _("Your report is closed. Thank you."), tone="ok", icon="checks")
notice("finding.link", _("Your report was joined with an earlier one"), tone="info", icon="link")

says("finding_kind.installed", _("took over the kinds of findings that come with the house"), icon="adjustments")
says("finding_kind.saved", _("changed a kind of finding"), icon="adjustments")
says("finding.report", _("reported a finding"), icon="flag")
says("finding.forward", _("gave it to the command room: %(number)s"), icon="send")
says("finding.answer", _("answered the reporter"), tone="ok", icon="message")
says("finding.link", _("joined it with an earlier report"), icon="link")
says("finding.handled", _("the command room has handled it"), tone="ok", icon="circle-check")
says("finding.resumed", _("the command room took it up again"), tone="warn", icon="rotate-clockwise")
says("finding.confirm", _("confirmed the end"), tone="ok", icon="checks")
says("finding.object", _("objected: not settled"), tone="warn", icon="arrow-back-up")
says("finding.sample", _("rated the report: %(quality)s of 5"), icon="star")
