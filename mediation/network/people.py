"""Verbs of mediators: appoint, change, leave, come back; ties of interest, absences, sitting hours."""

from collections.abc import Iterable
from datetime import date, time

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.network import hooks, rules
from mediation.network.actions import demand_keeper, demand_same
from mediation.network.models import (
    MediationRoom,
    Mediator,
    MediatorAbsence,
    MediatorCommunity,
    MediatorInterest,
    MediatorKind,
    RoomSitting,
)
from stations.access.models import OneTimeCode
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.rows import free, write
from stations.organisation.actions import close, lock_station
from stations.organisation.models import Officer, Station, User
from stations.organisation.rules import may_answer, officer_of
from stations.timeline.actions import looked, record

FIELDS = (
    "kind", "room", "organisation", "title", "licence_no", "subjects", "languages", "grid", "most_open",
    "of_committee", "keeper",
)  # fmt: skip


def person_for(station: Station, name: str, number: str, phone: str, officer: Officer | None) -> User:
    """The account of whoever is to mediate: an officer's own, somebody known by phone, or a new one.

    A new account has no password; a one-time code opens it.

    Raises:
        RuleBroken: ``phone_of_other``, ``administrator``, ``not_on_post``, ``auxiliary``.
    """
    if officer is not None:
        may_answer(officer).or_refuse()
        return officer.user
    known = (
        User.objects.filter(home_station=station, phone_index=blind_index(phone)) if phone else User.objects.none()
    )
    for user in known.order_by("-is_active", "pk")[:2]:
        if user.name != name:
            raise RuleBroken(_("This phone number belongs to somebody of another name."), code="phone_of_other")
        if user.admin_role:
            raise RuleBroken(_("An administrator's account is for administration only."), code="administrator")
        return user
    wanted, longer = rules.usernames(number, station.code)
    username = longer if User.objects.filter(username=wanted).exists() else wanted
    user = User(username=username, name=name, phone=phone, home_station=station)
    user.password = make_password(None)
    user.save()
    return user


def _check(station: Station, user: User, values: dict) -> None:
    """Both ends of each tie in one station; who may mediate as what."""
    for key in ("kind", "room", "grid"):
        if values.get(key) is not None and values[key].station_id != station.pk:
            raise RuleBroken(_("These belong to different stations."), code="other_station")
    rules.may_mediate(
        group=values["kind"].group, officer=officer_of(user), licence_no=values["licence_no"],
        of_committee=values["of_committee"],
    ).or_refuse()  # fmt: skip


@transaction.atomic
def appoint(
    *,
    station: Station,
    actor: User | None,
    number: str,
    kind: MediatorKind,
    joined_on: date,
    name: str = "",
    phone: str = "",
    officer: Officer | None = None,
    communities: Iterable = (),
    **fields,
) -> Mediator:
    """Take a mediator into the network: the profile on a known account or a new one.

    Args:
        fields: any of ``FIELDS`` but the kind.

    Raises:
        RuleBroken: ``number_taken``, ``known_already``, ``no_name``, what :func:`person_for` and
            ``rules.may_mediate`` refuse.
    """
    demand_keeper(actor)
    lock_station(station)
    free(Mediator, station, number=number)
    if officer is None and not name:
        raise RuleBroken(_("Give the name, or choose an officer of the station."), code="no_name")
    demand_same(kind, officer)
    values = {"licence_no": "", "of_committee": officer is None} | fields | {"kind": kind}
    user = person_for(station, name, number, phone, officer)
    if Mediator.objects.filter(user=user).exists():
        raise RuleBroken(_("This person is a mediator already; open the profile."), code="known_already")
    _check(station, user, values)
    row = Mediator.objects.create(station=station, user=user, number=number, joined_on=joined_on, **values)
    _set_communities(row, communities)
    record(verb="mediator.appointed", subject=row, actor=actor, kind=kind.pk)
    return row


def _set_communities(row: Mediator, communities: Iterable) -> bool:
    """The communities whose disputes the mediator takes; returns whether anything changed."""
    wanted = {community.pk: community for community in communities}
    known = set(row.communities.values_list("community_id", flat=True))
    row.communities.filter(community__in=known - wanted.keys()).delete()
    for pk in sorted(wanted.keys() - known):
        demand_same(row, wanted[pk])
        MediatorCommunity.objects.create(station_id=row.station_id, mediator=row, community=wanted[pk])
    return known != wanted.keys()


