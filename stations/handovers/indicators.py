"""Figures of the handover: how many there were, how many both signed in time."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.handovers.models import Handover, HandoverNote
from stations.handovers.readings import times, unsigned_rows
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Handovers")
State = Handover.State


def _past(station, period: Period):
    """Handovers of the period whose time has come."""
    return Handover.objects.filter(
        station=station, date__gte=period.first, date__lt=period.end, at__lte=timezone.now()
    )


def on_time_share(station, scope: Scope, period: Period) -> float | None:
    """Share of handovers signed by both in time, in percent; none where there was none, or for a part."""
    if not scope.whole:
        return None
    past, allowed = _past(station, period), times().on_time
    total = past.count()
    signed = past.filter(state=State.TAKEN, taken_at__lte=F("at") + allowed).count()
    return signed * 100 / total if total else None


def unsigned(station, scope: Scope, period: Period) -> int | None:
    """Handovers that one of both has not signed."""
    return _past(station, period).filter(unsigned_rows(timezone.now())).count() if scope.whole else None


def settled_notes(station, scope: Scope, period: Period) -> int | None:
    """Notes settled in the period, by the day they were settled."""
    if not scope.whole:
        return None
    return HandoverNote.objects.filter(
        station=station, settled_at__date__gte=period.first, settled_at__date__lt=period.end
    ).count()


def _list(**filters):
    def drill_down(station, scope, period):
        return address("handovers", period, **filters)

    return drill_down


def _settled(station, scope, period):
    return address("handover-notes", settled_from=period.first, settled_to=period.last, state="settled")


def register_figures() -> None:
    """Declare the figures of this room."""
    register(Figure(
        "handovers.on_time", _("Handovers signed in time"), "%",
        _("Share of handovers that both commanders signed within the station's time after the handover."),
        on_time_share, GROUP, drill_down=_list(), higher_is_better=True, counts_records=False, digits=1, order=1,
    ))  # fmt: skip
    register(Figure(
        "handovers.unsigned", _("Handovers not signed"), _("times"),
        _("Handovers whose time has come and that one of both commanders has not signed."),
        unsigned, GROUP, drill_down=_list(state="unsigned"), higher_is_better=False, order=2,
    ))  # fmt: skip
    register(Figure(
        "handovers.notes_settled", _("Handover notes settled"), _("items"),
        _("Notes of the handover by the day they were settled."),
        settled_notes, GROUP, drill_down=_settled, order=3,
    ))  # fmt: skip
