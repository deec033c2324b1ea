"""What pages and API read of sweeps."""

from mediation.cases.models import Case
from mediation.detection import rules
from mediation.detection.models import Sweep, SweepTask


def sweeps_of(user):
    """All for the police and the keeper; a grid worker's own otherwise."""
    if rules.sees_all_sweeps(user):
        return Sweep.objects.all()
    return Sweep.objects.filter(pk__in=SweepTask.objects.mine(user).values("sweep"))


def parts_of(sweep: Sweep, user) -> list[SweepTask]:
    """The parts of a sweep this person may see, with grid, worker and findings joined; two queries."""
    tasks = SweepTask.objects.filter(sweep=sweep)
    if not rules.sees_all_sweeps(user):
        tasks = tasks.mine(user)
    tasks = tasks.select_related("grid__community", "grid__officer__user", "mediator__user", "done_by")
    return list(tasks.order_by("grid__community__code", "grid__code").prefetch_related("findings__found_by"))


def cases_of(tasks: list[SweepTask], user) -> dict[int, Case]:
    """The disputes made of the findings, those this person may see, by id; one query."""
    made = [one.case_id for task in tasks for one in task.findings.all() if one.case_id]
    return {case.pk: case for case in Case.objects.visible_to(user).filter(pk__in=made)}
