"""Verbs of sweeps: give out, enter what was found, report done, make a dispute of a finding."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case
from mediation.cases.registering import register
from mediation.cases.words import Source
from mediation.detection import rules
from mediation.detection.models import Sweep, SweepFinding, SweepTask
from mediation.detection.words import FindingState, TaskState
from mediation.network.models import Mediator
from mediation.network.words import Group
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station
from stations.places.models import Grid
from stations.timeline.actions import record

TOLD = "mediation.sweep"


@transaction.atomic
def give_out(*, station: Station, title: str, look_for: str, due_on: date, grids: Iterable[Grid], actor) -> Sweep:
    """Give a sweep out: one part a grid, to its grid worker, or to its officer where it has none.

    Raises:
        NotAllowed: ``keepers_only``.
        RuleBroken: ``no_grids``, ``other_station``, ``past``.
    """
    demand(rules.may_order_sweeps(actor))
    grids = list(grids)
    if not grids:
        raise RuleBroken(_("Choose at least one grid."), code="no_grids")
    if any(grid.station_id != station.pk for grid in grids):
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if due_on < timezone.localdate():
        raise RuleBroken(_("This day is over."), code="past")
    now = timezone.now()
    sweep = Sweep.objects.create(
        station=station, title=title.strip(), look_for=look_for.strip(), due_on=due_on, created_by=actor,
        created_at=now,
    )  # fmt: skip
    workers = _workers(grids)
    tasks = [SweepTask(station=station, sweep=sweep, grid=grid, mediator=workers.get(grid.pk)) for grid in grids]
    SweepTask.objects.bulk_create(tasks)
    people = {task.mediator.user if task.mediator else task.grid.officer.user for task in tasks}
    if people:
        tell(
            station=station, recipients=sorted(people, key=lambda user: user.pk), kind=TOLD, key=f"sweep:{sweep.pk}",
            url=sweep.get_absolute_url(), due=due_on.isoformat(),
        )  # fmt: skip
    record(verb="sweep.given_out", subject=sweep, actor=actor, grids=len(tasks), due=due_on.isoformat())
    return sweep


def _workers(grids: list[Grid]) -> dict[int, Mediator]:
    """The grid worker of each grid."""
    rows = Mediator.objects.serving().in_group(Group.GRID).filter(grid__in=grids)
    return {row.grid_id: row for row in rows.select_related("user").order_by("-pk")}


def _locked(task: SweepTask) -> SweepTask:
    rows = SweepTask.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("grid__community", "sweep").get(pk=task.pk)


@transaction.atomic
def enter_finding(
    *, task: SweepTask, place: str, text: str, actor, client_key: uuid.UUID | None = None
) -> SweepFinding:
    """Write down a quarrel somebody came across: place and matter, no names. The same form sent twice makes one.

    Raises:
        NotAllowed: ``not_yours``.
        RuleBroken: ``done``, ``closed``, ``no_place``.
    """
    row = _locked(task)
    demand(rules.may_work_on(actor, row))
    known = SweepFinding.objects.filter(client_key=client_key).first() if client_key else None
    if known is not None:
        return known
    rules.is_workable(row).or_refuse()
    if not place.strip() or not text.strip():
        raise RuleBroken(_("Say where and what it is about."), code="no_place")
    finding = SweepFinding.objects.create(
        station_id=row.station_id, task=row, place=place.strip(), text=text.strip(), found_by=actor,
        found_at=timezone.now(), client_key=client_key,
    )  # fmt: skip
    record(verb="sweep.found", subject=row.sweep, actor=actor, finding=finding.pk, grid=row.grid_id)
    return finding


@transaction.atomic
def report_done(*, task: SweepTask, note: str, actor) -> SweepTask:
    """The grid was looked at; "nothing found" is a result, too.

    Raises:
        NotAllowed: ``not_yours``.
        RuleBroken: ``done``.
    """
    row = _locked(task)
    demand(rules.may_work_on(actor, row))
    rules.is_workable(row).or_refuse()
    row.state, row.done_by, row.done_at, row.note = TaskState.DONE, actor, timezone.now(), note.strip()
    row.save(update_fields=["state", "done_by", "done_at", "note"])
    record(verb="sweep.done", subject=row.sweep, actor=actor, grid=row.grid_id)
    if not SweepTask.objects.filter(sweep=row.sweep, state=TaskState.OPEN).exists():
        Sweep.objects.filter(pk=row.sweep_id, closed_at=None).update(closed_at=row.done_at)
    return row


def _finding(finding: SweepFinding, actor) -> SweepFinding:
    rows = SweepFinding.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("task__grid__community", "task__sweep", "station").get(pk=finding.pk)
    demand(rules.may_work_on(actor, row.task))
    if row.state != FindingState.NEW:
        raise RuleBroken(_("This finding has been dealt with."), code="dealt_with")
    return row


@transaction.atomic
def make_case(*, finding: SweepFinding, actor) -> Case:
    """Register the finding as a dispute; nothing is typed twice.

    Raises:
        NotAllowed: ``not_yours``.
        RuleBroken: ``dealt_with``, what ``registering.register`` refuses.
    """
    row = _finding(finding, actor)
    case = register(
        station=row.station, actor=actor, source=Source.SWEEP, summary=row.text, place=row.place,
        community=row.task.grid.community, grid=row.task.grid, other_side_unknown=True,
    )  # fmt: skip
    row.state, row.case = FindingState.CASE, case
    row.save(update_fields=["state", "case"])
    record(verb="sweep.made_case", subject=row.task.sweep, actor=actor, finding=row.pk, case=case.pk)
    return case


@transaction.atomic
def settle(*, finding: SweepFinding, actor) -> SweepFinding:
    """What was settled on the spot needs no case.

    Raises:
        NotAllowed: ``not_yours``.
        RuleBroken: ``dealt_with``.
    """
    row = _finding(finding, actor)
    row.state = FindingState.SETTLED
    row.save(update_fields=["state"])
    record(verb="sweep.settled", subject=row.task.sweep, actor=actor, finding=row.pk)
    return row
