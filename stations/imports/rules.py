"""Who may import, and the steps of an import."""

from django.utils.translation import gettext_lazy as _

from stations.files.models import StoredFile
from stations.imports.models import WorkbookImport
from stations.imports.registry import Workbook, workbook, workbooks
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

State = WorkbookImport.State


def kinds_for(user) -> list[Workbook]:
    """The kinds of workbooks a person may import."""
    return [found for found in workbooks() if found.allowed(user)]


def may_import(user) -> Answer:
    """Whoever may import at least one kind of workbook."""
    if kinds_for(user):
        return YES
    return no(_("Importing workbooks is up to the station chief or the personnel clerk."), code="import_not_yours")


def may_import_kind(user, kind: str) -> Answer:
    """Who may import this kind: each kind's own predicate."""
    return workbook(kind).allowed(user)


def may_handle(user, found: WorkbookImport) -> Answer:
    """Who may see, apply or discard an import: whoever may import its kind."""
    return may_import_kind(user, found.kind)


def may_fetch(user, stored: StoredFile) -> Answer:
    """Who may fetch a workbook: whoever may handle the import it was sent for; one query."""
    rows = WorkbookImport.objects.filter(file=stored)
    if any(may_handle(user, row) for row in rows):
        return YES
    return no(_("Importing workbooks is up to the station chief or the personnel clerk."), code="import_not_yours")


def has_changes(found: WorkbookImport, at=None) -> Answer:
    """An import without changes is not applied: there is nothing to do, nothing is written."""
    if found.counts.get("added") or found.counts.get("changed"):
        return YES
    return no(_("The workbook says what the station already has: there is nothing to change."), code="no_changes")


IMPORT = Workflow(
    "import",
    [
        Step(State.UPLOADED, "accept", State.CHECKED, _("Found good"), None),
        Step(State.UPLOADED, "refuse", State.REFUSED, _("Found mistakes"), None),
        Step(State.UPLOADED, "fail", State.FAILED, _("Could not be read"), None),
        Step(State.CHECKED, "apply", State.APPLYING, _("Apply"), may_handle, has_changes),
        Step(State.CHECKED, "recheck", State.UPLOADED, _("Check again"), may_handle, tone="secondary"),
        Step(State.REFUSED, "recheck", State.UPLOADED, _("Check again"), may_handle, tone="secondary"),
        Step(State.FAILED, "recheck", State.UPLOADED, _("Check again"), may_handle, tone="secondary"),
        Step(State.CHECKED, "discard", State.DISCARDED, _("Discard"), may_handle, tone="danger"),
        Step(State.REFUSED, "discard", State.DISCARDED, _("Discard"), may_handle, tone="danger"),
        Step(State.FAILED, "discard", State.DISCARDED, _("Discard"), may_handle, tone="danger"),
        Step(State.APPLYING, "finish", State.APPLIED, _("Written"), None),
        Step(State.APPLYING, "fail", State.FAILED, _("Not written"), None),
    ],
)
