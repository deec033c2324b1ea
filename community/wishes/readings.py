"""What pages ask about wishes: lists without residents, the loop in words, the public list of a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.wishes.models import QuarterList, Voice, Wish, WishScene
from community.wishes.ranking import Ranked, ranked, settings_of
from community.wishes.rules import quarter_of
from community.wishes.words import OPEN_STATES, State
from stations.kit.stages import Stage, in_phases

ON_ROUTE = (State.PLANNED, State.WALKED, State.ANSWERED)
NEWEST, MOST_SHOWN = 20, 300


def listed():
    """Wishes with what a list shows; never their residents."""
    return Wish.objects.select_related("scene", "community", "grid", "errand").defer(
        "community__outline", "grid__outline"
    )


def scenes():
    """What can be tapped, in the station's order."""
    return WishScene.objects.filter(active=True)


def open_ranked(station, at: datetime) -> list[Ranked]:
    """Open wishes with their grounds, the heaviest first; four queries."""
    rows = list(listed().open().order_by("given_at", "id")[:MOST_SHOWN])
    return ranked(rows, settings_of(station), at)


def given_by(user):
    """The voices of a member, the newest first."""
    return Voice.objects.filter(user=user).select_related(
        "wish__scene", "wish__community", "wish__main"
    ).order_by("-id")  # fmt: skip


def stages(wish: Wish) -> Sequence[Stage]:
    """How far a wish is, in words, from sending to the answer."""
    over = wish.state in {State.DECLINED, State.CLEARED}
    reached = [
        (_("Received by the station"), True, wish.given_at),
        (pgettext_lazy("stage of a wish", "Acceptance"), bool(wish.accepted_at), wish.accepted_at),
        (pgettext_lazy("stage of a wish", "Route"), wish.state in ON_ROUTE, wish.planned_at),
        (pgettext_lazy("stage of a wish", "Patrol"), wish.state in ON_ROUTE[1:], wish.walked_at),
        (pgettext_lazy("stage of a wish", "Answer"), wish.state == State.ANSWERED, wish.answered_at),
    ]
    if over:
        reached = [step for step in reached if step[1]] + [(wish.get_state_display(), True, wish.closed_at)]
    return in_phases(reached)


@dataclass(frozen=True, slots=True)
class Board:
    """The public list of a quarter.

    Attributes:
        rows: what was wished and what was done; the place in words only of wishes that the station has taken up.
        counts: figures of the quarter.
    """

    quarter: date
    rows: Sequence[Wish]
    counts: dict[str, int]
    cleared: QuarterList | None = None


def board(station, at: datetime) -> Board:
    """The quarter that runs; no resident, no words of residents. Two queries."""
    quarter = quarter_of(timezone.localdate(at))
    rows = list(listed().of(quarter).own().order_by("-given_at", "-id")[:MOST_SHOWN])
    counts = {
        "wishes": len(rows), "residents": sum(row.residents for row in rows),
        "planned": sum(1 for row in rows if row.planned_at),
        "answered": sum(1 for row in rows if row.state == State.ANSWERED),
        "open": sum(1 for row in rows if row.state in OPEN_STATES),
    }  # fmt: skip
    last = QuarterList.objects.order_by("-quarter").first()
    return Board(quarter, rows, counts, last)


def heard(digest: str) -> Voice | None:
    """The voice of a receipt's digest with its wish; the station need not be in scope of the caller's choice."""
    return (
        Voice.objects.select_related("station", "wish__scene", "wish__community", "wish__main__scene")
        .filter(receipt_digest=digest)
        .first()
    )


def ranked_one(wish: Wish, at: datetime) -> Ranked:
    """One wish with its grounds."""
    return ranked([wish], settings_of(wish.station), at)[0]
