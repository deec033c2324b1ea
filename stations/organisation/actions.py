"""Verbs of people, teams and duty lists. An actor of None is the system (imports)."""

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.kit.dated import Dated
from stations.organisation import rules
from stations.organisation.models import (
    DutyList,
    DutyListConfirmation,
    Officer,
    Station,
    Team,
    TeamLead,
    TeamMembership,
    User,
)
from stations.timeline.actions import exported, record

DatedRow = TypeVar("DatedRow", bound=Dated)

USER_FIELDS = ("name", "phone")
OFFICER_FIELDS = ("police_no", "kind", "post", "birth_year", "service_from", "specialities")


def demand_keeper(actor: User | None) -> None:
    """Raise NotAllowed unless the actor keeps people and places; the system always may."""
    if actor is not None:
        demand(rules.may_keep_people(actor))


def lock_station(station: Station) -> None:
    """Let one writer at a time number, name or appoint something in this station."""
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)


def record_export(*, actor: User, station: Station, what: str, count: int) -> None:
    """Note that a list has left the house (SE-25).

    Args:
        what: url name of the list.
        count: number of rows.
    """
    exported(what=what, rows=count, actor=actor, station=station)


def hand_on(*, rows: models.QuerySet, new: DatedRow) -> DatedRow:
    """Let ``new`` follow the dated row in force: close that one on the day ``new`` begins.

    A row that began on the very same day is corrected in place. The caller holds a lock that keeps other writers out.

    Args:
        rows: the predecessors, e.g. the memberships of one officer.
        new: unsaved row with its ``start``.

    Raises:
        RuleBroken: a later change is planned, or the present row began later.
    """
    ahead = list(rows.filter(models.Q(end=None) | models.Q(end__gt=new.start)).order_by("start")[:2])
    rules.may_follow(ahead, new.start).or_refuse()
    if ahead and ahead[0].start == new.start:
        new.pk, new._state.adding = ahead[0].pk, False
    elif ahead:
        close(row=ahead[0], end=new.start)
    new.save()
    return new


def close(*, row: Dated, end: datetime.date) -> None:
    """End a dated row; one that has not begun by then never held and goes (its history stays)."""
    if row.start >= end:
        row.delete()
        return
    row.end = end
    row.save(update_fields=["end"])


def _locked(officer: Officer) -> Officer:
    return Officer.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=officer.pk)


def _free_number(station: Station, police_no: str, but: int | None = None) -> None:
    if Officer.objects.filter(station=station, police_no=police_no).exclude(pk=but).exists():
        raise RuleBroken(_("This police number is already in use."), code="police_no_taken")


def username_for(station: Station, police_no: str) -> str:
    """The login name of a new officer: the police number, or with the station's code where that is taken."""
    name = police_no.lower()
    return f"{station.code}-{name}".lower() if User.objects.filter(username=name).exists() else name


@transaction.atomic
def add_officer(
    *,
    station: Station,
    actor: User | None,
    name: str,
    police_no: str,
    post: str,
    kind: str,
    team: Team | None = None,
    start: datetime.date | None = None,
    phone: str = "",
    birth_year: int | None = None,
    service_from: int | None = None,
    specialities: Sequence[str] = (),
) -> Officer:
    """Take a person into the station: account without a password, profile, and membership from ``start``.

    Raises:
        RuleBroken: ``police_no_taken``, ``post_kind``, or the team refuses.
    """
    demand_keeper(actor)
    lock_station(station)
    rules.post_fits_kind(post, kind).or_refuse()
    _free_number(station, police_no)
    user = User.objects.create_user(
        username_for(station, police_no), None, name=name, phone=phone, home_station=station
    )
    officer = Officer.objects.create(
        station=station, user=user, police_no=police_no, post=post, kind=kind, birth_year=birth_year,
        service_from=service_from, specialities=list(specialities),
    )  # fmt: skip
    if team:
        rules.may_join(officer, team).or_refuse()
        start = start or timezone.localdate()
        TeamMembership.objects.create(station=station, officer=officer, team=team, start=start)
    record(verb="officer.added", subject=officer, actor=actor)
    return officer


