"""Verbs of the people on crews: put on, take off, move, swap, name who leads. A tap of the day sheet is one verb."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews import readings, rules
from stations.crews.actions import locked, touch
from stations.crews.generation import set_members
from stations.crews.models import Crew, CrewMember
from stations.crews.planner import leader_of
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer
from stations.organisation.rules import same_station


def add_member(*, crew: Crew, officer: Officer, actor, at: datetime | None = None) -> Crew:
    """Put an officer on a crew for its whole time.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or the rules refuse the officer (DU-06, DU-08, duty hours).
    """
    with transaction.atomic():
        crew = _open(crew, actor, at)
        _join(crew, officer)
        touch(crew, "crew.member_added", actor, officer=officer.pk)
    return crew


def remove_member(*, crew: Crew, officer: Officer, actor, at: datetime | None = None) -> Crew:
    """Take an officer off a crew; what is then missing is shown as a gap.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or the officer is not on it.
    """
    with transaction.atomic():
        crew = _open(crew, actor, at)
        _leave(crew, officer)
        touch(crew, "crew.member_removed", actor, officer=officer.pk)
    return crew


def move_member(*, crew: Crew, officer: Officer, to: Crew, actor, at: datetime | None = None) -> Crew:
    """Move an officer from one crew to another, in one step or not at all.

    Raises:
        NotAllowed: the person does not set both crews.
        RuleBroken: one of them is over, or the rules refuse the officer there.
    """
    with transaction.atomic():
        source, target = _open(crew, actor, at), _open(to, actor, at)
        if source.pk == target.pk:
            raise RuleBroken(_("The officer is already on this crew."), code="crew.already_on")
        _leave(source, officer)
        _join(target, officer)
        touch(source, "crew.member_removed", actor, officer=officer.pk)
        touch(target, "crew.member_added", actor, officer=officer.pk)
    return target


def swap(
    *, crew: Crew, officer: Officer, other: Crew, other_officer: Officer, actor, at: datetime | None = None
) -> None:
    """Let two officers change crews; if the rules refuse one of them, nothing changes.

    Raises:
        NotAllowed: the person does not set both crews.
        RuleBroken: one of the crews is over, or the rules refuse an officer there.
    """
    with transaction.atomic():
        one, two = _open(crew, actor, at), _open(other, actor, at)
        if one.pk == two.pk:
            raise RuleBroken(_("Both are on the same crew."), code="crew.already_on")
        _leave(one, officer)
        _leave(two, other_officer)
        _join(one, other_officer)
        _join(two, officer)
        touch(one, "crew.swapped", actor, left=officer.pk, joined=other_officer.pk)
        touch(two, "crew.swapped", actor, left=other_officer.pk, joined=officer.pk)


def replace(*, crew: Crew, officer: Officer, by: Officer, actor, at: datetime | None = None) -> Crew:
    """Put a free officer in the place of a member.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or the rules refuse the newcomer.
    """
    with transaction.atomic():
        crew = _open(crew, actor, at)
        _leave(crew, officer)
        _join(crew, by)
        touch(crew, "crew.swapped", actor, left=officer.pk, joined=by.pk)
    return crew


def name_leader(*, crew: Crew, officer: Officer, actor, at: datetime | None = None) -> Crew:
    """Name the officer who leads a crew; an auxiliary leads only where no police officer is.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or the officer cannot lead it.
    """
    with transaction.atomic():
        crew = _open(crew, actor, at)
        members = {member.officer_id: member for member in crew.members.all()}
        if officer.pk not in members:
            raise RuleBroken(_("The officer is not on this crew."), code="crew.not_on")
        if officer.kind != Officer.Kind.POLICE and any(readings.police_of(crew)):
            raise RuleBroken(_("An auxiliary cannot be put in charge."), code="auxiliary")
        set_members(crew, list(members), officer.pk)
        touch(crew, "crew.leader", actor, officer=officer.pk)
    return crew


def _open(crew: Crew, actor, at: datetime | None) -> Crew:
    """The locked crew, if this person may set it and it is not over."""
    crew = locked(crew)
    demand(rules.may_set_crew(actor, crew))
    rules.check_open(crew.ends_at, at or timezone.now()).or_refuse()
    return crew


def _join(crew: Crew, officer: Officer) -> None:
    """Add a member the rules let in; a crew without a leader gets one."""
    same_station(crew, officer).or_refuse()
    if CrewMember.objects.filter(crew=crew, officer=officer).exists():
        raise RuleBroken(_("The officer is already on this crew."), code="crew.already_on")
    found = readings.people(crew.date, officers=[officer.pk])
    readings.add_busy(found, (crew.starts_at, crew.ends_at))
    rules.check_member(next(iter(found), None), crew.layer, crew.starts_at, crew.ends_at).or_refuse()
    CrewMember.objects.create(
        station_id=crew.station_id, crew=crew, officer=officer, starts_at=crew.starts_at, ends_at=crew.ends_at
    )
    _lead_again(crew)


def _leave(crew: Crew, officer: Officer) -> None:
    gone, _kinds = CrewMember.objects.filter(crew=crew, officer=officer).delete()
    if not gone:
        raise RuleBroken(_("The officer is not on this crew."), code="crew.not_on")
    _lead_again(crew)


def _lead_again(crew: Crew) -> None:
    """Who leads when nobody does, or when an auxiliary does and a police officer has come."""
    members = list(CrewMember.objects.filter(crew=crew).select_related("officer"))
    now = next((member for member in members if member.leader), None)
    if not members or (now and now.officer.kind == Officer.Kind.POLICE):
        return
    found = readings.people(crew.date, officers=[member.officer_id for member in members])
    chosen = leader_of(found) or members[0].officer_id
    if now and now.officer_id == chosen:
        return
    CrewMember.objects.filter(crew=crew, leader=True).update(leader=False)
    CrewMember.objects.filter(crew=crew, officer=chosen).update(leader=True)
