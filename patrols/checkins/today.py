"""What a guard walks today, point by point: visited, next, due, not yet due, missed (DOMAIN §5.2)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from patrols.schedule.models import DutyTarget, PatrolDuty
from patrols.schedule.rules import TONES, wanted
from patrols.schedule.words import Mode, State
from patrols.squads.models import Guard, PatrolSettings

VISITED, NEXT, DUE, EARLY, MISSED = "visited", "next", "due", "early", "missed"
MINUTE = timedelta(minutes=1)
# No map is drawn on the phone.
MAPS = ("area__outline", "route__line")


@dataclass(slots=True)
class Stop:
    """A point of a walk.

    Attributes:
        target: with its checkpoint loaded.
        state: one of the words above.
        wanted: whether the duty is judged by it (the middle of a window is not).
    """

    target: DutyTarget
    state: str
    wanted: bool = True

    @property
    def point(self):
        """The checkpoint."""
        return self.target.checkpoint


@dataclass(slots=True)
class Walk:
    """A duty of today as its guard sees it.

    Attributes:
        left: points still to visit.
        next: where to go now, None when nothing is left or nothing is due.
        phase: ``before``, ``now``, ``grace`` (over, but still accepted) or ``over``.
    """

    duty: PatrolDuty
    phase: str
    stops: list[Stop] = field(default_factory=list)
    left: int = 0
    next: Stop | None = None

    @property
    def wanted(self) -> int:
        """How many points the duty asks for."""
        if self.duty.mode == Mode.RANDOM:
            return self.duty.planned
        return sum(1 for stop in self.stops if stop.wanted)

    @property
    def done(self) -> int:
        """How many of them are visited."""
        return sum(1 for stop in self.stops if stop.wanted and stop.state == VISITED)

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[State(self.duty.state)]

    @property
    def ordered(self) -> bool:
        """Whether its points are walked in their order (PA-07)."""
        return bool(self.duty.route_id and self.duty.route.ordered and self.duty.mode != Mode.RANDOM)


def walks_of(guard: Guard, limits: PatrolSettings, at: datetime) -> list[Walk]:
    """The duties of a guard that touch today, the ones at hand first. Two queries.

    Args:
        guard: who walks.
        limits: the station's numbers.
        at: now.
    """
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    # Around midnight also what still, or already, takes check-ins.
    since = min(midnight, at - limits.grace_minutes * MINUTE)
    until = max(midnight + timedelta(days=1), at + limits.early_minutes * MINUTE)
    duties = duties_of(guard, guards__starts_at__lt=until, guards__ends_at__gt=since)
    walks = [walk_of(duty, limits, at) for duty in duties.order_by("starts_at", "id")]
    return sorted(walks, key=lambda walk: (walk.phase == "over", walk.duty.starts_at))


def duties_of(guard: Guard, **when):
    """The duties a guard is named on, with what :func:`walk_of` asks; two queries."""
    stops = DutyTarget.objects.select_related("checkpoint").order_by("seq")
    return (
        PatrolDuty.objects.filter(guards__guard=guard, guards__holds=True, **when)
        .exclude(state=State.CANCELLED)
        .select_related("squad", "area", "route")
        .defer(*MAPS)
        .prefetch_related(Prefetch("targets", queryset=stops))
    )


def at_hand(walks: list[Walk]) -> Walk | None:
    """The walk that goes on now, else the next one of today."""
    return next((walk for walk in walks if walk.phase != "over"), None)


def walk_of(duty: PatrolDuty, limits: PatrolSettings, at: datetime) -> Walk:
    """A duty with its points and where each stands at a moment."""
    walk = Walk(duty, _phase(duty, limits, at))
    targets = list(duty.targets.all())
    judged = {target.pk for target in wanted(duty.mode, targets)}
    walk.stops = [Stop(target, _state(target, walk.phase, at), target.pk in judged) for target in targets]
    open_ones = [stop for stop in walk.stops if stop.state == DUE and stop.wanted]
    passed = [stop for stop in walk.stops if stop.state == DUE and not stop.wanted]
    walk.left = max(walk.wanted - walk.done, 0)
    if walk.phase in ("now", "grace") and walk.left:
        # The points between the two ends of a window come on the way to the second.
        choice = sorted(open_ones + passed, key=lambda stop: stop.target.seq)
        walk.next = choice[0] if choice else None
        if walk.next:
            walk.next.state = NEXT
    return walk


def _phase(duty: PatrolDuty, limits: PatrolSettings, at: datetime) -> str:
    if at < duty.starts_at - limits.early_minutes * MINUTE:
        return "before"
    if at < duty.ends_at:
        return "now"
    return "grace" if at < duty.ends_at + limits.grace_minutes * MINUTE else "over"


def _state(target: DutyTarget, phase: str, at: datetime) -> str:
    if target.visits:
        return VISITED
    if phase == "over":
        return MISSED
    if phase == "before" or (target.not_before and at < target.not_before):
        return EARLY
    return DUE