def _locked(mediator: Mediator) -> Mediator:
    rows = Mediator.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user__officer", "kind", "station").get(pk=mediator.pk)


@transaction.atomic
def change(
    *, mediator: Mediator, actor: User | None, name: str = "", phone: str = "", communities: Iterable = (), **fields
) -> list[str]:
    """Change facts of a mediator; returns the codes of what changed.

    Raises:
        RuleBroken: ``officer``: name and phone of an officer are kept elsewhere; what ``rules.may_mediate`` refuses.
    """
    demand_keeper(actor)
    row = _locked(mediator)
    user = User.objects.select_for_update(no_key=True, of=("self",)).select_related("officer").get(pk=row.user_id)
    values = {key: getattr(row, key) for key in FIELDS} | fields
    _check(row.station, user, values)
    changed = write(row, {key: values[key] for key in FIELDS})
    if officer_of(user) is None and name and (name, phone) != (user.name, user.phone):
        changed += [key for key, new in (("name", name), ("phone", phone)) if getattr(user, key) != new]
        user.name, user.phone = name, phone
        user.fill_keys()
        user.save(update_fields=["name", "pinyin", "initials", "phone", "phone_index"])
    if _set_communities(row, communities):
        changed.append("communities")
    if changed:
        record(verb="mediator.changed", subject=row, actor=actor, fields=sorted(changed))
    return sorted(changed)


@transaction.atomic
def leave(*, mediator: Mediator, day: date, actor: User | None) -> Mediator:
    """A mediator leaves the network: sitting hours end, open codes lapse, the pages close.

    Raises:
        RuleBroken: ``left``, ``day_ahead``, ``open_cases``: they are handed over first.
    """
    demand_keeper(actor)
    row = _locked(mediator)
    if row.left_on:
        raise RuleBroken(_("This mediator has left."), code="left")
    if day > timezone.localdate():
        raise RuleBroken(_("Enter this on the day it happens."), code="day_ahead")
    if day < row.joined_on:
        raise RuleBroken(_("This day lies before the mediator joined."), code="too_early")
    if Mediator.objects.annotate(load=hooks.load()).get(pk=row.pk).load:
        raise RuleBroken(_("Hand over the open cases of this mediator first."), code="open_cases")
    for sitting in row.sittings.filter(models.Q(end=None) | models.Q(end__gt=day)):
        close(row=sitting, end=day)
    if officer_of(row.user) is None:
        now = timezone.now()
        OneTimeCode.objects.filter(user=row.user, used_at=None, expires_at__gt=now).update(expires_at=now)
    row.left_on, row.keeper = day, False
    row.save(update_fields=["left_on", "keeper"])
    record(verb="mediator.left", subject=row, actor=actor, day=day.isoformat())
    return row


@transaction.atomic
def take_back(*, mediator: Mediator, day: date, actor: User | None) -> Mediator:
    """A mediator who had left comes back.

    Raises:
        RuleBroken: ``not_left``, ``too_early``, what ``rules.may_mediate`` refuses.
    """
    demand_keeper(actor)
    row = _locked(mediator)
    if not row.left_on:
        raise RuleBroken(_("This mediator has not left."), code="not_left")
    if day < row.left_on:
        raise RuleBroken(_("The mediator cannot come back before having left."), code="too_early")
    _check(row.station, row.user, {key: getattr(row, key) for key in FIELDS})
    row.left_on, row.joined_on = None, day
    row.save(update_fields=["left_on", "joined_on"])
    record(verb="mediator.returned", subject=row, actor=actor, day=day.isoformat())
    return row


@transaction.atomic
def look_at_phone(*, mediator: Mediator, actor: User) -> str:
    """A mediator's phone number in full; that somebody looked is recorded (SE-24)."""
    demand(rules.may_see_private(actor, mediator))
    if mediator.user_id != actor.pk:
        looked(subject=mediator, actor=actor, what="phone")
    return mediator.user.phone


# Ties of interest (RT-19)


