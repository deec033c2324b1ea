"""What is kept about a person's points: to be read, to be taken along, to be forgotten (SE-21)."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.organisation.models import User
from stations.recognition import readings, shelf
from stations.recognition.models import Appeal, Deed, LedgerEntry
from stations.recognition.words import Taken

BLANK = {Deed: {"words": "", "place": "", "reason": ""}, Appeal: {"words": "", "answer": ""}}


def own_rows(user: User) -> list[dict[Any, Any]]:
    """Every booking and refusal as plain facts, the newest first."""
    return [
        {
            _("Time"): timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M"), _("Act"): line.act,
            _("Booking"): line.kind, _("Number of points"): line.points, _("Reason"): line.reason,
            _("Appeal"): line.appeal.words if line.appeal else "",
        }
        for line in readings.own_lines(user, 0, timezone.now())
    ]  # fmt: skip


@transaction.atomic
def erase(user: User) -> None:
    """End what waits at the desk; blank the words about a person, in rows and in their history. Numbers stay."""
    for row in readings.waiting_for(user).filter(state=Taken.RESERVED).order_by("pk"):
        shelf.cancel(reservation=row, actor=user)
    for model, blank in BLANK.items():
        rows = model.objects.filter(user=user)
        rows.update(**blank)
        events = apps.get_model("stations", f"{model.__name__}Event")
        events.objects.filter(pgh_obj_id__in=rows.values("pk")).update(**blank)
    with pgtrigger.ignore("stations.LedgerEntry:ledger_kept"):
        LedgerEntry.objects.filter(user=user).update(reason="", place="", done_at=None)
