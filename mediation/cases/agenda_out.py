"""What transfers want done: late receipts and what came back, for a person's list and for the handover."""

from datetime import date, datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from mediation.cases import readings_out
from mediation.cases.agenda import about
from mediation.cases.models_papers import Transfer
from mediation.cases.words import TransferState
from mediation.network.readings import standing
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line

MOST = 30


def due_transfers(user, day: date) -> list[Ask]:
    """Receipts due by now and what came back, of the cases a person may triage."""
    who = standing(user)
    if not (who.sees_all or who.police):
        return []
    rows = readings_out.waiting(readings_out.transfers(user), day + timedelta(days=1)).order_by("due_on", "id")
    return [Ask(rows.select_related("case__incident", "department", "centre")[:MOST], partial(_due, day=day))]


def _due(row: Transfer, day: date) -> Due:
    if row.state == TransferState.RETURNED:
        words = _("Take up again what %(target)s sent back: %(number)s")
        due, tone, url = row.returned_on, "danger", reverse("mediation-take-back", args=[row.case_id])
    else:
        words = _("Ask %(target)s for the receipt of %(number)s")
        due, tone, url = row.due_on, "warn", reverse("mediation-transfer-receipt", args=[row.pk])
    return Due(
        title=words % {"target": row.target, "number": row.case.number},
        due=due,
        url=url,
        tone=tone,
        **about(row.case),
    )


def transfer_lines(station, at: datetime) -> list[Line]:
    """What came back and receipts that are late, by number; one query."""
    today = timezone.localdate(at)
    rows = readings_out.waiting(Transfer.objects.select_related("case"), today).order_by("due_on", "id")
    return [
        Line(
            format_lazy(
                _("Case {number}: sent back, to be taken up")
                if row.state == TransferState.RETURNED
                else _("Case {number}: the receipt of the transfer is overdue"),
                number=row.case.number,
            ),
            row.case.get_absolute_url(), "danger" if row.state == TransferState.RETURNED else "warn",
        )
        for row in rows
    ]  # fmt: skip
