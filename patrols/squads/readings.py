"""Who somebody is among the patrols today: guard, squad leader, office, liaison officer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from patrols.squads.models import (
    CommandPost,
    Guard,
    GuardDutyList,
    PatrolGroup,
    PatrolSettings,
)
from stations.kit.spans import in_force
from stations.kit.ties import ties_of
from stations.organisation.rules import officer_of

LEVELS = [CommandPost.Level.LEADING_GROUP, CommandPost.Level.OFFICE]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the predicates of the patrols ask about a person.

    Attributes:
        guard: the patrol profile, None for everybody else and for guards who have left.
        squad_id: the guard's squad today.
        leads: squads the guard leads or deputises in today.
        level: seat in the upper levels of command (:class:`CommandPost.Level`), or "".
        liaises: squads the officer looks after (专责民警).
    """

    guard: Guard | None = None
    squad_id: int | None = None
    leads: frozenset[int] = frozenset()
    level: str = ""
    liaises: frozenset[int] = frozenset()


def standing(user, day: date | None = None) -> Standing:
    """A person's standing on a day (today); read once per request and person (a query of its own for guards only).

    The station must be in scope.
    """
    if not user.is_authenticated or not user.home_station_id:
        return Standing()
    known = getattr(user, "_patrol_standing", None)
    if day is None and known is not None:
        return known
    found = _read(user, day)
    if day is None:
        user._patrol_standing = found
    return found


def _read(user, day: date | None) -> Standing:
    """Nothing beside what every request asks; guards, who are few at a time, cost a query."""
    ties = ties_of(user, day)
    numbers = {kind: {number for number, _word in found} for kind, found in ties.items()}
    seats = [word for _number, word in ties.get("patrols.seat", ())]
    known = numbers.get("patrols.guard")
    guard = Guard.objects.filter(pk__in=known).select_related("company").first() if known else None
    if guard is not None and guard.left_on and guard.left_on <= (day or timezone.localdate()):
        guard = None
    return Standing(
        guard=guard,
        squad_id=next(iter(numbers.get("patrols.squad", ())), None) if guard else None,
        leads=frozenset(numbers.get("patrols.leads", ())) if guard else frozenset(),
        level=min(seats, key=LEVELS.index) if seats else "",
        liaises=frozenset(numbers.get("patrols.liaises", ())) if officer_of(user) else frozenset(),
    )


def settings_of(station) -> PatrolSettings:
    """The station's numbers, with the defaults where it has set none."""
    return PatrolSettings.objects.filter(station=station).first() or PatrolSettings(station=station)


def current_duty_list(guard: Guard, day: date) -> GuardDutyList | None:
    """The duty list that holds for a guard on a day: that of the guard's group, else that of all groups."""
    group = PatrolGroup.objects.filter(in_force(day, "squads__memberships__"), squads__memberships__guard=guard)
    rows = GuardDutyList.objects.filter(in_force_from__lte=day).filter(
        Q(group=None) | Q(group__in=group.values("pk"))
    )
    return rows.order_by(F("group").asc(nulls_last=True), "-version").first()
