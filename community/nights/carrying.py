"""Night patrols carry errands (巡逻需求): residents ask for somebody at a place and time, a patrol walks past."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.nights import rules
from community.nights.models import NightPatrol
from community.nights.readings import AHEAD
from stations.errands.actions import passed, release
from stations.errands.models import Errand, ErrandPass
from stations.errands.readings import due_by, settings_of
from stations.errands.registry import Carrier, Offer, register_carrier
from stations.errands.rules import meets
from stations.kit.answer import demand
from stations.places.geometry import metres

CODE, MOST = "nights", 5


def key_of(patrol: NightPatrol) -> str:
    """What a patrol is called among carriers."""
    return f"night:{patrol.pk}"


def offers(errand: Errand, at: datetime) -> list[Offer]:
    """Patrols to come that pass near by at that time, the nearest first; three queries."""
    reach = settings_of(errand.station).near_metres
    rows = NightPatrol.objects.ahead().filter(starts_at__gt=at, starts_at__lt=at + AHEAD)
    found = []
    for patrol in rows.select_related("community").prefetch_related("places__spot").order_by("starts_at"):
        off = _off(errand, patrol)
        near = off <= reach if off is not None else errand.community_id == patrol.community_id
        if near and meets(errand, patrol.starts_at, patrol.ends_at):
            found.append(_offer(patrol, off))
    return sorted(found, key=lambda one: (one.metres is None, one.metres or 0, one.at))[:MOST]


def chosen(errand: Errand, key: str) -> Offer | None:
    """One of the patrols to come, also where it fits less well."""
    number = key.removeprefix("night:")
    if not number.isdecimal() or len(number) > 18:
        return None
    patrol = NightPatrol.objects.ahead().filter(pk=number).select_related("community").first()
    return _offer(patrol, _off(errand, patrol)) if patrol else None


def _off(errand: Errand, patrol: NightPatrol) -> int | None:
    """Metres from the meeting point or the nearest key place; None where the errand has no point."""
    if errand.lat is None or errand.lng is None:
        return None
    points = [(patrol.lat, patrol.lng), *((place.spot.lat, place.spot.lng) for place in patrol.places.all())]
    known = [metres(errand.lat, errand.lng, lat, lng) for lat, lng in points if lat is not None]
    return round(min(known))


def _offer(patrol: NightPatrol, off: int | None) -> Offer:
    begins, ends = timezone.localtime(patrol.starts_at), timezone.localtime(patrol.ends_at)
    when = f"{begins:%m-%d} {begins:%H:%M}–{ends:%H:%M}"
    reasons = (when,) if off is None else (_("%(n)s m away") % {"n": off}, when)
    return Offer(
        key_of(patrol), _("Night patrol: %(patrol)s") % {"patrol": patrol}, patrol.get_absolute_url(), reasons, off,
        patrol.starts_at,
    )  # fmt: skip


def asked_of(patrol: NightPatrol) -> list[Errand]:
    """What residents asked for and this patrol carries; one query."""
    return due_by(CODE, [key_of(patrol)])


def ticked(patrol: NightPatrol) -> set[int]:
    """Which of them it has passed; one query."""
    return set(ErrandPass.objects.filter(key=key_of(patrol)).values_list("errand_id", flat=True))


def tick(*, patrol: NightPatrol, errand: Errand, actor, at: datetime) -> bool:
    """The leader's tap: the patrol was there; once a patrol, however often it is tapped.

    Raises:
        NotAllowed: neither leader nor officer.
        RuleBroken: ``not_walking``.
    """
    demand(rules.may_lead(actor, patrol))
    rules.may_tick(patrol).or_refuse()
    return passed(
        errand=errand,
        key=key_of(patrol),
        at=at,
        by=str(_("Night patrol")),
        url=patrol.get_absolute_url(),
        actor=actor,
    )


def let_go(patrol: NightPatrol, at: datetime) -> None:
    """A patrol that does not take place, or is over, carries nothing any more; what it passed stays passed."""
    there = ticked(patrol)
    for errand in asked_of(patrol):
        if errand.pk not in there:
            release(errand=errand, actor=None, at=at, system=True)


def register() -> None:
    """Make it known; called from ``registrations.py``."""
    register_carrier(Carrier(CODE, gettext_lazy("Night patrols"), "moon", rules.may_plan, offers, chosen))
