"""What squads tell the rest: the patrols' workbook, their pages in the menu, their words in the day-book."""

from django.utils.translation import gettext_lazy as _

from patrols.squads import agenda, audiences, fixed, hooks, importer, importer_command
from patrols.squads.models import CommandPost, Guard, Liaison, SquadLead, SquadMembership
from patrols.squads.rules import may_give_code, may_keep_patrols, may_see_patrols, sits_in_command
from stations.access.rules import works_at_desk
from stations.agenda.registry import register as register_due
from stations.imports.registry import register_workbook
from stations.kit import ties
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.kit.spans import in_force
from stations.organisation.rules import vouch
from stations.timeline.sentences import register as says

register_workbook(importer.KIND, _("Patrol workbook"), may_keep_patrols)
importer.register()
importer_command.register()
audiences.register()

# The overview ("patrols", 10), routes (20 …), duties (30 …), findings (40 …) are registered by their own features.
navigate(NavItem("patrols/squads", _("Squads"), "squads", "users-group", may_see_patrols, 60))
navigate(NavItem("patrols/squads", _("Guards"), "guards", "users", may_see_patrols, 62))
navigate(NavItem("patrols/squads", _("Companies"), "companies", "building", may_see_patrols, 64))
navigate(NavItem("patrols/squads", _("Chain of command"), "patrol-command", "sitemap", may_see_patrols, 66))
navigate(NavItem("patrols/squads", _("Four fixed to people"), "patrol-fixed", "checks", may_see_patrols, 68))
navigate(NavItem("setup/patrols", _("Patrol settings"), "patrol-settings", "route", may_see_patrols, 60))

says("company.added", _("Took the company in"), tone="ok", icon="building")
says("company.changed", _("Changed the company"), icon="pencil")
says("company.closed", _("Closed the company"), tone="muted", icon="building")
says("patrol_group.added", _("Opened the functional group"), tone="ok", icon="users-group")
says("patrol_group.changed", _("Changed the functional group"), icon="pencil")
says("squad.added", _("Set up the squad"), tone="ok", icon="users-group")
says("squad.changed", _("Changed the squad"), icon="pencil")
says("squad.closed", _("Dissolved the squad"), tone="muted", icon="users-group")
says("squad.leader_appointed", _("Appointed a squad leader as of %(start)s"), icon="user-check")
says("squad.deputy_appointed", _("Appointed a deputy squad leader as of %(start)s"), icon="user-check")
says("squad.lead_vacated", _("Left a leading place vacant as of %(start)s"), tone="warn", icon="user-off")
says("squad.liaison_appointed", _("Appointed a liaison officer as of %(start)s"), icon="user-check")
says(
    "squad.liaison_vacated",
    _("Left the place of liaison officer vacant as of %(start)s"),
    tone="warn",
    icon="user-off",
)
says("squad.codes_issued", _("Made one-time codes for the squad (%(count)s)"), tone="warn", icon="key")
says("guard.added", _("Took the guard in"), tone="ok", icon="user-plus")
says("guard.changed", _("Changed personal details"), icon="pencil")
says("guard.moved", _("Moved to another squad as of %(start)s"), icon="arrows-exchange")
says("guard.left", _("Left the patrols as of %(day)s"), tone="muted", icon="user-off")
says("guard.returned", _("Came back to the patrols as of %(start)s"), tone="ok", icon="user-check")
says("command_post.seated", _("Seated in the chain of command as of %(start)s"), tone="ok", icon="sitemap")
says("command_post.left", _("Left the chain of command as of %(end)s"), tone="muted", icon="user-off")
says("guard_duty_list.published", _("Published version %(version)s of the duty list"), icon="list-check")
says("guard_duty_list.confirmed", _("Confirmed version %(version)s of the duty list"), tone="ok", icon="circle-check")
says("patrol_settings.changed", _("Changed the patrol settings"), icon="settings")

register_due("patrol-people", agenda.missing_people, personal=True)
register_due("patrol-contracts", agenda.ending_contracts, personal=True)
register_due("guard-duty-list", agenda.unconfirmed_duty_list, personal=True)

hooks.fixed("guidance", 20, _("Guidance fixed to people (行动指导到人)"), fixed.guidance)
hooks.fixed("duties", 40, _("Duties fixed to people (职责明确到人)"), fixed.duties)

vouch(may_give_code)
works_at_desk(sits_in_command)

# What ``readings.standing`` is made of.
ties.register("patrols.seat", lambda user, day: CommandPost.objects.filter(in_force(day), user=user), "pk", "level")
ties.register("patrols.guard", lambda user, day: Guard.objects.filter(user=user), "pk")
for _kind, _rows in (("squad", SquadMembership), ("leads", SquadLead)):
    ties.register(
        f"patrols.{_kind}",
        lambda user, day, model=_rows: model.objects.filter(in_force(day), guard__user=user),
        "squad_id",
    )
ties.register(
    "patrols.liaises",
    lambda user, day: Liaison.objects.filter(in_force(day), officer__user=user),
    "squad_id",
    area=True,
)
