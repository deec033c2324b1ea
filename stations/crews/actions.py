"""Verbs of crews: make those of a day, put one back, add, change, remove, pause.

Every verb takes the station's lock first, so that two people never put one officer on two crews at once; the
constraints of the tables are the second line.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews import readings, rules
from stations.crews.generation import Difference, lock_station, reconcile
from stations.crews.models import Asset, Crew
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.roster.actions import running_day
from stations.timeline.actions import record

DAY = timedelta(days=1)
# How many days ahead crews stand ready (the roster itself reaches farther).
AHEAD = 3


def prepare(*, station, first: date, last: date, actor=None, at: datetime | None = None) -> Difference:
    """Make the crews of some duty days, both included; doing it again changes nothing.

    Args:
        station: the station in scope.
        first, last: duty days.
        actor: who asked; None is the system.
        at: now.

    Raises:
        NotAllowed: the person does not set crews.
        RuleBroken: the first day is over.
    """
    at = at or timezone.now()
    if actor is not None:
        demand(rules.may_set_crews(actor))
    rules.check_day(first, running_day(at)).or_refuse()
    total = Difference()
    with transaction.atomic():
        lock_station(station.pk)
        for offset in range((last - first).days + 1):
            day = first + offset * DAY
            done = reconcile(station, day, at)
            _note(station, actor, "crews.prepared", day, done)
            total += done
    return total


def keep_ready(*, station, at: datetime | None = None) -> Difference:
    """What the hourly task does: crews of the running day and the next three, with all that has changed since."""
    at = at or timezone.now()
    today = running_day(at)
    return prepare(station=station, first=today, last=today + AHEAD * DAY, at=at)


def fill_gaps(*, station, day: date, actor, at: datetime | None = None) -> Difference:
    """Put free people into the gaps of crews nobody set by hand; nobody is moved.

    Raises:
        NotAllowed: the person does not set crews.
        RuleBroken: the day is over.
    """
    return _again(station, day, actor, at, "crews.filled", refill=True)


def restore_day(*, station, day: date, actor, at: datetime | None = None) -> Difference:
    """Put every crew of a day that has not begun back to the default; crews added by hand go.

    Raises:
        NotAllowed: the person does not set crews.
        RuleBroken: the day is over.
    """
    return _again(station, day, actor, at, "crews.restored", everything=True)


def _again(station, day, actor, at, verb: str, everything: bool = False, **how) -> Difference:
    at = at or timezone.now()
    demand(rules.may_set_crews(actor))
    rules.check_day(day, running_day(at)).or_refuse()
    with transaction.atomic():
        lock_station(station.pk)
        if everything:
            how["reset"] = Crew.objects.on(day).filter(starts_at__gt=at).values_list("pk", flat=True)
        done = reconcile(station, day, at, **how)
        _note(station, actor, verb, day, done)
    return done


def _note(station, actor, verb: str, day: date, done: Difference) -> None:
    """A line of the day-book where something changed."""
    if not done:
        return
    record(
        verb=verb, station=station, actor=actor, day=str(day), made=done.made, changed=done.changed,
        dropped=done.dropped, joined=done.joined, left=done.left,
    )  # fmt: skip
    live.changed(station.pk, live.BOARD)


# -- one crew ----------------------------------------------------------------------------------------------------


def locked(crew: Crew) -> Crew:
    """The crew as it is now, its station's crews held until the end of the transaction.

    Raises:
        RuleBroken: somebody has removed it meanwhile.
    """
    lock_station(crew.station_id)
    found = readings.crews_with_people().filter(pk=crew.pk).first()
    if found is None:
        raise RuleBroken(_("This crew has been removed meanwhile."), code="crew.gone")
    return found


def touch(crew: Crew, verb: str, actor, fields: tuple[str, ...] = (), **data) -> None:
    """Save a crew as set by hand, write the day-book, tell open screens."""
    crew.by_hand = True
    crew.save(update_fields=[*fields, "by_hand"])
    record(verb=verb, subject=crew, actor=actor, **data)
    live.changed(crew.station_id, live.BOARD)


def _day_span(day: date) -> rules.Span:
    """From the earliest begin to the latest end of any duty of a day: street posts begin before the handover."""
    found = readings.facts(day, nights=False)
    begins = [person.starts_at for person in found.people if person.starts_at]
    ends = [person.ends_at for person in found.people if person.ends_at]
    return min([found.span[0], *begins]), max([found.span[1], *ends])


def add(
    *, station, actor, date: date, layer: str, name: str, size: int, starts_at: datetime, ends_at: datetime,
    community=None, room=None, place: str = "", vehicle: Asset | None = None, at: datetime | None = None,
) -> Crew:  # fmt: skip
    """Add a crew or post by hand; its people come afterwards.

    Raises:
        NotAllowed: the person does not set crews.
        RuleBroken: times outside the day, a name taken, or a vehicle that is out.
    """
    at = at or timezone.now()
    with transaction.atomic():
        lock_station(station.pk)
        crew = Crew(
            station=station, date=date, layer=layer, name=name, size=size, starts_at=starts_at, ends_at=ends_at,
            community=community, room=room, place=place, vehicle=vehicle, by_hand=True,
        )  # fmt: skip
        demand(rules.may_set_crew(actor, crew))
        rules.check_day(date, running_day(at)).or_refuse()
        _check_shape(crew, at)
        crew.save()
        record(verb="crew.added", subject=crew, actor=actor, layer=layer)
        live.changed(station.pk, live.BOARD)
    return crew


def change(
    *, crew: Crew, actor, starts_at: datetime, ends_at: datetime, size: int, place: str = "",
    vehicle: Asset | None = None, at: datetime | None = None,
) -> Crew:  # fmt: skip
    """Change times, number, place and vehicle; members whose duty does not cover the new times refuse it.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or a rule refuses the new values.
    """
    at = at or timezone.now()
    with transaction.atomic():
        crew = locked(crew)
        demand(rules.may_set_crew(actor, crew))
        rules.check_open(crew.ends_at, at).or_refuse()
        members = list(crew.members.all())
        moved = (crew.starts_at, crew.ends_at) != (starts_at, ends_at)
        crew.starts_at, crew.ends_at, crew.size, crew.place, crew.vehicle = starts_at, ends_at, size, place, vehicle
        _check_shape(crew, at)
        if moved:
            _move_members(crew, members)
        fields = ("starts_at", "ends_at", "size", "place", "vehicle")
        touch(crew, "crew.changed", actor, fields, vehicle=vehicle.pk if vehicle else None)
    return crew


def set_vehicle(*, crew: Crew, vehicle: Asset | None, actor, at: datetime | None = None) -> Crew:
    """Give a crew another vehicle, or none.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: the crew is over, or the vehicle is out with another one.
    """
    at = at or timezone.now()
    with transaction.atomic():
        crew = locked(crew)
        demand(rules.may_set_crew(actor, crew))
        rules.check_open(crew.ends_at, at).or_refuse()
        crew.vehicle = vehicle
        _check_vehicle(crew)
        touch(crew, "crew.vehicle", actor, ("vehicle",), vehicle=vehicle.pk if vehicle else None)
    return crew


def _check_shape(crew: Crew, at: datetime) -> None:
    """Times, name and vehicle of a crew as it would be."""
    rules.check_open(crew.ends_at, at).or_refuse()
    rules.check_times(crew.starts_at, crew.ends_at, _day_span(crew.date)).or_refuse()
    twins = Crew.objects.filter(date=crew.date, name=crew.name, starts_at=crew.starts_at).exclude(pk=crew.pk)
    if twins.exists():
        raise RuleBroken(_("A crew of this name already begins at that time."), code="crew.name_taken")
    _check_vehicle(crew)


def _check_vehicle(crew: Crew) -> None:
    """The vehicle belongs to the station and is not out with another crew."""
    if crew.vehicle is None:
        return
    if crew.vehicle.station_id != crew.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    span = (crew.starts_at, crew.ends_at)
    others = Crew.objects.filter(vehicle=crew.vehicle, starts_at__lt=span[1], ends_at__gt=span[0]).exclude(pk=crew.pk)
    rules.check_vehicle(crew.vehicle, span, others.values_list("starts_at", "ends_at")).or_refuse()


def _move_members(crew: Crew, members) -> None:
    """The members follow the crew's new times, where every one of them may."""
    span = (crew.starts_at, crew.ends_at)
    found = readings.people(crew.date, officers=[member.officer_id for member in members] or [0])
    readings.add_busy(found, span, without=[crew.pk])
    by_id = {person.officer_id: person for person in found}
    for member in members:
        answer = rules.check_member(by_id.get(member.officer_id), crew.layer, *span)
        if not answer:
            words = {"name": member.officer.user.name, "reason": answer.reason}
            raise RuleBroken(_("%(name)s: %(reason)s") % words, code=answer.code)
        member.starts_at, member.ends_at = span
        member.save(update_fields=["starts_at", "ends_at"])


