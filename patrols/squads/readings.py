"""Who somebody is among the patrols today: guard, squad leader, office, liaison officer."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from patrols.squads.models import CommandPost, Guard, Liaison, PatrolSettings, SquadLead, SquadMembership
from stations.kit.spans import in_force
from stations.organisation.rules import officer_of


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
    """A person's standing on a day (today); read once per request and person (at most four queries).

    The station must be in scope.
    """
    if not user.is_authenticated or not user.home_station_id:
        return Standing()
    known = getattr(user, "_patrol_standing", None)
    if day is None and known is not None:
        return known
    found = _read(user, day or timezone.localdate())
    if day is None:
        user._patrol_standing = found
    return found


def _read(user, day: date) -> Standing:
    guard = getattr(user, "guard", None)
    if guard is not None and guard.left_on and guard.left_on <= day:
        guard = None
    officer = officer_of(user)
    squad_id, leads, liaises = None, frozenset(), frozenset()
    if guard:
        squad_id = (
            SquadMembership.objects.filter(in_force(day), guard=guard).values_list("squad_id", flat=True).first()
        )
        leads = frozenset(SquadLead.objects.filter(in_force(day), guard=guard).values_list("squad_id", flat=True))
    if officer:
        liaises = frozenset(Liaison.objects.filter(in_force(day), officer=officer).values_list("squad_id", flat=True))
    level = CommandPost.objects.filter(in_force(day), user=user).values_list("level", flat=True).first() or ""
    return Standing(guard, squad_id, leads, level, liaises)


def settings_of(station) -> PatrolSettings:
    """The station's numbers, with the defaults where it has set none."""
    return PatrolSettings.objects.filter(station=station).first() or PatrolSettings(station=station)
