"""Recurrences as people read them: reasons in words, disputes they may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mediation.cases.models import Case
from mediation.detection.models import Recurrence, RecurrenceItem
from mediation.detection.words import Reason
from stations.incidents.models import Incident


def reason_words(reasons: Iterable[dict]) -> list[str]:
    """The sentences of stored codes; an unknown code is left out."""
    return [str(Reason(row["code"]).label) % row for row in reasons if row.get("code") in Reason.values]


@dataclass(frozen=True, slots=True)
class Shown:
    """One dispute of a recurrence: its number and address where this person may open it."""

    at: datetime
    label: Any
    url: str = ""
    state: Any = ""


def disputes(recurrence: Recurrence, user, staff: bool) -> list[Shown]:
    """The disputes of a recurrence, newest first; what the person may not see has no number. Three queries.

    Args:
        recurrence: one this person may see.
        user: who reads.
        staff: whether incidents may be opened (station staff).
    """
    items = list(RecurrenceItem.objects.filter(recurrence=recurrence).order_by("-at", "-id"))
    seen = Case.objects.visible_to(user).filter(pk__in=[row.case_id for row in items if row.case_id])
    cases = {case.pk: case for case in seen}
    rows = Incident.objects.filter(pk__in=[row.incident_id for row in items if row.incident_id]) if staff else ()
    incidents = {incident.pk: incident for incident in rows}
    found = []
    for item in items:
        row = cases.get(item.case_id) or incidents.get(item.incident_id)
        if row is None:
            found.append(Shown(item.at, ""))
        else:
            found.append(Shown(item.at, row.number, row.get_absolute_url(), row.get_state_display()))
    return found
