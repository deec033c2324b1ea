"""Decisions about patrol duties: the step table, what became of a duty, who may be put on it, what a plan lacks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from patrols.schedule.models import Plan
from patrols.schedule.words import OPEN_STATES, Mode, State
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, may_keep_patrols, may_run_squad, may_see_patrols, may_see_squad
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

MINUTE = timedelta(minutes=1)
SAY_WHY = _("Say why.")
NOT_ON_IT = _("This guard is not on the duty.")
ALREADY_ON_IT = _("This guard is already on the duty.")
OTHER_STATION = _("This belongs to another station.")
CLOSED = (State.DONE, State.LATE, State.PARTIAL, State.MISSED)
TONES = {
    State.PLANNED: "muted", State.RUNNING: "info", State.DONE: "ok", State.LATE: "warn", State.PARTIAL: "warn",
    State.MISSED: "danger", State.CANCELLED: "muted",
}  # fmt: skip


# -- the step table ------------------------------------------------------------------------------------------------


def may_cancel_planned(user, duty) -> Answer:
    """A duty not begun: the squad's leader, its liaison officer, the office."""
    return may_run_squad(user, duty.squad_id)


def may_cancel_running(user, duty) -> Answer:
    """A duty on the way leaves the figures only by somebody outside the squad."""
    if duty.squad_id in standing(user).liaises or in_office(user):
        return YES
    return no(_("Only the liaison officer or the office may cancel a patrol that is on the way."), "office_only")


def not_over(duty, at: datetime | None) -> Answer:
    """What is over is judged by what was done, not cancelled."""
    if at is None or at < duty.ends_at:
        return YES
    return no(_("The duty is over: it is judged by its check-ins."), code="patrol_duty.over")


CANCEL = pgettext_lazy("patrol duty", "Cancel")
# By the house itself when a duty ends, and again when something comes in later (reckoned from the check-ins).
VERDICTS = {
    State.DONE: ("finish", pgettext_lazy("patrol duty", "Done")),
    State.LATE: ("finish_late", pgettext_lazy("patrol duty", "Done late")),
    State.PARTIAL: ("finish_in_part", pgettext_lazy("patrol duty", "Done in part")),
    State.MISSED: ("miss", pgettext_lazy("patrol duty", "Missed")),
}
STEPS = Workflow(
    "patrol duty",
    [
        # Taken by the SQL function of the first check-in, the one place outside the gate (docs/decisions/0014).
        Step(State.PLANNED, "begin", State.RUNNING, pgettext_lazy("patrol duty", "Begin"), None),
        Step(State.PLANNED, "cancel", State.CANCELLED, CANCEL, may_cancel_planned, not_over, tone="danger"),
        Step(State.RUNNING, "cancel", State.CANCELLED, CANCEL, may_cancel_running, not_over, tone="danger"),
        *[
            Step(source, verb, target, label, None)
            for source in (*OPEN_STATES, *CLOSED)
            for target, (verb, label) in VERDICTS.items()
            if source != target
        ],
    ],
)


# -- what became of a duty -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A point that a duty owes, with the times of its counted check-ins.

    Attributes:
        checkpoint_id: the point.
        seq: its place in the order.
        not_before: it need not be visited before; None: from the start of the duty.
        leg: metres from the point before along the route.
        visits: times of its counted check-ins, in order.
        offline: whether the first one was uploaded later.
    """

    checkpoint_id: int
    seq: int
    not_before: datetime | None = None
    leg: int = 0
    visits: tuple[datetime, ...] = ()
    offline: bool = False


def wanted(mode: str, points: Sequence[Point]) -> list[Point]:
    """The points a duty is judged by: every one of a slot, the two ends of a window, every drawn one (PA-17).

    Args:
        mode: of the duty.
        points: in their order.
    """
    if mode == Mode.WINDOW and len(points) > 2:
        return [points[0], points[-1]]
    return list(points)


def in_time(point: Point, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the point was visited once it was due and before the duty ended; early arrivals within the allowance
    of the check-in count, except at a point with a time of its own."""
    return any(at < ends_at and (point.not_before is None or at >= point.not_before) for at in point.visits)


def stay(points: Sequence[Point]) -> timedelta:
    """From the first to the last check-in at the points of a duty."""
    times = [at for point in points for at in point.visits]
    return max(times) - min(times) if times else timedelta(0)


def verdict(mode: str, points: Sequence[Point], planned: int, ends_at: datetime, stay_minutes: int = 0) -> State:
    """What became of a duty that is over (DOMAIN §5.2).

    Done: all that was wanted was visited before its end. Done late: all, but some in the grace after it. A window
    also asks for the minimum stay between first and last check-in; a random duty for its quota among the drawn
    points.

    Args:
        mode: of the duty.
        points: all its points, with visits.
        planned: how many have to be visited.
        ends_at: end of the duty, without the grace.
        stay_minutes: least time outdoors of a window.
    """
    if not any(point.visits for point in points):
        return State.MISSED
    judged = [point for point in wanted(mode, points) if point.visits]
    stayed = mode != Mode.WINDOW or stay(points) >= stay_minutes * MINUTE
    if len(judged) < planned or not stayed:
        return State.PARTIAL
    before = sum(1 for point in judged if point.visits[0] < ends_at)
    return State.DONE if before >= planned else State.LATE


