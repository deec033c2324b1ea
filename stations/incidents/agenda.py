"""What incidents want done by whom, and what the next duty must know."""

from datetime import date, datetime
from functools import partial

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.agenda.words import Ask, Due
from stations.catalogue.words import Kind
from stations.handovers.registry import Line
from stations.incidents import readings
from stations.incidents.models import Incident
from stations.incidents.rules import DESK
from stations.incidents.words import State
from stations.organisation.rules import officer_of, post_of

SHOWN = 8


def where(row: Incident) -> dict:
    """Place and point of an incident, as a task carries them."""
    return {"place": row.place, "point": None if row.lat is None or row.lng is None else (row.lat, row.lng)}


def _tab(code: str) -> str:
    return f"{reverse('incidents')}?tab={code}"


def my_open(user, day: date) -> list[Ask]:
    """Open incidents the person handles, the nearest due first."""
    if officer_of(user) is None or not post_of(user):
        return []
    rows = Incident.objects.filter(readings.OPEN, readings.mine(user)).select_related("category")
    return [Ask(rows.order_by("due_at", "id")[:SHOWN], partial(_mine, day=day))]


def _mine(row: Incident, day: date) -> Due:
    hazard = row.kind == Kind.HAZARD
    told, other = _("Hazard %(number)s, %(category)s: %(state)s"), _("Incident %(number)s: %(state)s, %(category)s")
    words = (told if hazard else other) % {
        "number": row.number,
        "state": row.get_state_display(),
        "category": row.category,
    }
    due = timezone.localdate(row.due_at) if row.due_at else None
    tone = "danger" if row.urgent or row.overdue_since or (due and due < day) else "info"
    kind = "hazard" if hazard else "incident"
    # A hazard of the area is seen to whoever walks there; an incident stays with those who handle it.
    return Due(words, due, row.get_absolute_url(), tone, kind, passes=hazard, **where(row))


def for_the_desk(user, day: date) -> list[Due]:
    """What waits for the command room: checks, follow-up calls, promised call-backs; one query."""
    if post_of(user) not in DESK:
        return []
    now = timezone.now()
    waits = {"checks": readings.to_check(user), "calls": readings.promised(), "follow_ups": readings.to_follow_up()}
    counted = Incident.objects.filter(waits["checks"] | waits["calls"] | waits["follow_ups"]).order_by()
    found = counted.aggregate(
        **{name: Count("pk", filter=wanted) for name, wanted in waits.items()},
        first=Min("call_back_at", filter=waits["calls"]),
    )
    late = found["first"] and found["first"] < now
    lines = [
        (found["checks"], _("Incidents to check or close: %(n)s"), "check", day, "warn"),
        (found["calls"], _("Promised call-backs: %(n)s"), "call_back", found["first"], "danger" if late else "warn"),
        (found["follow_ups"], _("Follow-up calls to make: %(n)s"), "follow_up", None, "info"),
    ]
    return [
        Due(
            words % {"n": number},
            timezone.localdate(due) if isinstance(due, datetime) else due,
            _tab(tab),
            tone,
            "incident",
        )
        for number, words, tab, due, tone in lines
        if number
    ]


# -- handover ------------------------------------------------------------------------------------------------------


def _line(row: Incident, text: str, tone: str, due: datetime | None = None) -> Line:
    return Line(text=text, url=row.get_absolute_url(), tone=tone, due_at=due)


def open_lines(station, at: datetime) -> list[Line]:
    """Open incidents but property, the most urgent first: number, category, state; one query."""
    rows = Incident.objects.filter(readings.OPEN).exclude(kind__in=(Kind.FOUND, Kind.LOSS, Kind.HAZARD))
    found = rows.select_related("category").order_by("-urgent", "grade", "reported_at")
    return [
        _line(
            row,
            _("%(number)s, grade %(grade)s, %(category)s: %(state)s") % {
                "number": row.number, "grade": row.get_grade_display(), "category": row.category,
                "state": row.get_state_display(),
            },
            "danger" if row.urgent or row.overdue_since else "info",
            row.overdue_since or row.due_at,
        )
        for row in found
    ]  # fmt: skip


def call_back_lines(station, at: datetime) -> list[Line]:
    """Promised call-backs; one query."""
    rows = Incident.objects.filter(readings.promised()).order_by("call_back_at")
    return [
        _line(row, _("Call back the reporter of %(number)s") % {"number": row.number}, "warn", row.call_back_at)
        for row in rows
    ]


def hazard_lines(station, at: datetime) -> list[Line]:
    """Hazards that nobody has seen to be gone; one query."""
    rows = Incident.objects.filter(readings.OPEN, kind=Kind.HAZARD).select_related("category").order_by("reported_at")
    return [
        _line(
            row,
            _("Hazard %(number)s, %(category)s: %(state)s") % {
                "number": row.number, "category": row.category, "state": row.get_state_display(),
            },
            "warn" if row.state == State.RECTIFIED else "info",
            row.due_at,
        )
        for row in rows
    ]  # fmt: skip


def property_lines(station, at: datetime) -> list[Line]:
    """Found property kept in the station; one query."""
    rows = Incident.objects.filter(readings.OPEN, kind=Kind.FOUND).select_related("category").order_by("reported_at")
    return [
        _line(
            row,
            _("Found property %(number)s, %(category)s: %(state)s") % {
                "number": row.number, "category": row.category, "state": row.get_state_display(),
            },
            "info",
        )
        for row in rows
    ]  # fmt: skip
