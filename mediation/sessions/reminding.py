"""Reminders: who leads or helps is told once before a fixed session; a moved session is told of again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mediation.network.readings import settings_of
from mediation.sessions import readings
from mediation.sessions.models import Session
from mediation.sessions.words import State
from stations.notices.actions import tell
from stations.timeline.actions import record

MOST = 200


@transaction.atomic
def remind(*, station, at: datetime) -> int:
    """Remind of the station's sessions that begin soon; returns how many. Safe to run twice and by two workers.

    Args:
        station: in scope.
        at: now; the hours before are a setting of the station.
    """
    until = at + timedelta(hours=settings_of(station).remind_hours)
    rows = Session.objects.filter(
        state=State.CONFIRMED, reminded_at=None, starts_at__gt=at, starts_at__lte=until
    ).select_related("case", "station")
    told = 0
    for session in rows.select_for_update(no_key=True, of=("self",), skip_locked=True).order_by("pk")[:MOST]:
        session.reminded_at = at
        session.save(update_fields=["reminded_at"])
        stamp = timezone.localtime(session.starts_at).strftime("%Y-%m-%d %H:%M")
        tell(
            station=station, recipients=readings.people_of(session), kind="mediation_session.remind",
            key=f"mediation_session.remind:{session.pk}:{stamp}", url=session.get_absolute_url(),
            session=session.pk, number=session.case.number, at=stamp,
        )  # fmt: skip
        record(verb="mediation_session.remind", subject=session)
        told += 1
    return told
