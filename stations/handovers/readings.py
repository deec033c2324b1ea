"""Loads handovers, what they say and what is unsigned, each in a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews.models import Asset
from stations.handovers import rules
from stations.handovers.models import AssetCheck, Handover, HandoverLine, HandoverNote, HandoverSettings
from stations.handovers.registry import Line, label_of, sections
from stations.organisation.rules import officer_of
from stations.roster.models import Duty, GroupTurn, Role, RotationPlan
from stations.roster.planner import duty_day, local, plan_on

DAY = timedelta(days=1)
NOTES = "notes_"
# Sections below this order are matters one counts: each has a tile.
COUNTED = 300
# The most serious first.
TONES = ["danger", "warn", "info", "ok"]
ASSET_ORDER = list(Asset.Kind.values)


# -- which handover --------------------------------------------------------------------------------------------


def times() -> rules.Times:
    """The times of the station in scope; one query."""
    return rules.times_of(HandoverSettings.objects.first())


def current_day(at: datetime) -> date | None:
    """The duty day of the handover one works on at a moment, None without a rotation plan; two queries.

    From the time of preparation on that is the day about to begin, before it the running one.
    """
    moment = at + times().prepare
    plan = plan_on(_plans(), timezone.localtime(moment).date())
    return duty_day(moment, plan.handover) if plan else None


def _plans() -> list[RotationPlan]:
    return list(RotationPlan.objects.order_by("effective_from"))


def newest() -> Handover | None:
    """The handover written last: the one one works on, because the next is written only when its time comes."""
    return Handover.objects.order_by("-date").first()


@dataclass(frozen=True, slots=True)
class Sides:
    """Who hands over to whom, as the roster says now."""

    at: datetime
    outgoing_group: int | None
    incoming_group: int | None
    outgoing_commander: int | None
    incoming_commander: int | None


def sides(day: date) -> Sides | None:
    """Groups and commanders of a handover from the roster; three queries, None without a rotation plan."""
    plan = plan_on(_plans(), day)
    if plan is None:
        return None
    days = (day - DAY, day)
    groups = dict(GroupTurn.objects.filter(date__in=days, role=Role.PRIMARY).values_list("date", "group_id"))
    leads = dict(Duty.objects.filter(date__in=days, commander=True).values_list("date", "officer_id"))
    return Sides(
        local(day, plan.handover), groups.get(days[0]), groups.get(day), leads.get(days[0]), leads.get(day)
    )  # fmt: skip


def rows():
    """Handovers with groups, commanders and signers."""
    return Handover.objects.select_related(
        "outgoing_group", "incoming_group", "outgoing_commander__user", "incoming_commander__user",
        "given_by__officer", "taken_by__officer",
    )  # fmt: skip


def unsigned(station: Any, at: datetime, joined: bool = True) -> Handover | None:
    """The handover of the running duty day while somebody has not signed it; one query.

    For boards and banners; nothing waits for a signature (DU-11).

    Args:
        station: the station in scope.
        at: the moment.
        joined: with groups, commanders and signers.
    """
    found = rows() if joined else Handover.objects.all()
    due = found.filter(station=station, at__lte=at, at__gt=at - DAY).exclude(state=Handover.State.TAKEN)
    return due.order_by("-date").first()


def unsigned_rows(at: datetime) -> Q:
    """Handovers whose time has come without both signatures."""
    return ~Q(state=Handover.State.TAKEN) & Q(at__lte=at)


def works(user, at: datetime) -> bool:
    """Whether a person works on the running duty or on the one that begins soon; one query, none without profile."""
    own = officer_of(user)
    if own is None:
        return False
    soon = at + times().prepare
    mine = Duty.objects.working().filter(officer=own, absence=None)
    return mine.filter(starts_at__lte=soon, ends_at__gt=at).exists()


# -- what it says ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Item:
    """A line as the page shows it; ``note`` only where the reader may read its words."""

    line: Line
    overdue: bool
    note: HandoverNote | None = None


@dataclass(slots=True)
class Part:
    """A section with its lines."""

    code: str
    label: Any
    order: int
    items: list[Item] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Lines that tell of something open."""
        return sum(item.line.tone != "ok" for item in self.items)

    @property
    def tone(self) -> str:
        """The most serious tone of its lines."""
        tones = {"danger" if item.overdue else item.line.tone for item in self.items} & set(TONES)
        return min(tones, key=TONES.index, default="ok")

    @property
    def about_notes(self) -> bool:
        """Whether its lines are notes of this room."""
        return self.code.startswith(NOTES)


@dataclass(slots=True)
class Tile:
    """One number on top of the page; ``code`` is the section it leads to."""

    label: Any
    count: int = 0
    tone: str = "ok"
    code: str = ""
    always: bool = True

    def add(self, part: Part) -> None:
        """Count the lines of a section in."""
        if part.count:
            self.tone = min(self.tone, part.tone, key=TONES.index)
            self.code = self.code or part.code
            self.count += part.count


