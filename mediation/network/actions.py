"""Verbs of rooms, kinds of mediators, departments, centres and settings. An actor of None is the system."""

from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.network import rules
from mediation.network.models import (
    Department,
    DepartmentContact,
    GovCenter,
    MediationRoom,
    MediationSettings,
    MediatorKind,
    RoomBooking,
    RoomSitting,
)
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.organisation.rules import same_station
from stations.timeline.actions import looked, record

Row = TypeVar("Row", bound=models.Model)


def demand_keeper(actor: User | None) -> None:
    """Raise NotAllowed unless the actor keeps the network; the system always may."""
    if actor is not None:
        demand(rules.may_keep_network(actor))


def _keep(
    model: type[Row], station: Station, actor: User | None, row: Row | None, unique: tuple[str, ...], values: dict
) -> tuple[Row, list[str]]:
    """Add a row or change one; returns it with the codes of what changed (of a new row: none)."""
    demand_keeper(actor)
    lock_station(station)
    for key in unique:
        free(model, station, but=row.pk if row else None, **{key: values[key]})
    if row is None:
        return model.objects.create(station=station, **values), []
    row = model.objects.select_for_update(no_key=True).get(pk=row.pk)
    return row, write(row, values)


# Rooms


@transaction.atomic
def keep_room(*, station: Station, actor: User | None, room: MediationRoom | None = None, **values) -> MediationRoom:
    """Set up a mediation room, or change one.

    Args:
        values: ``code name level community address seats case_venue online opening``, of a known room ``active``.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``no_community``, ``other_station``, ``room_in_use``.
    """
    community = values.get("community")
    if values["level"] == MediationRoom.Level.COMMUNITY and community is None:
        raise RuleBroken(_("A community room belongs to a community."), code="no_community")
    if community is not None and community.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if room is not None and values.get("active") is False:
        _empty(room)
    row, changed = _keep(MediationRoom, station, actor, room, ("code", "name"), values)
    if room is None:
        record(verb="mediation_room.added", subject=row, actor=actor)
    elif changed:
        verb = "mediation_room.closed" if changed == ["active"] and not row.active else "mediation_room.changed"
        record(verb=verb, subject=row, actor=actor, fields=changed)
    return row


def _empty(room: MediationRoom) -> None:
    """A room with bookings ahead or sitting hours is not closed."""
    now = timezone.now()
    booked = RoomBooking.objects.filter(room=room, released_at=None, ends_at__gt=now).exists()
    today = timezone.localdate(now)
    sits = RoomSitting.objects.filter(models.Q(end=None) | models.Q(end__gt=today), room=room).exists()
    if booked or sits:
        raise RuleBroken(_("End its sitting hours and release its bookings first."), code="room_in_use")


# Kinds of mediators


@transaction.atomic
def keep_kind(
    *,
    station: Station,
    actor: User | None,
    name: str,
    group: str,
    order: int = 0,
    active: bool = True,
    kind: MediatorKind | None = None,
) -> MediatorKind:
    """Name a kind of mediator (五老 differ by place), or change one.

    Raises:
        RuleBroken: ``name_taken``; ``kind_in_use``: its group stays while people are of this kind.
    """
    if kind is not None and group != kind.group and kind.mediators.exists():
        raise RuleBroken(_("People are of this kind: its group stays as it is."), code="kind_in_use")
    values = {"name": name, "group": group, "order": order, "active": active}
    row, changed = _keep(MediatorKind, station, actor, kind, ("name",), values)
    if kind is None or changed:
        record(verb="mediator_kind.kept", subject=row, actor=actor, fields=changed)
    return row


# Departments and their contacts


@transaction.atomic
def keep_department(
    *, station: Station, actor: User | None, department: Department | None = None, **values
) -> Department:
    """Enter a department, or change one.

    Args:
        values: ``name aliases causes phone`` and, of a known one, ``active``.

    Raises:
        RuleBroken: ``name_taken``.
    """
    row, changed = _keep(Department, station, actor, department, ("name",), values)
    if department is None:
        record(verb="department.added", subject=row, actor=actor)
    elif changed:
        record(verb="department.changed", subject=row, actor=actor, fields=changed)
    return row


@transaction.atomic
def keep_contact(
    *,
    department: Department,
    actor: User | None,
    name: str,
    title: str = "",
    phone: str = "",
    active: bool = True,
    contact: DepartmentContact | None = None,
) -> DepartmentContact:
    """Name a contact of a department, or change one.

    Raises:
        RuleBroken: ``name_taken``, ``other_department``.
    """
    demand_keeper(actor)
    row = Department.objects.select_for_update(no_key=True).get(pk=department.pk)
    if contact is not None and contact.department_id != row.pk:
        raise RuleBroken(_("This is a contact of another department."), code="other_department")
    if row.contacts.filter(name=name).exclude(pk=contact.pk if contact else None).exists():
        raise RuleBroken(_("Another one has this name."), code="name_taken")
    values = {"name": name, "title": title, "phone": phone, "active": active}
    if contact is None:
        contact = DepartmentContact.objects.create(station_id=row.station_id, department=row, **values)
        record(verb="department.contact_added", subject=row, actor=actor, contact=contact.pk)
    elif changed := write(contact, values):
        record(verb="department.contact_changed", subject=row, actor=actor, contact=contact.pk, fields=changed)
    return contact


@transaction.atomic
def look_at_contact_phone(*, contact: DepartmentContact, actor: User) -> str:
    """A contact's phone number in full; that somebody looked is recorded (SE-24)."""
    demand(rules.may_see_network(actor))
    looked(subject=contact.department, actor=actor, what="phone")
    return contact.phone


# Governance centres


@transaction.atomic
def keep_center(*, station: Station, actor: User | None, center: GovCenter | None = None, **values) -> GovCenter:
    """Enter a governance centre (综治中心), or change one.

    Args:
        values: ``name level contact phone`` and, of a known one, ``active``.

    Raises:
        RuleBroken: ``name_taken``.
    """
    row, changed = _keep(GovCenter, station, actor, center, ("name",), values)
    if center is None or changed:
        record(verb="gov_center.kept", subject=row, actor=actor, fields=changed)
    return row


# Settings


@transaction.atomic
def keep_settings(*, station: Station, actor: User, **values) -> MediationSettings:
    """Set the station's numbers and words of mediation.

    Raises:
        NotAllowed: ``keepers_only``.
        RuleBroken: ``countdown``: red begins after amber.
    """
    demand(rules.may_set_numbers(actor))
    lock_station(station)
    row = MediationSettings.objects.filter(station=station).first() or MediationSettings(station=station)
    if values.get("red_days", row.red_days) > values.get("amber_days", row.amber_days):
        raise RuleBroken(_("Red begins later than amber: give it fewer days."), code="countdown")
    if row.pk is None:
        row.save()
    changed = write(row, values)
    if changed:
        record(verb="mediation_settings.changed", subject=row, actor=actor, fields=changed)
    return row


def demand_same(one, other) -> None:
    """Both ends of a tie belong to one station."""
    if other is not None:
        same_station(one, other).or_refuse()