# -- who is put on a duty ------------------------------------------------------------------------------------------


def may_change_guards(user, duty, at: datetime) -> Answer:
    """Swap, add or remove guards: who runs the squad, until the duty is over."""
    allowed = may_run_squad(user, duty.squad_id)
    if not allowed:
        return Answer(False, allowed.reason, "not_allowed")
    if duty.state not in OPEN_STATES or at >= duty.ends_at:
        return no(_("The duty is over."), code="patrol_duty.over")
    return YES


def guard_may_go(guard, squad_of: Mapping[int, int], duty) -> Answer:
    """Whether a guard may be put on a duty: still there, of the squad on that day.

    Args:
        guard: with ``user`` loaded.
        squad_of: squad by guard on the duty's day.
        duty: with ``date`` and ``squad_id``.
    """
    if guard.left_on is not None and guard.left_on <= duty.date:
        return no(_("This guard has left."), code="patrol_duty.left")
    if squad_of.get(guard.pk) != duty.squad_id:
        return no(_("This guard does not belong to the squad on that day."), code="patrol_duty.other_squad")
    return YES


def free_between(spans: Iterable[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> Answer:
    """Whether none of a guard's other duties overlaps."""
    if any(start < ends_at and starts_at < end for start, end in spans):
        return no(_("This guard is on another patrol at that time."), code="patrol_duty.overlap")
    return YES


def one_stays(guards: int) -> Answer:
    """A duty never goes without a named guard (PA-13, 四定)."""
    if guards > 1:
        return YES
    return no(_("The last guard cannot be taken off: swap the guard or cancel the duty."), "patrol_duty.last_guard")


# -- plans ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd about a plan that somebody should look at; never a refusal."""

    code: str
    text: object
    tone: str = "warn"


def check_slots(slots: Sequence[tuple]) -> Answer:
    """At least one slot; none runs into the next one, the last not into the first of the next day.

    Args:
        slots: (time of day, minutes).
    """
    if not slots:
        return no(_("Give at least one time slot."), code="plan.no_slot")
    begin = sorted((start.hour * 60 + start.minute, minutes) for start, minutes in slots)
    following = [start for start, _minutes in begin[1:]] + [begin[0][0] + 24 * 60]
    if any(start + minutes > after for (start, minutes), after in zip(begin, following, strict=True)):
        return no(_("Time slots must not overlap."), code="plan.slots_overlap")
    return YES


def check_plan(plan: Plan, points: int) -> Answer:
    """What a plan must have beside its columns (四定): points to visit, weekdays, a quota that can be met.

    Args:
        plan: saved or not.
        points: how many active points its route (or area) has.
    """
    if not plan.weekdays or not set(plan.weekdays) <= set(range(1, 8)):
        return no(_("Choose at least one weekday."), code="plan.no_weekday")
    if plan.mode == Mode.RANDOM:
        if not 1 <= plan.quota <= plan.draw:
            return no(_("Draw at least as many points as are wanted."), code="plan.quota")
        if plan.draw > points:
            words = _("Only %(points)s points to draw from.") % {"points": points}
            return no(words, code="plan.draw_too_many")
    elif plan.route is None:
        return no(_("This mode needs a route."), code="plan.no_route")
    if plan.route is not None and plan.route.area_id != plan.area_id:
        return no(_("The route lies in another area."), code="plan.other_area")
    if not points:
        return no(_("There is no point to visit."), code="plan.no_points")
    return YES


def warnings(plan: Plan, *, area_squads: Iterable[int], guards: int, points: int) -> list[Warned]:
    """What is odd about a plan, the worst first.

    Args:
        plan: saved.
        area_squads: squads that answer for its area.
        guards: its named guards who still serve in the squad.
        points: points to choose from.
    """
    found = []
    if guards < plan.people:
        text = ngettext_lazy(
            "%(people)s guard a duty, but only %(guards)s named",
            "%(people)s guards a duty, but only %(guards)s named",
            "people",
        ) % {"people": plan.people, "guards": guards}  # fmt: skip
        found.append(Warned("few_guards", text, "danger"))
    if plan.squad_id not in set(area_squads):
        found.append(Warned("other_area", _("The squad does not answer for this area")))
    if plan.mode == Mode.RANDOM and plan.draw >= points:
        found.append(Warned("no_choice", _("All points are drawn each time: nothing is random"), "info"))
    return found


may_see_duties: Callable[..., Answer] = may_see_patrols
may_keep_plans: Callable[..., Answer] = may_keep_patrols


def may_see_duty(user, duty) -> Answer:
    """Police, office, and the guards of the squad."""
    return may_see_squad(user, duty.squad_id)
