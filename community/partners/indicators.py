"""Figures of working with enterprises: meetings, resolutions and demands in time, people reached, yuan recovered."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.partners import readings
from community.partners.models import JointMeeting, Resolution
from community.partners.models_demands import Demand, PreventionTalk, RecoveredLoss
from community.partners.words import DemandState, ResolutionState
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days
from stations.training.models import Attendance

GROUP = _("Merchants and premises")


def _days(column: str, period: Period) -> dict[str, date]:
    return {f"{column}__gte": period.first, f"{column}__lt": period.end}


def meetings(station: Any, scope: Scope, period: Period) -> int | None:
    """Joint meetings held."""
    if not scope.whole:
        return None
    return (
        JointMeeting.objects.took_place()
        .filter(station=station, **in_days("starts_at", period.first, period.end))
        .count()
    )


def _share(good: int, every: int) -> Decimal | None:
    return Decimal(100) * good / every if every else None


def _until(period: Period) -> date:
    """Deadlines that have not passed yet say nothing: only those before today count."""
    return min(period.end, timezone.localdate())


def resolutions_in_time(station: Any, scope: Scope, period: Period) -> Decimal | None:
    """Of the resolutions first due in the period, those done by that day, in percent."""
    if not scope.whole:
        return None
    rows = Resolution.objects.filter(station=station, first_due__gte=period.first, first_due__lt=_until(period))
    rows = rows.exclude(state=ResolutionState.DROPPED)
    done = rows.filter(state=ResolutionState.DONE, done_on__lte=F("first_due"))
    return _share(done.count(), rows.count())


def demands(station: Any, scope: Scope, period: Period) -> int | None:
    """Demands that came in."""
    rows = _demands(station, scope)
    return None if rows is None else rows.filter(**in_days("received_at", period.first, period.end)).count()


def _demands(station: Any, scope: Scope):
    rows = Demand.objects.filter(station=station)
    if scope.whole:
        return rows
    return rows.filter(community=scope.community_id) if scope.community_id else None


def demands_in_time(station: Any, scope: Scope, period: Period) -> Decimal | None:
    """Of the demands first to be answered in the period, those answered by that day, in percent."""
    rows = _demands(station, scope)
    if rows is None:
        return None
    rows = rows.filter(first_due__gte=period.first, first_due__lt=_until(period)).exclude(state=DemandState.DECLINED)
    zone = timezone.get_current_timezone()
    told = rows.annotate(day=TruncDate("first_answered_at", tzinfo=zone)).filter(day__lte=F("first_due"))
    return _share(told.count(), rows.count())


def _talks(station: Any, period: Period):
    return PreventionTalk.objects.counted().filter(station=station, **_days("held_on", period))


def _sittings(station: Any, period: Period):
    return readings.sittings_without_talk().filter(station=station, **in_days("starts_at", period.first, period.end))


def talks(station: Any, scope: Scope, period: Period) -> int | None:
    """Talks, and sittings of the training for merchants that have no record of their own: each counts once."""
    if not scope.whole:
        return None
    return _talks(station, period).count() + _sittings(station, period).count()


def people(station: Any, scope: Scope, period: Period) -> int | None:
    """Heads of talks, and who signed in at sittings that have no record of their own."""
    if not scope.whole:
        return None
    heads = _talks(station, period).aggregate(total=Sum("people"))["total"] or 0
    sittings = _sittings(station, period).values("pk")
    return heads + Attendance.objects.filter(sitting__in=sittings, attended_at__isnull=False).count()


def losses(station: Any, scope: Scope, period: Period) -> float | None:
    """Yuan given back in the period and verified by a second person."""
    if not scope.whole:
        return None
    rows = RecoveredLoss.objects.counted().filter(station=station, **_days("given_back_on", period))
    return float(rows.aggregate(total=Sum("amount"))["total"] or 0)


def register_figures() -> None:
    """Declare the figures of this room."""
    _of_meetings()
    _of_demands()
    _of_prevention()


def _figure(code, name, unit, words, compute, url, order, **more):
    register(Figure(code, name, unit, words, compute, GROUP, url, order=order, **more))


def _of_meetings() -> None:
    _figure(
        "partners.meetings", _("Joint meetings of police and enterprises"), _("meetings"),
        _("Joint meetings held in the period; cancelled ones are left out."), meetings,
        lambda station, scope, period: address("joint-meetings", period, state="took_place"), 60,
        higher_is_better=True,
    )  # fmt: skip
    _figure(
        "partners.resolutions_in_time", _("Resolutions of joint meetings done in time"), "%",
        _("Of the resolutions whose first deadline lay in the period and has passed, those done by it; putting one "
          "off makes it no more punctual. Dropped ones are left out."),
        resolutions_in_time,
        lambda station, scope, period: address("resolutions", period), 61, higher_is_better=True, digits=1,
        counts_records=False,
    )  # fmt: skip


def _of_demands() -> None:
    _figure(
        "partners.demands", _("Demands of enterprises"), pgettext_lazy("unit", "demands"),
        _("Demands that came in in the period, by the code of a building or taken down by an officer."), demands,
        lambda station, scope, period: address("demands", period, community=scope.community_id), 62,
    )  # fmt: skip
    _figure(
        "partners.demands_in_time", _("Demands of enterprises answered in time"), "%",
        _("Of the demands whose first deadline lay in the period and has passed, those first answered by it; those "
          "not accepted are left out."),
        demands_in_time,
        lambda station, scope, period: address(
            "demands", due_from=period.first, due_to=period.last, community=scope.community_id
        ),
        63, higher_is_better=True, digits=1, counts_records=False,
    )  # fmt: skip


def _of_prevention() -> None:
    _figure(
        "partners.talks", _("Prevention trainings for merchants"), _("trainings"),
        _("Talks on record and sittings of the training for merchants; a sitting that has a record counts once."),
        talks, lambda station, scope, period: address("prevention-talks", period), 64, higher_is_better=True,
        counts_records=False,
    )  # fmt: skip
    _figure(
        "partners.people", _("People reached by prevention trainings"), _("attendances"),
        _("Heads counted at talks, and those who signed in at sittings that have no such record."), people,
        lambda station, scope, period: address("prevention-talks", period), 65, higher_is_better=True,
        counts_records=False,
    )  # fmt: skip
    _figure(
        "partners.losses", _("Losses recovered for enterprises"), _("yuan"),
        _("Yuan given back against a receipt in the period and verified by a second person. What clues prevented is "
          "counted there, not here."),
        losses,
        lambda station, scope, period: address(
            "recovered-losses", state="verified", back_from=period.first, back_to=period.last
        ),
        66, higher_is_better=True, counts_records=False,
    )  # fmt: skip
