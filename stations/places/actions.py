"""Verbs of places. An actor of None is the system (imports)."""

import datetime
from collections.abc import Sequence

from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.organisation.actions import close, demand_keeper, hand_on, lock_station
from stations.organisation.models import Officer, Station, Team, User
from stations.organisation.rules import may_answer, same_station
from stations.places import rules
from stations.places.geometry import overlaps
from stations.places.models import (
    Community,
    CommunityPost,
    Grid,
    IndustryOfficer,
    Mentorship,
    PoliceRoom,
    RoomContact,
)
from stations.timeline.actions import record


@transaction.atomic
def add_community(
    *,
    station: Station,
    actor: User | None,
    code: str,
    name: str,
    street: str = "",
    team: Team | None = None,
    mediation_room: str = "",
) -> Community:
    """Enter a community and the community team that answers for it.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``, ``team_kind``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(Community, station, code=code)
    free(Community, station, name=name)
    community = Community(station=station, code=code, name=name, street=street, mediation_room=mediation_room)
    _check_team(community, team)
    community.team = team
    community.save()
    record(verb="community.added", subject=community, actor=actor)
    return community


def _check_team(community: Community, team: Team | None) -> None:
    if team is None:
        return
    same_station(community, team).or_refuse()
    if team.kind != Team.Kind.COMMUNITY:
        raise RuleBroken(_("A community team answers for a community."), code="team_kind")


@transaction.atomic
def change_community(*, community: Community, actor: User | None, **values) -> list[str]:
    """Change facts of a community (``code name street team mediation_room``); returns the changed fields.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``, ``team_kind``.
    """
    demand_keeper(actor)
    lock_station(community.station)
    for key in ("code", "name"):
        if key in values:
            free(Community, community.station, but=community.pk, **{key: values[key]})
    if "team" in values:
        _check_team(community, values["team"])
    changed = write(community, values)
    if changed:
        record(verb="community.changed", subject=community, actor=actor, fields=changed)
    return changed


@transaction.atomic
def assign_posts(*, community: Community, a: Officer, b: Officer, start: datetime.date, actor: User | None) -> None:
    """Give a community its A角 and B角 from ``start``; the two are a mentor pair (A mentors B).

    Who keeps the role keeps the running row. Whoever served before ends on ``start``, and so does the old pair.

    Raises:
        RuleBroken: ``same_person``, ``holds_another``, ``auxiliary``, ``not_on_post``, ``other_station``,
            ``later_change``, ``too_early``, ``unchanged``.
    """
    demand_keeper(actor)
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=[a.pk, b.pk]).order_by("pk"))
    ahead = CommunityPost.objects.filter(models.Q(end=None) | models.Q(end__gt=start))
    held = ahead.filter(officer__in=[a, b]).select_related("community", "officer__user")
    rules.may_assign_posts(community, a, b, start, held).or_refuse()
    now = {post.role: post for post in ahead.filter(community=community).order_by("start")}
    wanted = {CommunityPost.Role.A: a, CommunityPost.Role.B: b}
    changing = {role: officer for role, officer in wanted.items() if _holder(now.get(role)) != officer.pk}
    if not changing:
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    _end_before(community, now, changing, start)
    for role, officer in changing.items():
        CommunityPost.objects.create(
            station_id=community.station_id, community=community, officer=officer, role=role, start=start
        )
    _pair(community, mentor=a, apprentice=b, start=start)
    record(verb="community.posts_assigned", subject=community, actor=actor, a=a.pk, b=b.pk, start=start.isoformat())


def _holder(post: CommunityPost | None) -> int | None:
    return post.officer_id if post and post.end is None else None


def _end_before(community: Community, now: dict, changing: dict, start: datetime.date) -> None:
    """End the posts that change hands, and the mentor pair of their old holders."""
    leaving = [post for role, post in now.items() if role in changing]
    latest = max((post.start for post in leaving), default=start)
    if latest > start:
        raise RuleBroken(_("The present holders took over later than this day."), code="too_early")
    old = {role: post.officer_id for role, post in now.items()}
    pairs = Mentorship.objects.filter(
        mentor=old.get(CommunityPost.Role.A), apprentice=old.get(CommunityPost.Role.B), end=None
    )
    for row in [*leaving, *pairs]:
        close(row=row, end=start)


def _pair(community: Community, mentor: Officer, apprentice: Officer, start: datetime.date) -> None:
    """Make A the mentor of B; one apprentice has one mentor at a time."""
    if Mentorship.objects.filter(mentor=mentor, apprentice=apprentice, end=None).exists():
        return
    new = Mentorship(station_id=community.station_id, mentor=mentor, apprentice=apprentice, start=start)
    hand_on(rows=Mentorship.objects.filter(apprentice=apprentice), new=new)


@transaction.atomic
def add_grid(*, community: Community, actor: User | None, code: str, name: str, officer: Officer) -> Grid:
    """Enter a grid with its one responsible officer.

    Raises:
        RuleBroken: ``code_taken``, ``auxiliary``, ``not_on_post``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(community.station)
    free(Grid, community.station, code=code)
    grid = Grid(station_id=community.station_id, community=community, code=code, name=name)
    rules.may_take_grid(grid, officer).or_refuse()
    grid.officer = officer
    grid.save()
    record(verb="grid.added", subject=grid, actor=actor, officer=officer.pk)
    return grid


