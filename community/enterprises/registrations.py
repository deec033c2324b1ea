"""What enterprises tell the rest of the house: pages, words, the workbook, what is due, figures, files, ties."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises import agenda, finding_steps, first_visits, importer, indicators, liaison, photos, rules
from community.enterprises.models import LiaisonAssignment
from stations.agenda.registry import Entry, register_entry
from stations.agenda.registry import register as register_due
from stations.files.registry import register as serve
from stations.imports.registry import register_workbook
from stations.incidents import hooks
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.kit.spans import in_force
from stations.notices.registry import register as notice
from stations.places.models import IndustryOfficer
from stations.timeline.sentences import register as says

register_workbook(importer.KIND, _("Workbook of enterprises"), rules.may_keep)
importer.register()
indicators.register_figures()
serve(finding_steps.PURPOSE, photos.may_fetch)
hooks.after_move("enterprises", finding_steps.followed)
hooks.tie("safety_finding", photos.tie)

menu(NavItem("community", _("Enterprises"), "enterprises", "building-store", rules.may_look_up, 40))
menu(NavItem("community", _("Safety findings"), "safety-findings", "alert-triangle", rules.may_enter, 42))
menu(NavItem("community/enterprises", _("First visits"), "first-visits", "door-enter", rules.may_enter, 43))
menu(NavItem("community/enterprises", _("Visits"), "enterprise-visits", "walk", rules.may_enter, 44))
menu(NavItem("community/enterprises", _("Buildings"), "buildings", "building", rules.may_look_up, 45))
menu(NavItem("community/enterprises", _("My enterprises"), "my-enterprises", "user-check", rules.may_visit, 46))
menu(NavItem("setup", _("Enterprise settings"), "enterprise-settings", "building-store", rules.may_keep, 76))

register_due("community.first_visits", agenda.first_visits)
register_due("community.inspections", agenda.inspections)
register_due("community.safety_findings", agenda.findings)
register_due("community.enterprise_leaders", agenda.leaders, personal=True)
register_entry(Entry(_("Visit note"), "enterprise-visit-start", "walk", rules.may_visit, 30))

for kind in ("building", "cluster", "enterprise"):
    ties.register(
        f"liaison.{kind}",
        lambda user, day, kind=kind: LiaisonAssignment.objects.filter(
            in_force(day), officer__user=user, **{f"{kind}__isnull": False}
        ),
        f"{kind}_id",
        area=True,
    )
ties.register(
    "liaison.industry",
    lambda user, day: IndustryOfficer.objects.filter(in_force(day), officer__user=user),
    "pk",
    "industry",
    area=True,
)

notice(first_visits.OVERDUE, _("%(count)s first visits of yours are overdue"), tone="danger", icon="door-enter")
notice(first_visits.LATE, _("%(count)s first visits stay overdue"), tone="danger", icon="door-enter")
notice(finding_steps.OVERDUE, _("The deadline of a safety finding has passed"), tone="warn", icon="alert-triangle")
notice(finding_steps.MOVED, _("The command room moved on with your safety finding"), tone="info", icon="headset")
notice(
    liaison.NAMED,
    _("You are liaison officer of %(count)s enterprises: %(first_visits)s first visits, %(findings)s findings"),
    tone="info", icon="user-check",
)  # fmt: skip

says("enterprise.settings_changed", _("Changed the settings of enterprises"), icon="settings")
says("enterprise.kind_added", _("Added a kind of enterprise"), tone="ok", icon="plus")
says("enterprise.kind_changed", _("Changed a kind of enterprise"), icon="pencil")
says("enterprise.cluster_added", _("Added a cluster"), tone="ok", icon="plus")
says("enterprise.cluster_changed", _("Changed a cluster"), icon="pencil")
says("enterprise.building_added", _("Entered the building"), tone="ok", icon="building")
says("enterprise.building_changed", _("Changed the building"), icon="pencil")
says("enterprise.moved_in", _("Moved in on %(on)s"), tone="ok", icon="door-enter")
says("enterprise.moved_out", _("Moved out on %(on)s"), tone="muted", icon="door-exit")
says("enterprise.changed", _("Changed the entry"), icon="pencil")
says("enterprise.close", _("Closed for now"), tone="warn", icon="player-pause")
says("enterprise.reopen", pgettext_lazy("enterprise", "Open again"), tone="ok", icon="player-play")
says("enterprise.contact_kept", _("Entered a contact"), icon="address-book")
says("enterprise.contact_forgotten", _("Deleted a contact"), tone="muted", icon="trash")
says(
    "enterprise.contacts_expired",
    _("Deleted %(count)s contacts of enterprises that moved out"), tone="muted", icon="trash",
)  # fmt: skip
says("enterprise.visited_first", _("Made the first visit"), tone="ok", icon="door-enter")
says("enterprise.visited_visit", pgettext_lazy("enterprise", "Visited"), icon="walk")
says("enterprise.visited_check", _("Inspected"), icon="checkup-list")
says("enterprise.visited_revisit", _("Visited again"), icon="walk")
says("first_visit.escalated", _("Told the team leaders of %(count)s first visits overdue"), tone="warn", icon="bell")
says("liaison.named", _("Named a liaison officer as of %(start)s"), icon="user-check")
says("liaison.ended", _("The assignment of the liaison officer ended on %(start)s"), tone="muted", icon="user-off")
says("visit.recorded", _("Recorded the visit"), icon="walk")
says("visit.struck", _("Struck the visit"), tone="danger", icon="eraser")
says("check_list.added", _("Wrote a check list"), tone="ok", icon="checkup-list")
says("check_list.changed", _("Changed the check list"), icon="pencil")
says("check_list.published", _("Published version %(version)s with %(items)s items"), icon="file-text")
says("tip.added", _("Entered a prevention tip"), tone="ok", icon="bulb")
says("tip.changed", _("Changed a prevention tip"), icon="pencil")
says("safety_finding.found", pgettext_lazy("safety finding", "Found"), tone="warn", icon="alert-triangle")
says("safety_finding.tell", _("Told the enterprise"), icon="message")
says("safety_finding.rectify", _("Reported as put right"), icon="tool")
says("safety_finding.recheck", _("Re-checked: it is right"), tone="ok", icon="checks")
says("safety_finding.reject", _("Re-checked: not right yet"), tone="warn", icon="rotate-clockwise")
says("safety_finding.close", pgettext_lazy("safety finding", "Closed"), tone="ok", icon="circle-check")
says("safety_finding.settle", _("Closed with the re-check"), tone="ok", icon="circle-check")
says("safety_finding.hand_over", _("Handed to the competent department"), icon="arrow-right")
says("safety_finding.answered", _("The department answered: put right"), tone="ok", icon="message")
says("safety_finding.sent_back", _("Sent back by the department"), tone="warn", icon="arrow-left")
says("safety_finding.alarm", _("Given to the command room"), tone="danger", icon="headset")
says("safety_finding.handled", _("Handled by the command room"), tone="ok", icon="headset")
says("safety_finding.resumed", _("Taken up again by the command room"), tone="warn", icon="rotate-clockwise")
says("safety_finding.lapse", _("No longer applies: the enterprise has moved out"), tone="muted", icon="door-exit")
