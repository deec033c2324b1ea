"""What surveys tell the rest of the house: pages, words, notices, what is due, the workbook, figures."""

from django.utils.translation import gettext_lazy as _

from community.surveys import actions, agenda, importer, rules
from community.surveys.indicators import register_figures
from stations.agenda.registry import Entry, register_entry
from stations.agenda.registry import register as register_due
from stations.files.registry import register as answer_for
from stations.handovers.registry import register as handover
from stations.imports.registry import register_workbook
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import register as says

menu(NavItem("community", _("Surveys of places"), "surveys", "map-search", rules.may_see_surveys, 45))
menu(NavItem("community/enterprises", _("Lists for the notice board"), "survey-papers", "printer",
             rules.may_see_surveys, 58))  # fmt: skip
menu(NavItem("setup", _("Levels of surveys"), "survey-levels", "map-search", rules.may_set_surveys, 136))

register_due("surveys", agenda.due)
register_entry(Entry(_("Survey of a place"), "survey-new", "map-search", rules.may_enter, 40))
handover("surveys_late", _("Surveys overdue"), 270, agenda.late_lines)
answer_for(actions.PURPOSE, lambda user, stored: rules.may_see_surveys(user))
register_workbook(importer.KIND, _("Workbook of surveys"), rules.may_set_surveys)
importer.register()
register_figures()

notice(actions.LATE, _("A survey is to be looked at again"), tone="warn", icon="map-search")

says("survey_level.installed", _("took over the levels that come with the house"), icon="adjustments")
says("survey_level.added", _("added a level of surveys"), tone="ok", icon="plus")
says("survey_level.changed", _("changed a level of surveys"), icon="pencil")
says("survey.entered", _("began to keep it in sight, level %(level)s"), icon="map-search")
says("survey.changed", _("changed what is said of it"), icon="pencil")
says("survey.same", _("looked at it: still so"), tone="ok", icon="circle-check")
says("survey.level", _("looked at it: level %(level)s from now on"), tone="warn", icon="adjustments")
says("survey.end", _("ended it"), tone="muted", icon="x")
says("survey.resume", _("took it up again"), icon="rotate-clockwise")
