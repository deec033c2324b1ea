"""Who should mediate a case: pure, scored by reasons people can read (issue 5.4).

A candidate is excluded for a reason (track, conflict of interest, absence …) or gets points, each with its reason.
The track decides who may lead at all: public order mediation is led by the police, people's mediation and the
settlement before the committee by the committee's mediators, never by the police (RT-03, DOMAIN 2.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.cases.words import Risk, Track
from mediation.network.words import Cause, Group, Way

# Design defaults [I]: how much each reason counts.
POINTS = {
    "subject": 30, "community": 25, "grid": 5, "group": 20, "language": 15, "sits": 10, "free": 20, "success": 10,
    "namesake": -30, "busy": -15, "rest": -10, "post": -5,
}  # fmt: skip
# A share of agreed cases is only spoken of from so many ended cases on.
ENOUGH_CASES = 5
SHOWN = 3

# Who goes first by cause: family and neighbours to the 五老, contracts and business to lawyers and associations.
FIRST = {
    Cause.FAMILY: (Group.ELDER, Group.COUNSELLOR),
    Cause.NEIGHBOURS: (Group.ELDER, Group.GRID),
    Cause.HOUSING: (Group.ELDER, Group.LAWYER),
    Cause.CONTRACT: (Group.LAWYER, Group.ASSOCIATION),
    Cause.BUSINESS: (Group.LAWYER, Group.ASSOCIATION),
    Cause.CONSUMER: (Group.ASSOCIATION, Group.LAWYER),
    Cause.LABOUR: (Group.LAWYER, Group.FULL_TIME),
    Cause.IP: (Group.LAWYER,),
    Cause.MEDICAL: (Group.LAWYER, Group.FULL_TIME),
    Cause.TRAFFIC: (Group.FULL_TIME, Group.LAWYER),
    Cause.PROPERTY: (Group.ASSOCIATION, Group.GRID),
}
WAYS = {
    Cause.FAMILY: (Way.HEART, Way.MICRO),
    Cause.NEIGHBOURS: (Way.MICRO,),
    Cause.CONTRACT: (Way.LEGAL,),
    Cause.BUSINESS: (Way.LEGAL,),
    Cause.IP: (Way.LEGAL,),
    Cause.CONSUMER: (Way.JOINT, Way.LEGAL),
    Cause.LABOUR: (Way.JOINT, Way.LEGAL),
    Cause.MEDICAL: (Way.JOINT, Way.LEGAL),
    Cause.PROPERTY: (Way.JOINT,),
    Cause.EXPROPRIATION: (Way.JOINT, Way.LEGAL),
    Cause.ENVIRONMENT: (Way.JOINT,),
    Cause.LAND: (Way.JOINT,),
    Cause.TOURISM: (Way.JOINT,),
}
WORDS = {
    "subject": _("knows disputes of this cause"),
    "community": _("works in this community"),
    "grid": _("works in this grid"),
    "group": _("goes first for this cause: %(group)s"),
    "language": _("speaks %(language)s"),
    "sits": _("sits in the room again on %(day)s"),
    "free": _("has %(open)s of at most %(most)s open cases"),
    "success": _("%(agreed)s of %(ended)s ended cases came to an agreement"),
    "namesake": _("has the same name as a party: ask whether they are related"),
    "busy": _("is asked for %(waiting)s other cases at the moment"),
    "rest": _("is off duty today by the roster"),
    "post": _("is on a manned post today by the roster"),
    "chosen": _("chosen by the parties (RT-03, RT-05)"),
    "track_police": _("public order mediation is led by the police"),
    "track_committee": _("people's mediation is led by the committee's mediators"),
    "track_no_police": _("people's mediation is never led by the police"),
    "conflict": _("conflict of interest (RT-19): %(tie)s"),
    "conflict_before": _("withdrew from a case of these parties before (RT-19)"),
    "party": _("is a party of the case (RT-19)"),
    "full": _("has no room for another case: %(open)s of %(most)s"),
    "absent": _("is away until %(until)s"),
    "declined": _("has said no to this case"),
    "here": _("is asked or mediates it already"),
}
# Reasons that keep somebody out even when the parties choose them.
FINAL = frozenset(
    {"track_police", "track_committee", "track_no_police", "conflict", "conflict_before", "party", "here"}
)


@dataclass(frozen=True, slots=True)
class Need:
    """What matters of a case for the choice of its mediator.

    Attributes:
        names: names of parties, units, representatives and agents.
        places: addresses and the place of the dispute.
    """

    track: str
    cause: str = ""
    community: int | None = None
    grid: int | None = None
    risk: str = Risk.NORMAL
    languages: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a mediator on the day of the choice.

    Attributes:
        communities: whose disputes they take; empty: all of them.
        waiting: cases they have been asked for and not answered.
        away_until: day they are back, ISO, or empty.
        sits_on: next day in a room, ISO, or empty.
        engaged: of an officer, by the roster of the day: ``rest``, ``post`` or empty.
        ended, agreed: past cases led, and those that came to an agreement.
        ties: (keyword, tie) of standing interests.
        stays_out: ``party``, ``conflict_before``, ``declined``, ``here``, or empty.
    """

    pk: int
    name: str
    group: str
    of_committee: bool
    subjects: frozenset[str] = frozenset()
    communities: frozenset[int] = frozenset()
    grid: int | None = None
    languages: frozenset[str] = frozenset()
    open: int = 0
    most: int = 8
    waiting: int = 0
    away_until: str = ""
    sits_on: str = ""
    engaged: str = ""
    ended: int = 0
    agreed: int = 0
    ties: tuple[tuple[str, str], ...] = ()
    stays_out: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: its code, its points, and what its words need. Ids, counts and days only, but for ``tie``."""

    code: str
    points: int = 0
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The reason as people read it."""
        shown = self.data
        if self.code == "group":
            shown = {"group": Group(self.data["group"]).label}
        return str(WORDS[self.code]) % shown

    @property
    def kept(self) -> dict:
        """As ``CaseMediator.reasons`` keeps it: without the words of a tie."""
        return {"code": self.code, "points": self.points} | {k: v for k, v in self.data.items() if k != "tie"}


