"""What the archive tells the rest of the house: guards, followers, parts, words, long work, files, figures."""

from django.utils.translation import gettext_lazy as _

from mediation.archive import filing, readings, visiting
from mediation.archive.indicators import register_figures
from mediation.archive.rules import may_read_complaints
from mediation.cases import hooks
from mediation.cases.rules import may_see_mediation
from stations.agenda.registry import register as register_due
from stations.files.registry import register as answer_for
from stations.jobs.registry import register as register_work
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.notices.registry import register as notice
from stations.timeline.sentences import look
from stations.timeline.sentences import register as says

menu(NavItem("mediation", _("Follow-up visits"), "follow-ups", "phone-check", may_see_mediation, 44))
menu(NavItem("mediation/records", _("Archive of mediation"), "mediation-archive", "archive", may_see_mediation, 70))
menu(NavItem("mediation/records", _("Figures of mediation"), "mediation-figures", "chart-bar", may_see_mediation, 80))
menu(NavItem("mediation/records", _("Complaints of mediators"), "mediator-complaints", "message-report",
             may_read_complaints, 85))  # fmt: skip

hooks.guard("archive", filing.complete)
hooks.after_move("archive.visits", visiting.follow)
hooks.after_move("archive.filing", filing.follow)
hooks.part("follow-up-part", 85)
hooks.part("file-part", 90)
hooks.verb_page("visit", "follow-up-start")
hooks.verb_page("archive", "case-file")
register_work(filing.KIND, _("Bind the file of a case"), filing.work)
answer_for(filing.PURPOSE, filing.may_fetch)
register_due("mediation.archive", readings.due)
register_figures()

notice(
    "mediation.back",
    _("A follow-up says that the dispute of %(number)s is back"),
    tone="danger",
    icon="alert-triangle",
)
notice("mediation.complaint", _("A mediator was complained of"), tone="warn", icon="message-report")

says("mediation.visit", _("went on to the follow-up visit"), icon="phone-check")
says("mediation.follow_up_planned", _("planned a visit for %(due)s"), icon="calendar-plus")
says("mediation.follow_up_recorded", _("put a follow-up visit on record"), tone="ok", icon="phone-check")
says("mediation.satisfaction_asked", _("gave a party the link to answer"), icon="qrcode")
says("mediation.satisfaction_answered", _("a party answered: %(score)s of 5"), tone="ok", icon="star")
says("mediation.complaint_entered", _("entered a complaint of a mediator"), tone="warn", icon="message-report")
says("mediation.complaint_handled", _("closed a complaint of a mediator"), tone="ok", icon="checks")
says("mediation.file_bound", _("bound the file: %(pages)s pages"), icon="file-text")
says("mediation.archive", _("archived the case"), tone="ok", icon="archive")

look("case_file", _("complete file"))
look("case_file_cover", _("cover of the file"))
look("follow_up_record", _("record of a visit"))
look("complaint", _("complaint of a mediator"))
