"""What organisation tells the rest: its pages in the menu, its words in the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import register as register_due
from stations.imports.registry import register_workbook
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.organisation import importer
from stations.organisation.agenda import unconfirmed_duty_list
from stations.organisation.rules import is_staff, may_keep_people, may_see_strength
from stations.timeline.sentences import register

navigate(NavItem("team", _("Structure"), "structure", "sitemap", is_staff, 10))
navigate(NavItem("team", _("Officers"), "officers", "users", is_staff, 20))
navigate(NavItem("team", _("Duty lists"), "duty-lists", "list-check", is_staff, 80))
navigate(NavItem("team/records", _("Age and specialities"), "strength", "chart-bar", may_see_strength, 90))
navigate(NavItem("me", _("My duty list"), "my-duty-list", "list-check", is_staff, 60))

# Exports of lists before 2026-11-23; since then they are "exported" like all others.
register("list.exported", _("Exported a list (%(list)s, %(count)s rows)"), icon="download")

register("officer.added", _("Entered in the register"), tone="ok", icon="user-plus")
register("officer.changed", _("Changed personal details"), icon="pencil")
register("officer.moved", _("Moved to another team as of %(start)s"), icon="arrows-exchange")
register("officer.phone_looked", _("Looked at the full phone number"), tone="warn", icon="eye")
register("officer.standing_on_post", _("Back on post as of %(day)s"), tone="ok", icon="user-check")
register("officer.standing_seconded", _("Seconded away as of %(day)s"), tone="warn", icon="user-off")
register("officer.standing_long_leave", _("On long leave as of %(day)s"), tone="warn", icon="user-off")
register("officer.standing_left", _("Left the station as of %(day)s"), tone="muted", icon="user-off")

register("team.added", _("Opened the team"), tone="ok", icon="users-group")
register("team.changed", _("Changed the team"), icon="pencil")
register("team.leader_appointed", _("Appointed a team leader as of %(start)s"), icon="user-check")
register("team.deputy_appointed", _("Appointed a deputy team leader as of %(start)s"), icon="user-check")
register("team.lead_vacated", _("Left a leading place vacant as of %(start)s"), tone="warn", icon="user-off")

register("duty_list.published", _("Published version %(version)s of the duty list"), icon="list-check")
register("duty_list.confirmed", _("Confirmed version %(version)s of the duty list"), tone="ok", icon="circle-check")

register_workbook(importer.KIND, _("Station workbook"), may_keep_people)
importer.register()

register_due("duty-list", unconfirmed_duty_list, personal=True)
