"""Decisions about gear: who hands it out, what may be issued, how it comes back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.equipment.models import Gear, GearIssue
from patrols.squads.models import Guard
from patrols.squads.readings import standing
from patrols.squads.rules import may_keep_patrols
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

State, Condition = Gear.State, GearIssue.Condition
# What a piece becomes by the condition it comes back in.
RETURNED = {Condition.GOOD: "return", Condition.DAMAGED: "break", Condition.LOST: "lose"}


def _keeper(user, gear: Gear) -> Answer:
    return may_keep_patrols(user)


STEPS = Workflow(
    "gear",
    [
        Step(State.STORED, "issue", State.ISSUED, _("Issue"), who=_keeper),
        Step(State.ISSUED, "return", State.STORED, pgettext_lazy("gear", "Take back"), who=_keeper),
        Step(State.ISSUED, "break", State.DAMAGED, _("Came back damaged"), who=_keeper, tone="warning"),
        Step(State.ISSUED, "lose", State.LOST, _("Lost"), who=_keeper, tone="danger"),
        Step(State.DAMAGED, "repair", State.STORED, _("Repaired"), who=_keeper),
        Step(State.LOST, "find", State.STORED, _("Found again"), who=_keeper),
        Step(State.STORED, "retire", State.RETIRED, _("Retire"), who=_keeper, tone="danger"),
        Step(State.DAMAGED, "retire", State.RETIRED, _("Retire"), who=_keeper, tone="danger"),
        Step(State.LOST, "retire", State.RETIRED, _("Retire"), who=_keeper, tone="danger"),
    ],
)


def may_carry(gear: Gear, guard: Guard) -> Answer:
    """Whether a guard may be given a piece."""
    if gear.station_id != guard.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if guard.left_on:
        return no(_("This guard has left."), code="left")
    return YES


def may_confirm(user, issue: GearIssue) -> Answer:
    """The guard confirms on the own phone."""
    mine = standing(user).guard
    if mine is None or mine.pk != issue.guard_id:
        return no(_("This was issued to somebody else."), code="other_guard")
    return YES
