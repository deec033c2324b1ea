"""Plan a night patrol, change it, call for helpers, call it off; the station's numbers, and what a member chose."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups.models import Member, Trade
from community.groups.rules import is_own, may_tend
from community.nights import asking, carrying, rules
from community.nights.models import NightChoice, NightPatrol, NightPlace, NightSeat, NightSettings, NightWanted
from community.nights.readings import kinds_of, kinds_wanted, settings_of
from community.nights.words import AHEAD, Cause, Seat, State
from stations.catalogue import ways
from stations.catalogue.models import Spot
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import write
from stations.notices.actions import tell
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.places.geometry import plausible
from stations.timeline.actions import lines_last, record

OFF, MOVED, LEADS, REPLACED = "night.off", "night.moved", "night.leads", "night.replaced"
SPAN = ("starts_at", "ends_at")
COLUMNS = (
    "community", "name", "duty_date", *SPAN, "meeting_place", "lat", "lng", "route_number", "officer", "deputy",
    "command_phone", "course", "vetted", "note",
)  # fmt: skip
Wanted = Mapping[Trade | None, int]


def locked(patrol: NightPatrol) -> NightPatrol:
    """The patrol's row, held until the transaction ends; its station is loaded."""
    return NightPatrol.objects.select_for_update(no_key=True).get(pk=patrol.pk)


@transaction.atomic
@lines_last()
def plan(
    *, station: Station, actor: User | None, wanted: Wanted, places: Sequence[Spot] = (), leader: User | None = None,
    **values: Any,
) -> NightPatrol:  # fmt: skip
    """Plan a night patrol; nobody is asked before it is called.

    Args:
        wanted: helpers by trade; None: any member.
        places: key places in the order in which they are touched.
        leader: may be named later.
        values: the columns of :data:`COLUMNS`; ``starts_at`` and ``ends_at`` are moments, the night they belong to
            is stored (it may pass midnight).

    Raises:
        NotAllowed: another community's.
        RuleBroken: ``past``, ``span``, ``too_long``, ``not_serving``, ``same_officer``, ``position``, ``no_route``,
            ``other_station``, ``nobody_wanted``, ``too_many``, ``no_key_place``, ``no_leader``.
    """
    patrol = NightPatrol(station=station, created_by=actor)
    if actor is not None:
        demand(may_tend(actor, values["community"].pk))
    _fill(patrol, values)
    _wanted_holds(wanted)
    patrol.save()
    _set_wanted(patrol, wanted)
    _set_places(patrol, places)
    record(verb="night.planned", subject=patrol, actor=actor, night=str(patrol.duty_date))
    if leader is not None:
        _name_leader(patrol, leader, actor)
    return patrol


@transaction.atomic
@lines_last()
def change(
    *, patrol: NightPatrol, actor: User, wanted: Wanted, places: Sequence[Spot] = (), leader: User | None = None,
    **values: Any,
) -> NightPatrol:  # fmt: skip
    """Change a plan that has not begun; who has a place is told when time or meeting place move.

    Raises:
        NotAllowed, RuleBroken: as :func:`plan`; ``wrong_state``; ``busy``: a helper is in another patrol then.
    """
    patrol = locked(patrol)
    demand(rules.may_keep(actor, patrol))
    demand(may_tend(actor, values["community"].pk))
    if patrol.state not in AHEAD:
        raise RuleBroken(_("A patrol that has begun or is over stays as it is."), code="wrong_state")
    before = (patrol.starts_at, patrol.ends_at, patrol.meeting_place)
    _fill(patrol, values)
    _wanted_holds(wanted)
    patrol.save()
    _set_wanted(patrol, wanted)
    _set_places(patrol, places)
    if before != (patrol.starts_at, patrol.ends_at, patrol.meeting_place):
        _move_seats(patrol)
    record(verb="night.changed", subject=patrol, actor=actor)
    if leader is not None and leader.pk != patrol.leader_id:
        _name_leader(patrol, leader, actor)
    now = timezone.now()
    balance(patrol, now)
    if patrol.state == State.CALLED and patrol.next_wave_at is None:
        # Everybody had been asked, or it was too late: for the new plan that may be otherwise.
        patrol.next_wave_at = asking.schedule(patrol, now)
        patrol.save(update_fields=["next_wave_at"])
    return patrol


