"""Brings the stored duties in line with the plans: computes the difference and writes only that.

One runner at a time a station (advisory lock), so nothing is made twice; running again changes nothing. What has
begun stays as it is, what people have changed stays; guards who left or moved are replaced by the next one of the
plan, and where nobody is left the gap is said instead of being filled behind anybody's back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from patrols.schedule.facts import Serving, schemes, serving
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty
from patrols.schedule.planner import Planned, duties, seat
from patrols.schedule.words import State

LOCK_SPACE = 7006
BATCH = 1000
DAY = timedelta(days=1)
COLUMNS = ("squad_id", "area_id", "grid_id", "route_id", "task", "mode", "stay_minutes")


@dataclass(frozen=True, slots=True)
class Gap:
    """A duty that lacks named guards."""

    plan_id: int
    date: date
    starts_at: datetime
    missing: int


@dataclass(slots=True)
class Difference:
    """What was written: duties made, changed and dropped, guards replaced; what is still missing."""

    made: int = 0
    changed: int = 0
    dropped: int = 0
    seated: int = 0
    gaps: list[Gap] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.made, self.changed, self.dropped, self.seated))


def lock_station(station_id: int) -> None:
    """Hold the station's patrol duties until the end of the transaction: taken before any row (DESIGN §7, races)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, station_id])


def reconcile(
    station, first: date, last: date, at: datetime, *, only: Iterable[int] | None = None, reseat: bool = False
) -> Difference:
    """Make the duties of some days what the plans say. The caller holds the lock.

    Args:
        station: the station in scope.
        first, last: duty days, both included.
        at: now; what is over is neither made nor changed, what has begun is not planned again.
        only: ids of plans, all by default.
        reseat: also ask the plan again who goes, where nobody changed the guards by hand.
    """
    ids = None if only is None else list(only)
    zone = timezone.get_default_timezone()
    plans = schemes(first, last, ids)
    planned = [duty for scheme in plans for duty in duties(scheme, first, last, zone)]
    wanted = {duty.key: duty for duty in planned}
    stored = {(duty.plan_id, duty.starts_at): duty for duty in _stored(first, last, ids)}
    work = _Work(station, at, serving(first, last), _busy(first, last), _early(stored.values(), at))
    for key, duty in stored.items():
        if duty.state == State.PLANNED and duty.starts_at > at:
            work.compare(duty, wanted.get(key), reseat)
    work.new = [duty for key, duty in wanted.items() if key not in stored and duty.ends_at > at]
    return work.write()


def _stored(first: date, last: date, only: list[int] | None) -> list[PatrolDuty]:
    rows = PatrolDuty.objects.filter(date__range=(first, last), plan__isnull=False)
    if only is not None:
        rows = rows.filter(plan__in=only)
    return list(rows.prefetch_related("guards", "targets").order_by("starts_at", "id"))


def _busy(first: date, last: date) -> dict[int, dict[int, tuple[datetime, datetime]]]:
    """What every guard does in these days and beside them: spans by guard and duty."""
    found: dict[int, dict[int, tuple[datetime, datetime]]] = defaultdict(dict)
    rows = DutyGuard.objects.filter(holds=True, duty__date__range=(first - 2 * DAY, last + 2 * DAY))
    for guard, duty, start, end in rows.values_list("guard_id", "duty_id", "starts_at", "ends_at"):
        found[guard][duty] = (start, end)
    return found


def _early(stored: Iterable[PatrolDuty], at: datetime) -> set[int]:
    """Duties that begin soon and at which somebody was early already, at whatever point: they are on record."""
    soon = [duty.pk for duty in stored if duty.state == State.PLANNED and at < duty.starts_at <= at + DAY]
    if not soon:
        return set()
    rows = PatrolDuty.objects.filter(Q(check_ins__isnull=False) | Q(manual_entries__isnull=False), pk__in=soon)
    return set(rows.values_list("pk", flat=True))


