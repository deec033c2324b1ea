"""Decisions about crews and posts: who may set them, who may stand where, what a crew lacks. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from stations.crews.models import Asset, Layer
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Post
from stations.organisation.rules import COMMANDERS, is_staff, leads_team, officer_of, post_of
from stations.roster.rules import may_plan

HOUR = timedelta(hours=1)
LONGEST = timedelta(hours=24)
# A crew drives; the other layers are posts, whose size is the pattern's.
CREWS = frozenset({Layer.FIRST, Layer.SECOND})
LEAST_IN_A_CREW = 2
# DU-08: what an A角 may be assigned to, work of the community.
COMMUNITY_WORK = frozenset({Layer.SECOND, Layer.ROOM})

Span = tuple[datetime, datetime]


# -- who may -----------------------------------------------------------------------------------------------------


def may_see_crews(user) -> Answer:
    """Crews are seen by all staff of the station."""
    return is_staff(user)


def has_crew(user) -> Answer:
    """Whoever serves in this station may be on a crew; a viewer from the district is on none."""
    return YES if post_of(user) else no(_("You are not on the roster of this station."), code="not_rostered")


def may_set_crews(user) -> Answer:
    """Set every crew of a day: the duty commander and the rest of the leadership, and the command room desk."""
    if post_of(user) in COMMANDERS or post_of(user) == Post.DESK:
        return YES
    return no(_("Only the duty commander and the command room set the crews."), code="crews.desk_only")


def may_set_crew(user, crew) -> Answer:
    """Set one crew: as above, and team leaders the crew and the police room of their own community.

    Args:
        crew: with ``community`` joined.
    """
    if may_set_crews(user):
        return YES
    community = crew.community if crew.layer in COMMUNITY_WORK and crew.community_id else None
    if community is not None and community.team_id and leads_team(user, community.team_id):
        return YES
    words = _("The duty commander, the command room or the leader of this community sets the crew.")
    return no(words, code="crews.not_yours")


def may_adjust(user) -> Answer:
    """Whether the person may set any crew at all (draws the handles of the day sheet)."""
    if may_set_crews(user) or getattr(user, "leads", None):
        return YES
    return no(_("Only the duty commander and the command room set the crews."), code="crews.desk_only")


def may_tell_state(user, crew, members: Iterable[int]) -> Answer:
    """Report a crew out of action or back: who sets it, and its own members from the road.

    Args:
        members: ids of the officers on the crew.
    """
    own = officer_of(user)
    return YES if own and own.pk in set(members) else may_set_crew(user, crew)


def may_record_round(user, members: Iterable[int]) -> Answer:
    """Write down a video round: those who sit at the screens, and who sets the crews."""
    own = officer_of(user)
    if (own and own.pk in set(members)) or may_set_crews(user):
        return YES
    return no(_("Rounds are written down by the video patrol and the command room."), code="rounds.not_yours")


def may_keep_patterns(user) -> Answer:
    """Change patterns, bands, vehicles, keys and equipment: the leadership and the roster clerk."""
    return may_plan(user)


# -- who may stand where -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Person:
    """An officer on one duty day, as far as crews are concerned.

    Attributes:
        starts_at, ends_at: the duty's hours; None when the officer has no duty that day.
        away: absent on that day.
        full_time: holds an A角 post (DU-08).
        community_id: community of the A角 or B角 post.
        busy: spans on other crews.
        nights: night bands of the weeks before.
        rank: sorts leaders; the lowest leads.
    """

    officer_id: int
    name: str = ""
    police: bool = True
    role: str = ""
    team_id: int | None = None
    team_kind: str = ""
    place: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    away: bool = False
    commander: bool = False
    full_time: bool = False
    community_id: int | None = None
    nights: int = 0
    rank: tuple = ()
    busy: list[Span] = field(default_factory=list)

    @property
    def hours(self) -> float:
        """Hours on crews that day."""
        return sum((end - start) / HOUR for start, end in self.busy)


def overlaps(one: Span, other: Span) -> bool:
    """Half-open spans that share a moment."""
    return one[0] < other[1] and other[0] < one[1]


def check_member(person: Person | None, layer: str, starts_at: datetime, ends_at: datetime) -> Answer:
    """Whether an officer may stand on a crew for its whole band (DU-06, DU-08).

    Args:
        person: with the duty of the crew's day and the spans on other crews; None without any duty row.
    """
    if person is not None and person.away:
        return no(_("The officer is away on that day."), code="crew.away")
    if person is None or person.starts_at is None or person.ends_at is None:
        return no(_("The officer has no duty on that day."), code="crew.off_duty")
    if person.starts_at > starts_at or person.ends_at < ends_at:
        return no(_("The officer's duty does not cover the whole time of the crew."), code="crew.hours")
    if person.full_time and layer not in COMMUNITY_WORK:
        return no(_("A full-time community officer only takes community work."), code="crew.full_time")
    if any(overlaps(span, (starts_at, ends_at)) for span in person.busy):
        return no(_("The officer stands on another post at that time."), code="crew.overlap")
    return YES


def check_vehicle(vehicle: Asset, span: Span, taken: Iterable[Span]) -> Answer:
    """Whether a vehicle can go out with a crew.

    Args:
        taken: its spans with other crews.
    """
    if vehicle.kind != Asset.Kind.VEHICLE:
        return no(_("This is not a vehicle."), code="crew.not_a_vehicle")
    if not vehicle.active:
        return no(_("This vehicle is out of use."), code="crew.vehicle_out_of_use")
    if any(overlaps(span, other) for other in taken):
        return no(_("The vehicle is out with another crew at that time."), code="crew.vehicle_taken")
    return YES


def check_times(starts_at: datetime, ends_at: datetime, day: Span) -> Answer:
    """A crew lasts at most 24 hours and lies inside the duty day.

    Args:
        day: from the earliest begin to the latest end of any duty of that day.
    """
    if ends_at <= starts_at:
        return no(_("The end must lie after the start."), code="crew.times")
    if ends_at - starts_at > LONGEST:
        return no(_("A crew lasts at most 24 hours."), code="crew.times")
    if starts_at < day[0] or ends_at > day[1]:
        return no(_("These times lie outside the duty day."), code="crew.outside_day")
    return YES


def check_open(ends_at: datetime, at: datetime) -> Answer:
    """What has been is not changed afterwards."""
    return YES if ends_at > at else no(_("This crew has ended; it stays as it was."), code="crew.over")


def check_pause(crew, reason: str, pausing: bool, at: datetime) -> Answer:
    """Only a crew that is out now goes out of action, with a reason, and comes back.

    Args:
        crew: with times and ``paused``.
        pausing: out of action, or back.
    """
    if not crew.starts_at <= at < crew.ends_at:
        return no(_("This crew is not out at the moment."), code="crew.not_out")
    if pausing and not reason:
        return no(_("Say why the crew is out of action."), code="crew.no_reason")
    if bool(crew.paused) == pausing:
        return no(_("This is already so."), code="crew.same_state")
    return YES


def check_day(day, today) -> Answer:
    """Crews are made for the running duty day and later ones."""
    return YES if day >= today else no(_("Days that are over stay as they were."), code="crews.past")


# -- what is missing ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """What a crew lacks. ``danger``: it cannot go out; ``warn``: it is weaker than planned."""

    code: str
    missing: int
    tone: str
    text: Any


def wanted(layer: str, size: int) -> int:
    """Officers a crew ought to have: at least two where it drives; none where it was stood down (size 0)."""
    return max(size, LEAST_IN_A_CREW) if layer in CREWS and size else size


def least(layer: str) -> int:
    """Officers without whom it cannot work at all."""
    return LEAST_IN_A_CREW if layer in CREWS else 1


def check_crew(layer: str, size: int, police: Iterable[bool]) -> Answer:
    """Whether a crew is manned: at least two with one 民警 where it drives, else as many as the pattern says.

    Args:
        police: for every member, whether it is a police officer (an auxiliary never goes out alone).
    """
    found = gaps_of(layer, size, police)
    return no(found[0].text, code=f"crew.{found[0].code}") if found else YES


def gaps_of(layer: str, size: int, police: Iterable[bool], lacks_vehicle: bool = False) -> list[Gap]:
    """Everything a crew lacks, the worst first.

    Args:
        lacks_vehicle: a vehicle belongs to it, the station has some, and none is assigned.
    """
    police = list(police)
    if not size:
        return []
    found = []
    if missing := max(0, wanted(layer, size) - len(police)):
        tone = "danger" if len(police) < least(layer) else "warn"
        text = ngettext_lazy("%(n)s officer missing", "%(n)s officers missing", "n") % {"n": missing}
        found.append(Gap("members", missing, tone, text))
    if layer in CREWS and police and not any(police):
        found.append(Gap("police", 1, "danger", _("no police officer on it")))
    if lacks_vehicle:
        found.append(Gap("vehicle", 1, "warn", _("no vehicle")))
    return found


def worst(gaps: Iterable[Gap]) -> str:
    """The tone of several gaps; ``ok`` without any."""
    tones = {gap.tone for gap in gaps}
    return "danger" if "danger" in tones else "warn" if tones else "ok"


class State(models.TextChoices):
    """Where a crew stands; reckoned from its times, never stored."""

    PLANNED = "planned", _("not begun")
    OUT = "out", _("out")
    PAUSED = "paused", _("out of action")
    OFF = "off", _("stood down")
    OVER = "over", _("ended")


TONES = {State.PLANNED: "info", State.OUT: "ok", State.PAUSED: "warn", State.OFF: "muted", State.OVER: "muted"}


def state_of(crew, at: datetime) -> State:
    """Where a crew stands at a moment."""
    if at >= crew.ends_at:
        return State.OVER
    if not crew.size:
        return State.OFF
    if at < crew.starts_at:
        return State.PLANNED
    return State.PAUSED if crew.paused else State.OUT


def verbs_of(user, crew, members: Iterable[int], at: datetime) -> list[str]:
    """Verbs a person may try on a crew now, as the API names them."""
    members, state = set(members), state_of(crew, at)
    found = []
    if state != State.OVER and may_set_crew(user, crew):
        found += ["add", "drop", "move", "swap", "lead", "vehicle", "change"]
        if at < crew.starts_at:
            found += ["restore"] if crew.pattern_id else []
            found += ["remove"] if state != State.OFF else []
    if state == State.OUT and may_tell_state(user, crew, members):
        found.append("pause")
    if state == State.PAUSED and may_tell_state(user, crew, members):
        found.append("resume")
    return found


# -- patterns and rounds -----------------------------------------------------------------------------------------


def check_bands(bands: Iterable[tuple[float, float]], whole_day: bool) -> Answer:
    """Time bands of a pattern: each once, inside the duty day where the rotation turns.

    Args:
        bands: (hours after the handover, length in hours).
        whole_day: the duty runs from handover to handover, so no band may reach beyond it.
    """
    bands = list(bands)
    if not bands:
        return no(_("Give at least one time band."), code="pattern.no_band")
    if len({start for start, _hours in bands}) != len(bands):
        return no(_("Two bands begin at the same time."), code="pattern.band_twice")
    if whole_day and any(start + hours > 24 for start, hours in bands):
        return no(_("A band reaches beyond the next handover."), code="pattern.band_long")
    return YES


def check_round(started_at: datetime, ended_at: datetime, crew: Span, at: datetime) -> Answer:
    """A round lies inside the hours of its video patrol and not in the future."""
    if ended_at < started_at:
        return no(_("The end must lie after the start."), code="round.span")
    if started_at < crew[0] or ended_at > crew[1]:
        return no(_("The round lies outside the hours of this video patrol."), code="round.outside")
    if ended_at > at:
        return no(_("A round is written down when it is done."), code="round.future")
    return YES