def _fill(patrol: NightPatrol, values: dict[str, Any]) -> None:
    """Check and set the columns of a plan."""
    for name in COLUMNS:
        if name in values:
            setattr(patrol, name, values[name])
    patrol.meeting_place, patrol.name = patrol.meeting_place.strip(), patrol.name.strip()
    if patrol.lat is None or patrol.lng is None or not plausible(patrol.lat, patrol.lng):
        raise RuleBroken(_("Give the position of the meeting place."), code="position")
    ends = (patrol.community, patrol.officer, patrol.deputy, patrol.course)
    if any(row is not None and row.station_id != patrol.station_id for row in ends):
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    numbers = settings_of(patrol.station)
    if patrol.ends_at <= timezone.now():
        raise RuleBroken(_("This time is over already; choose a night to come."), code="past")
    rules.may_be_planned(numbers, patrol.starts_at, patrol.ends_at, (patrol.officer, patrol.deputy)).or_refuse()
    patrol.command_phone = patrol.command_phone or numbers.command_phone
    way = ways.find(patrol.route_number)
    if patrol.route_number is not None and way is None:
        raise RuleBroken(_("This route is no longer in use."), code="no_route")
    patrol.route_name = way.name[:80] if way else ""


def _wanted_holds(wanted: Wanted) -> None:
    total = sum(wanted.values())
    if total < 1:
        raise RuleBroken(_("Say first how many helpers are wanted."), code="nobody_wanted")
    if total > rules.MOST_HELPERS:
        raise RuleBroken(_("These are too many helpers for one patrol."), code="too_many")


def _set_wanted(patrol: NightPatrol, wanted: Wanted) -> None:
    """Write what is wanted; places already taken stay taken, even where fewer are wanted now."""
    rows = {row.trade_id: row for row in NightWanted.objects.filter(patrol=patrol)}
    asked = {trade.pk if trade else None: count for trade, count in wanted.items() if count > 0}
    for trade in asked.keys() - rows.keys():
        NightWanted.objects.create(station=patrol.station, patrol=patrol, trade_id=trade, count=asked[trade])
    for trade, row in rows.items():
        if trade not in asked:
            row.delete()
        else:
            write(row, {"count": asked[trade]})


def _set_places(patrol: NightPatrol, places: Sequence[Spot]) -> None:
    """Key places in order; a place that the patrol has already is moved, not made anew."""
    if len(places) > rules.MOST_PLACES:
        raise RuleBroken(_("These are too many places for one patrol."), code="too_many")
    if any(spot.station_id != patrol.station_id or not spot.key for spot in places):
        raise RuleBroken(_("Choose among the key places of the station."), code="no_key_place")
    chosen = list(dict.fromkeys(spot.pk for spot in places))
    rows = {row.spot_id: row for row in NightPlace.objects.filter(patrol=patrol)}
    for spot in rows.keys() - set(chosen):
        rows[spot].delete()
    for seq, spot in enumerate(chosen, 1):
        if spot in rows:
            write(rows[spot], {"seq": seq})
        else:
            NightPlace.objects.create(station=patrol.station, patrol=patrol, spot_id=spot, seq=seq)


@transaction.atomic
@lines_last()
def move_place(*, place: NightPlace, actor: User, later: bool) -> None:
    """Change places with the key place before or after; at an end nothing happens.

    Raises:
        NotAllowed, RuleBroken: ``wrong_state``.
    """
    patrol = locked(place.patrol)
    demand(rules.may_keep(actor, patrol))
    if patrol.state not in AHEAD:
        raise RuleBroken(_("A patrol that has begun or is over stays as it is."), code="wrong_state")
    rows = list(NightPlace.objects.filter(patrol=patrol).order_by("seq"))
    index = next(number for number, row in enumerate(rows) if row.pk == place.pk)
    other = index + (1 if later else -1)
    if not 0 <= other < len(rows):
        return
    one, two = rows[index], rows[other]
    one.seq, two.seq = two.seq, one.seq
    one.save(update_fields=["seq"])
    two.save(update_fields=["seq"])
    record(verb="night.changed", subject=patrol, actor=actor)


