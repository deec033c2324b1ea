"""Whose area work is done by whom today, and how pressing it is. Nothing is read or written here.

The order of stand-ins: the owner; else the other of the pair (A角 and B角 of the community); else the substitute whom
the roster names; else the colleagues of the team who are on 正班; else whoever of the team works that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from stations.agenda.registry import Due
from stations.incidents.rules import may_record
from stations.kit.answer import Answer
from stations.organisation.rules import is_person
from stations.roster.models import Role

OWN, PARTNER, SUBSTITUTE, COLLEAGUES, NOBODY = "own", "partner", "substitute", "colleagues", "nobody"
REST, AWAY = "rest", "away"
# What is due within this many days stands under "soon".
SOON = timedelta(days=3)


def may_open(user) -> Answer:
    """The own page: whoever is logged in."""
    return is_person(user)


def may_note(user) -> Answer:
    """Take something down on the spot: every officer and auxiliary, as at the desk."""
    return may_record(user)


@dataclass(frozen=True, slots=True)
class Worker:
    """An officer on one duty day.

    Attributes:
        officer_id: who.
        name: shown to colleagues.
        team_id: the team of that day.
        role: of the roster (:class:`Role`); empty where no roster is drawn up for the person.
        away: absent, seconded or gone.
        police: no auxiliary; an auxiliary never answers for an area.
    """

    officer_id: int
    name: str = ""
    team_id: int | None = None
    role: str = ""
    away: bool = False
    police: bool = True

    @property
    def off(self) -> str:
        """Why the person does not work that day: ``away``, ``rest``, or empty. Not why somebody is away (SE-17)."""
        return AWAY if self.away else REST if self.role == Role.REST else ""

    @property
    def on_duty(self) -> bool:
        """Whether the roster says that the person works; without a roster nobody knows."""
        return bool(self.role) and not self.off


@dataclass(frozen=True, slots=True)
class Cover:
    """Who does somebody's area work: officers, and by which way they came to it."""

    by: tuple[int, ...]
    way: str


def cover(
    owner: Worker, partners: Sequence[Worker] = (), substitute: Worker | None = None, team: Iterable[Worker] = ()
) -> Cover:
    """Who does the area work of ``owner`` that day.

    Args:
        owner: who answers for the area.
        partners: the other of the pair; of a grid's officer without a post the A角, then the B角.
        substitute: named by the roster for that day of an absence.
        team: officers of the owner's team.
    """
    if not owner.off:
        return Cover((owner.officer_id,), OWN)
    for partner in partners:
        if partner.officer_id != owner.officer_id and not partner.off and partner.police:
            return Cover((partner.officer_id,), PARTNER)
    if substitute and not substitute.off and substitute.police:
        return Cover((substitute.officer_id,), SUBSTITUTE)
    there = [one for one in team if one.on_duty and one.police and one.officer_id != owner.officer_id]
    first = [one for one in there if one.role == Role.PRIMARY] or there
    return Cover(tuple(sorted(one.officer_id for one in first)), COLLEAGUES if first else NOBODY)


def doers(due: Due, owner_id: int, found: Cover) -> tuple[int, ...]:
    """Who does one task: what does not pass stays with its owner, and what nobody takes stays, too."""
    return found.by if due.passes and found.by else (owner_id,)


# -- how pressing -----------------------------------------------------------------------------------------------


OVERDUE, TODAY, NEAR, OPEN, LATER = "overdue", "today", "near", "open", "later"
HEADINGS = {
    OVERDUE: _("Overdue"), TODAY: _("Due today"), NEAR: _("In the next days"), OPEN: _("Without a day"),
    LATER: _("Later"),
}  # fmt: skip
ORDER = tuple(HEADINGS)


def urgency(due: Due, day: date) -> str:
    """Under which heading a task stands: its day decides, and what is red without a day is for today."""
    if due.due is None:
        return TODAY if due.tone == "danger" else OPEN
    if due.due < day:
        return OVERDUE
    if due.due == day:
        return TODAY
    return NEAR if due.due <= day + SOON else LATER


def rank(due: Due, day: date) -> tuple:
    """Order of the list: the heading, then the day, then the tone, then the words."""
    tones = ("danger", "warn")
    tone = tones.index(due.tone) if due.tone in tones else len(tones)
    return (ORDER.index(urgency(due, day)), due.due or day, tone, str(due.title))


def days_late(due: Due, day: date) -> int:
    """Days since it was due; 0 where it is not overdue."""
    return max((day - due.due).days, 0) if due.due else 0
