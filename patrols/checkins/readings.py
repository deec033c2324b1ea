"""What pages, API and upper rooms read of check-ins: always by station and time, never counted to the end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from patrols.checkins.models import CheckIn, CheckInConflict, CheckInReview, ManualEntry
from patrols.checkins.words import SETTLED, TO_DECIDE, EntryState
from patrols.routes.models import Checkpoint
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, may_see_patrols

# Doubts are asked about for so long; then the month has been counted.
ASKED_FOR = timedelta(days=35)
PAGE, CAP = 50, 1000


def counted_of(duties: Sequence[int]) -> dict[int, list[tuple]]:
    """Counted check-ins by duty in the order of time, for :mod:`patrols.schedule.reckoning`: (time, point, guard,
    uploaded later, in doubt)."""
    found = defaultdict(list)
    rows = CheckIn.objects.filter(duty__in=list(duties), counted=True).order_by("duty_id", "at", "id")
    for duty, at, point, guard, offline, flags in rows.values_list(
        "duty_id", "at", "checkpoint_id", "guard_id", "offline", "flags"
    ):
        found[duty].append((at, point, guard, offline, bool(flags)))
    return found


def visible_to(user) -> QuerySet:
    """All of the station for police and office, one's own for a guard."""
    if may_see_patrols(user):
        return CheckIn.objects.all()
    guard = standing(user).guard
    return CheckIn.objects.filter(guard=guard) if guard else CheckIn.objects.none()


def joined(rows: QuerySet) -> QuerySet:
    """With what a list shows of each."""
    return rows.select_related("guard__user", "checkpoint", "duty__squad", "review")


def open_doubts(rows: QuerySet) -> QuerySet:
    """Where something is left to decide, and nobody has."""
    rows = rows.exclude(flags=[]).filter(flags__overlap=list(TO_DECIDE)).exclude(flags__overlap=list(SETTLED))
    return rows.filter(~Exists(CheckInReview.objects.filter(check_in=OuterRef("pk"))))


def to_decide(user, at: datetime) -> QuerySet:
    """Doubts that wait for this person's decision; one's own are somebody else's work."""
    rows = open_doubts(CheckIn.objects.filter(at__gte=at - ASKED_FOR))
    rows = rows.exclude(guard__user=user)
    if not in_office(user):
        rows = rows.filter(duty__squad__in=standing(user).liaises)
    return rows


def entries_to_decide(user) -> QuerySet:
    """Entries by hand that wait for this person."""
    rows = ManualEntry.objects.filter(state=EntryState.ASKED).exclude(Q(asked_by=user) | Q(guard__user=user))
    return rows if in_office(user) else rows.filter(duty__squad__in=standing(user).liaises)


def conflicts() -> QuerySet:
    """What came twice with different content, newest first, beside what stands: in one query."""
    # The guard leads the index: without it every check-in ever made is read.
    first = CheckIn.objects.filter(guard=OuterRef("guard"), client_id=OuterRef("client_id"))
    point, moment = KeyTextTransform("p", "content"), KeyTextTransform("t", "content")
    rows = CheckInConflict.objects.select_related("guard__user").annotate(
        first_pk=Subquery(first.values("pk")[:1]),
        first_at=Subquery(first.values("at")[:1]),
        first_point=Subquery(first.values("checkpoint__name")[:1]),
        again_pk=Cast(point, BigIntegerField()),
        again_at=Cast(moment, DateTimeField()),
    )
    again = Checkpoint.objects.filter(pk=OuterRef("again_pk")).values("name")[:1]
    return rows.annotate(again_point=Subquery(again)).order_by("-id")


def with_neighbours(rows: QuerySet) -> QuerySet:
    """With the guard's check-in before, and another guard's on the same phone: what makes a doubt plain in words."""
    before = CheckIn.objects.filter(guard=OuterRef("guard"), at__lte=OuterRef("at")).exclude(pk=OuterRef("pk"))
    other = CheckIn.objects.filter(
        phone=OuterRef("phone"),
        at__gt=OuterRef("at") - timedelta(hours=2),
        at__lt=OuterRef("at") + timedelta(hours=2),
    ).exclude(guard=OuterRef("guard"))
    return joined(rows).annotate(
        before_at=Subquery(before.order_by("-at").values("at")[:1]),
        before_point=Subquery(before.order_by("-at").values("checkpoint_id")[:1]),
        other_at=Subquery(other.order_by("-at").values("at")[:1]),
        other_name=Subquery(other.order_by("-at").values("guard__user__name")[:1]),
    )


def points_before(rows: Iterable[CheckIn]) -> dict[int, Checkpoint]:
    """The points of ``before_point``, in one query."""
    return Checkpoint.objects.in_bulk({row.before_point for row in rows if row.before_point})


# Keyset pages


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list that has no numbers.

    Attributes:
        rows: newest first.
        older, newer: where the neighbours begin, "" at the ends.
        total: how many there are, at most ``CAP``; ``more``: there are more than that.
    """

    rows: list
    older: str
    newer: str
    total: int
    more: bool

    @property
    def object_list(self) -> list:
        """As pages with numbers call it."""
        return self.rows

    def __iter__(self):
        return iter(self.rows)


def place_of(row: Any) -> str:
    """Where a row stands: its time and id."""
    return f"{row.at.timestamp():.6f}-{row.pk}"


def place(text: str) -> tuple[datetime, int] | None:
    """The same read back; None for anything else."""
    seconds, _dash, pk = text.partition("-")
    try:
        return datetime.fromtimestamp(float(seconds), tz=timezone.get_default_timezone()), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def leaf(rows: QuerySet, *, older: str = "", newer: str = "", size: int = PAGE) -> Leaf:
    """One page by position, never by number: as fast on the last page as on the first (DESIGN §7).

    Args:
        rows: unordered; ``at`` and ``id`` decide.
        older, newer: positions from the address; ``older`` wins.
        size: rows a page.
    """
    since, until = place(newer), place(older)
    rows = rows.order_by("-at", "-id")
    if until:
        at, pk = until
        found = list(rows.filter(Q(at=at, id__lt=pk) | Q(at__lt=at), at__lte=at)[: size + 1])
        shown, more_older, more_newer = found[:size], len(found) > size, True
    elif since:
        at, pk = since
        later = rows.filter(Q(at=at, id__gt=pk) | Q(at__gt=at), at__gte=at).order_by("at", "id")
        found = list(later[: size + 1])
        shown, more_older, more_newer = found[:size][::-1], True, len(found) > size
    else:
        found = list(rows[: size + 1])
        shown, more_older, more_newer = found[:size], len(found) > size, False
    whole = not (until or since or more_older)
    total = len(shown) if whole else rows.order_by().values("pk")[: CAP + 1].count()
    before = place_of(shown[-1]) if shown and more_older else ""
    after = place_of(shown[0]) if shown and more_newer else ""
    return Leaf(shown, before, after, min(total, CAP), total > CAP)
