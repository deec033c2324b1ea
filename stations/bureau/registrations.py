"""What the bureau's exports tell the rest of the house: two kinds of long work, a page, words of the day-book."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.bureau import actions
from stations.bureau.rules import may_take_over
from stations.files.registry import register as register_file
from stations.jobs.registry import register as register_job
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.timeline.sentences import register as says


def _check(job, progress) -> dict:
    """Long work ``bureau.check``."""
    found = actions.run_check(import_id=job.payload["import"], progress=progress)
    return {"url": reverse("bureau-import", args=[found.pk]), "state": found.state}


def _apply(job, progress) -> dict:
    """Long work ``bureau.apply``."""
    found = actions.run_apply(import_id=job.payload["import"], actor=job.requested_by, progress=progress)
    return {"url": reverse("bureau-import", args=[found.pk]), "state": found.state}


register_job(actions.CHECK, _("Checking the export"), _check)
register_job(actions.APPLY, _("Writing the export"), _apply)
register_file(actions.PURPOSE, lambda user, stored: may_take_over(user))
menu(NavItem("command/records", _("Exports of the bureau"), "bureau-imports", "table-import", may_take_over, 95))
menu(NavItem("setup", _("Saved mappings"), "bureau-mappings", "adjustments", may_take_over, 60))

says("bureau.uploaded", _("uploaded an export of the bureau"), icon="upload")
says("bureau.mapping_saved", _("saved the mapping of columns and words"), icon="adjustments")
says("bureau.applied", _("took over %(new)s rows, %(matched)s matched"), tone="ok", icon="table-import")
says("bureau.failed", _("the export was not written"), tone="danger", icon="alert-octagon")
says("incident.bureau_matched", _("matched with the bureau's system"), icon="link")
