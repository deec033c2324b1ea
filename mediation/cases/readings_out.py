"""What pages and the agenda read of transfers and notices."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from mediation.cases.models import Case
from mediation.cases.models_papers import CaseNotice, Transfer
from mediation.cases.notices import HowTold
from mediation.cases.words import State, TransferState

TONES = {TransferState.SENT: "warn", TransferState.RECEIVED: "ok", TransferState.RETURNED: "danger"}


def transfers(user):
    """Transfers of the cases a person may see, newest first."""
    rows = Transfer.objects.filter(case__in=Case.objects.visible_to(user))
    return rows.select_related("case", "sent_by", "department", "centre")


def returned_and_waiting(rows):
    """Sent back, and nobody took the case up again: the newest transfer of a case still given away."""
    newer = Transfer.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    back = rows.filter(state=TransferState.RETURNED, case__state=State.TRANSFERRED)
    return back.filter(~Exists(newer))


def waiting(rows, day: date | None = None):
    """Receipts outstanding (with ``day``: due before it) and what came back and is not taken up."""
    newer = Transfer.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    sent = Q(state=TransferState.SENT) if day is None else Q(state=TransferState.SENT, due_on__lt=day)
    return rows.filter(sent | (Q(state=TransferState.RETURNED, case__state=State.TRANSFERRED) & ~Exists(newer)))


def how(row: CaseNotice) -> str:
    """How a notice was given, in words."""
    return str(HowTold(row.way).label) if row.way in HowTold.values else row.way
