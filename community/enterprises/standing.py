"""Who somebody is among the enterprises: what they answer for today. Needs no table, so that querysets can ask it."""

from dataclasses import dataclass, field

from community.groups.readings import standing as watch_standing
from stations.kit.ties import ties_of
from stations.organisation.models import Officer
from stations.organisation.rules import is_police, officer_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What predicates and querysets of enterprises ask about a person.

    Attributes:
        officer: the own service profile while on post, or None.
        police: a police officer of the station: may look enterprises up.
        commands: station leadership.
        office: keeps the lists: leadership, or the crime-watch office.
        leads: leads some team today.
        communities: communities the officer answers for (team, A角, B角, grid).
        buildings, clusters, enterprises: what the officer is liaison officer of today.
        industries: regulated trades the officer is in charge of today (行业专管民警).
    """

    officer: Officer | None = None
    police: bool = False
    commands: bool = False
    office: bool = False
    leads: bool = False
    communities: frozenset[int] = field(default_factory=frozenset)
    buildings: frozenset[int] = field(default_factory=frozenset)
    clusters: frozenset[int] = field(default_factory=frozenset)
    enterprises: frozenset[int] = field(default_factory=frozenset)
    industries: frozenset[str] = field(default_factory=frozenset)

    @property
    def sees_all(self) -> bool:
        """Answers for every enterprise of the station."""
        return self.commands or self.office

    @property
    def tends(self) -> bool:
        """Answers for some enterprise."""
        held = self.communities or self.buildings or self.clusters or self.enterprises or self.industries
        return self.sees_all or bool(held)


def standing(user) -> Standing:
    """A person's standing today; read once per request and person. In a station."""
    if not user.is_authenticated or not user.home_station_id:
        return Standing()
    known = getattr(user, "_enterprise_standing", None)
    if known is None:
        known = user._enterprise_standing = _read(user)
    return known


def _read(user) -> Standing:
    who, ties, own = watch_standing(user), ties_of(user), officer_of(user)
    serving = own is not None and own.standing == Officer.Standing.ON_POST and own.kind == Officer.Kind.POLICE
    if not serving:
        return Standing(police=bool(is_police(user)), office=who.office)

    def held(kind: str) -> frozenset[int]:
        return frozenset(number for number, _word in ties.get(f"liaison.{kind}", ()))

    return Standing(
        officer=own,
        police=True,
        commands=who.commands,
        office=who.office,
        leads=bool(getattr(user, "leads", None)),
        communities=who.communities,
        buildings=held("building"),
        clusters=held("cluster"),
        enterprises=held("enterprise"),
        industries=frozenset(word for _number, word in ties.get("liaison.industry", ())),
    )
