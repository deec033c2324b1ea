"""Analysis tasks that are due."""

from datetime import date

from stations.agenda.registry import Due
from stations.analysis.models import AnalysisTask
from stations.organisation.rules import officer_of


def my_tasks(user, day: date) -> list[Due]:
    """Tasks given to the person; one query."""
    own = officer_of(user)
    if own is None:
        return []
    rows = AnalysisTask.objects.filter(owner=own, state=AnalysisTask.State.ASSIGNED).order_by("due_on", "id")
    return [
        Due(
            row.title,
            row.due_on,
            row.get_absolute_url(),
            "danger" if row.due_on and row.due_on < day else "info",
            "other",
        )
        for row in rows[:20]
    ]
