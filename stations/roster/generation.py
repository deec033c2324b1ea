"""Brings the stored roster in line with the facts: computes the difference and writes only that.

One runner at a time a station (advisory lock); running again, at once or in reverse order, changes nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from stations.roster.facts import load
from stations.roster.models import Duty, GroupTurn
from stations.roster.planner import COLUMNS, Day, Planned, fit

DAY = timedelta(days=1)
CHUNK = 31
BATCH = 1000
LOCK_SPACE = 7002
DEFERRED = "duty_one_place_at_a_time, duty_one_commander, turn_one_group_a_role"


@dataclass(slots=True)
class Difference:
    """What was written."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0

    def __bool__(self) -> bool:
        return bool(self.inserted or self.updated or self.deleted)

    def __iadd__(self, other):
        self.inserted += other.inserted
        self.updated += other.updated
        self.deleted += other.deleted
        return self


def lock_station(station) -> None:
    """Hold the station's roster until the end of the transaction: taken before any row (DESIGN §7, races)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, station.pk])


def chunks(first: date, last: date, backwards: bool = False) -> list[tuple[date, date]]:
    """The span cut into stretches of a month, which keeps memory flat and progress moving."""
    cuts = []
    while first <= last:
        cuts.append((first, min(last, first + (CHUNK - 1) * DAY)))
        first = cuts[-1][1] + DAY
    return cuts[::-1] if backwards else cuts


def reconcile(station, first: date, last: date, frozen_until: date, only: set[int] | None = None) -> Difference:
    """Make ``first`` … ``last`` (both included) what the facts say. The caller holds the lock.

    Args:
        station: the station in scope.
        first, last: duty days.
        frozen_until: days up to this one are filled where empty but never changed ("a later plan never rewrites
            past days"), except for the officers in ``only``.
        only: limit the work to these officers, past days included (absences and substitutes).
    """
    facts, stored, turns = load(first, last + DAY), _stored(first - DAY, last + DAY), _turns(first, last)
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    if only is None:
        days = [day for day in days if day > frozen_until or day not in stored]
    else:
        days = [day for day in days if day in stored]
    writer = _Writer(station)
    for day in days:
        planned = Day(facts, day)
        wanted, here = planned.rows(), stored.setdefault(day, {})
        if only is None:
            writer.turns(planned, turns.get(day, {}))
        else:
            wanted = {id_: row for id_, row in wanted.items() if id_ in only or _command_changes(here.get(id_), row)}
        after = {} if day + DAY in days else stored.get(day + DAY, {})
        for officer_id, row in wanted.items():
            fit(row, stored.get(day - DAY, {}).get(officer_id), after.get(officer_id))
        writer.rows(day, wanted, here, everyone=only is None)
    return writer.write()


def _command_changes(stored: Duty | None, row: Planned) -> bool:
    """Whether the command changes hands because of a change for somebody else."""
    return stored is not None and stored.commander != row.commander


def _stored(first: date, last: date) -> dict[date, dict[int, Duty]]:
    found: dict[date, dict[int, Duty]] = {}
    for duty in Duty.objects.filter(date__range=(first, last)).defer("span"):
        found.setdefault(duty.date, {})[duty.officer_id] = duty
    return found


def _turns(first: date, last: date) -> dict[date, dict[int, GroupTurn]]:
    found: dict[date, dict[int, GroupTurn]] = {}
    for turn in GroupTurn.objects.filter(date__range=(first, last)):
        found.setdefault(turn.date, {})[turn.group_id] = turn
    return found


class _Writer:
    """Collects the difference and writes it; constraints look at the result, not at the rows in passing."""

    def __init__(self, station):
        self.station = station
        self.new: list[Duty] = []
        self.changed: list[Duty] = []
        self.gone: list[int] = []
        self.new_turns: list[GroupTurn] = []
        self.changed_turns: list[GroupTurn] = []

    def turns(self, planned: Day, existing: dict[int, GroupTurn]) -> None:
        """The roles of the shift groups of one day."""
        for group_id, role in planned.turns.items():
            turn = existing.get(group_id)
            if turn is None:
                plan = planned.plan
                self.new_turns.append(
                    GroupTurn(station=self.station, date=planned.day, group_id=group_id, role=role, plan=plan)
                )
            elif (turn.role, turn.plan_id) != (role, planned.plan.pk):
                turn.role, turn.plan = role, planned.plan
                self.changed_turns.append(turn)

    def rows(self, day: date, wanted: dict[int, Planned], stored: dict[int, Duty], everyone: bool) -> None:
        """The officers' rows of one day; ``stored`` is brought up to date for the next day's neighbours."""
        for officer_id, row in wanted.items():
            duty = stored.get(officer_id)
            values = {column: getattr(row, column) for column in COLUMNS}
            if duty is None:
                stored[officer_id] = duty = Duty(station=self.station, date=day, officer_id=officer_id, **values)
                self.new.append(duty)
            elif any(getattr(duty, column) != value for column, value in values.items()):
                for column, value in values.items():
                    setattr(duty, column, value)
                self.changed.append(duty)
        if everyone:
            self.gone += [stored.pop(officer_id).pk for officer_id in set(stored) - set(wanted)]

    def write(self) -> Difference:
        """Write deletes, changes and inserts, then let the constraints have their say."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {DEFERRED} DEFERRED")
            Duty.objects.filter(pk__in=self.gone).delete()
            Duty.objects.bulk_update(self.changed, [column.removesuffix("_id") for column in COLUMNS], BATCH)
            GroupTurn.objects.bulk_update(self.changed_turns, ["role", "plan"], BATCH)
            GroupTurn.objects.bulk_create(self.new_turns, batch_size=BATCH)
            Duty.objects.bulk_create(self.new, batch_size=BATCH)
            cursor.execute(f"SET CONSTRAINTS {DEFERRED} IMMEDIATE")
        return Difference(len(self.new), len(self.changed), len(self.gone))
