"""What pages, agendas and scores ask about inspections."""

from datetime import date
from functools import partial

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from patrols.inspections.models import Inspection, InspectionPoint
from patrols.squads.readings import standing
from patrols.squads.rules import in_office
from stations.agenda.words import Due, Tally

OPEN = Q(points__state=InspectionPoint.State.OPEN)


def listed():
    """Inspections with what a list shows."""
    rows = Inspection.objects.select_related("squad", "officer__user", "checkpoint")
    return rows.annotate(raised=Count("points"), open=Count("points", filter=OPEN)).order_by("-at", "-id")


def open_points(squad_ids):
    """What squads still owe, the earliest due first."""
    rows = InspectionPoint.objects.filter(inspection__squad__in=squad_ids).exclude(state="checked")
    return rows.select_related("inspection__squad", "inspection__officer__user").order_by("due_on", "id")


def due(user, day: date) -> list[Tally]:
    """For the liaison officer and the office: what is reported done and waits to be checked, what is overdue."""
    rows = InspectionPoint.objects.all()
    if not in_office(user):
        liaises = standing(user).liaises
        if not liaises:
            return []
        rows = rows.filter(inspection__squad__in=liaises)
    late = rows.filter(state=InspectionPoint.State.OPEN, due_on__lt=day)
    return [Tally(rows.filter(state=InspectionPoint.State.DONE), _done), Tally(late, partial(_late, day=day))]


def _done(n: int) -> Due:
    title = ngettext("%(n)s point of inspections to check", "%(n)s points of inspections to check", n) % {"n": n}
    return Due(title, None, f"{reverse('inspections')}?state=done", kind="patrol", passes=True)


def _late(n: int, day: date) -> Due:
    title = ngettext("%(n)s point of inspections is overdue", "%(n)s points of inspections are overdue", n) % {"n": n}
    return Due(title, day, f"{reverse('inspections')}?state=open", "warn", "patrol", passes=True)
