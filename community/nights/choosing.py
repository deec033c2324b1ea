"""Whom to ask for a night patrol: a pure decision over facts, so that it can be walked exhaustively (PA-14, 6.6).

Nobody is asked who has not agreed to take part, has said never, is in quiet hours, has been asked often enough this
week, is out already, or should rest. The nearest are asked first; among those, whoever was asked least.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups.models import CommunitySettings
from community.groups.rules import is_quiet
from community.nights.models import NightSettings
from stations.kit.answer import YES, Answer, no

WEEK = timedelta(days=7)
# Distances nearer to each other than this are the same walk: then it counts who was asked least.
SAME_WALK = 200


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a member for one patrol.

    Attributes:
        member_id: whose.
        confirmed: has agreed to take part, and the membership holds.
        trade_id: the own trade.
        metres: from the group's place to the meeting point; None where the group has no place (the whole station).
        vetted: an officer found the member fit to take part.
        certified: holds the certificate the patrol asks for.
        never: has said never to be asked for night patrols.
        quiet: own quiet hours, beside the station's.
        asked: moments of all requests of the last days, of whatever room.
        nights: nights with a place in a patrol, near the night of this one.
        busy: has a place in another patrol at that time.
        already: was asked for this patrol before, or has answered it.
    """

    member_id: int
    confirmed: bool = True
    trade_id: int | None = None
    metres: float | None = None
    vetted: bool = True
    certified: bool = True
    never: bool = False
    quiet: tuple[time, time] | None = None
    asked: Sequence[datetime] = ()
    nights: Sequence[date] = ()
    busy: bool = False
    already: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked for.

    Attributes:
        night: the duty date.
        starts_at: when it begins.
        places: open places by trade; None: for any member.
        vetted: vetted members only.
        certified: holders of a certificate only.
    """

    night: date
    starts_at: datetime
    places: Mapping[int | None, int] = field(default_factory=dict)
    vetted: bool = True
    certified: bool = False

    @property
    def open_places(self) -> int:
        """How many are still wanted."""
        return sum(self.places.values())

    def place_for(self, trade_id: int | None) -> int | None | bool:
        """The kind of place somebody of a trade would get: the own trade first, then any; False: none is open."""
        if trade_id is not None and self.places.get(trade_id, 0) > 0:
            return trade_id
        return None if self.places.get(None, 0) > 0 else False


def may_take_part(person: Person, call: Call, numbers: NightSettings) -> Answer:
    """What the patrol needs of a helper, asked when one accepts and when one comes along.

    Codes: ``not_confirmed``, ``not_vetted``, ``no_certificate``, ``busy``, ``rest``.
    """
    if not person.confirmed:
        return no(_("This is for confirmed members of the crime-watch groups."), code="not_confirmed")
    if call.vetted and not person.vetted:
        return no(_("This patrol is for vetted members; ask your community officer."), code="not_vetted")
    if call.certified and not person.certified:
        return no(_("This patrol asks for the certificate of a course you have not taken."), code="no_certificate")
    if person.busy:
        return no(_("You have a place in another patrol at that time."), code="busy")
    if any(night != call.night and abs((night - call.night).days) <= numbers.rest_nights for night in person.nights):
        return no(_("You are out on a night close to this one: rest first. Thank you."), code="rest")
    return YES


def may_be_asked(
    person: Person, call: Call, numbers: NightSettings, watch: CommunitySettings, at: datetime
) -> Answer:
    """Whether a request may go to somebody now; every no is the machine's own and is told to nobody."""
    fit = may_take_part(person, call, numbers)
    if not fit:
        return fit
    if person.already or person.never:
        return no("", code="never" if person.never else "already")
    if person.metres is not None and person.metres > numbers.reach_metres:
        return no("", code="far")
    if call.place_for(person.trade_id) is False:
        return no("", code="no_place")
    if is_quiet(watch, at) or _in_peace(person, at):
        return no("", code="quiet")
    if sum(at - WEEK < moment <= at for moment in person.asked) >= watch.messages_a_week:
        return no("", code="often")
    return YES


def _in_peace(person: Person, at: datetime) -> bool:
    if person.quiet is None:
        return False
    return is_quiet(CommunitySettings(quiet_from=person.quiet[0], quiet_until=person.quiet[1]), at)


def choose(
    people: Iterable[Person], call: Call, numbers: NightSettings, watch: CommunitySettings, at: datetime
) -> list[Person]:
    """The next wave: the nearest first, as many as the station asks at a time, never fewer than places are open."""
    fit = [person for person in people if may_be_asked(person, call, numbers, watch, at)]
    return sorted(fit, key=lambda person: _rank(person, numbers))[: max(numbers.wave_size, call.open_places)]


def _rank(person: Person, numbers: NightSettings) -> tuple:
    metres = numbers.reach_metres if person.metres is None else person.metres
    last = max(person.asked, default=None)
    return int(metres // SAME_WALK), len(person.asked), last.timestamp() if last else 0.0, person.member_id


def next_wave(call: Call, numbers: NightSettings, watch: CommunitySettings, after: datetime) -> datetime | None:
    """When the next requests go out, not before a moment: never in quiet hours; None when it would be too late."""
    moment = after
    if is_quiet(watch, moment):
        local = timezone.localtime(moment)
        moment = timezone.make_aware(datetime.combine(local.date(), watch.quiet_until))
        if moment <= after:
            moment = timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), watch.quiet_until))
    return moment if moment <= call.starts_at - timedelta(minutes=numbers.least_minutes) else None
