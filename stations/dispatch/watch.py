"""Whom dispatch tells, and the sweep that escalates what is overdue, each timer exactly once (DESIGN §7)."""

import logging
from datetime import datetime
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from stations.dispatch import alarms, timers
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.rules import is_pressing
from stations.incidents.models import Incident
from stations.kit import live
from stations.kit.again import again
from stations.kit.scoping import in_station
from stations.notices.actions import tell
from stations.notices.models import Notice
from stations.organisation.models import Officer, Post, Station
from stations.organisation.rules import COMMANDERS
from stations.roster.models import Duty
from stations.timeline.actions import lines_last, record

log = logging.getLogger(__name__)
# Incidents looked after in one sweep; what is left over waits five seconds.
BATCH = 500


# -- whom ----------------------------------------------------------------------------------------------------------


def in_command(at: datetime) -> list[Officer]:
    """The duty commander of the running duty day and the desk on duty; two queries at most.

    Where the roster names nobody, all of the leadership and of the desk are told rather than nobody.
    """
    running = Duty.objects.running(at).filter(Q(commander=True) | Q(officer__post=Post.DESK))
    rows = list(running.select_related("officer"))
    found = {row.officer_id: row.officer for row in rows}
    missing = set()
    if not any(row.commander for row in rows):
        missing |= COMMANDERS
    if not any(row.officer.post == Post.DESK for row in rows):
        missing |= {Post.DESK}
    if missing:
        found |= {officer.pk: officer for officer in Officer.objects.serving().filter(post__in=missing)}
    return list(found.values())


def crew_people(assignment: Assignment) -> list[Officer]:
    """Who rides along (prefetch ``crew__members__officer``)."""
    return [row.officer for row in assignment.crew.members.all()]


# -- what ----------------------------------------------------------------------------------------------------------


def tell_crew(assignment: Assignment) -> None:
    """The crew learns that it is sent, or only informed."""
    incident = assignment.incident
    tell(
        station=incident.station, recipients=crew_people(assignment), kind=f"dispatch.{_told_as(assignment)}",
        key=f"dispatch.sent:{assignment.pk}", url=reverse("my-tasks"), urgent=is_pressing(incident),
        number=incident.number, grade=incident.get_grade_display(), crew=assignment.crew_id,
    )  # fmt: skip


def _told_as(assignment: Assignment) -> str:
    return "informed" if assignment.part == Assignment.Part.INFORMED else "sent"


def answered(assignment: Assignment, at: datetime) -> None:
    """The crew has answered: its call alarms none of its members any more."""
    users = [officer.user_id for officer in crew_people(assignment)]
    alarms.hush(assignment.station_id, users, [f"dispatch.sent:{assignment.pk}"], at)


def contacted(incident: Incident, at: datetime) -> None:
    """Somebody spoke to the reporter of an urgent clue: it alarms the command room no more."""
    alarms.hush(incident.station_id, alarms.command_room(), [alarms.urgent_key(incident.pk)], at)


def tell_recalled(assignment: Assignment) -> None:
    """The crew learns that it need not go any more."""
    incident = assignment.incident
    tell(
        station=incident.station, recipients=crew_people(assignment), kind="dispatch.recalled",
        key=f"dispatch.recalled:{assignment.pk}", url=reverse("my-tasks"), number=incident.number,
    )  # fmt: skip
    answered(assignment, timezone.now())


def tell_support(incident: Incident, assignment: Assignment) -> None:
    """The command room is alarmed: a crew needs help."""
    moment = assignment.support_wanted_at
    tell(
        station=incident.station, recipients=in_command(moment), kind="dispatch.support",
        key=f"dispatch.support:{assignment.pk}:{int(moment.timestamp())}", url=incident.get_absolute_url(),
        urgent=True, number=incident.number, crew=assignment.crew_id,
    )  # fmt: skip


def tell_urgent(incident: Incident) -> None:
    """An urgent clue (fraud in progress) alarms desk and duty commander, in the transaction that records it."""
    tell(
        station=incident.station, recipients=in_command(timezone.now()), kind="dispatch.urgent",
        key=alarms.urgent_key(incident.pk), url=incident.get_absolute_url(), urgent=True, number=incident.number,
    )  # fmt: skip


