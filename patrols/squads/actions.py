"""Verbs of companies, functional groups, squads and guards. An actor of None is the system (imports)."""

import datetime

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.squads import hooks, rules
from patrols.squads.models import (
    Company,
    Guard,
    PatrolGroup,
    PatrolSettings,
    Squad,
    SquadMembership,
)
from stations.access.actions import revoke_phone
from stations.access.models import DeviceToken, OneTimeCode
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.kit.spans import in_force
from stations.organisation.actions import close, hand_on, lock_station
from stations.organisation.models import Station, User
from stations.organisation.rules import officer_of
from stations.timeline.actions import looked, record

COMPANY_FIELDS = (
    "code", "name", "short_name", "kind", "address", "licence_no", "contract_no", "contract_until", "premises",
    "leader_name", "leader_title", "leader_phone", "active",
)  # fmt: skip


def demand_keeper(actor: User | None) -> None:
    """Raise NotAllowed unless the actor keeps the patrols; the system always may."""
    if actor is not None:
        demand(rules.may_keep_patrols(actor))


# Companies and groups


@transaction.atomic
def add_company(*, station: Station, actor: User | None, code: str, name: str, **fields) -> Company:
    """Take a member company in.

    Args:
        fields: any of ``COMPANY_FIELDS``.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(Company, station, code=code)
    free(Company, station, name=name)
    company = Company.objects.create(station=station, code=code, name=name, **fields)
    record(verb="company.added", subject=company, actor=actor)
    return company


@transaction.atomic
def change_company(*, company: Company, actor: User | None, **changes) -> list[str]:
    """Change facts of a company; returns the codes of what changed (none: nothing is recorded).

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``; ``company_has_squads``: it is closed after its squads.
    """
    demand_keeper(actor)
    lock_station(company.station)
    row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    for key in ("code", "name"):
        if key in changes:
            free(Company, row.station, but=row.pk, **{key: changes[key]})
    closes = row.active and changes.get("active") is False
    if closes and row.squads.filter(active=True).exists():
        raise RuleBroken(_("Dissolve the squads of this company first."), code="company_has_squads")
    changed = write(row, changes)
    if closes:
        record(verb="company.closed", subject=row, actor=actor)
    elif changed:
        record(verb="company.changed", subject=row, actor=actor, fields=changed)
    return changed


@transaction.atomic
def look_at_leader_phone(*, company: Company, actor: User) -> str:
    """The phone number of the leader in charge in full; that somebody looked is recorded (SE-24).

    Raises:
        NotAllowed: ``private``.
    """
    demand(rules.may_see_leader_phone(actor))
    looked(subject=company, actor=actor, what="phone")
    return company.leader_phone


@transaction.atomic
def keep_group(
    *, station: Station, actor: User | None, name: str, focus: str, order: int = 0, group: PatrolGroup | None = None
) -> PatrolGroup:
    """Open a functional group, or change one.

    Raises:
        RuleBroken: ``name_taken``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(PatrolGroup, station, but=group.pk if group else None, name=name)
    if group is None:
        group = PatrolGroup.objects.create(station=station, name=name, focus=focus, order=order)
        record(verb="patrol_group.added", subject=group, actor=actor)
    elif write(group, {"name": name, "focus": focus, "order": order}):
        record(verb="patrol_group.changed", subject=group, actor=actor)
    return group


# Squads


