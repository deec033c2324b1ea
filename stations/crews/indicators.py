"""Figures of crews: manned against planned, by level, and the rounds of the video patrol."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.crews import readings
from stations.crews.models import Crew, Layer, VideoRound
from stations.indicators.periods import Period
from stations.indicators.registry import Figure, address, register

GROUP = _("Crews")


def _crews(station: Any, period: Period, **wanted):
    """Crews by duty date; those stood down were not planned."""
    return Crew.objects.filter(
        station=station, date__gte=period.first, date__lt=period.end, size__gt=0, **wanted
    ).order_by()


def _manned(station: Any, period: Period, **wanted):
    return readings.counted(_crews(station, period, **wanted)).filter(readings.manned())


def _counting(rows: Callable, **filters) -> dict[str, Callable]:
    """Functions of a figure that counts crews of the whole station."""
    wanted = {"layer": filters["layer"]} if "layer" in filters else {}

    def compute(station, scope, period):
        return rows(station, period, **wanted).count() if scope.whole else None

    def drill_down(station, scope, period):
        return address("crew-list", period, **filters)

    return {"compute": compute, "drill_down": drill_down}


def manned_share(station, scope, period) -> float | None:
    """Manned crews in per cent of the planned ones; None where none was planned."""
    if not scope.whole:
        return None
    planned = _crews(station, period).count()
    return 100 * _manned(station, period).count() / planned if planned else None


def _gap_list(station, scope, period) -> str:
    return address("crew-list", period, manned="false")


def _rounds(**wanted) -> dict[str, Callable]:
    """Functions of a figure that counts video rounds by the duty day of their crew."""

    def compute(station, scope, period):
        if not scope.whole:
            return None
        rows = VideoRound.objects.filter(station=station, crew__date__gte=period.first, crew__date__lt=period.end)
        return rows.filter(**wanted).count()

    def drill_down(station, scope, period):
        return address("video-rounds", period, **({"found": "true"} if wanted else {}))

    return {"compute": compute, "drill_down": drill_down}


def register_figures() -> None:
    """Declare the figures of this feature."""
    register(Figure(
        "crews.planned", _("Crews planned"), _("crews"),
        _("Crews and posts by duty date, each time band counted once; those stood down are not counted."),
        group=GROUP, order=1, **_counting(_crews),
    ))  # fmt: skip
    register(Figure(
        "crews.manned_share", _("Crews manned"), "%",
        _("Share of planned crews that had all their officers, and a police officer where they drive."),
        manned_share, GROUP, _gap_list, order=2, higher_is_better=True, counts_records=False, digits=1,
    ))  # fmt: skip
    names = {Layer.FIRST: _("First-level crews manned"), Layer.SECOND: _("Second-level crews manned")}
    for order, (layer, name) in enumerate(names.items(), 3):
        register(Figure(
            f"crews.{layer.value}", name, _("crews"),
            _("Crews of this level that had two officers at least, one of them a police officer."),
            group=GROUP, order=order, higher_is_better=True, **_counting(_manned, layer=layer.value, manned="true"),
        ))  # fmt: skip
    register(Figure(
        "video.rounds", _("Video rounds"), _("rounds"), _("Rounds of the video patrol that were written down."),
        group=GROUP, order=5, **_rounds(),
    ))  # fmt: skip
    register(Figure(
        "video.findings", _("Video rounds with findings"), _("rounds"),
        _("Rounds of the video patrol that found something."), group=GROUP, order=6, **_rounds(found=True),
    ))  # fmt: skip