def heed(incident: Incident, verb: str, at: datetime) -> None:
    """Alarm for an urgent clue after a move; stop it when somebody was reached or it is not urgent after all."""
    if incident.urgent and not incident.first_contact_at and incident.is_open:
        tell_urgent(incident)
    elif incident.urgent or verb == "correct":
        contacted(incident, at)
    if verb == "correct" and not incident.urgent:
        # Withdrawn: the old rows give up their key, so that an urgency set again alarms again.
        key = alarms.urgent_key(incident.pk)
        Notice.objects.filter(key=key).update(key=f"{key}:{at.timestamp():.0f}")


def seen_by(incident: Incident) -> tuple[list[str], list[str]]:
    """Who has seen the alarm of an urgent clue, with the time, and who has not; one query.

    The alarms that ended by the first contact itself were not seen by anybody.
    """
    rows = Notice.objects.filter(key=alarms.urgent_key(incident.pk)).select_related("recipient").order_by("read_at")
    seen, waiting = [], []
    for row in rows:
        reached = incident.first_contact_at
        if row.read_at and (reached is None or row.read_at < reached):
            seen.append(f"{row.recipient.name} {timezone.localtime(row.read_at):%H:%M:%S}")
        elif row.read_at is None:
            waiting.append(row.recipient.name)
    return seen, waiting


def about_urgency(incident: Incident) -> list:
    """What the form that corrects an entry says about an urgency that is set already."""
    if not incident.urgent:
        return []
    seen, waiting = seen_by(incident)
    told = [_("This is marked urgent already; marking it again alarms nobody.")]
    if seen:
        told.append(_("The alarm was seen by %(names)s.") % {"names": "、".join(seen)})
    if waiting:
        told.append(_("Not seen yet by %(names)s.") % {"names": "、".join(waiting)})
    return told


# -- the sweep -----------------------------------------------------------------------------------------------------


def escalate_due(at: datetime | None = None) -> int:
    """Escalate every timer that is overdue, in every station; returns how many.

    One short transaction an incident: what a killed worker had not committed is found again by the next sweep, and
    what it had committed is no longer waiting. Safe to run by several workers at once.
    """
    moment = at or timezone.now()
    with scopes_disabled():
        waiting = Timer.objects.filter(state=Timer.State.WAITING, due_at__lte=moment).order_by("due_at")
        found = list(dict.fromkeys(waiting.values_list("station_id", "incident_id")[: 3 * BATCH]))[:BATCH]
    stations = Station.objects.in_bulk({station for station, _incident in found})
    count = 0
    for station, incident in found:
        with in_station(stations[station]):
            try:
                count += again(partial(_escalate, incident, moment))
            except DatabaseError:
                log.exception("escalation failed, left to the next sweep", extra={"fields": {"incident": incident}})
    return count


@transaction.atomic
@lines_last()
def _escalate(incident_id: int, at: datetime) -> int:
    """Escalate the overdue timers of one incident; one that somebody works on just now waits for the next sweep."""
    rows = Incident.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related("station")
    incident = rows.filter(pk=incident_id).first()
    if incident is None:
        return 0
    due = Timer.objects.filter(incident=incident, state=Timer.State.WAITING, due_at__lte=at)
    overdue = list(due.select_related("assignment").order_by("due_at", "id"))
    people = in_command(at) if overdue else []
    for row in overdue:
        row.state, row.ended_at = Timer.State.ESCALATED, at
        row.save(update_fields=["state", "ended_at"])
        _tell_overdue(incident, row, people)
    timers.refresh(incident)
    live.changed(incident.station_id, live.BOARD, live.about(incident.pk))
    for row in overdue:
        crew = row.assignment.crew_id if row.assignment else None
        record(
            verb="timer.escalated", subject=incident, incident=incident.pk, timer=row.kind, row=row.pk, crew=crew,
            assignment=row.assignment_id,
        )  # fmt: skip
    return len(overdue)


def _tell_overdue(incident: Incident, row: Timer, people: list[Officer]) -> None:
    tell(
        station=incident.station, recipients=people, kind="dispatch.overdue", key=alarms.overdue_key(row.pk),
        url=incident.get_absolute_url(), urgent=is_pressing(incident), number=incident.number, timer=row.kind,
    )  # fmt: skip
