"""What pages, agendas and scores ask about inspections."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from patrols.inspections.models import Inspection, InspectionPoint
from patrols.squads.readings import standing
from patrols.squads.rules import in_office
from stations.agenda.registry import Due

OPEN = Q(points__state=InspectionPoint.State.OPEN)


def listed():
    """Inspections with what a list shows."""
    rows = Inspection.objects.select_related("squad", "officer__user", "checkpoint")
    return rows.annotate(raised=Count("points"), open=Count("points", filter=OPEN)).order_by("-at", "-id")


def open_points(squad_ids):
    """What squads still owe, the earliest due first."""
    rows = InspectionPoint.objects.filter(inspection__squad__in=squad_ids).exclude(state="checked")
    return rows.select_related("inspection__squad", "inspection__officer__user").order_by("due_on", "id")


def due(user, day: date) -> list[Due]:
    """For the liaison officer and the office: what is reported done and waits to be checked, what is overdue."""
    mine = standing(user)
    rows = InspectionPoint.objects.exclude(state="checked")
    if not in_office(user):
        rows = rows.filter(inspection__squad__in=mine.liaises)
        if not mine.liaises:
            return []
    found = list(rows.values_list("state", "due_on"))
    done = sum(state == "done" for state, _due in found)
    late = sum(state == "open" and due_on is not None and due_on < day for state, due_on in found)
    address = reverse("inspections")
    dues = []
    if done:
        title = ngettext("%(n)s point of inspections to check", "%(n)s points of inspections to check", done)
        dues.append(Due(title % {"n": done}, None, f"{address}?state=done", kind="patrol", passes=True))
    if late:
        title = ngettext("%(n)s point of inspections is overdue", "%(n)s points of inspections are overdue", late)
        dues.append(Due(title % {"n": late}, day, f"{address}?state=open", "warn", "patrol", passes=True))
    return dues
