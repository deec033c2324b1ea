"""Who sweeps, who sees and decides recurrences; when a recurrence has which level, and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.detection.models import Recurrence, SweepTask
from mediation.detection.words import Attention, Reason, RecurrenceKind, RecurrenceState, TaskState
from mediation.network.models import MediationSettings
from mediation.network.readings import standing
from stations.agenda.standing_in import stands_in_for
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

LONGEST_PLAN = timedelta(days=180)


def may_see_sweeps(user) -> Answer:
    """Sweeps: police officers, the leadership, mediators (grid workers see their own parts)."""
    who = standing(user)
    if who.police or who.leads or who.mediator:
        return YES
    return no(_("This page is for police officers and mediators."), code="mediation_only")


def sees_all_sweeps(user) -> bool:
    """Every part of a sweep: police officers, keepers, the leadership."""
    who = standing(user)
    return who.police or who.sees_all


def may_order_sweeps(user) -> Answer:
    """Give out and close sweeps: keepers and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the keeper of the mediation room or the station leadership."), code="keepers_only")


def may_work_on(user, task: SweepTask) -> Answer:
    """Enter findings and report done: the grid worker, else the grid's officer or stand-in, keepers."""
    who = standing(user)
    if who.sees_all or (who.mediator is not None and task.mediator_id == who.mediator.pk):
        return YES
    keeper = task.grid.officer_id
    if task.mediator_id is None and who.officer_id and (keeper == who.officer_id or keeper in stands_in_for(user)):
        return YES
    return no(_("This part of the sweep was given to somebody else."), code="not_yours")


def is_workable(task: SweepTask) -> Answer:
    """Findings are entered while the part is open."""
    if task.state == TaskState.DONE:
        return no(_("This part has been reported done."), code="done")
    return YES


def may_see_recurrences(user) -> Answer:
    """Recurring disputes: keepers, the leadership, police officers for their communities (SE-07)."""
    who = standing(user)
    if who.sees_all or who.police:
        return YES
    return no(_("This page is for police officers and the keeper of the mediation room."), code="police_only")


def may_decide(user, recurrence: Recurrence) -> Answer:
    """A person decides, never the reckoning (SE-29)."""
    who = standing(user)
    if who.sees_all or (who.police and recurrence.community_id in who.communities):
        return YES
    return no(_("Recurring disputes are decided by the keeper or the community's police."), code="not_allowed")


def _with_plan(recurrence: Recurrence, at: datetime) -> Answer:
    """A confirmed recurrence has a plan with days and somebody in charge."""
    if not (recurrence.plan and recurrence.plan_from and recurrence.plan_until and recurrence.owner_id):
        return no(_("Write a plan with its days and who is in charge."), code="no_plan")
    if recurrence.plan_until < recurrence.plan_from:
        return no(_("The end must lie after the start."), code="span")
    if recurrence.plan_until - recurrence.plan_from > LONGEST_PLAN:
        return no(_("A plan takes at most half a year."), code="too_long")
    return YES


def _with_reason(recurrence: Recurrence, at: datetime) -> Answer:
    if not recurrence.decision:
        return no(_("Say why."), code="no_reason")
    return YES


S = RecurrenceState
STEPS = Workflow("recurrence", [
    Step(S.PROPOSED, "confirm", S.CONFIRMED, _("Confirm with a plan"), may_decide, _with_plan),
    Step(S.PROPOSED, "dismiss", S.DISMISSED, _("Dismiss"), may_decide, _with_reason),
    Step(S.PROPOSED, "lapse", S.CLEARED, _("Cleared: nothing new"), None),
    Step(S.CONFIRMED, "replan", S.CONFIRMED, _("Change the plan"), may_decide, _with_plan),
    Step(S.CONFIRMED, "dismiss", S.DISMISSED, _("Dismiss"), may_decide, _with_reason),
    Step(S.CONFIRMED, "clear", S.CLEARED, _("Cleared: nothing new after the plan"), None),
])  # fmt: skip


# Reckoning


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute as the reckoning sees it: when, where, and what makes it graver. No name, no number.

    Attributes:
        at: when it was reported or registered.
        incident_id: the incident, or None.
        case_id: the case where it came from no incident, or None.
        marks: of :class:`Reason`, what is grave about it.
        people: keyed fingerprints of those involved.
        place: the address as written, or "".
        community_id: where, or None.
    """

    at: datetime
    incident_id: int | None = None
    case_id: int | None = None
    marks: frozenset[str] = field(default_factory=frozenset)
    people: frozenset[str] = field(default_factory=frozenset)
    place: str = ""
    community_id: int | None = None

    @property
    def ident(self) -> tuple[str, int | None]:
        """Which row it is."""
        return ("case", self.case_id) if self.case_id else ("incident", self.incident_id)


def thresholds(settings: MediationSettings) -> dict[str, int]:
    """From how many disputes on a ground counts, by kind.

    The same two people tell more than one phone, and a phone more than an address: a big building has quarrels that
    have nothing to do with each other.
    """
    return {
        RecurrenceKind.PAIR: settings.repeat_pair,
        RecurrenceKind.ADDRESS: settings.repeat_address,
        RecurrenceKind.PHONE: settings.repeat_phone,
    }


def reasons_for(
    disputes: Sequence[Dispute], days: int, threshold: int, plan_from: date | None = None
) -> tuple[int, list[dict]]:
    """The level of disputes that belong together, with every reason for it as a code.

    The number alone is "watch"; twice the threshold, a failed mediation or something new after a plan had begun make
    it "soon"; injury, weapon, a marked risk or domestic violence make it "now". Nothing about persons counts.

    Args:
        disputes: those of the last ``days`` days.
        days: the station's window.
        threshold: the station's least number for this kind of ground.
        plan_from: first day of a plan that a person has confirmed.
    """
    found = [{"code": Reason.TIMES.value, "times": len(disputes), "days": days}]
    level = Attention.WATCH
    if len(disputes) >= 2 * threshold:
        found.append({"code": Reason.OFTEN.value})
        level = Attention.SOON
    marks = frozenset().union(*(dispute.marks for dispute in disputes)) if disputes else frozenset()
    if Reason.FAILED in marks:
        found.append({"code": Reason.FAILED.value})
        level = Attention.SOON
    if plan_from and any(timezone.localdate(dispute.at) > plan_from for dispute in disputes):
        found.append({"code": Reason.AFTER_PLAN.value})
        level = Attention.SOON
    for mark in (Reason.INJURY, Reason.WEAPON, Reason.RISK, Reason.VIOLENCE):
        if mark in marks:
            found.append({"code": mark.value})
            level = Attention.NOW
    return int(level), found


def is_over(recurrence: Recurrence, day: date, days: int) -> bool:
    """The rule that clears a recurrence again.

    A confirmed one: nothing new within ``days`` after the plan's end. One nobody confirmed: nothing new within
    ``days`` after its last dispute.

    Args:
        recurrence: proposed or confirmed.
        day: today.
        days: the station's window (``repeat_days``).
    """
    last = timezone.localdate(recurrence.last_at)
    if recurrence.state == RecurrenceState.CONFIRMED:
        return day > max(recurrence.plan_until, last) + timedelta(days=days)
    return day > last + timedelta(days=days)
