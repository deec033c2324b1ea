"""Scores, purely: what a measure earns, what a squad has, when a score can be contested (PA-16 … PA-19)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from patrols.scoring.models import Contest, Measure, MonthScore, ScoreItem
from patrols.squads.models import PatrolGroup
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, leads_squad, may_see_patrols
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

WHOLE = 100
# Starter weights of DOMAIN §5.5 (design defaults [I]), and what earns the full weight: percent, or findings closed.
STARTER: dict[str, dict[str, tuple[int, int]]] = {
    PatrolGroup.Focus.FRONTAGE: {
        Measure.ATTENDANCE: (25, 100), Measure.PUNCTUALITY: (10, 100), Measure.FRONTAGE: (35, 10),
        Measure.HAZARDS: (10, 3), Measure.PRESENCE: (5, 100), Measure.QUALITY: (10, 100),
        Measure.INSPECTION: (5, 100),
    },
    PatrolGroup.Focus.HAZARDS: {
        Measure.ATTENDANCE: (20, 100), Measure.PUNCTUALITY: (10, 100), Measure.FRONTAGE: (10, 5),
        Measure.HAZARDS: (35, 8), Measure.PRESENCE: (5, 100), Measure.QUALITY: (15, 100),
        Measure.INSPECTION: (5, 100),
    },
    PatrolGroup.Focus.PATROL: {
        Measure.ATTENDANCE: (35, 100), Measure.PUNCTUALITY: (15, 100), Measure.FRONTAGE: (5, 5),
        Measure.HAZARDS: (10, 3), Measure.PRESENCE: (20, 100), Measure.QUALITY: (10, 100),
        Measure.INSPECTION: (5, 100),
    },
}  # fmt: skip
# A month is frozen when its last duty can no longer change: uploads count for a day, then a day to decide doubts.
SETTLE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Value:
    """What a measure saw: ``numerator`` of ``denominator`` (0: no data), or a plain count where it is None."""

    numerator: float
    denominator: float | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to judge."""
        return self.denominator is None or self.denominator > 0

    @property
    def amount(self) -> float:
        """Percent of the denominator (at most 100), or the count."""
        if self.denominator is None:
            return self.numerator
        return min(100.0, 100 * self.numerator / self.denominator)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score, as it is frozen and explained. ``points`` is None where there was nothing to judge."""

    measure: str
    weight: int
    full_at: float
    numerator: float
    denominator: float | None
    value: float | None
    points: float | None


def score(items: Sequence[ScoreItem], values: Mapping[str, Value]) -> tuple[Decimal | None, list[dict[str, Any]]]:
    """The score of a squad: outcomes only, each line explained.

    Args:
        items: the lines of the sheet in force; their weights add up to 100 (PA-16).
        values: what each measure saw. A measure without data is left out and its weight shared by the others.

    Returns:
        The score from 0 to 100 with two decimals, or None where the squad had no duties (无任务 is not 0, PA-17); and
        the lines.
    """
    lines = [_line(item, values.get(item.measure, Value(0, 0))) for item in items]
    attendance = values.get(Measure.ATTENDANCE)
    judged = [line for line in lines if line.points is not None]
    weight = sum(line.weight for line in judged)
    told = [asdict(line) for line in lines]
    if attendance is None or not attendance.known or not weight:
        return None, told
    earned = sum((Decimal(str(line.points)) for line in judged), Decimal(0))
    return (earned * WHOLE / weight).quantize(Decimal("0.01"), ROUND_HALF_UP), told


def _line(item: ScoreItem, value: Value) -> Line:
    full = float(item.full_at)
    if not value.known:
        return Line(item.measure, item.weight, full, value.numerator, value.denominator, None, None)
    share = min(1.0, value.amount / full)
    points = round(item.weight * share, 4)
    return Line(item.measure, item.weight, full, value.numerator, value.denominator, round(value.amount, 2), points)


def weights_whole(weights: Sequence[int]) -> Answer:
    """PA-16: the weights of a sheet add up to exactly 100."""
    if sum(weights) != WHOLE:
        return no(_("The weights must add up to exactly 100."), code="not_100")
    return YES


def may_begin(day: date, newest: date | None, frozen: date | None) -> Answer:
    """Whether a new version may hold from a day: after the version before it, and never in a frozen month."""
    if newest and day <= newest:
        return no(_("A new version begins after the one before it."), code="too_early")
    if frozen and day <= frozen:
        return no(_("That month is frozen; a past month keeps its version."), code="frozen")
    return YES


def is_due(month: date, today: date) -> bool:
    """Whether a month can be frozen: it is over, and what can still come in has come in."""
    return today >= next_month(month) + SETTLE


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def may_see(user, squad_id: int) -> Answer:
    """The squad's leader sees its own score; the police and the office see all."""
    if may_see_patrols(user):
        return YES
    return leads_squad(user, squad_id)


def may_contest(user, score: MonthScore, at: datetime, days: int, newest: bool) -> Answer:
    """The squad's leader, within some days of freezing, the newest revision only."""
    allowed = leads_squad(user, score.squad_id)
    if not allowed:
        return allowed
    if not newest:
        return no(_("This score was replaced by a newer one."), code="replaced")
    if score.score is None:
        return no(_("There were no duties to judge."), code="no_duties")
    if at > score.frozen_at + timedelta(days=days):
        return no(_("A score can be contested for some days only; they are over."), code="too_late")
    return YES


def _decider(user, contest: Contest) -> Answer:
    if contest.asked_by_id == user.pk:
        return no(_("Somebody else decides about your own contest."), code="own")
    mine = standing(user).guard
    if mine is not None and not in_office(user):
        return no(_("This is for the patrol office."), code="office_only")
    return in_office(user)


def _answered(contest: Contest, at) -> Answer:
    return YES if contest.answer else no(_("Give the reason."), code="no_answer")


CONTESTS = Workflow(
    "contest",
    [
        Step(Contest.State.ASKED, "accept", Contest.State.ACCEPTED, _("Accept and count again"), _decider, _answered),
        Step(Contest.State.ASKED, "reject", Contest.State.REJECTED, _("Reject"), _decider, _answered, "warning"),
    ],
)