class _Work:
    """Collects the difference of some days and writes it."""

    def __init__(self, station, at: datetime, serving: Serving, busy, early: set[int]):
        self.station, self.at, self.serving, self.busy, self.early = station, at, serving, busy, early
        self.new: list[Planned] = []
        self.dropped: list[int] = []
        self.columns: list[PatrolDuty] = []
        self.retarget: list[tuple[PatrolDuty, Planned]] = []
        self.seats: list[tuple[PatrolDuty, Planned, list[int]]] = []

    def compare(self, duty: PatrolDuty, planned: Planned | None, reseat: bool) -> None:
        """One stored duty that has not begun, beside what the plan says now."""
        if planned is None:
            if duty.first_at is None and duty.pk not in self.early:
                self.dropped.append(duty.pk)
            return
        values = {column: getattr(planned.scheme, column) for column in COLUMNS}
        values |= {"ends_at": planned.ends_at, "planned": planned.wanted}
        changed = {name: value for name, value in values.items() if getattr(duty, name) != value}
        for name, value in changed.items():
            setattr(duty, name, value)
        if changed:
            self.columns.append(duty)
        if _targets(duty) != [(p.checkpoint_id, p.seq, p.leg, p.not_before) for p in planned.points]:
            self.retarget.append((duty, planned))
        here = [row.guard_id for row in sorted(duty.guards.all(), key=lambda row: row.pk)]
        keep = [] if reseat and not duty.by_hand else here
        unfit = any(not self.serving.may_go(pk, planned.scheme.squad_id, duty.date) for pk in here)
        short = len(here) < planned.scheme.people and not duty.by_hand
        if reseat or unfit or short or "ends_at" in changed:
            self.seats.append((duty, planned, keep))

    def write(self) -> Difference:
        """Deletes, changes, inserts; the constraint on guards then never meets two rows in passing."""
        done = Difference(made=len(self.new), dropped=len(self.dropped))
        PatrolDuty.objects.filter(pk__in=self.dropped).delete()
        for spans in self.busy.values():
            for pk in (*self.dropped, *(duty.pk for duty, _planned, _keep in self.seats)):
                spans.pop(pk, None)
        fields = [column.removesuffix("_id") for column in COLUMNS] + ["ends_at", "planned"]
        PatrolDuty.objects.bulk_update(self.columns, fields, BATCH)
        self._write_targets()
        made = self._make()
        self._seat(made, done)
        done.changed = len({duty.pk for duty in self.columns} | {duty.pk for duty, _planned in self.retarget})
        return done

    def _make(self) -> dict[tuple[int, datetime], PatrolDuty]:
        rows = [
            PatrolDuty(
                station=self.station, plan_id=planned.scheme.plan_id, date=planned.day, starts_at=planned.starts_at,
                ends_at=planned.ends_at, planned=planned.wanted,
                **{column: getattr(planned.scheme, column) for column in COLUMNS},
            )
            for planned in self.new
        ]  # fmt: skip
        made = PatrolDuty.objects.bulk_create(rows, batch_size=BATCH)
        self._add_targets(zip(made, self.new, strict=True))
        return {(duty.plan_id, duty.starts_at): duty for duty in made}

    def _write_targets(self) -> None:
        DutyTarget.objects.filter(duty__in=[duty.pk for duty, _planned in self.retarget]).delete()
        self._add_targets(self.retarget)

    def _add_targets(self, pairs: Iterable[tuple[PatrolDuty, Planned]]) -> None:
        rows = [
            DutyTarget(
                station=self.station, duty=duty, checkpoint_id=point.checkpoint_id, date=planned.day, seq=point.seq,
                not_before=point.not_before, leg=point.leg,
            )
            for duty, planned in pairs
            for point in planned.points
        ]  # fmt: skip
        DutyTarget.objects.bulk_create(rows, batch_size=BATCH)

    def _seat(self, made: dict, done: Difference) -> None:
        """Named guards: those who may stay, then those whose turn it is; what is missing is a gap."""
        again = {(duty.plan_id, duty.starts_at): (duty, keep) for duty, _planned, keep in self.seats}
        planned = [*self.new, *(planned for _duty, planned, _keep in self.seats)]
        planned.sort(key=lambda one: (one.starts_at, one.scheme.plan_id))
        busy = {guard: list(spans.values()) for guard, spans in self.busy.items()}
        kept = {key: keep for key, (_duty, keep) in again.items()}
        chosen = seat(
            planned, lambda guard, one: self.serving.may_go(guard, one.scheme.squad_id, one.day), busy, kept
        )
        rows, gone = [], []
        for one in planned:
            duty, guards = made.get(one.key) or again[one.key][0], chosen[one.key]
            here = {row.guard_id: row for row in duty.guards.all()} if one.key in again else {}
            same = set(here) == set(guards) and all(row.ends_at == duty.ends_at for row in here.values())
            if not same:
                gone += [row.pk for row in here.values()]
                span = {"starts_at": duty.starts_at, "ends_at": duty.ends_at}
                rows += [DutyGuard(station=self.station, duty=duty, guard_id=guard, **span) for guard in guards]
                done.seated += one.key in again
            missing = one.scheme.people - len(guards)
            if missing > 0:
                done.gaps.append(Gap(one.scheme.plan_id, one.day, one.starts_at, missing))
        DutyGuard.objects.filter(pk__in=gone).delete()
        DutyGuard.objects.bulk_create(rows, batch_size=BATCH)


def _targets(duty: PatrolDuty) -> list[tuple]:
    rows = sorted(duty.targets.all(), key=lambda row: row.seq)
    return [(row.checkpoint_id, row.seq, row.leg, row.not_before) for row in rows]
