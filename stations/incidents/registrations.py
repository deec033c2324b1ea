"""What incidents tell the rest of the house: pages, words of the day-book, notices, files, tasks, handover lines."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import Entry, register_entry
from stations.agenda.registry import register as register_due
from stations.files.registry import register as register_files
from stations.handovers.registry import register as register_lines
from stations.incidents import agenda, attachments
from stations.incidents.indicators import register_figures
from stations.incidents.rules import may_record, may_search_persons, may_see_inbox, may_set_inbox
from stations.incidents.words import Result
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as tells
from stations.timeline.sentences import register as says


def reported(data: dict) -> str:
    """The line of a report from the scene: what came of it in words, not in codes."""
    result = dict(Result.choices).get(data["result"], data["result"])
    return gettext("reported the result: %(result)s") % {"result": result}


register_figures()
register_entry(Entry(_("Take a report"), "intake", "headset", may_record, 20))
register_due("incidents.mine", agenda.my_open)
register_due("incidents.desk", agenda.for_the_desk, personal=True)
register_lines("incidents_open", _("Open incidents"), 100, agenda.open_lines)
register_lines("hazards_open", _("Open hazards"), 110, agenda.hazard_lines)
register_lines("property_kept", _("Found property"), 120, agenda.property_lines)
register_lines("call_backs", _("Call-backs promised to reporters"), 130, agenda.call_back_lines)
menu(NavItem("command", _("Incidents"), "incidents", "inbox", may_see_inbox, 20))
menu(NavItem("command/records", _("Search by person"), "incident-people", "user-search", may_search_persons, 150))
menu(NavItem("setup", _("Numbers of the inbox"), "inbox-settings", "adjustments", may_set_inbox, 20))
register_files(attachments.PURPOSE, attachments.may_fetch)

menu(NavItem("command", _("New incident"), "intake", "plus", may_record, 12, pinned=True))

says("incident.history_seen", _("looked at earlier incidents (%(by)s), %(found)s found"), tone="warn", icon="eye")
says("incident.record", _("entered the incident"), icon="file-plus")
says("incident.dispatch", _("sent a crew"), icon="send")
says("incident.recall", _("took it back into the queue"), tone="warn", icon="arrow-back-up")
says("incident.accept", _("accepted"), icon="circle-check")
says("incident.depart", _("set out"), icon="car")
says("incident.arrive", _("arrived"), icon="map-pin")
says("incident.control", _("has it under control"), tone="ok", icon="shield-check")
says("incident.feedback", reported, tone="ok", icon="message-report")
says("incident.send_back", _("sent it back to be completed"), tone="warn", icon="arrow-back-up")
says("incident.close", _("closed the incident"), tone="ok", icon="lock")
says("incident.follow_up", _("recorded the follow-up"), icon="phone-call")
says("incident.reopen", _("opened the incident again"), tone="warn", icon="lock-open")
says("incident.refer", _("referred it to another body"), icon="external-link")
says("incident.settle_referral", _("settled by the other body"), tone="ok", icon="circle-check")
says("incident.take_back", _("took it back from the other body"), tone="warn", icon="arrow-back-up")
says("incident.link", _("linked it to the main report %(number)s"), tone="muted", icon="link")
says("incident.unlink", _("separated it from the main report"), tone="warn", icon="unlink")
says("incident.strike", _("struck the entry"), tone="danger", icon="trash")
says("incident.verify", _("verified it"), tone="ok", icon="checks")
says("incident.assign", _("assigned it to %(count)s officers"), icon="user-check")
says("incident.rectify", _("removed the hazard"), tone="ok", icon="tool")
says("incident.recheck", _("checked: the hazard is gone"), tone="ok", icon="checks")
says("incident.dismiss", _("found nothing in it"), tone="muted", icon="circle-x")
says("incident.act_on", _("acted on the clue"), tone="ok", icon="bolt")
says("incident.tell_giver", _("told the giver the outcome"), tone="ok", icon="message-report")
says("incident.match", _("matched property with a loss"), icon="puzzle")
says("incident.unmatch", _("undid the match"), tone="warn", icon="puzzle-off")
says("incident.hand_back", _("returned the property against signature"), tone="ok", icon="signature")
says("incident.give_up", _("closed it without a match"), tone="muted", icon="archive")
says("incident.correct", _("corrected the entry (%(fields)s)"), tone="warn", icon="pencil")
says("incident.contact", _("made first contact with the reporter, %(took)s after the report"), "ok", "phone")
says("incident.promise", _("promised a call-back"), icon="phone-calling")
says("incident.called_back", _("called back"), tone="ok", icon="phone-check")
says("incident.not_reached", _("called for the follow-up, nobody was reached"), tone="muted", icon="phone-off")
says("incident.duplicate", _("another report was linked to it (%(number)s)"), tone="muted", icon="link")
says("incident.person_added", _("entered a person"), icon="user-plus")
says("incident.person_corrected", _("corrected a person (%(fields)s)"), tone="warn", icon="user-edit")
says("incident.person_seen", _("looked at a person of the incident"), tone="warn", icon="eye")
says("incident.persons_searched", _("searched incidents by a person (%(by)s), %(found)s found"), "warn", "search")
says("inbox.set", _("changed numbers of the inbox"), icon="adjustments")
says("incident.attached", attachments.told, icon="paperclip")
says("incident.attachment_struck", _("struck an attachment"), tone="danger", icon="paperclip")

tells("incident.assigned", _("Incident %(number)s was assigned to you"), "warn", "user-check")
tells("incident.sent_back", _("Incident %(number)s was sent back to you to be completed"), "warn", "arrow-back-up")
tells("incident.to_check", _("Hazard %(number)s was removed; somebody has to check it"), "info", "checks")
tells("incident.closed", _("Incident %(number)s has been closed"), "ok", "lock")
tells("incident.dismissed", _("Nothing was found in %(number)s"), "muted", "circle-x")
tells("incident.reopened", _("Incident %(number)s was opened again"), "warn", "lock-open")
tells("incident.struck", _("Entry %(number)s was struck"), "muted", "trash")
tells("incident.linked", _("Incident %(number)s is a repeated report and needs no more work"), "muted", "link")
tells("incident.matched", _("The loss %(number)s may have been found"), "ok", "puzzle")
