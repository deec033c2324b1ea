"""Verbs of places: leaders and deputies of squads, liaison officers, the two upper levels of command."""

import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patrols.squads import rules
from patrols.squads.actions import demand_keeper
from patrols.squads.models import CommandPost, Guard, Liaison, Squad, SquadLead
from stations.kit.answer import RuleBroken
from stations.kit.spans import in_force
from stations.organisation.actions import close, hand_on, lock_station
from stations.organisation.models import Officer, Station, User
from stations.organisation.rules import may_answer, may_follow, same_station
from stations.timeline.actions import record


@transaction.atomic
def appoint_lead(
    *, squad: Squad, guard: Guard | None, role: str, start: datetime.date, actor: User | None
) -> SquadLead | None:
    """Appoint leader or deputy of a squad from ``start``; None leaves the place vacant.

    Raises:
        RuleBroken: ``unchanged``, ``not_in_squad``, ``other_station``, ``later_change``, ``too_early``.
    """
    demand_keeper(actor)
    Squad.objects.select_for_update(no_key=True).get(pk=squad.pk)
    now = squad.leads.filter(role=role, end=None).first()
    if (now.guard_id if now else None) == (guard.pk if guard else None):
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    if guard is None:
        _vacate(now, start)
        record(verb="squad.lead_vacated", subject=squad, actor=actor, role=role, start=start.isoformat())
        return None
    here = guard.memberships.filter(in_force(start)).values_list("squad_id", flat=True).first()
    rules.may_lead(guard, here, squad).or_refuse()
    for other in squad.leads.filter(guard=guard, end=None).exclude(role=role):
        _vacate(other, start)
    new = SquadLead(station_id=squad.station_id, squad=squad, guard=guard, role=role, start=start)
    lead = hand_on(rows=squad.leads.filter(role=role), new=new)
    verb = "squad.leader_appointed" if role == SquadLead.Role.LEADER else "squad.deputy_appointed"
    record(verb=verb, subject=squad, actor=actor, guard=guard.pk, start=start.isoformat())
    return lead


def _vacate(row, start: datetime.date) -> None:
    """End a dated place, unless it began later."""
    may_follow([row], start).or_refuse()
    close(row=row, end=start)


@transaction.atomic
def appoint_liaison(
    *, squad: Squad, officer: Officer | None, start: datetime.date, actor: User | None
) -> Liaison | None:
    """Put an officer in charge of a squad (专责民警) from ``start``; None leaves the place vacant.

    Raises:
        RuleBroken: ``unchanged``, ``auxiliary``, ``not_on_post``, ``other_station``, ``later_change``, ``too_early``.
    """
    demand_keeper(actor)
    Squad.objects.select_for_update(no_key=True).get(pk=squad.pk)
    now = squad.liaisons.filter(end=None).first()
    if (now.officer_id if now else None) == (officer.pk if officer else None):
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    if officer is None:
        _vacate(now, start)
        record(verb="squad.liaison_vacated", subject=squad, actor=actor, start=start.isoformat())
        return None
    same_station(officer, squad).or_refuse()
    may_answer(officer).or_refuse()
    new = Liaison(station_id=squad.station_id, squad=squad, officer=officer, start=start)
    liaison = hand_on(rows=squad.liaisons.all(), new=new)
    record(verb="squad.liaison_appointed", subject=squad, actor=actor, officer=officer.pk, start=start.isoformat())
    return liaison


@transaction.atomic
def seat(
    *,
    station: Station,
    actor: User | None,
    level: str,
    title: str,
    start: datetime.date,
    officer: Officer | None = None,
    name: str = "",
    organisation: str = "",
    phone: str = "",
    heads: bool = False,
) -> CommandPost:
    """Give somebody a seat in the leading group or its office from ``start``.

    Args:
        officer: an officer of the station, or None for somebody from outside, who is then named.
        name: the outsider's name; who already sits on a level keeps the same account.
        organisation: where the outsider comes from.
        phone: the outsider's number.
        heads: heads the level; the head before stays as a member.

    Raises:
        RuleBroken: ``no_name``, ``already_seated``, ``other_station``, ``later_change``, ``too_early``.
    """
    demand_keeper(actor)
    lock_station(station)
    if officer is not None:
        if officer.station_id != station.pk:
            raise RuleBroken(_("These belong to different stations."), code="other_station")
        user, organisation = officer.user, organisation or str(station)
    else:
        user = _outsider(station, name, phone)
    seats = CommandPost.objects.filter(station=station, level=level)
    if seats.filter(user=user, end=None).exists():
        raise RuleBroken(_("This person already sits there."), code="already_seated")
    if heads:
        _hand_over(seats.filter(heads=True, end=None).first(), start)
    post = CommandPost.objects.create(
        station=station, level=level, user=user, title=title, organisation=organisation, heads=heads, start=start
    )
    record(verb="command_post.seated", subject=post, actor=actor, level=level, start=start.isoformat())
    return post


def _hand_over(head: CommandPost | None, start: datetime.date) -> None:
    """Who headed the level until now goes on as a member."""
    if head is None:
        return
    _vacate(head, start)
    CommandPost.objects.create(
        station_id=head.station_id, level=head.level, user_id=head.user_id, title=head.title,
        organisation=head.organisation, start=start,
    )  # fmt: skip


def _outsider(station: Station, name: str, phone: str) -> User:
    """The account of somebody who is no officer."""
    if not name:
        raise RuleBroken(_("Choose an officer, or write the name."), code="no_name")
    known = CommandPost.objects.filter(station=station, user__name=name, user__officer=None).select_related("user")
    found = known.first()
    if found:
        return found.user
    stem = f"{station.code}-o".lower()
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    username = next(one for one in (f"{stem}{number:02d}" for number in range(1, 1000)) if one not in taken)
    user = User(username=username, name=name, phone=phone, home_station=station)
    user.password = make_password(None)
    user.save()
    return user


@transaction.atomic
def unseat(*, post: CommandPost, end: datetime.date, actor: User | None) -> None:
    """End a seat on a day.

    Raises:
        RuleBroken: ``ended``: it has ended before.
    """
    demand_keeper(actor)
    row = CommandPost.objects.select_for_update(no_key=True).get(pk=post.pk)
    if row.end is not None and row.end <= end:
        raise RuleBroken(_("This has ended already."), code="ended")
    record(verb="command_post.left", subject=row, actor=actor, level=row.level, end=end.isoformat())
    close(row=row, end=end)