@dataclass(slots=True)
class Sheet:
    """Everything a handover says.

    Attributes:
        parts: sections in their order.
        frozen: the lines are those that were signed.
        lost: never signed in its day, so no lines were kept.
    """

    parts: list[Part]
    frozen: bool = False
    lost: bool = False

    def part(self, code: str) -> Part | None:
        """A section by its code."""
        return next((part for part in self.parts if part.code == code), None)

    @property
    def empty(self) -> list[Part]:
        """Sections that were asked and have nothing to say."""
        return [part for part in self.parts if not part.items]

    @property
    def overdue(self) -> int:
        """Lines whose time has passed."""
        return sum(item.overdue for part in self.parts for item in part.items)

    @property
    def tiles(self) -> list[Tile]:
        """What one looks at first: four that are always there, and every other matter that has something open."""
        named = {f"{NOTES}call_back": _("Promised call-backs"), "assets": _("Missing or not counted")}
        tiles: dict[str, Tile] = {}
        for part in self.parts:
            if part.order < COUNTED or part.code in named:
                label = str(named.get(part.code, part.label))
                # Two rooms may tell of the same matter: promised calls of incidents and of notes are one number.
                tiles.setdefault(label, Tile(label, always=part.code in named or not tiles)).add(part)
        shown = [tile for tile in tiles.values() if tile.always or tile.count]
        return [Tile(_("Overdue"), self.overdue, "danger" if self.overdue else "ok"), *shown]


def sheet(handover: Handover, at: datetime, reader=None, on_duty: bool = False) -> Sheet:
    """What a handover says: the signed lines, or those of now as long as it is open.

    Args:
        at: the moment; what was signed is measured at the time of the signature.
        reader: whose page it is; without one no words of notes are shown.
        on_duty: see :func:`works`.
    """
    if handover.state != Handover.State.OPEN:
        made = Sheet(_frozen(handover), frozen=True)
    elif at >= handover.at + DAY:
        return Sheet([], lost=True)
    else:
        made = Sheet(live(handover.station, at))
    if reader is not None:
        _attach_notes(made, reader, on_duty)
    return made


def live(station: Any, at: datetime) -> list[Part]:
    """Every section asked now."""
    return [
        Part(
            section.code, section.label, section.order,
            [Item(line, _is_over(line.due_at, at)) for line in section.source(station, at)],
        )
        for section in sections()
    ]  # fmt: skip


def _is_over(due_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and due_at < at


def _frozen(handover: Handover) -> list[Part]:
    """The lines of the last signing by section; one query."""
    rows = list(HandoverLine.objects.filter(handover=handover))
    last = max((row.round for row in rows), default=0)
    parts: dict[str, Part] = {}
    for row in rows:
        if row.round == last:
            part = parts.setdefault(row.source, Part(row.source, label_of(row.source), row.order))
            if row.text:
                line = Line(row.text, row.url, row.tone, row.due_at)
                part.items.append(Item(line, _is_over(row.due_at, handover.given_at)))
    return list(parts.values())


def note_url(note_id: int) -> str:
    """The page of a note."""
    return reverse("handover-note", args=[note_id])


def _note_id(url: str) -> int | None:
    try:
        return resolve(url).kwargs["pk"]
    except (Resolver404, KeyError):
        return None


def _attach_notes(made: Sheet, reader, on_duty: bool) -> None:
    """Put the notes beside their lines where the reader may read them; one query."""
    items = {_note_id(item.line.url): item for part in made.parts if part.about_notes for item in part.items}
    for note in notes().filter(pk__in=[pk for pk in items if pk]):
        if rules.may_read_note(reader, note.kind, on_duty):
            items[note.pk].note = note


def notes():
    """Notes with their authors."""
    return HandoverNote.objects.select_related("written_by", "settled_by")


# -- things ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Thing:
    """One vehicle, key or piece of equipment, and its count."""

    asset: Asset
    check: AssetCheck | None

    @property
    def short(self) -> int:
        """Pieces missing; below zero where there are more than expected."""
        return self.asset.quantity - self.check.counted if self.check else 0

    @property
    def tone(self) -> str:
        """Red where pieces are missing or too many."""
        return "muted" if self.check is None else "danger" if self.short else "ok"


def checks_of(handover: Handover) -> list[AssetCheck]:
    """What was counted; one query."""
    return list(AssetCheck.objects.filter(handover=handover).select_related("asset"))


def things(handover: Handover, checks: list[AssetCheck]) -> list[Thing]:
    """While it is open everything in use, then what was counted; what differs first; one query."""
    if handover.state != Handover.State.OPEN:
        found = [Thing(check.asset, check) for check in checks]
    else:
        counted = {check.asset_id: check for check in checks}
        found = [Thing(asset, counted.get(asset.pk)) for asset in Asset.objects.filter(active=True)]
    return sorted(found, key=lambda thing: (thing.short == 0, ASSET_ORDER.index(thing.asset.kind), thing.asset.code))
