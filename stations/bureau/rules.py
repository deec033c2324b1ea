"""Who takes over exports of the bureau, and the steps of one."""

from django.utils.translation import gettext_lazy as _

from stations.bureau.models import BureauImport
from stations.incidents.rules import at_the_desk
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

State = BureauImport.State


def may_take_over(user) -> Answer:
    """Exports hold persons and whole months: the command room takes them over."""
    return at_the_desk(user)


def _who(user, found) -> Answer:
    return may_take_over(user)


def has_changes(found: BureauImport, at=None) -> Answer:
    """An export without anything new is not written."""
    if found.report.get("new") or found.report.get("matched"):
        return YES
    return no(_("The station has all of it already: there is nothing to write."), code="no_changes")


IMPORT = Workflow(
    "bureau_import",
    [
        Step(State.UPLOADED, "accept", State.CHECKED, _("Found good"), None),
        Step(State.UPLOADED, "refuse", State.REFUSED, _("Found mistakes"), None),
        Step(State.UPLOADED, "recheck", State.UPLOADED, _("Check"), _who),
        Step(State.CHECKED, "recheck", State.UPLOADED, _("Check again"), _who, tone="outline"),
        Step(State.REFUSED, "recheck", State.UPLOADED, _("Check again"), _who),
        Step(State.CHECKED, "apply", State.CHECKED, _("Write all of it"), _who, has_changes),
        Step(State.CHECKED, "finish", State.APPLIED, _("Written"), None),
        Step(State.CHECKED, "refuse", State.REFUSED, _("Not written"), None),
    ],
)
