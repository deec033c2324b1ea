"""Reminders of performance and of judicial confirmation, each exactly once."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mediation.agreements import rules
from mediation.agreements.countdowns import running_out
from mediation.agreements.models import Instalment
from mediation.cases.models import Case, CaseMediator
from mediation.network.readings import settings_of
from stations.notices.actions import tell

AHEAD = timedelta(days=3)
MOST = 500


def responsible(case: Case) -> list:
    """Who is told: the mediators of a case and its officer."""
    rows = CaseMediator.objects.filter(case=case, until=None, accepted=True).select_related("mediator__user")
    return [row.mediator.user for row in rows] + ([case.officer] if case.officer else [])


def remind(*, station, at: datetime) -> int:
    """Tell who works on a case of instalments near or overdue, and of a judicial confirmation that runs out (SF-01).

    A stamp and the notice's key make each of them once.

    Returns:
        How many instalments and agreements were told of.
    """
    today = timezone.localdate(at)
    near = _told(station, "reminded_at", "performance_due", at, due_on__gte=today, due_on__lte=today + AHEAD)
    late = _told(station, "overdue_told_at", "performance_late", at, due_on__lt=today)
    return near + late + _confirmations(station, today)


@transaction.atomic
def _confirmations(station, today: date) -> int:
    """Told once, when the countdown turns amber (``amber_days`` before the last day, SF-08)."""
    count = 0
    for row, badge in running_out(Case.objects.all(), today, settings_of(station), MOST):
        count += bool(tell(
            station=station, recipients=responsible(row.case), kind="mediation.confirmation_ends",
            key=f"mediation.confirmation_ends:{row.pk}", url=row.get_absolute_url(), number=row.case.number,
            day=badge.day.isoformat(),
        ))  # fmt: skip
    return count


@transaction.atomic
def _told(station, stamp: str, kind: str, at: datetime, **when) -> int:
    rows = (
        Instalment.objects.open()
        .filter(agreement__case__state__in=rules.RUNNING, **when, **{f"{stamp}__isnull": True})
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("agreement__case__officer__user")
        .order_by("pk")[:MOST]
    )
    count = 0
    for row in rows:
        case = row.agreement.case
        tell(
            station=station, recipients=responsible(case), kind=f"mediation.{kind}", key=f"mediation.{kind}:{row.pk}",
            url=row.get_absolute_url(), number=case.number, day=row.due_on.isoformat(),
        )  # fmt: skip
        setattr(row, stamp, at)
        row.save(update_fields=[stamp])
        count += 1
    return count
