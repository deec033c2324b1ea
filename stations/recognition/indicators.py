"""Figures of recognition: thanks first; points booked and exchanged, yuan spent."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days
from stations.recognition.models import Commendation, LedgerEntry
from stations.recognition.models_rewards import RewardEntry
from stations.recognition.words import Booking

GROUP = _("Recognition")
EARNED = (Booking.CREDIT, Booking.APPEAL, Booking.REVERSAL)
EXCHANGED = (Booking.REDEEM, Booking.RETURN)


def _given(station, scope, period) -> int | None:
    """Commendations of the whole station; a team or community has no figure of its own."""
    if not scope.whole:
        return None
    return Commendation.objects.filter(struck_reason="", given_on__range=(period.first, period.last)).count()


def _within(period) -> dict:
    return in_days("at", period.first, period.end)


def _points(kinds, sign: int):
    def compute(station, scope, period) -> int | None:
        if not scope.whole:
            return None
        rows = LedgerEntry.objects.filter(kind__in=kinds, **_within(period))
        return sign * (rows.aggregate(sum=Sum("points"))["sum"] or 0)

    return compute


def _spent(station, scope, period) -> float | None:
    if not scope.whole:
        return None
    return float(RewardEntry.objects.filter(**_within(period)).aggregate(sum=Sum("spent"))["sum"] or 0)


def _ledger(station, scope, period) -> str:
    return address("points-ledger", period)


def _budgets(station, scope, period) -> str:
    return address("reward-budgets")


def register_figures() -> None:
    """Declare them."""
    register(Figure(
        "recognition.commendations", _("Commendations"), _("commendations"),
        _("Thanks, letters, awards and merits given in the period to people and units; struck ones left out."),
        _given, GROUP, lambda station, scope, period: address("commendations", period), higher_is_better=True,
        order=10,
    ))  # fmt: skip
    register(Figure(
        "recognition.points_booked", _("Points booked"), pgettext_lazy("unit", "points"),
        _("Points earned and given on appeal in the period, less those booked back in it."),
        _points(EARNED, 1), GROUP, _ledger, counts_records=False, order=20,
    ))  # fmt: skip
    register(Figure(
        "recognition.points_redeemed", _("Points exchanged"), pgettext_lazy("unit", "points"),
        _("Points exchanged for rewards in the period, less those that came back in it."),
        _points(EXCHANGED, -1), GROUP, _ledger, counts_records=False, order=30,
    ))  # fmt: skip
    register(Figure(
        "recognition.spent", _("Spent on rewards"), _("yuan"),
        _("Worth of rewards handed out and anonymous rewards paid in the period."),
        _spent, GROUP, _budgets, counts_records=False, order=40,
    ))  # fmt: skip