@transaction.atomic
def change_grid(*, grid: Grid, actor: User | None, **values) -> list[str]:
    """Change ``code``, ``name`` or ``community`` of a grid; the officer changes by :func:`hand_over_grid`.

    Raises:
        RuleBroken: ``code_taken``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(grid.station)
    if "code" in values:
        free(Grid, grid.station, but=grid.pk, code=values["code"])
    if "community" in values:
        same_station(grid, values["community"]).or_refuse()
    changed = write(grid, values)
    if changed:
        record(verb="grid.changed", subject=grid, actor=actor, fields=changed)
    return changed


@transaction.atomic
def set_outline(*, place: Community | Grid, outline: dict | None, actor: User | None) -> None:
    """Draw or remove the outline of a community or grid.

    Args:
        outline: from :func:`stations.places.geometry.read_outline`; None removes it.

    Raises:
        RuleBroken: ``overlaps``: it shares ground with another one of its sort (a point lies in one grid at most).
    """
    demand_keeper(actor)
    lock_station(place.station)
    others = type(place)._default_manager.exclude(pk=place.pk).exclude(outline=None)
    clash = next((row for row in others if outline and row.outline and overlaps(outline, row.outline)), None)
    if clash:
        reason = format_lazy(_("The outline overlaps that of {name}."), name=clash.name)
        raise RuleBroken(reason, code="overlaps")
    if place.outline == outline:
        return
    place.outline = outline
    place.save(update_fields=["outline"])
    name = place._meta.model_name
    record(verb=f"{name}.outlined" if outline else f"{name}.outline_removed", subject=place, actor=actor)


@transaction.atomic
def hand_over_grid(*, grid: Grid, officer: Officer, actor: User | None) -> Grid:
    """Make another officer the one responsible for a grid.

    Raises:
        RuleBroken: ``unchanged``, ``auxiliary``, ``not_on_post``, ``other_station``.
    """
    demand_keeper(actor)
    row = Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)
    rules.may_take_grid(row, officer).or_refuse()
    before, row.officer = row.officer_id, officer
    row.save(update_fields=["officer"])
    record(verb="grid.handed_over", subject=row, actor=actor, officer=officer.pk, before=before)
    return row


@transaction.atomic
def set_industry_officer(
    *, officer: Officer, industry: str, start: datetime.date, actor: User | None
) -> IndustryOfficer:
    """Put an officer in charge of a regulated trade from ``start``; the officer before ends that day.

    Raises:
        RuleBroken: ``unchanged``, ``auxiliary``, ``not_on_post``, ``later_change``, ``too_early``.
    """
    demand_keeper(actor)
    lock_station(officer.station)
    rows = IndustryOfficer.objects.filter(station_id=officer.station_id, industry=industry)
    may_answer(officer).or_refuse()
    if rows.filter(officer=officer, end=None).exists():
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    new = IndustryOfficer(station_id=officer.station_id, officer=officer, industry=industry, start=start)
    row = hand_on(rows=rows, new=new)
    record(verb=f"trade.assigned_{industry}", subject=row, actor=actor, officer=officer.pk, start=start.isoformat())
    return row


@transaction.atomic
def add_police_room(
    *,
    station: Station,
    actor: User | None,
    code: str,
    name: str,
    kind: str,
    community: Community | None = None,
    address: str = "",
    opening: str = "",
    services: Sequence[str] = (),
    lat: float | None = None,
    lng: float | None = None,
) -> PoliceRoom:
    """Enter a police room or patrol post.

    Raises:
        RuleBroken: ``code_taken``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(station)
    free(PoliceRoom, station, code=code)
    room = PoliceRoom(
        station=station, code=code, name=name, kind=kind, address=address, opening=opening, services=list(services),
        lat=lat, lng=lng,
    )  # fmt: skip
    if community:
        same_station(room, community).or_refuse()
    room.community = community
    room.save()
    record(verb="police_room.added", subject=room, actor=actor)
    return room


@transaction.atomic
def change_police_room(*, room: PoliceRoom, actor: User | None, **values) -> list[str]:
    """Change facts of a police room (``code name kind community address opening services lat lng``).

    Raises:
        RuleBroken: ``code_taken``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(room.station)
    if "code" in values:
        free(PoliceRoom, room.station, but=room.pk, code=values["code"])
    if values.get("community"):
        same_station(room, values["community"]).or_refuse()
    changed = write(room, values)
    if changed:
        record(verb="police_room.changed", subject=room, actor=actor, fields=changed)
    return changed


@transaction.atomic
def set_contact(
    *, room: PoliceRoom, actor: User | None, name: str, title: str = "", phone: str = "", contact=None
) -> RoomContact:
    """Enter or change a residents' committee contact who shares the room (合署办公).

    Args:
        contact: the contact to change; None enters a new one.

    Raises:
        RuleBroken: ``name_taken``.
    """
    demand_keeper(actor)
    PoliceRoom.objects.select_for_update(no_key=True).get(pk=room.pk)
    others = room.contacts.exclude(pk=contact.pk if contact else None)
    if others.filter(name=name).exists():
        raise RuleBroken(_("This room already has a contact of this name."), code="name_taken")
    row = contact or RoomContact(station_id=room.station_id, room=room)
    row.name, row.title, row.phone = name, title, phone
    row.save()
    record(verb="police_room.contact_set", subject=room, actor=actor, contact=row.pk)
    return row


@transaction.atomic
def remove_contact(*, contact: RoomContact, actor: User | None) -> None:
    """Take a contact off a room; nothing else refers to it."""
    demand_keeper(actor)
    pk, room = contact.pk, contact.room
    contact.delete()
    record(verb="police_room.contact_removed", subject=room, actor=actor, contact=pk)


@transaction.atomic
def look_at_contact_phone(*, contact: RoomContact, actor: User) -> str:
    """The phone number of a contact in full; that somebody looked is recorded (SE-24)."""
    demand(rules.may_see_places(actor))
    record(verb="police_room.phone_looked", subject=contact.room, actor=actor, contact=contact.pk)
    return contact.phone
