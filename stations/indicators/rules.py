"""同比 and 环比 in figures and in words (DOMAIN 4.3)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

Number = int | float | Decimal

# Below this a rate alone misleads, so the numbers stand beside it.
SMALL = 10
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved.

    Attributes:
        direction: ``up``, ``down``, ``same``, or ``none`` where there is nothing to compare with.
        text: in words, e.g. 上升12.5%, 持平, —; never a minus sign.
        rate: percent (percentage points for a share), one decimal, never negative; None without a rate.
    """

    direction: str
    text: Any
    rate: Decimal | None = None

    def tone(self, higher_is_better: bool | None) -> str:
        """Tone of its badge: good, to be looked at, or neither."""
        if higher_is_better is None or self.direction not in {"up", "down"}:
            return "muted"
        return "ok" if (self.direction == "up") is higher_is_better else "warn"


def compare(now: Number | None, before: Number | None, *, share: bool = False) -> Change:
    """Compare a figure with an earlier one.

    Args:
        now: the figure.
        before: the figure of the earlier period; None where it is not known.
        share: both are percentages, so that the difference is told in percentage points.
    """
    if now is None or before is None:
        return Change("none", "—")
    mine, theirs = Decimal(str(now)), Decimal(str(before))
    if mine == theirs:
        return Change("same", _("level"), Decimal(0))
    if share:
        return _in_points(mine, theirs)
    if theirs <= 0:
        return Change("none", "—")
    return _in_percent(mine, theirs)


def _in_percent(now: Decimal, before: Decimal) -> Change:
    rate = _tenths(abs(now - before) / before * 100)
    words = _("up %(rate)s%%") if now > before else _("down %(rate)s%%")
    text = words % {"rate": rate} if rate else _("about level")
    if min(now, before) < SMALL:
        text = _("%(change)s (%(before)s → %(now)s)") % {"change": text, "before": plain(before), "now": plain(now)}
    return Change("up" if now > before else "down", text, rate)


def _in_points(now: Decimal, before: Decimal) -> Change:
    points = _tenths(abs(now - before))
    words = _("up %(rate)s percentage points") if now > before else _("down %(rate)s percentage points")
    text = words % {"rate": points} if points else _("about level")
    return Change("up" if now > before else "down", text, points)


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


def plain(value: Number | None, digits: int = 1) -> str:
    """A figure for a table: no decimals where it is whole, a dash where it is not known."""
    if value is None:
        return "—"
    number = Decimal(str(value))
    if number == number.to_integral_value():
        return str(int(number))
    return str(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def spoken(value: Number | None) -> str:
    """A figure for a sentence: from ten thousand on in 万 (UI-18)."""
    number = Decimal(str(value or 0))
    if value is None or abs(number) < 10_000:
        return plain(value)
    return _("%(number)s×10⁴") % {"number": plain(number / 10_000)}
