"""Judge an export row by row against what the station has: new, ours already, known, or why not. Writes nothing."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.bureau.columns import fields_of, missing
from stations.bureau.models import ColumnMapping
from stations.bureau.vocabulary import LONGEST_WORD, Vocabulary, normal
from stations.bureau.workbook import Sheet
from stations.catalogue.models import Category, PastCount
from stations.imports.cells import CellError, Day, Number, clean, plain
from stations.imports.reading import FORMULA
from stations.incidents.models import Incident, Party
from stations.incidents.persons import phone_index
from stations.incidents.words import Result, Source, State
from stations.kit.answer import RuleBroken

# A call of ours is theirs when it was reported within this time at the same place or by the same phone.
NEAR = timedelta(minutes=10)
EPOCH = datetime(1899, 12, 30)
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(?:(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2}))?秒?(?:\.\d+)?)?"
)
TIMES = ("received_at", "dispatched_at", "arrived_at", "fed_back_at", "closed_at")
SHORTEST_PLACE = 4
# What lies before is a typing error: it would become the station's first month in every comparison.
FIRST_YEAR = 2000
MOST_ERRORS, MOST_WORDS = 500, 200
TEXTS = {"external": 40, "place": 160, "summary": 1000, "result_text": 1000, "reporter": 60, "phone": 30}


@dataclass(slots=True)
class Call:
    """One police call of an export, read and mapped."""

    row: int
    external: str
    reported_at: datetime
    place: str
    category: Category
    final: Category | None = None
    source: str = ""
    grade: int = 0
    community_id: int | None = None
    summary: str = ""
    result: str = ""
    result_text: str = ""
    state: str = State.CLOSED
    reporter: str = ""
    phone: str = ""
    times: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Judged:
    """What an import would do."""

    new: list[Any] = field(default_factory=list)
    # Ours, with what they bring: (id of the incident, call) or (id of the past count, number).
    matched: list[tuple[int, Any]] = field(default_factory=list)
    known: int = 0
    errors: list[tuple[int, str, str]] = field(default_factory=list)
    unknown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # Rows that only wait for an answer to an unknown word.
    waiting: set[int] = field(default_factory=set)

    def fail(self, row: int, column: Any, reason: Any) -> None:
        """A row that cannot be taken, with its number in Excel and the reason."""
        self.errors.append((row, str(column), str(reason)))

    def report(self) -> dict:
        """The report kept with the import: counts, row numbers and reasons, never persons."""
        return {
            "new": len(self.new), "matched": len(self.matched), "known": self.known,
            "bad": len({row for row, _column, _reason in self.errors}),
            "errors": [list(error) for error in self.errors[:MOST_ERRORS]],
            "waiting": len(self.waiting - {row for row, _column, _reason in self.errors}),
            "unknown": {name: sorted(words)[:MOST_WORDS] for name, words in self.unknown.items()},
        }  # fmt: skip


def moment(cell) -> datetime:
    """A time as exports write it: an Excel date, its serial number, ``2026-01-05 08:03``, ``2026年1月5日8时3分``.

    Raises:
        CellError: not a time.
    """
    if isinstance(cell, datetime):
        found = cell
    elif isinstance(cell, int | float) and 20000 < cell < 80000:
        found = EPOCH + timedelta(seconds=round(cell * 86400))
    else:
        text = MOMENT.fullmatch(plain(cell).strip())
        if not text:
            raise CellError("bad_time", _("is not a time (write 2026-01-05 08:03)"))
        try:
            found = datetime(*(int(part or 0) for part in text.groups()))
        except ValueError:
            raise CellError("bad_time", _("is a time that does not exist")) from None
    return timezone.make_aware(found.replace(tzinfo=None, microsecond=0))


def month(cell) -> date:
    """A month: ``2025-10``, ``2025年10月``, ``202510``, or a day in it.

    Raises:
        CellError: not a month.
    """
    found = re.fullmatch(r"(\d{4})[-/.年]?(0?[1-9]|1[0-2])月?(?:份)?", plain(cell).strip()) if cell else None
    if found and not isinstance(cell, datetime | date):
        return date(int(found[1]), int(found[2]), 1)
    return Day()(cell).replace(day=1)


def judge(
    mapping: ColumnMapping, sheet: Sheet, vocabulary: Vocabulary, at: datetime, progress: Callable = lambda *_: None
) -> Judged:
    """Judge all rows of an export.

    Args:
        mapping: which column means what.
        sheet: from ``workbook.load``.
        vocabulary: from ``vocabulary.load``.
        at: now; nothing is reported later.
        progress: told rows done and rows in all.

    Raises:
        RuleBroken: the file lacks a column that is needed.
    """
    gaps = missing(mapping.kind, mapping.columns, sheet.titles)
    if gaps:
        words = "、".join(str(field.label) for field in gaps)
        raise RuleBroken(_("Say which column holds: %(fields)s.") % {"fields": words}, code="no_column")
    found = Judged()
    labels = {field.code: field.label for field in fields_of(mapping.kind)}
    read = _Reader(found, vocabulary, labels, at)
    one = read.count if mapping.kind == ColumnMapping.Kind.COUNTS else read.call
    rows = []
    for place, (number, cells) in enumerate(sheet.cells(mapping.columns)):
        if any(value is not None for value in cells.values()):
            row = one(number, cells)
            if row is not None:
                rows.append(row)
        if place % 200 == 0:
            progress(place, len(sheet.rows))
    (_sort_counts if mapping.kind == ColumnMapping.Kind.COUNTS else _sort_calls)(found, rows)
    return found


class _Reader:
    """Reads the cells of one row; what cannot be read goes to the errors and the row is left out."""

    def __init__(self, found: Judged, vocabulary: Vocabulary, labels: dict, at: datetime):
        self.found, self.vocabulary, self.labels, self.at = found, vocabulary, labels, at
        self.bad = False

    def fail(self, row: int, name: str, reason) -> None:
        """Note a reason and that the row is lost."""
        self.found.fail(row, self.labels[name], reason)
        self.bad = True

    def text(self, row: int, cells: dict, name: str, needed: bool = False) -> str:
        """Text, cut to what fits; never a formula."""
        value = cells.get(name)
        if value is FORMULA:
            self.fail(row, name, _("is a formula without its result"))
            return ""
        if value is None:
            if needed:
                self.fail(row, name, _("is missing"))
            return ""
        return plain(value)[: TEXTS[name]]

    def word(self, row: int, cells: dict, name: str) -> str:
        """Code of ours for a word of theirs; an unknown one is collected to be asked."""
        value = cells.get(name)
        if value is None or value is FORMULA:
            return ""
        code = self.vocabulary.code_of(name, value)
        if code is None:
            self.found.unknown[name].add(normal(value)[:LONGEST_WORD])
            self.found.waiting.add(row)
            self.bad = True
        return code or ""

    def time(self, row: int, cells: dict, name: str, needed: bool = False) -> datetime | None:
        """A time that is not in the future."""
        value = clean(cells.get(name))
        if value is None:
            if needed:
                self.fail(row, name, _("is missing"))
            return None
        try:
            found = moment(value)
        except CellError as error:
            self.fail(row, name, error.reason)
            return None
        if found.year < FIRST_YEAR:
            self.fail(row, name, _("is a time that does not exist"))
            return None
        if found > self.at:
            self.fail(row, name, _("lies in the future"))
        return found

    def call(self, row: int, cells: dict) -> Call | None:
        """One police call, or None where something is wrong with it."""
        self.bad = False
        values = {name: self.text(row, cells, name, name in ("external", "place")) for name in TEXTS}
        reported = self.time(row, cells, "reported_at", needed=True)
        words = {name: self.word(row, cells, name) for name in self.vocabulary.words}
        if not words["category"] and cells.get("category") in (None, FORMULA):
            self.fail(row, "category", _("is missing"))
        times = {name: self.time(row, cells, name) for name in TIMES}
        given = [value for value in (reported, *times.values()) if value]
        if given != sorted(given):
            self.fail(row, "reported_at", _("the times of this row run backwards"))
        if self.bad:
            return None
        categories, communities = self.vocabulary.categories, self.vocabulary.communities
        community = communities.get(words["community"])
        return Call(
            row=row, reported_at=reported, category=categories[words["category"]],
            final=categories.get(words["final"]), source=words["source"] or Source.EMERGENCY,
            grade=int(words["grade"] or 0), community_id=community.pk if community else None,
            result=words["result"] or Result.OTHER, state=words["state"] or State.CLOSED,
            times={name: value for name, value in times.items() if value}, **values,
        )  # fmt: skip

    def count(self, row: int, cells: dict) -> tuple | None:
        """One monthly count: (row, month, category, community, number)."""
        self.bad = False
        day = number = None
        try:
            day = month(cells.get("month"))
            if day.year < FIRST_YEAR:
                self.fail(row, "month", _("is a time that does not exist"))
            elif day >= timezone.localdate(self.at).replace(day=1):
                self.fail(row, "month", _("this month is not over yet"))
        except CellError as error:
            self.fail(row, "month", error.reason)
        try:
            number = Number(0, 1_000_000)(cells.get("count"))
        except CellError as error:
            self.fail(row, "count", error.reason)
        words = {name: self.word(row, cells, name) for name in ("category", "community")}
        if not words["category"] and cells.get("category") in (None, FORMULA):
            self.fail(row, "category", _("is missing"))
        if self.bad:
            return None
        community = self.vocabulary.communities.get(words["community"])
        category = self.vocabulary.categories[words["category"]]
        return row, day, category.pk, community.pk if community else None, number


# -- ours or theirs ----------------------------------------------------------------------------------------------


def _sort_calls(found: Judged, calls: list[Call]) -> None:
    """New, known by their number, or a call of ours that has no number of theirs yet."""
    seen: dict[str, int] = {}
    fresh = []
    there = _numbers([call.external for call in calls])
    for call in calls:
        if call.external in seen:
            words = _("the same number stands in row %(row)s") % {"row": seen[call.external]}
            found.fail(call.row, _("number in the bureau's system"), words)
            continue
        seen[call.external] = call.row
        if there.get(call.external) and call.state == State.CLOSED:
            # Taken over while it was open there, closed since.
            found.matched.append((there[call.external], call))
        elif call.external in there:
            found.known += 1
        else:
            fresh.append(call)
    ours = _Ours(fresh)
    for call in sorted(fresh, key=lambda one: (one.reported_at, one.external)):
        own = ours.match(call)
        if own:
            found.matched.append((own, call))
        else:
            found.new.append(call)


def _numbers(wanted: list[str]) -> dict[str, int]:
    """Which of their numbers the station has already → id of one taken over that is still open here, else 0."""
    rows = Incident.objects.filter(external_number__in=wanted)
    found = rows.values_list("external_number", "pk", "imported", "state")
    return {number: pk if imported and state == State.FED_BACK else 0 for number, pk, imported, state in found}


def _plain_place(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


class _Ours:
    """Calls of the station's own in the time of an export, each matched once."""

    def __init__(self, calls: list[Call]):
        # In the order of their times, so that a year's export looks at its neighbours only.
        self.rows: dict[int, tuple[datetime, str]] = {}
        self.order: list[tuple[datetime, int]] = []
        self.phones: dict[int, set[str]] = defaultdict(set)
        if not calls:
            return
        first, last = min(call.reported_at for call in calls), max(call.reported_at for call in calls)
        span = (first - NEAR, last + NEAR)
        rows = Incident.objects.filter(reported_at__range=span, external_number="", imported=False)
        rows = rows.exclude(state__in=(State.STRUCK, State.LINKED)).order_by("reported_at", "id")
        self.rows = {
            pk: (at, _plain_place(place)) for pk, at, place in rows.values_list("pk", "reported_at", "place")
        }
        self.order = [(at, pk) for pk, (at, _place) in self.rows.items()]
        parties = Party.objects.filter(incident__in=self.rows).exclude(phone_index="") if self.rows else ()
        for row in parties and parties.values_list("incident", "phone_index"):
            self.phones[row[0]].add(row[1])

    def match(self, call: Call) -> int | None:
        """The nearest call of ours in time at the same place or by the same phone; it is not matched again."""
        place, phone = _plain_place(call.place), phone_index(call.phone)
        first = bisect_left(self.order, (call.reported_at - NEAR, 0))
        end = bisect_left(self.order, (call.reported_at + NEAR + timedelta.resolution, 0))
        near = sorted((abs(at - call.reported_at), pk) for at, pk in self.order[first:end] if pk in self.rows)
        for _distance, pk in near:
            if (phone and phone in self.phones[pk]) or _same(place, self.rows[pk][1]):
                del self.rows[pk]
                return pk
        return None


def _same(one: str, other: str) -> bool:
    """Whether two addresses say the same place: equal, or one a longer form of the other."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST_PLACE and short in long


def _sort_counts(found: Judged, rows: list[tuple]) -> None:
    """New months, months that are there with the same number, and those whose number differs."""
    there = {
        (row.month, row.category_id, row.community_id): row
        for row in PastCount.objects.filter(month__in={row[1] for row in rows})
    }
    seen: dict[tuple, int] = {}
    for number, *key, count in rows:
        one = tuple(key)
        if one in seen:
            found.fail(number, _("month"), _("the same month, category and community stand in row %(row)s")
                       % {"row": seen[one]})  # fmt: skip
            continue
        seen[one] = number
        old = there.get(one)
        if old is None:
            found.new.append((*one, count))
        elif old.count == count:
            found.known += 1
        else:
            found.matched.append((old.pk, count))
