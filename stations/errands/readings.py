"""What pages and upper rooms read of errands; a fixed number of queries each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stations.errands import registry
from stations.errands.actions import settings_of
from stations.errands.models import Errand
from stations.errands.registry import Carrier, Offer
from stations.errands.rules import counts
from stations.errands.words import State

__all__ = ["Group", "carried", "due_by", "listed", "offers_for", "settings_of", "slack_of", "still_counts"]


def listed():
    """Errands with what a list shows of each; one query."""
    return Errand.objects.select_related("community", "grid", "asked_by", "planned_by")


@dataclass(frozen=True, slots=True)
class Group:
    """What one carrier offers.

    Attributes:
        offers: the best first; the first one is recommended.
    """

    carrier: Carrier
    offers: list[Offer] = field(default_factory=list)


def offers_for(user, errand: Errand, at: datetime) -> list[Group]:
    """What the carriers a person may use offer for an errand."""
    usable = [one for one in registry.carriers() if one.allowed(user)]
    return [Group(one, one.offers(errand, at)) for one in usable]


def carried(code: str):
    """Errands that a carrier carries now; its own keys in ``carrier_key``."""
    return Errand.objects.filter(state=State.PLANNED, carrier=code).order_by("-weight", "id")


def due_by(code: str, keys) -> list[Errand]:
    """Errands that some of a carrier's own things carry now; one query, none without keys."""
    wanted = list(keys)
    return list(carried(code).filter(carrier_key__in=wanted)) if wanted else []


def slack_of(station) -> timedelta:
    """How long before and after its band a pass still counts; one query."""
    return timedelta(minutes=settings_of(station).slack_minutes)


def still_counts(errand: Errand, at: datetime, slack: timedelta) -> bool:
    """Whether passing at a moment counts for an errand."""
    return counts(errand, at, slack)