@transaction.atomic
def add_squad(
    *, station: Station, actor: User | None, code: str, name: str, company: Company, group: PatrolGroup
) -> Squad:
    """Set up a squad.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``, ``company_closed``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(Squad, station, code=code)
    free(Squad, station, name=name)
    if {company.station_id, group.station_id} != {station.pk}:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if not company.active:
        raise RuleBroken(_("This company has been closed."), code="company_closed")
    squad = Squad.objects.create(station=station, code=code, name=name, company=company, group=group)
    record(verb="squad.added", subject=squad, actor=actor)
    return squad


@transaction.atomic
def change_squad(
    *, squad: Squad, actor: User | None, code: str, name: str, group: PatrolGroup, active: bool
) -> list[str]:
    """Rename, regroup or dissolve a squad; its company stays.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``; ``squad_not_empty``.
    """
    demand_keeper(actor)
    lock_station(squad.station)
    row = Squad.objects.select_for_update(no_key=True).get(pk=squad.pk)
    free(Squad, row.station, but=row.pk, code=code)
    free(Squad, row.station, but=row.pk, name=name)
    if group.station_id != row.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if not active and row.memberships.filter(models.Q(end=None) | models.Q(end__gt=timezone.localdate())).exists():
        raise RuleBroken(_("Move the guards to another squad before you dissolve this one."), code="squad_not_empty")
    was_active = row.active
    changed = write(row, {"code": code, "name": name, "group": group, "active": active})
    if changed:
        verb = "squad.closed" if was_active and not active else "squad.changed"
        record(verb=verb, subject=row, actor=actor, fields=changed)
    return changed


# Guards


def username_for(station: Station, guard_no: str) -> str:
    """The user name of a guard: the guard number, or with the station's code where that is taken."""
    name = guard_no.lower()
    return f"{name}@{station.code}".lower() if User.objects.filter(username=name).exists() else name


