"""What findings earn where a station keeps points: confirmed reports, to whoever made them first."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from patrols.findings.models import Finding
from patrols.findings.words import State
from stations.recognition.registry import Earned
from stations.timeline.models import Entry

ACTS = (("finding", _("Finding on patrol, confirmed")),)


def due(since: datetime) -> Iterable[Earned]:
    """Findings the office has confirmed, with who confirmed them; two queries. A repeated report earns nothing."""
    found = Finding.objects.filter(state=State.CONFIRMED, confirmed_at__gte=since, same_as=None)
    rows = list(found.select_related("guard__user"))
    numbers = [row.pk for row in rows]
    lines = Entry.objects.filter(subject_type="finding", verb="finding.confirm", subject_id__in=numbers)
    checkers = {line.subject_id: line.actor for line in lines.select_related("actor").order_by("id")}
    for row in rows:
        source, checker = f"finding:{row.pk}", checkers.get(row.pk)
        yield Earned(row.guard.user, "finding", source, checker, place=row.place, done_at=row.found_at)