@transaction.atomic
def change_officer(*, officer: Officer, actor: User | None, **changes) -> list[str]:
    """Change facts of a person; returns the codes of the fields that changed (none: nothing is recorded).

    Args:
        changes: any of ``name phone police_no kind post birth_year service_from specialities``.

    Raises:
        RuleBroken: ``police_no_taken``, ``post_kind``; NotAllowed: own post.
    """
    demand_keeper(actor)
    row = _locked(officer)
    user = User.objects.select_for_update(no_key=True).get(pk=row.user_id)
    mine = {key: changes[key] for key in OFFICER_FIELDS if key in changes and changes[key] != getattr(row, key)}
    theirs = {key: changes[key] for key in USER_FIELDS if key in changes and changes[key] != getattr(user, key)}
    if {"post", "kind"} & mine.keys():
        rules.post_fits_kind(mine.get("post", row.post), mine.get("kind", row.kind)).or_refuse()
        demand(rules.may_change_post(actor, row))
    if "police_no" in mine:
        lock_station(row.station)
        _free_number(row.station, mine["police_no"], but=row.pk)
    for target, values in ((row, mine), (user, theirs)):
        for key, value in values.items():
            setattr(target, key, value)
    if mine:
        row.save(update_fields=list(mine))
    if theirs:
        user.fill_keys()
        user.save(update_fields=["name", "pinyin", "initials", "phone", "phone_index"])
    changed = sorted([*mine, *theirs])
    if changed:
        record(verb="officer.changed", subject=row, actor=actor, fields=changed)
    return changed


@transaction.atomic
def change_standing(*, officer: Officer, actor: User | None, standing: str, day: datetime.date) -> Officer:
    """Set whether a person is on post. Who leaves also leaves team and leading on ``day``.

    Raises:
        RuleBroken: ``unchanged``; NotAllowed: own standing.
    """
    demand_keeper(actor)
    row = _locked(officer)
    demand(rules.may_change_post(actor, row))
    if row.standing == standing:
        raise RuleBroken(_("This is the standing already."), code="unchanged")
    row.standing = standing
    row.save(update_fields=["standing"])
    if standing == Officer.Standing.LEFT:
        held = models.Q(end=None) | models.Q(end__gt=day)
        for dated in [*row.memberships.filter(held), *row.leads.filter(held)]:
            close(row=dated, end=day)
    record(verb=f"officer.standing_{standing}", subject=row, actor=actor, day=day.isoformat())
    return row


@transaction.atomic
def move_to_team(*, officer: Officer, team: Team, start: datetime.date, actor: User | None) -> TeamMembership:
    """Let a person belong to a team from ``start``; the old membership and its leading roles end that day.

    Raises:
        RuleBroken: ``unchanged``, ``later_change``, ``too_early``, ``team_closed``, ``left``.
    """
    demand_keeper(actor)
    row = _locked(officer)
    rules.may_join(row, team).or_refuse()
    now = row.memberships.filter(end=None).first()
    if now and now.team_id == team.pk:
        raise RuleBroken(_("This person already belongs to this team."), code="unchanged")
    new = TeamMembership(station_id=row.station_id, officer=row, team=team, start=start)
    membership = hand_on(rows=row.memberships.all(), new=new)
    if now:
        for held in row.leads.filter(team_id=now.team_id, end=None):
            close(row=held, end=start)
    record(verb="officer.moved", subject=row, actor=actor, team=team.pk, start=start.isoformat())
    return membership


@transaction.atomic
def look_at_phone(*, officer: Officer, actor: User) -> str:
    """The phone number in full; that somebody looked is recorded (SE-24).

    Raises:
        NotAllowed: ``private``.
    """
    demand(rules.may_see_profile(actor, officer))
    if officer.user_id != actor.pk:
        record(verb="officer.phone_looked", subject=officer, actor=actor)
    return officer.user.phone


@transaction.atomic
def add_team(
    *, station: Station, actor: User | None, name: str, kind: str, order: int = 0, active: bool = True
) -> Team:
    """Open a team.

    Raises:
        RuleBroken: ``name_taken``.
    """
    demand_keeper(actor)
    lock_station(station)
    _free_team_name(station, name)
    team = Team.objects.create(station=station, name=name, kind=kind, order=order, active=active)
    record(verb="team.added", subject=team, actor=actor)
    return team


