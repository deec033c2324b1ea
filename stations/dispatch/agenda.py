"""What dispatch wants done, and what it tells the next duty."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.dispatch.models import Assignment
from stations.dispatch.phone import nearest
from stations.dispatch.readings import of_officer
from stations.handovers.registry import Line
from stations.incidents.agenda import where
from stations.organisation.rules import officer_of, post_of

# What a handover lists at most; more than this is a matter for the board.
MOST_LINES = 60


def my_open(user, day: date) -> list[Due]:
    """What my crews have not finished; one query."""
    own = officer_of(user)
    if own is None or not post_of(user):
        return []
    rows = of_officer(own.pk).active().exclude(part=Assignment.Part.INFORMED).select_related("incident")
    return [
        Due(
            title=_("%(number)s: your crew is sent") % {"number": row.incident.number},
            due=day,
            url=reverse("my-tasks"),
            tone="danger" if row.state == Assignment.State.SENT else "warn",
            kind="incident",
            **where(row.incident),
        )
        for row in rows.order_by("pk")[:20]
    ]


def under_way(station, at: datetime) -> list[Line]:
    """Crews that are on an incident when the duty changes, the most pressing first; two queries.

    Args:
        station: the station in scope.
        at: the handover.
    """
    rows = Assignment.objects.active().filter(station=station).select_related("incident", "crew")
    rows = rows.defer("crew__span").prefetch_related("timers").order_by("incident__grade", "sent_at", "pk")
    return [_line(row, at) for row in rows[:MOST_LINES]]


def _line(row: Assignment, at: datetime) -> Line:
    timer = nearest(row.timers.all())
    due = timer.due_at if timer else None
    text = _("%(number)s, grade %(grade)s: %(crew)s, %(state)s") % {
        "number": row.incident.number,
        "grade": row.incident.get_grade_display(),
        "crew": row.crew.name,
        "state": row.get_state_display(),
    }
    late = due is not None and due < at
    return Line(text, row.incident.get_absolute_url(), "danger" if late else "warn", due)
