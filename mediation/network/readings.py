"""Who somebody is in the mediation network, and the station's settings."""

from dataclasses import dataclass, field

from mediation.network.models import MediationSettings, Mediator
from stations.kit.ties import ties_of
from stations.organisation.models import Officer
from stations.organisation.rules import commands, officer_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What the predicates of mediation ask about a person.

    Attributes:
        mediator: the serving mediation profile, or None.
        group: group of the profile (:class:`Group`), or "".
        keeper: keeps the mediation room.
        leads: station leadership.
        police: a police officer on post (not an auxiliary).
        officer_id: service profile, or None.
        communities: communities this officer answers for today (team, A角, B角).
    """

    mediator: Mediator | None = None
    group: str = ""
    keeper: bool = False
    leads: bool = False
    police: bool = False
    officer_id: int | None = None
    communities: frozenset[int] = field(default_factory=frozenset)

    @property
    def sees_all(self) -> bool:
        """Every case of the station that is not sealed."""
        return self.keeper or self.leads


def standing(user) -> Standing:
    """A person's standing today; read once per request and person (one query for a mediator)."""
    if not user.is_authenticated or not user.home_station_id:
        return Standing()
    known = getattr(user, "_mediation_standing", None)
    if known is None:
        known = user._mediation_standing = _read(user)
    return known


def _read(user) -> Standing:
    own = officer_of(user)
    serving = own is not None and own.standing == Officer.Standing.ON_POST
    police = serving and own.kind == Officer.Kind.POLICE
    ties = ties_of(user)
    known = [number for number, _word in ties.get("mediation.mediator", ())]
    profile = Mediator.objects.select_related("kind").filter(pk__in=known).first() if known else None
    return Standing(
        mediator=profile,
        group=profile.kind.group if profile else "",
        keeper=bool(profile and profile.keeper),
        leads=bool(commands(user)),
        police=bool(police),
        officer_id=own.pk if serving else None,
        # Of the officer's team, or held as A角 or B角.
        communities=frozenset(number for kind in ("area.post", "area.team") for number, _word in ties.get(kind, ()))
        if police
        else frozenset(),
    )


def settings_of(station) -> MediationSettings:
    """The settings of a station; the defaults while it has not set any."""
    return MediationSettings.objects.filter(station=station).first() or MediationSettings(station=station)
