"""Figures of findings: hazards found and closed, settled on the spot, people helped, property found, how fast.

All count by the time of the report, in the station's own midnights, closed-open; a report joined with an earlier one
is not counted again. What is found is worth nothing until it is handled (PA-19), so both stand side by side.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.findings.models import Finding
from patrols.findings.readings import settled_on_the_spot
from patrols.findings.words import OVER_STATES, Act, State
from patrols.squads.models import PatrolGroup
from stations.catalogue.words import Kind
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.median import Median
from stations.kit.spans import in_days

GROUP = _("Patrols")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def reported(station: Any, period: Period) -> QuerySet:
    """First reports of a period."""
    span = in_days("reported_at", period.first, period.end)
    return Finding.objects.filter(station=station, **span).exclude(state=State.WITHDRAWN).order_by()


def counting(wanted: Q, **shown) -> dict:
    """Compute of the whole station, and the list whose count equals the figure.

    Args:
        wanted: condition of the rows.
        shown: the same as filters of the list.
    """

    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        return reported(station, period).filter(wanted).count() if scope.whole else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("findings", period, **({"counting": "first"} | shown))

    return {"compute": compute, "drill_down": drill_down, "group": GROUP}


def timing(rows: Callable[[QuerySet], QuerySet], span: ExpressionWrapper, unit: timedelta, **shown) -> dict:
    """Compute of a median; None where nothing was measured."""

    def compute(station: Any, scope: Scope, period: Period) -> float | None:
        if not scope.whole:
            return None
        middle = rows(reported(station, period)).aggregate(middle=Median(span))["middle"]
        return middle / unit if middle is not None else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("findings", period, **shown)

    return {
        "compute": compute, "drill_down": drill_down, "group": GROUP, "counts_records": False, "digits": 1,
        "higher_is_better": False,
    }  # fmt: skip


def _between(first: str, last: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(last) - F(first), output_field=DurationField())


def _handled_by_others(rows: QuerySet) -> QuerySet:
    """Handled by the command room or answered by the office; what the guard settled took no time of theirs."""
    return rows.filter(handled_at__isnull=False).exclude(settled_on_the_spot())


HAZARD = Q(kind__category__kind=Kind.HAZARD)


def register_figures() -> None:
    """Declare the figures of findings."""
    _register_hazards()
    unit = pgettext_lazy("unit", "findings")
    register(Figure(
        code="findings.on_the_spot", name=_("Settled on the spot"), unit=unit,
        definition=_("Findings of all kinds that the guards settled themselves, without the command room."),
        higher_is_better=True, order=23, **counting(settled_on_the_spot(), counting="on_the_spot"),
    ))  # fmt: skip
    register(Figure(
        code="findings.helped", name=_("People helped"), unit=_("times"),
        definition=_("Reports of the guards that say that they helped somebody."),
        order=24, **counting(Q(act=Act.HELPED), act=Act.HELPED.value),
    ))  # fmt: skip
    register(Figure(
        code="findings.property", name=_("Property found"), unit=_("times"),
        definition=_("Found property that guards handed in or reported."),
        order=25, **counting(Q(kind__category__kind=Kind.FOUND), nature=Kind.FOUND.value),
    ))  # fmt: skip
    register(Figure(
        code="findings.told", name=_("Found to reported"), unit=_("minutes"),
        definition=_("Median of the minutes from finding something to the report of it."),
        order=26, **timing(lambda rows: rows, _between("found_at", "reported_at"), MINUTE, counting="first"),
    ))  # fmt: skip
    register(Figure(
        code="findings.handled", name=_("Reported to handled"), unit=_("hours"),
        definition=_("Median of the hours from the report until the command room had handled it or the office had "
                     "answered; what guards settled on the spot and what is still open are left out."),
        order=27,
        **timing(_handled_by_others, _between("reported_at", "handled_at"), HOUR, counting="over"),
    ))  # fmt: skip
    for number, focus in enumerate(PatrolGroup.Focus):
        register(Figure(
            code=f"findings.of_{focus}", name=format_lazy(_("Findings of squads: {kind}"), kind=focus.label),
            unit=unit, definition=_("Findings of squads of this functional group; each is counted once."),
            order=30 + number, **counting(Q(squad__group__focus=focus), focus=focus.value),
        ))  # fmt: skip


def _register_hazards() -> None:
    unit = _("hazards")
    register(Figure(
        code="findings.hazards", name=_("Hazards found"), unit=unit,
        definition=_("Hazards that guards reported in the period."),
        headline=True, order=20, **counting(HAZARD, nature=Kind.HAZARD.value),
    ))  # fmt: skip
    register(Figure(
        code="findings.hazards_closed", name=_("Hazards closed"), unit=unit,
        definition=_("Of the hazards reported in the period, those removed or handled by now."),
        higher_is_better=True, order=21,
        **counting(HAZARD & Q(state__in=OVER_STATES), nature=Kind.HAZARD.value, counting="over"),
    ))  # fmt: skip
