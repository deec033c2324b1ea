"""Figures of wishes: how many, answered, answered in time, put on a route."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.wishes.models import Wish
from community.wishes.ranking import settings_of
from community.wishes.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days

GROUP = _("Crime-watch groups")


def wished(station: Any, period: Period) -> QuerySet:
    """Wishes of a period, by the station's own midnights; those joined with another count there."""
    span = in_days("given_at", period.first, period.end)
    return Wish.objects.filter(station=station, **span).own().order_by()


def _counting(rows, **shown) -> dict:
    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        return rows(station, wished(station, period)).count() if scope.whole else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("wish-list", period, **shown)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP}


def _share(rows, **shown) -> dict:
    def compute(station: Any, scope: Scope, period: Period) -> float | None:
        if not scope.whole:
            return None
        whole = wished(station, period)
        count = whole.count()
        return 100 * rows(station, whole).count() / count if count else None

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("wish-list", period, **shown)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP, "unit": "%", "digits": 1,
            "counts_records": False, "higher_is_better": True}  # fmt: skip


def register_figures() -> None:
    """Declare the figures of wishes."""
    wishes = pgettext_lazy("unit", "wishes")
    register(Figure(
        code="wishes.given", name=_("Wishes of residents"), unit=wishes, order=60, headline=True,
        definition=_("Wishes for patrols made in the period; those joined with another count there."),
        **_counting(lambda station, rows: rows, which="own"),
    ))  # fmt: skip
    register(Figure(
        code="wishes.answered", name=_("Wishes answered"), unit=wishes, order=61, higher_is_better=True,
        definition=_("Of the wishes of the period, those that were walked and answered by now."),
        **_counting(lambda station, rows: rows.filter(state=State.ANSWERED), state=State.ANSWERED.value),
    ))  # fmt: skip
    register(Figure(
        code="wishes.in_time", name=_("Wishes answered in time"), order=62,
        definition=_("Share of the wishes of the period that were answered or declined within the station's days."),
        **_share(lambda station, rows: rows.in_time(settings_of(station).answer_days), which="in_time"),
    ))  # fmt: skip
    register(Figure(
        code="wishes.planned", name=_("Wishes put on a route"), order=63,
        definition=_("Share of the wishes of the period that have been put on a route by now."),
        **_share(lambda station, rows: rows.filter(planned_at__isnull=False), which="planned"),
    ))  # fmt: skip
