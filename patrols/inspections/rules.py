"""Decisions about the liaison officer's round: who inspects, who settles a point, who checks that it is settled."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.inspections.models import InspectionPoint
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, leads_squad, may_see_patrols
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Officer
from stations.organisation.rules import officer_of

Kind, State = InspectionPoint.Kind, InspectionPoint.State


def may_inspect(user, squad_id: int) -> Answer:
    """A police officer: the squad's liaison officer, the office, the leadership."""
    officer = officer_of(user)
    if officer is None or officer.kind != Officer.Kind.POLICE:
        return no(_("A police officer inspects the squads."), code="police_only")
    if squad_id in standing(user).liaises or in_office(user):
        return YES
    return no(_("The squad's liaison officer or the office inspects it."), code="liaison_only")


def may_see_point(user, point: InspectionPoint) -> Answer:
    """The squad's leader, the police, the office."""
    return YES if may_see_patrols(user) else leads_squad(user, point.inspection.squad_id)


def _settler(user, point: InspectionPoint) -> Answer:
    """Help is the station's to give; guidance and correction are the squad's to follow, or the officer's to note."""
    if may_inspect(user, point.inspection.squad_id):
        return YES
    if point.kind == Kind.HELP:
        return no(_("Help is given by the station: the liaison officer notes it."), code="liaison_only")
    return leads_squad(user, point.inspection.squad_id)


def _checker(user, point: InspectionPoint) -> Answer:
    if point.done_by_id == user.pk:
        return no(_("Somebody else checks what you have reported done."), code="own_work")
    return may_inspect(user, point.inspection.squad_id)


def _has_result(point: InspectionPoint, at) -> Answer:
    return YES if point.result else no(_("Say what was done."), code="no_result")


STEPS = Workflow(
    "inspection_point",
    [
        Step(
            State.OPEN,
            "settle",
            State.DONE,
            pgettext_lazy("inspection", "Report done"),
            who=_settler,
            guard=_has_result,
        ),
        Step(State.DONE, "check", State.CHECKED, _("Checked"), who=_checker),
        Step(State.DONE, "send_back", State.OPEN, _("Not done yet"), who=_checker, tone="warning"),
    ],
)
