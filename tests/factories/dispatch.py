"""Assignments made in one line each, without the actions."""

from django.utils import timezone
from django_scopes import scopes_disabled

from stations.crews.models import Crew
from stations.dispatch.models import Assignment, ResponseCircle
from stations.incidents.models import Handler, Incident
from stations.organisation.models import Station


@scopes_disabled()
def make_assignment(incident: Incident, crew: Crew, state: str = "sent", **fields) -> Assignment:
    """A crew sent to an incident, its members among the handlers."""
    now = timezone.now()
    row = Assignment.objects.create(
        station=incident.station, incident=incident, crew=crew, state=state, **{"sent_at": now} | fields
    )
    for member in crew.members.all():
        Handler.objects.get_or_create(
            station=incident.station, incident=incident, officer_id=member.officer_id, until=None,
            defaults={"since": now},
        )  # fmt: skip
    return row


@scopes_disabled()
def make_circle(station: Station, grade: int = 3, **fields) -> ResponseCircle:
    """Times of one grade."""
    return ResponseCircle.objects.create(station=station, grade=grade, **fields)
