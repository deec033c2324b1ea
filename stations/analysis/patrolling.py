"""An operation against a hot spot asks that somebody passes there while it runs."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from stations.analysis.models import Operation
from stations.errands import actions as errands
from stations.errands.models import Errand
from stations.errands.words import OPEN_STATES

# An operation says its days, not its hours: whoever passes between morning and midnight helps.
BEGINS, ENDS = time(6), time(0)


def ask_or_withdraw(operation: Operation, verb: str, actor, at: datetime) -> None:
    """Inside the operation's own transaction: begun it asks, over or called off it withdraws.

    Args:
        verb: of ``rules.OPERATION_STEPS``.
    """
    source = f"operation:{operation.pk}"
    if verb == "start":
        today = timezone.localdate(at)
        first = max(operation.start, today)
        community = operation.community or (operation.grid.community if operation.grid else None)
        errands.ask(
            station=operation.station, source=source, title=_("Operation: %(name)s") % {"name": operation.name},
            place=operation.place, community=community, starts=BEGINS, ends=ENDS, first=first,
            end=max(operation.end, first + timedelta(days=1)), times=max((operation.end - first).days, 1),
            why=str(operation.category or operation.get_kind_display()), url=operation.get_absolute_url(),
            actor=actor, at=at,
        )  # fmt: skip
    elif verb in {"end", "cancel"}:
        errand = Errand.objects.filter(source=source, state__in=OPEN_STATES).first()
        if errand:
            errands.withdraw(errand=errand, reason=_("The operation is over."), actor=actor, at=at)
