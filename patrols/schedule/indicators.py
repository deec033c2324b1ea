"""Figures of patrol duties, from the duties alone: done, missed, points visited, kilometres, hours (PA-17).

They count duties by duty day, when they are over and were not cancelled, as the month sheet does.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from patrols.schedule.readings import Total, month_totals
from patrols.schedule.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Patrols")


def of_month(value: Callable[[Total], float | int | None], **shown) -> dict[str, Callable]:
    """The functions of a figure of the whole station; teams and communities have none.

    Args:
        value: the figure among the totals of the month sheet.
        shown: filters of the list of duties behind it.
    """

    def compute(station: Any, scope: Scope, period: Period) -> float | int | None:
        return value(month_totals(station, period.first, period.last)) if scope.whole else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("patrol-duty-list", period, **shown)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP}


def register_figures() -> None:
    """Declare the figures of duties."""
    _register_counts()
    share = {"unit": "%", "counts_records": False, "digits": 1}
    register(Figure(
        code="patrols.share", name=_("Points visited of those planned (到位率)"),
        definition=_("Points that had to be visited and were, of all that had to be, at most 100 % a duty; without "
                     "a planned duty there is no figure. Cancelled duties are left out."),
        higher_is_better=True, headline=True, order=4, **share,
        **of_month(lambda total: total.share, result="over"),
    ))  # fmt: skip
    register(Figure(
        code="patrols.on_time", name=_("Points visited in time (准时率)"),
        definition=_("Of the points visited, those visited once they were due and before the duty ended."),
        higher_is_better=True, order=5, **share, **of_month(lambda total: total.punctual, result="over"),
    ))  # fmt: skip
    register(Figure(
        code="patrols.km", name=_("Kilometres patrolled"), unit=_("km"),
        definition=_("Length of the completed parts of the routes: both points of a part were visited. No track of "
                     "anybody is kept."),
        counts_records=False, digits=1, order=6, **of_month(lambda total: total.metres / 1000, result="over"),
    ))  # fmt: skip
    register(Figure(
        code="patrols.hours", name=_("Hours patrolled"), unit=_("hours"),
        definition=_("From the first to the last check-in that counts of each duty, once a duty however many guards "
                     "went."),
        counts_records=False, digits=1, order=7, **of_month(lambda total: total.minutes / 60, result="over"),
    ))  # fmt: skip


def _register_counts() -> None:
    register(Figure(
        code="patrols.duties", name=_("Patrol duties"), unit=_("patrol duties"),
        definition=_("Patrol duties by duty day that are over; cancelled ones are left out."),
        order=1, **of_month(lambda total: total.duties, result="over"),
    ))  # fmt: skip
    register(Figure(
        code="patrols.done", name=_("Patrol duties done"), unit=_("patrol duties"),
        definition=_("Patrol duties whose points were all visited, in the grace after the end at the latest."),
        higher_is_better=True, order=2, **of_month(lambda total: total.done, result="done"),
    ))  # fmt: skip
    register(Figure(
        code="patrols.missed", name=_("Patrol duties missed"), unit=_("patrol duties"),
        definition=_("Patrol duties without a single check-in that counts."),
        higher_is_better=False, order=3, **of_month(lambda total: total.missed, state=State.MISSED.value),
    ))  # fmt: skip
