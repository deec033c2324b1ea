"""What the groups tell the rest of the house: pages, words, the workbook, figures, audiences, what is due."""

from django.utils.translation import gettext_lazy as _

from community.groups import agenda, audiences, importer, indicators, messages, own_below, own_data
from community.groups.membership import RENEW_NOTICE
from community.groups.models import GroupLead, Member, WatchOffice
from community.groups.rules import is_profiled, leads_a_group, may_keep_groups, may_see_groups
from community.groups.words import State
from stations.agenda.registry import register as register_due
from stations.imports.registry import register_workbook
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.kit.spans import in_force
from stations.notices.registry import leave_in_peace
from stations.notices.registry import register as register_notice
from stations.timeline.sentences import register as says

# The list names people who have agreed to nothing yet: its file is deleted once it was written.
register_workbook(importer.KIND, _("Crime-watch workbook"), may_keep_groups, forgets=True)
importer.register()
audiences.register()
indicators.register_figures()
own_data.register_own()
own_below.register_below()

# Clues (10 …), forum (30 …), enterprises (40 …) register their own.
navigate(NavItem("community", _("Groups"), "watch-groups", "users-group", may_see_groups, 60))
navigate(NavItem("community", _("Members"), "members", "users", may_see_groups, 62))
navigate(NavItem("community", _("Not confirmed yet"), "enrolments", "user-plus", may_see_groups, 64))
navigate(NavItem("setup", _("Crime-watch settings"), "community-settings", "users-group", may_keep_groups, 75))
navigate(NavItem("me", _("My membership"), "my-membership", "id-badge-2", is_profiled, 40, pinned=True))
navigate(NavItem("me", _("My group"), "my-group", "users-group", leads_a_group, 19, pinned=True))

says("watch.settings_changed", _("Changed the crime-watch settings"), icon="settings")
says("watch.text_published", _("Published version %(version)s of the consent text"), icon="file-text")
says("watch.trade_added", _("Added a trade"), tone="ok", icon="plus")
says("watch.trade_changed", _("Changed a trade"), icon="pencil")
says("watch.group_added", _("Set up the crime-watch group"), tone="ok", icon="users-group")
says("watch.group_changed", _("Changed the crime-watch group"), icon="pencil")
says("watch.poster_renewed", _("Made the old posters invalid"), tone="warn", icon="qrcode")
says("watch.lead_appointed", _("Appointed a leading member as of %(start)s"), icon="user-check")
says("watch.lead_vacated", _("Left a leading place vacant as of %(start)s"), tone="warn", icon="user-off")
says("watch.office_seated", _("Joined the crime-watch office"), tone="ok", icon="user-check")
says("watch.office_left", _("Left the crime-watch office"), tone="muted", icon="user-off")
says("watch.enrolled", _("Put somebody on the list of those who may join"), icon="user-plus")
says("watch.forgotten_not_me", _("Deleted an enrolment: “not me”"), tone="muted", icon="trash")
says("watch.forgotten_mistake", _("Deleted an enrolment entered by mistake"), tone="muted", icon="trash")
says("watch.forgotten_expired", _("Deleted enrolments nobody confirmed (%(count)s)"), tone="muted", icon="trash")
says("watch.joined", _("Agreed to take part (text version %(text)s)"), tone="ok", icon="user-check")
says("watch.renewed", _("Renewed the membership until %(until)s"), tone="ok", icon="refresh")
says("watch.lapsed", _("The renewal is overdue"), tone="warn", icon="clock")
says("watch.left", _("Left the crime-watch groups"), tone="muted", icon="user-off")
says("watch.struck", _("Struck off"), tone="danger", icon="user-off")
says("watch.readmitted", _("May enrol again"), icon="user-check")
says("watch.vetted", _("Entered the result of vetting"), icon="checks")
says("watch.moved", _("Went to another group"), icon="arrows-exchange")
says("watch.card_renewed", _("Made the old card invalid"), tone="warn", icon="qrcode")
says("watch.data_exported", _("Took the own data along"), icon="download")
says("watch.data_erased", _("Had the own data deleted"), tone="muted", icon="trash")

register_notice(RENEW_NOTICE, _("Your membership ends on %(until)s. Renew it with one tap."), "warn", "refresh")

leave_in_peace(messages.peace)

register_due("watch-renewal", agenda.renewal, personal=True)
register_due("watch-office", agenda.office)

# What ``readings.standing`` is made of.
ties.register("watch.office", lambda user, day: WatchOffice.objects.filter(in_force(day), user=user), "pk")
ties.register("watch.member", lambda user, day: Member.objects.filter(user=user, erased_at=None), "pk")
ties.register(
    "watch.leads",
    lambda user, day: GroupLead.objects.filter(in_force(day), member__user=user, member__state=State.CONFIRMED),
    "group_id",
)