@transaction.atomic
def add_interest(*, mediator: Mediator, keyword: str, note: str, actor: User) -> MediatorInterest:
    """Disclose a standing tie that may bias (RT-19): an employer, a client, a house.

    Raises:
        RuleBroken: ``known_already``.
    """
    demand(rules.may_plan_for(actor, mediator))
    row, keyword = _locked(mediator), keyword.strip()
    if row.interests.filter(keyword=keyword).exists():
        raise RuleBroken(_("This tie is entered already."), code="known_already")
    tie = MediatorInterest.objects.create(station_id=row.station_id, mediator=row, keyword=keyword, note=note.strip())
    record(verb="mediator.interest_added", subject=row, actor=actor, interest=tie.pk)
    return tie


@transaction.atomic
def remove_interest(*, interest: MediatorInterest, actor: User) -> None:
    """A tie that no longer holds; its history stays."""
    row = _locked(interest.mediator)
    demand(rules.may_plan_for(actor, row))
    pk = interest.pk
    row.interests.filter(pk=pk).delete()
    record(verb="mediator.interest_removed", subject=row, actor=actor, interest=pk)


# Absences and sitting hours


@transaction.atomic
def enter_absence(*, mediator: Mediator, first_day: date, last_day: date, actor: User) -> MediatorAbsence:
    """Days on which a mediator is not available; no reason is asked.

    Raises:
        RuleBroken: ``span``, ``overlap``.
    """
    demand(rules.may_plan_for(actor, mediator))
    row = _locked(mediator)
    if last_day < first_day:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    end = date.fromordinal(last_day.toordinal() + 1)
    if row.absences.filter(start__lt=end).filter(models.Q(end=None) | models.Q(end__gt=first_day)).exists():
        raise RuleBroken(_("These days are already entered."), code="overlap")
    absence = MediatorAbsence.objects.create(station_id=row.station_id, mediator=row, start=first_day, end=end)
    days = {"first": first_day.isoformat(), "last": last_day.isoformat()}
    record(verb="mediator.absence_entered", subject=row, actor=actor, **days)
    return absence


@transaction.atomic
def remove_absence(*, absence: MediatorAbsence, actor: User) -> None:
    """Available after all: days gone by stay entered, the rest is free again."""
    row, today = _locked(absence.mediator), timezone.localdate()
    demand(rules.may_plan_for(actor, row))
    absence = row.absences.filter(pk=absence.pk).first()
    if absence is None or (absence.end and absence.end <= today):
        raise RuleBroken(_("These days are over."), code="past")
    close(row=absence, end=max(today, absence.start))
    record(verb="mediator.absence_removed", subject=row, actor=actor, first=absence.start.isoformat())


@transaction.atomic
def set_sitting(
    *, mediator: Mediator, room: MediationRoom, weekday: int, begins: time, ends: time, start: date, actor: User
) -> RoomSitting:
    """Sitting hours of a mediator in a room (进驻), every week from ``start``.

    Raises:
        RuleBroken: ``other_station``, ``room_closed``, ``left``, ``span``, ``sits_elsewhere``.
    """
    demand(rules.may_plan_for(actor, mediator))
    row = _locked(mediator)
    demand_same(row, room)
    if row.left_on:
        raise RuleBroken(_("This mediator has left."), code="left")
    if not room.active:
        raise RuleBroken(_("This room is not in use."), code="room_closed")
    if ends <= begins:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    holding = models.Q(end=None) | models.Q(end__gt=start)
    if row.sittings.filter(holding, weekday=weekday, begins__lt=ends, ends__gt=begins).exists():
        raise RuleBroken(_("The mediator sits at this time already."), code="sits_elsewhere")
    sitting = RoomSitting.objects.create(
        station_id=row.station_id, mediator=row, room=room, weekday=weekday, begins=begins, ends=ends, start=start
    )
    record(verb="mediator.sitting_set", subject=row, actor=actor, room=room.pk, weekday=weekday)
    return sitting


@transaction.atomic
def end_sitting(*, sitting: RoomSitting, day: date, actor: User) -> None:
    """Sitting hours end as of a day.

    Raises:
        RuleBroken: ``ended``.
    """
    row = _locked(sitting.mediator)
    demand(rules.may_plan_for(actor, row))
    sitting = row.sittings.get(pk=sitting.pk)
    if sitting.end is not None and sitting.end <= day:
        raise RuleBroken(_("These hours have ended already."), code="ended")
    room, weekday = sitting.room_id, sitting.weekday
    close(row=sitting, end=day)
    record(verb="mediator.sitting_ended", subject=row, actor=actor, room=room, weekday=weekday, day=day.isoformat())