def _move_seats(patrol: NightPatrol) -> None:
    """The places of helpers go along with the patrol; they and the leader are told where and when."""
    seats = list(
        NightSeat.objects.filter(patrol=patrol, state__in=[Seat.TAKEN, Seat.WAITING]).select_related("member")
    )
    others = NightSeat.objects.filter(
        member__in=[seat.member_id for seat in seats if seat.state == Seat.TAKEN], state=Seat.TAKEN,
        starts_at__lt=patrol.ends_at, ends_at__gt=patrol.starts_at,
    ).exclude(patrol=patrol)  # fmt: skip
    if others.exists():
        raise RuleBroken(_("A helper has a place in another patrol at that time."), code="busy")
    NightSeat.objects.filter(patrol=patrol).update(starts_at=patrol.starts_at, ends_at=patrol.ends_at)
    people: list = [*(seat.member for seat in seats), *([patrol.leader] if patrol.leader else [])]
    moment = f"{patrol.starts_at.timestamp():.0f}:{patrol.ends_at.timestamp():.0f}"
    tell(
        station=patrol.station, recipients=people, kind=MOVED,
        key=f"{MOVED}:{patrol.pk}:{moment}:{patrol.meeting_place}"[:120],
        url=f"/me/nights/{patrol.pk}/", **asking.words_of(patrol),
    )  # fmt: skip


@transaction.atomic
@lines_last()
def name_leader(*, patrol: NightPatrol, actor: User, leader: User) -> NightPatrol:
    """Say who leads the patrol; the person is told, and who led it until now.

    Raises:
        NotAllowed: who neither keeps nor leads it.
        RuleBroken: ``no_leader``, ``other_station``, ``wrong_state``.
    """
    patrol = locked(patrol)
    demand(rules.may_keep(actor, patrol))
    if patrol.state not in {*AHEAD, State.WALKING}:
        raise RuleBroken(_("A patrol that has begun or is over stays as it is."), code="wrong_state")
    _name_leader(patrol, leader, actor)
    return patrol


def _name_leader(patrol: NightPatrol, leader: User, actor: User | None) -> None:
    if patrol.leader_id == leader.pk:
        return
    rules.may_be_leader(patrol, leader, kinds_of(leader, patrol.duty_date)).or_refuse()
    before, patrol.leader = patrol.leader, leader
    patrol.save(update_fields=["leader"])
    record(verb="night.leader", subject=patrol, actor=actor, leader=leader.pk)
    # Whoever is named again after somebody else is told again.
    fact, words = f"{patrol.pk}:{timezone.now().timestamp():.3f}", asking.words_of(patrol)
    if before is not None:
        tell(station=patrol.station, recipients=[before], kind=REPLACED, key=f"{REPLACED}:{fact}", **words)
    tell(
        station=patrol.station, recipients=[leader], kind=LEADS, key=f"{LEADS}:{fact}",
        url=f"/me/nights/{patrol.pk}/lead/", **words,
    )  # fmt: skip


@transaction.atomic
@lines_last()
def call(*, patrol: NightPatrol, actor: User, at: datetime) -> NightPatrol:
    """Call for helpers: the first wave goes out as soon as nobody is disturbed by it.

    Raises:
        NotAllowed, RuleBroken: what the step table refuses.
    """
    patrol = locked(patrol)
    patrol.wanted_total = sum(row.count for row in NightWanted.objects.filter(patrol=patrol))
    rules.STEPS.advance(patrol, "call", actor, at)
    patrol.called_at, patrol.next_wave_at = at, asking.schedule(patrol, at)
    patrol.save()
    record(verb="night.call", subject=patrol, actor=actor)
    return patrol


@transaction.atomic
@lines_last()
def cancel(*, patrol: NightPatrol, actor: User, cause: str, words: str = "", at: datetime) -> NightPatrol:
    """Call a patrol off; whoever has a place or waits is told at once, at whatever hour: they would go for nothing.

    Args:
        cause: of :class:`Cause`.
        words: what helpers read beside it.
    """
    patrol = locked(patrol)
    rules.STEPS.advance(patrol, "cancel", actor, at)
    if cause not in Cause.values:
        raise RuleBroken(_("Say why."), code="no_reason")
    patrol.cause, patrol.cause_words, patrol.next_wave_at = cause, words.strip(), None
    patrol.save()
    seats = NightSeat.objects.filter(patrol=patrol, state__in=[Seat.TAKEN, Seat.WAITING])
    going = [seat.member for seat in seats.select_related("member")]
    carrying.let_go(patrol, at)
    # Their evening is free again, for other patrols as well.
    seats.update(state=Seat.GIVEN_BACK)
    people: list = [*going, *([patrol.leader] if patrol.leader else [])]
    tell(
        station=patrol.station, recipients=people, kind=OFF, key=f"{OFF}:{patrol.pk}", urgent=False,
        url=f"/me/nights/{patrol.pk}/", **asking.words_of(patrol),
    )  # fmt: skip
    record(verb="night.cancel", subject=patrol, actor=actor, cause=cause)
    return patrol


