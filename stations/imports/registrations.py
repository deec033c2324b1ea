"""What imports tell the rest of the house: two kinds of long work, a page, words of the day-book."""

from django.utils.translation import gettext_lazy as _

from stations.files.registry import register as register_file
from stations.imports.actions import APPLY, CHECK, PURPOSE
from stations.imports.rules import may_fetch, may_import
from stations.imports.work import apply_job, check_job
from stations.jobs.registry import register as register_job
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as navigate
from stations.timeline.sentences import register as says

register_job(CHECK, _("Checking the workbook"), check_job)
register_job(APPLY, _("Writing the workbook"), apply_job)
register_file(PURPOSE, may_fetch)
navigate(NavItem("team/keeping", _("Import"), "imports", "upload", may_import, 95))

says("import.uploaded", _("uploaded a workbook"), icon="upload")
says("import.applied", _("wrote the workbook: %(added)s rows added, %(changed)s changed"), tone="ok", icon="database")
says("import.failed", _("the workbook was not written"), tone="danger", icon="alert-octagon")
says("import.discarded", _("put the workbook aside"), tone="muted", icon="trash")
