"""Whoever is invited to a case while an appointment is ahead is expected at it, not entered again (RT-04)."""

from mediation.cases.models import Invitee
from mediation.sessions.models import Attendance, Session
from mediation.sessions.words import Part, State

JOINS = frozenset({"invited", "way_marked"})


def joined(move) -> None:
    """Expect the newly invited at the appointment ahead (hook of ``cases``)."""
    if move.verb not in JOINS:
        return
    ahead = Session.objects.filter(case=move.case, state__in=(State.PROPOSED, State.CONFIRMED)).first()
    if ahead is None:
        return
    there = ahead.attendances.filter(invitee__isnull=False).values("invitee")
    rows = Invitee.objects.filter(case=move.case, removed_at=None, consented_at__isnull=False).exclude(pk__in=there)
    Attendance.objects.bulk_create(
        Attendance(station_id=ahead.station_id, session=ahead, part=Part.INVITEE, invitee=row) for row in rows
    )
