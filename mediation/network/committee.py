"""Verbs of the people's mediation committee (RT-17)."""

from collections.abc import Sequence
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from mediation.network import rules
from mediation.network.actions import demand_keeper
from mediation.network.models import CommitteeMember, CommitteeTerm
from mediation.network.rules import Seat
from stations.kit.answer import RuleBroken
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.timeline.actions import record


@transaction.atomic
def confirm_term(
    *,
    station: Station,
    actor: User | None,
    name: str,
    start: date,
    end: date,
    seats: Sequence[Seat],
    term: CommitteeTerm | None = None,
) -> CommitteeTerm:
    """Confirm a term with all its members, or put a term right; the whole must satisfy RT-17.

    Args:
        end: the day after its last day.
        seats: all members.
        term: a known term whose members or days change.

    Raises:
        RuleBroken: the first fault of ``rules.committee_faults``, ``terms_overlap``, ``span``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(station)
    if end <= start:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    if any(seat.mediator.station_id != station.pk for seat in seats):
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    for fault in rules.committee_faults(seats, start, end):
        fault.or_refuse()
    others = CommitteeTerm.objects.filter(start__lt=end).filter(models.Q(end=None) | models.Q(end__gt=start))
    if others.exclude(pk=term.pk if term else None).exists():
        raise RuleBroken(_("Two terms overlap."), code="terms_overlap")
    verb = "committee.changed" if term else "committee.confirmed"
    term = term or CommitteeTerm(station=station)
    term.name, term.start, term.end = name, start, end
    term.save()
    term.members.all().delete()
    for seat in seats:
        CommitteeMember.objects.create(
            station=station, term=term, mediator=seat.mediator, role=seat.role, woman=seat.woman
        )
    days = {"start": start.isoformat(), "end": end.isoformat()}
    record(verb=verb, subject=term, actor=actor, members=len(seats), **days)
    return term
