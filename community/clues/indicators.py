"""Figures of clues: how many, handled, what they brought. Outcomes count once a second person has verified them."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues.models import Clue
from community.clues.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Crime-watch groups")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def given(station: Any, period: Period) -> QuerySet:
    """Clues of a period, by the station's own midnights."""
    span = {"given_at__gte": _midnight(period.first), "given_at__lt": _midnight(period.end)}
    return Clue.objects.filter(station=station, **span).order_by()


def _counting(wanted: Q, **shown) -> dict:
    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        return given(station, period).filter(wanted).count() if scope.whole else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("clues", period, **shown)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP}


def _adding(column: str, outcome: str) -> dict:
    def compute(station: Any, scope: Scope, period: Period) -> float | None:
        if not scope.whole:
            return None
        total = given(station, period).counted().aggregate(total=Sum(column))["total"]
        return float(total or 0)

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("clues", period, outcome=outcome)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP, "counts_records": False}


def register_figures() -> None:
    """Declare the figures of clues."""
    register(Figure(
        code="clues.given", name=_("Clues and hazards told by the public"), unit=pgettext_lazy("unit", "clues"),
        definition=_("Clues of members and of anonymous givers in the period."), headline=True, order=40,
        **_counting(Q()),
    ))  # fmt: skip
    register(Figure(
        code="clues.told", name=_("Givers told the end"), unit=pgettext_lazy("unit", "clues"),
        definition=_("Of the clues of the period, those whose giver has been told by now what came of it."),
        higher_is_better=True, order=41, **_counting(Q(state=State.TOLD), state=State.TOLD.value),
    ))  # fmt: skip
    verified = _("Sum over the clues of the period of what a second person has verified.")
    register(Figure(
        code="clues.hazards", name=_("Hazards removed after clues"), unit=_("hazards"), definition=verified,
        higher_is_better=True, order=42, **_adding("hazards_removed", "hazards"),
    ))  # fmt: skip
    register(Figure(
        code="clues.persons", name=_("Persons caught after clues"), unit=pgettext_lazy("unit", "persons"),
        definition=verified, order=43, **_adding("persons_caught", "persons"),
    ))  # fmt: skip
    register(Figure(
        code="clues.loss_prevented", name=_("Loss prevented after clues"), unit=_("yuan"), definition=verified,
        higher_is_better=True, order=44, **_adding("loss_prevented", "loss"),
    ))  # fmt: skip