@dataclass(frozen=True, slots=True)
class Score:
    """A candidate with what speaks for and against; ``out`` is why they stay out, if they do."""

    candidate: Candidate
    reasons: tuple[Why, ...] = ()
    out: Why | None = None

    @property
    def points(self) -> int:
        """Sum of the reasons."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Path:
    """The recommended way: who goes first, which of the five ways, and whether to confer first."""

    groups: tuple[str, ...]
    ways: tuple[str, ...]
    joint_conference: bool

    @property
    def group_labels(self) -> list:
        """The groups in words."""
        return [Group(group).label for group in self.groups]

    @property
    def way_labels(self) -> list:
        """The ways in words."""
        return [Way(way).label for way in self.ways]


def path(need: Need) -> Path:
    """Which way a case should take: by cause, track and risk.

    A prominent risk is discussed in a joint conference first, with the departments (联调).
    """
    groups = (Group.POLICE,) if need.track == Track.ZA else FIRST.get(need.cause, (Group.FULL_TIME,))
    ways = WAYS.get(need.cause, ())
    grave = need.risk != Risk.NORMAL
    if grave and Way.JOINT not in ways:
        ways = (Way.JOINT, *ways)
    return Path(tuple(groups), tuple(ways), grave)


def track_bar(track: str, group: str, of_committee: bool) -> str:
    """Why somebody may not lead on a track: ``track_police``, ``track_no_police``, ``track_committee`` or empty."""
    if track == Track.ZA:
        return "" if group == Group.POLICE else "track_police"
    if group == Group.POLICE:
        return "track_no_police"
    return "" if of_committee else "track_committee"


def tie_of(candidate: Candidate, need: Need) -> str:
    """RT-19: the standing interest that touches a party, a unit or an address of the case; empty if none does."""
    texts = [_plain(text) for text in (*need.names, *need.places) if text]
    for keyword, tie in candidate.ties:
        word = _plain(keyword)
        if len(word) > 1 and any(word in text or (len(text) > 1 and text in word) for text in texts):
            return tie or keyword
    return ""


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def score(candidate: Candidate, need: Need) -> Score:
    """What speaks for a candidate, or why they stay out."""
    out = _out(candidate, need)
    return Score(candidate, () if out else tuple(_reasons(candidate, need)), out)


def _out(candidate: Candidate, need: Need) -> Why | None:
    bar = track_bar(need.track, candidate.group, candidate.of_committee)
    if bar:
        return Why(bar)
    if candidate.stays_out:
        return Why(candidate.stays_out)
    tie = tie_of(candidate, need)
    if tie:
        return Why("conflict", 0, {"tie": tie})
    if candidate.away_until:
        return Why("absent", 0, {"until": candidate.away_until})
    if candidate.open >= candidate.most:
        return Why("full", 0, {"open": candidate.open, "most": candidate.most})
    return None


def _reasons(candidate: Candidate, need: Need) -> Iterable[Why]:
    if need.cause and need.cause in candidate.subjects:
        yield Why("subject", POINTS["subject"])
    if need.community and need.community in candidate.communities:
        yield Why("community", POINTS["community"])
    if need.grid and need.grid == candidate.grid:
        yield Why("grid", POINTS["grid"])
    groups = path(need).groups
    if candidate.group in groups:
        points = POINTS["group"] - 5 * groups.index(candidate.group)
        yield Why("group", points, {"group": str(candidate.group)})
    for language in sorted(need.languages & candidate.languages):
        yield Why("language", POINTS["language"], {"language": language})
    if candidate.sits_on:
        yield Why("sits", POINTS["sits"], {"day": candidate.sits_on})
    free = POINTS["free"] * (candidate.most - candidate.open) // max(candidate.most, 1)
    yield Why("free", free, {"open": candidate.open, "most": candidate.most})
    if candidate.ended >= ENOUGH_CASES:
        points = POINTS["success"] * candidate.agreed // candidate.ended
        yield Why("success", points, {"agreed": candidate.agreed, "ended": candidate.ended})
    if candidate.engaged:
        yield Why(candidate.engaged, POINTS[candidate.engaged])
    if candidate.waiting:
        yield Why("busy", POINTS["busy"], {"waiting": candidate.waiting})
    if _plain(candidate.name) in {_plain(name) for name in need.names}:
        yield Why("namesake", POINTS["namesake"])


def rank(candidates: Iterable[Candidate], need: Need) -> tuple[list[Score], list[Score]]:
    """Candidates in the order of their points (then load, then id), and those who stay out, with the reason.

    A mediator of other communities only is ranked behind those who take this one, never kept out.
    """
    scores = [score(candidate, need) for candidate in candidates]
    fit = [row for row in scores if row.out is None]
    fit.sort(key=lambda row: (_elsewhere(row.candidate, need), -row.points, row.candidate.open, row.candidate.pk))
    out = sorted((row for row in scores if row.out), key=lambda row: row.candidate.pk)
    return fit, out


def _elsewhere(candidate: Candidate, need: Need) -> bool:
    return bool(need.community and candidate.communities and need.community not in candidate.communities)
