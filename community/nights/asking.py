"""The call: who is near, who may be asked now, and the waves of requests, each sent exactly once.

A wave is due at ``NightPatrol.next_wave_at``; whoever carries it out holds the patrol's row, so that a worker that
repeats finds the next one in the future. One wave of a station goes at a time, because two patrols might otherwise
ask the same member once too often.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import shapely
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled
from shapely.geometry import shape
from shapely.ops import nearest_points

from community.groups import messages
from community.groups.models import Member
from community.groups.readings import members_on
from community.groups.readings import settings_of as watch_settings
from community.groups.words import Vetting
from community.nights.choosing import Call, Person, choose, may_be_asked, next_wave
from community.nights.models import NightChoice, NightPatrol, NightRequest, NightSeat
from community.nights.readings import call_of, settings_of
from community.nights.words import Seat, State
from stations.kit.scoping import in_station
from stations.notices.actions import tell
from stations.notices.models import Notice
from stations.notices.registry import registered
from stations.organisation.models import Station
from stations.places.geometry import metres
from stations.places.models import Community
from stations.timeline.actions import lines_last, record
from stations.training.readings import holders

LOCK_SPACE = 7301
ASK, NOBODY = "night.call", "night.nobody"


def how_far(patrol: NightPatrol) -> dict[int, float]:
    """Metres from each community with an outline to the meeting point; 0 inside. One query."""
    rows = Community.objects.exclude(outline=None).values_list("pk", "outline")
    return {pk: _off(shape(outline), patrol) for pk, outline in rows}


def people(patrol: NightPatrol, at: datetime, rows=None) -> list[Person]:
    """What is known of members for a patrol: all confirmed ones, or those given; a fixed number of queries.

    Args:
        patrol: for which one.
        at: now.
        rows: members with their group of today (``members_on``); None: all who have agreed.
    """
    found = list(members_on(timezone.localdate(at)).confirmed() if rows is None else rows)
    ids = [member.pk for member in found]
    far = how_far(patrol)
    asked = _requests(found, at)
    certified = set(holders(patrol.course_id, patrol.duty_date)) if patrol.course_id else None
    choices = {row.member_id: row for row in NightChoice.objects.filter(member__in=ids)}
    already = set(NightRequest.objects.filter(patrol=patrol).values_list("member_id", flat=True))
    nights, busy = defaultdict(list), set()
    for seat in _seats(patrol, ids):
        if seat.patrol_id == patrol.pk:
            already.add(seat.member_id)
        elif seat.state == Seat.TAKEN:
            nights[seat.member_id].append(seat.patrol.duty_date)
            if seat.starts_at < patrol.ends_at and patrol.starts_at < seat.ends_at:
                busy.add(seat.member_id)
    return [
        Person(
            member.pk,
            confirmed=member.state == "confirmed",
            trade_id=member.trade_id,
            metres=far.get(member.community_id) if member.community_id else None,
            vetted=member.vetting == Vetting.PASSED,
            certified=certified is None or member.user_id in certified,
            never=bool((choice := choices.get(member.pk)) and choice.never),
            quiet=(choice.quiet_from, choice.quiet_until) if choice and choice.quiet_from else None,
            asked=tuple(asked[member.user_id]),
            nights=tuple(nights[member.pk]),
            busy=member.pk in busy,
            already=member.pk in already or member.user_id == patrol.leader_id,
        )
        for member in found
    ]


def person_for(patrol: NightPatrol, member: Member, at: datetime) -> Person:
    """What is known of one member."""
    return people(patrol, at, members_on(timezone.localdate(at)).filter(pk=member.pk))[0]


def _requests(members: list[Member], at: datetime) -> dict[int, list[datetime]]:
    """Moments of all requests of the last week by account, of whatever room."""
    kinds = sorted(kind for kind in registered() if messages.is_request(kind))
    rows = Notice.objects.filter(
        recipient__in=[member.user_id for member in members], kind__in=kinds,
        created_at__gt=at - messages.WEEK, created_at__lte=at,
    )  # fmt: skip
    found: dict[int, list[datetime]] = defaultdict(list)
    for account, moment in rows.values_list("recipient_id", "created_at"):
        found[account].append(moment)
    return found


def _seats(patrol: NightPatrol, ids: list[int]):
    """Places around the night of a patrol."""
    around = timedelta(days=40)
    rows = NightSeat.objects.filter(
        member__in=ids, starts_at__gt=patrol.starts_at - around, starts_at__lt=patrol.starts_at + around
    )
    return rows.select_related("patrol").only(
        "member_id", "patrol_id", "state", "starts_at", "ends_at", "patrol__duty_date", "patrol__station"
    )


def schedule(patrol: NightPatrol, after: datetime) -> datetime | None:
    """When the next wave of a patrol goes out, not before a moment; None when it would be too late."""
    call = Call(patrol.duty_date, patrol.starts_at)
    return next_wave(call, settings_of(patrol.station), watch_settings(patrol.station), after)


@transaction.atomic
@lines_last()
def send_wave(*, patrol_id: int, at: datetime) -> int:
    """Ask the next ones, if a wave is due now; returns how many were asked. Safe to run twice.

    The station of the patrol is in scope.
    """
    patrol = NightPatrol.objects.select_for_update(no_key=True).filter(pk=patrol_id).first()
    if patrol is None or patrol.state != State.CALLED or patrol.next_wave_at is None or patrol.next_wave_at > at:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, patrol.station_id])
    numbers, watch = settings_of(patrol.station), watch_settings(patrol.station)
    call = call_of(patrol)
    due = next_wave(call, numbers, watch, at)
    if due != at:
        # It waited through the night, or until it was too late.
        patrol.next_wave_at = due
        patrol.save(update_fields=["next_wave_at"])
        return 0
    asked, later = _ask(patrol, call, at)
    patrol.waves += 1
    patrol.next_wave_at = next_wave(call, numbers, watch, at + timedelta(minutes=numbers.wave_minutes))
    if not asked and not later:
        patrol.next_wave_at = None
        _nobody_left(patrol)
    patrol.save(update_fields=["waves", "next_wave_at"])
    record(verb="night.asked", subject=patrol, wave=patrol.waves, count=len(asked))
    return len(asked)


def _ask(patrol: NightPatrol, call: Call, at: datetime) -> tuple[list[Member], bool]:
    """Write down whom the wave asks, and tell them; also whether somebody is in their own quiet hours only."""
    numbers, watch = settings_of(patrol.station), watch_settings(patrol.station)
    rows = {member.pk: member for member in members_on(timezone.localdate(at)).confirmed()}
    reached = {user.pk for user in messages.told_now(patrol.station, rows.values(), at, ASK)}
    known = people(patrol, at, [member for member in rows.values() if member.user_id in reached])
    chosen = [rows[person.member_id] for person in choose(known, call, numbers, watch, at)]
    NightRequest.objects.bulk_create(
        NightRequest(station=patrol.station, patrol=patrol, member=member, wave=patrol.waves + 1, asked_at=at)
        for member in chosen
    )
    if chosen:
        tell(
            station=patrol.station, recipients=chosen, kind=ASK, key=f"{ASK}:{patrol.pk}",
            url=f"/me/nights/{patrol.pk}/", **words_of(patrol),
        )  # fmt: skip
    return chosen, any(may_be_asked(person, call, numbers, watch, at).code == "quiet" for person in known)


def words_of(patrol: NightPatrol) -> dict:
    """Time and length of a patrol, for the sentence of a notice: no names, no place of a person."""
    begins, ends = timezone.localtime(patrol.starts_at), timezone.localtime(patrol.ends_at)
    hours = (ends - begins).total_seconds() / 3600
    return {"patrol": patrol.pk, "day": f"{begins:%m-%d}", "from": f"{begins:%H:%M}", "hours": f"{hours:g}"}


def _nobody_left(patrol: NightPatrol) -> None:
    """Everybody who may be asked has been asked: the officer decides."""
    tell(
        station=patrol.station, recipients=[patrol.officer], kind=NOBODY, key=f"{NOBODY}:{patrol.pk}:{patrol.waves}",
        url=patrol.get_absolute_url(), patrol=patrol.pk,
    )  # fmt: skip


def send_due(*, at: datetime) -> int:
    """All waves of all stations that are due, each in a transaction of its own; returns how many were asked."""
    with scopes_disabled():
        due = list(
            NightPatrol.objects.filter(next_wave_at__lte=at).order_by("next_wave_at", "pk")
            .values_list("pk", "station_id")
        )  # fmt: skip
        stations = {row.pk: row for row in Station.objects.filter(pk__in={station for _pk, station in due})}
    asked = 0
    for pk, station in due:
        with in_station(stations[station]):
            asked += send_wave(patrol_id=pk, at=at)
    return asked


@transaction.atomic
def forget_requests(*, station: Station, at: datetime) -> int:
    """Delete who was asked for patrols that lie long enough back; returns how many rows. Safe to run twice.

    Their notices go too: whether they were read says nothing to anybody any more.
    """
    edge = at - timedelta(days=settings_of(station).keep_days)
    old = NightRequest.objects.filter(patrol__ends_at__lt=edge)
    patrols = set(old.values_list("patrol_id", flat=True))
    if patrols:
        Notice.objects.filter(kind=ASK, key__in=[f"{ASK}:{pk}" for pk in patrols]).delete()
    return old.delete()[0]


def distances(patrols: Sequence[NightPatrol], member: Member) -> dict[int, float | None]:
    """Metres from a member's group to the meeting point of each patrol; None where the group has no place."""
    if not getattr(member, "community_id", None):
        return {patrol.pk: None for patrol in patrols}
    outline = Community.objects.filter(pk=member.community_id).values_list("outline", flat=True).first()
    if not outline:
        return {patrol.pk: None for patrol in patrols}
    area = shape(outline)
    return {patrol.pk: _off(area, patrol) for patrol in patrols}


def _off(area, patrol: NightPatrol) -> float:
    """Metres from an outline to the meeting point; 0 inside."""
    point = shapely.Point(patrol.lng, patrol.lat)
    if area.covers(point):
        return 0.0
    near = nearest_points(area, point)[0]
    return metres(near.y, near.x, patrol.lat, patrol.lng)