def remove(*, crew: Crew, actor, at: datetime | None = None) -> None:
    """Remove a crew that has not begun.

    One that comes from a pattern is stood down (no officers wanted), so that the next run does not bring it back.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: it has begun; let it end instead.
    """
    at = at or timezone.now()
    with transaction.atomic():
        crew = locked(crew)
        demand(rules.may_set_crew(actor, crew))
        if crew.starts_at <= at:
            raise RuleBroken(_("This crew has begun; change its end instead."), code="crew.begun")
        if crew.pattern_id:
            crew.members.all().delete()
            crew.size, crew.vehicle = 0, None
            touch(crew, "crew.removed", actor, ("size", "vehicle"), layer=crew.layer)
            return
        record(verb="crew.removed", subject=crew, actor=actor, layer=crew.layer)
        crew.delete()
        live.changed(crew.station_id, live.BOARD)


def pause(*, crew: Crew, reason: str, actor, at: datetime | None = None) -> Crew:
    """A crew is out of action for a while (refuelling, meal); dispatch sends it nowhere until it is back.

    Raises:
        NotAllowed: neither on the crew nor setting it.
        RuleBroken: it is not out now.
    """
    return _pause(crew, reason.strip(), actor, at or timezone.now(), "crew.paused")


def resume(*, crew: Crew, actor, at: datetime | None = None) -> Crew:
    """The crew is back in action.

    Raises:
        NotAllowed: neither on the crew nor setting it.
        RuleBroken: it is not out now.
    """
    return _pause(crew, "", actor, at or timezone.now(), "crew.resumed")