@transaction.atomic
def add_guard(
    *,
    station: Station,
    actor: User | None,
    name: str,
    guard_no: str,
    company: Company,
    squad: Squad | None = None,
    start: datetime.date | None = None,
    phone: str = "",
    certificate_no: str = "",
) -> Guard:
    """Take a guard in: account without a password, profile, and membership of a squad from ``start``.

    Raises:
        RuleBroken: ``guard_no_taken``, ``other_station``, ``other_company``, ``squad_closed``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(Guard, station, guard_no=guard_no)
    if company.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    user = User(username=username_for(station, guard_no), name=name, phone=phone, home_station=station)
    user.password = make_password(None)
    user.save()
    start = start or timezone.localdate()
    guard = Guard.objects.create(
        station=station, user=user, guard_no=guard_no, company=company, certificate_no=certificate_no,
        joined_on=start,
    )  # fmt: skip
    if squad:
        rules.may_join(guard, squad).or_refuse()
        SquadMembership.objects.create(station=station, squad=squad, guard=guard, start=start)
    record(verb="guard.added", subject=guard, actor=actor)
    return guard


def _locked(guard: Guard) -> Guard:
    rows = Guard.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user", "company").get(pk=guard.pk)


@transaction.atomic
def change_guard(
    *, guard: Guard, actor: User | None, name: str, guard_no: str, phone: str, certificate_no: str
) -> list[str]:
    """Change facts of a guard; returns the codes of what changed.

    Raises:
        RuleBroken: ``guard_no_taken``; NotAllowed: an officer's own data are kept in the register of officers.
    """
    demand_keeper(actor)
    row = _locked(guard)
    user = User.objects.select_for_update(no_key=True).get(pk=row.user_id)
    if guard_no != row.guard_no:
        lock_station(row.station)
        free(Guard, row.station, but=row.pk, guard_no=guard_no)
    changed = write(row, {"guard_no": guard_no, "certificate_no": certificate_no})
    if (name, phone) != (user.name, user.phone):
        if officer_of(user):
            raise RuleBroken(_("Name and phone of an officer are kept in the register of officers."), code="officer")
        changed += [key for key, new in (("name", name), ("phone", phone)) if getattr(user, key) != new]
        user.name, user.phone = name, phone
        user.fill_keys()
        user.save(update_fields=["name", "pinyin", "initials", "phone", "phone_index"])
    if changed:
        record(verb="guard.changed", subject=row, actor=actor, fields=sorted(changed))
    return sorted(changed)


@transaction.atomic
def move_guard(*, guard: Guard, squad: Squad, start: datetime.date, actor: User | None) -> SquadMembership:
    """Let a guard belong to a squad from ``start``; leading places in the old one end that day.

    Raises:
        RuleBroken: ``unchanged``, ``later_change``, ``too_early``, ``squad_closed``, ``left``, ``other_company``.
    """
    demand_keeper(actor)
    hooks.hold(guard)
    row = _locked(guard)
    rules.may_join(row, squad).or_refuse()
    now = row.memberships.select_related("squad").filter(end=None).first()
    if now and now.squad_id == squad.pk:
        raise RuleBroken(_("This guard already belongs to this squad."), code="unchanged")
    new = SquadMembership(station_id=row.station_id, guard=row, squad=squad, start=start)
    membership = hand_on(rows=row.memberships.all(), new=new)
    if now:
        for held in row.leads.filter(squad=now.squad_id, end=None):
            close(row=held, end=start)
        hooks.left(guard=row, squad=now.squad, day=start, actor=actor)
    record(verb="guard.moved", subject=row, actor=actor, squad=squad.pk, start=start.isoformat())
    return membership


@transaction.atomic
def leave(*, guard: Guard, day: datetime.date, actor: User | None) -> Guard:
    """A guard leaves the patrols as of ``day``: squad and leading places end, the phone is disconnected.

    Raises:
        RuleBroken: ``left``: has left before; ``day_ahead``: only a day that has come is entered.
    """
    demand_keeper(actor)
    hooks.hold(guard)
    row = _locked(guard)
    if row.left_on:
        raise RuleBroken(_("This guard has left the patrols."), code="left")
    if day > timezone.localdate():
        raise RuleBroken(_("Enter this on the day it happens."), code="day_ahead")
    held = models.Q(end=None) | models.Q(end__gt=day)
    now = row.memberships.select_related("squad").filter(held).order_by("start").first()
    for dated in [*row.memberships.filter(held), *row.leads.filter(held)]:
        close(row=dated, end=day)
    _lock_out(row, actor)
    row.left_on = day
    row.save(update_fields=["left_on"])
    hooks.left(guard=row, squad=now.squad if now else None, day=day, actor=actor)
    record(verb="guard.left", subject=row, actor=actor, day=day.isoformat())
    return row


def _lock_out(guard: Guard, actor: User | None) -> None:
    """Disconnect the phones of who goes, and let open codes end; officers keep theirs."""
    if officer_of(guard.user):
        return
    at = timezone.now()
    OneTimeCode.objects.filter(user=guard.user, used_at=None, expires_at__gt=at).update(expires_at=at)
    for device in DeviceToken.objects.filter(user=guard.user, revoked_at=None):
        revoke_phone(user=actor or guard.user, device=device, at=at)


@transaction.atomic
def take_back(*, guard: Guard, squad: Squad, start: datetime.date, actor: User | None) -> Guard:
    """A guard who had left comes back.

    Raises:
        RuleBroken: ``not_left``, ``too_early``, and what :func:`move_guard` refuses.
    """
    demand_keeper(actor)
    row = _locked(guard)
    if not row.left_on:
        raise RuleBroken(_("This guard has not left."), code="not_left")
    if start < row.left_on:
        raise RuleBroken(_("The guard cannot come back before having left."), code="too_early")
    row.left_on = None
    rules.may_join(row, squad).or_refuse()
    row.save(update_fields=["left_on"])
    hand_on(
        rows=row.memberships.all(),
        new=SquadMembership(station_id=row.station_id, guard=row, squad=squad, start=start),
    )
    record(verb="guard.returned", subject=row, actor=actor, squad=squad.pk, start=start.isoformat())
    return row


@transaction.atomic
def look_at_phone(*, guard: Guard, actor: User) -> str:
    """A guard's phone number in full; that somebody looked is recorded (SE-24).

    Raises:
        NotAllowed: ``private``.
    """
    here = guard.memberships.filter(in_force(timezone.localdate())).values_list("squad_id", flat=True).first()
    demand(rules.may_see_phone(actor, here))
    if guard.user_id != actor.pk:
        looked(subject=guard, actor=actor, what="phone")
    return guard.user.phone


@transaction.atomic
def keep_settings(*, station: Station, actor: User, **values) -> PatrolSettings:
    """Set the station's numbers of the patrols.

    Raises:
        NotAllowed: ``office_only``.
    """
    demand(rules.in_office(actor))
    lock_station(station)
    row = PatrolSettings.objects.filter(station=station).first() or PatrolSettings.objects.create(station=station)
    changed = write(row, values)
    if changed:
        record(verb="patrol_settings.changed", subject=row, actor=actor, fields=changed)
    return row