@transaction.atomic
@lines_last()
def lapse_overdue(*, station: Station, at: datetime) -> int:
    """Patrols that never began are noted as not held; returns how many. Safe to run twice."""
    rows = NightPatrol.objects.ahead().filter(station=station, ends_at__lte=at - rules.LATE)
    rows = list(rows.select_for_update(no_key=True).order_by("pk"))
    for patrol in rows:
        rules.STEPS.advance(patrol, "lapse", None, at)
        patrol.next_wave_at = None
        patrol.save(update_fields=["state", "next_wave_at"])
        carrying.let_go(patrol, at)
        record(verb="night.lapse", subject=patrol)
    return len(rows)


def balance(patrol: NightPatrol, at: datetime) -> None:
    """Whether there are enough helpers: the waiting list moves up, the call ends or begins again. Row held."""
    if patrol.state not in {State.CALLED, State.STANDING}:
        return
    kinds = kinds_wanted(patrol)
    _move_up(patrol, {kind.trade_id: kind.open for kind in kinds})
    short = sum(kind.open for kind in kinds_wanted(patrol))
    if patrol.state == State.CALLED and not short:
        rules.STEPS.advance(patrol, "fill", None, at)
        patrol.next_wave_at = None
    elif patrol.state == State.STANDING and short:
        rules.STEPS.advance(patrol, "fall_short", None, at)
        patrol.next_wave_at = asking.schedule(patrol, at)
    else:
        return
    patrol.save(update_fields=["state", "next_wave_at"])
    record(verb="night.standing" if patrol.state == State.STANDING else "night.short", subject=patrol)


def _move_up(patrol: NightPatrol, places: dict[int | None, int]) -> None:
    """Whoever waits longest and fits gets a place that is free, if nothing else was promised meanwhile."""
    waiting = NightSeat.objects.filter(patrol=patrol, state=Seat.WAITING).order_by("accepted_at", "id")
    for seat in waiting.select_related("member"):
        kind = seat.member.trade_id if places.get(seat.member.trade_id, 0) else None
        if not places.get(kind, 0):
            continue
        seat.trade_id, seat.state = kind, Seat.TAKEN
        try:
            with transaction.atomic():
                seat.save(update_fields=["trade", "state"])
        except IntegrityError:  # has a place in another patrol at that time, perhaps only now
            continue
        places[kind] -= 1
        tell(
            station=patrol.station, recipients=[seat.member], kind="night.moved_up",
            key=f"night.moved_up:{seat.pk}:{seat.accepted_at.timestamp():.0f}", url=f"/me/nights/{patrol.pk}/",
            **asking.words_of(patrol),
        )  # fmt: skip


# -- what is set -----------------------------------------------------------------------------------------------


@transaction.atomic
def keep_settings(*, station: Station, actor: User, **values) -> NightSettings:
    """Change the numbers of night patrols."""
    demand(rules.may_set(actor))
    lock_station(station)
    row = settings_of(station)
    if row.pk is None:
        row.save()
    changed = write(row, values)
    if changed:
        record(verb="night.settings_changed", subject=row, actor=actor, columns=changed)
    return row


@transaction.atomic
def choose(
    *, member: Member, actor: User, never: bool, quiet_from: time | None = None, quiet_until: time | None = None
) -> NightChoice:
    """A member says whether and when they may be asked; nobody else does, and no line tells of it.

    Raises:
        NotAllowed: somebody else.
        RuleBroken: ``half_hours``.
    """
    demand(is_own(actor, member))
    if (quiet_from is None) != (quiet_until is None):
        raise RuleBroken(_("Give both hours, or none."), code="half_hours")
    values = {"never": never, "quiet_from": quiet_from, "quiet_until": quiet_until, "station": member.station}
    return NightChoice.objects.update_or_create(member=member, defaults=values)[0]


def copied(patrol: NightPatrol, day: date) -> dict[str, Any]:
    """What a plan of another night takes from an earlier one: everything but its people's answers.

    Args:
        day: the night of the new plan.
    """
    shift = day - patrol.duty_date
    values = {name: getattr(patrol, name) for name in COLUMNS}
    return values | {
        "duty_date": day, "starts_at": patrol.starts_at + shift, "ends_at": patrol.ends_at + shift,
        "leader": patrol.leader, "wanted": {row.trade_id: row.count for row in patrol.wanted.all()},
        "places": [row.spot_id for row in patrol.places.order_by("seq")],
    }  # fmt: skip