def _pause(crew: Crew, reason: str, actor, at: datetime, verb: str) -> Crew:
    with transaction.atomic():
        crew = locked(crew)
        demand(rules.may_tell_state(actor, crew, (member.officer_id for member in crew.members.all())))
        rules.check_pause(crew, reason, verb == "crew.paused", at).or_refuse()
        crew.paused = reason
        crew.save(update_fields=["paused"])
        record(verb=verb, subject=crew, actor=actor)
        live.changed(crew.station_id, live.BOARD)
    return crew


def restore(*, crew: Crew, actor, at: datetime | None = None) -> Difference:
    """Put one crew back to what its pattern says; the others stay as they are.

    Raises:
        NotAllowed: the person does not set this crew.
        RuleBroken: it has begun, or no pattern stands behind it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        crew = locked(crew)
        demand(rules.may_set_crew(actor, crew))
        if crew.starts_at <= at:
            raise RuleBroken(_("This crew has begun; change its end instead."), code="crew.begun")
        if crew.pattern_id is None:
            raise RuleBroken(_("This crew was added by hand; no pattern stands behind it."), code="crew.no_pattern")
        done = reconcile(crew.station, crew.date, at, reset=[crew.pk])
        _note(crew.station, actor, "crews.restored", crew.date, done)
    return done