@transaction.atomic
def change_team(*, team: Team, actor: User | None, name: str, kind: str, order: int, active: bool) -> Team:
    """Rename, reorder or close a team.

    Raises:
        RuleBroken: ``name_taken``; ``team_not_empty``: a team with members is not closed.
    """
    demand_keeper(actor)
    lock_station(team.station)
    _free_team_name(team.station, name, but=team.pk)
    if not active and team.memberships.filter(end=None).exists():
        raise RuleBroken(_("Move the members to another team before you close this one."), code="team_not_empty")
    team.name, team.kind, team.order, team.active = name, kind, order, active
    team.save(update_fields=["name", "kind", "order", "active"])
    record(verb="team.changed", subject=team, actor=actor)
    return team


def _free_team_name(station: Station, name: str, but: int | None = None) -> None:
    if Team.objects.filter(station=station, name=name).exclude(pk=but).exists():
        raise RuleBroken(_("Another team has this name."), code="name_taken")


@transaction.atomic
def appoint_lead(
    *, team: Team, officer: Officer | None, role: str, start: datetime.date, actor: User | None
) -> TeamLead | None:
    """Appoint leader or deputy of a team from ``start``; None leaves the place vacant.

    Raises:
        RuleBroken: ``unchanged``, ``auxiliary``, ``not_on_post``, ``other_station``, ``later_change``, ``too_early``.
    """
    demand_keeper(actor)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    now = team.leads.filter(role=role, end=None).first()
    if (now.officer_id if now else None) == (officer.pk if officer else None):
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    if officer is None:
        rules.may_follow([now], start).or_refuse()
        close(row=now, end=start)
        record(verb="team.lead_vacated", subject=team, actor=actor, role=role, start=start.isoformat())
        return None
    rules.same_station(officer, team).or_refuse()
    rules.may_answer(officer).or_refuse()
    for other in team.leads.filter(officer=officer, end=None).exclude(role=role):
        close(row=other, end=start)
    new = TeamLead(station_id=team.station_id, team=team, officer=officer, role=role, start=start)
    lead = hand_on(rows=team.leads.filter(role=role), new=new)
    verb = "team.leader_appointed" if role == TeamLead.Role.LEADER else "team.deputy_appointed"
    record(verb=verb, subject=team, actor=actor, officer=officer.pk, start=start.isoformat())
    return lead


@transaction.atomic
def publish_duty_list(
    *, station: Station, post: str, items: Sequence[str], in_force_from: datetime.date, actor: User | None
) -> DutyList:
    """Publish a new version of the duties of a post; everybody on the post confirms it anew.

    Raises:
        RuleBroken: ``no_duties``, ``too_early``, ``unchanged``.
    """
    demand_keeper(actor)
    lock_station(station)
    before = DutyList.objects.filter(station=station, post=post).order_by("-version").first()
    rules.may_publish(items, in_force_from, before).or_refuse()
    duty_list = DutyList.objects.create(
        station=station, post=post, version=before.version + 1 if before else 1, items=list(items),
        in_force_from=in_force_from, created_by=actor,
    )  # fmt: skip
    record(verb="duty_list.published", subject=duty_list, actor=actor, version=duty_list.version)
    return duty_list


@transaction.atomic
def confirm_duty_list(*, officer: Officer, duty_list: DutyList) -> DutyListConfirmation:
    """One person has read the duties of the own post; confirming again changes nothing.

    Raises:
        NotAllowed: ``other_post``; RuleBroken: ``other_station``, ``old_version``.
    """
    demand(rules.may_confirm_duty_list(officer.user, duty_list))
    rules.same_station(officer, duty_list).or_refuse()
    newer = DutyList.objects.filter(post=duty_list.post, version__gt=duty_list.version)
    if newer.filter(in_force_from__lte=timezone.localdate()).exists():
        raise RuleBroken(_("There is a newer version; read and confirm that one."), code="old_version")
    row, made = DutyListConfirmation.objects.get_or_create(
        duty_list=duty_list, officer=officer, defaults={"station_id": officer.station_id}
    )
    if made:
        record(verb="duty_list.confirmed", subject=duty_list, actor=officer.user, version=duty_list.version)
    return row
