"""What each measure saw in a month, squad by squad, from records alone; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Avg, Count, F, Q, Sum

from patrols.findings.models import Finding
from patrols.findings.words import State
from patrols.inspections.models import Inspection
from patrols.schedule.models import PatrolDuty
from patrols.schedule.readings import squad_totals
from patrols.scoring.models import Measure, PublicRating
from patrols.scoring.rules import Value
from patrols.squads.models import PatrolGroup

# PA-19: what counts is what was closed, never what was only reported.
CLOSED = (State.CONFIRMED, State.SETTLED)
Values = Mapping[int, Mapping[str, Value]]


def seen(first: date, last: date) -> Values:
    """Every measure of every squad over some days (both included); five queries.

    Args:
        first, last: duty days.
    """
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for squad, total in squad_totals(first, last).items():
        found[squad][Measure.ATTENDANCE] = Value(total.visited, total.planned)
        found[squad][Measure.PUNCTUALITY] = Value(total.on_time, total.seen)
    _presence(found, first, last)
    _findings(found, first, last)
    _inspections(found, first, last)
    return found


def _presence(found, first: date, last: date) -> None:
    """Hours on the street of planned hours: a stand-in for 见警率, which is a survey; labelled so on the page."""
    rows = PatrolDuty.objects.filter(date__range=(first, last)).exclude(closed_at=None).counted().order_by()
    rows = rows.values("squad_id").annotate(
        length=Sum(F("ends_at") - F("starts_at")), out=Sum(F("last_at") - F("first_at"))
    )
    for row in rows:
        planned = row["length"].total_seconds() / 3600 if row["length"] else 0
        walked = row["out"].total_seconds() / 3600 if row["out"] else 0
        found[row["squad_id"]][Measure.PRESENCE] = Value(round(walked, 2), round(planned, 2))


def _findings(found, first: date, last: date) -> None:
    rows = Finding.objects.filter(reported_at__date__range=(first, last), squad__isnull=False).order_by()
    closed = Q(state__in=CLOSED)
    rows = rows.values("squad_id").annotate(
        frontage=Count("pk", filter=closed & Q(kind__counts_for=PatrolGroup.Focus.FRONTAGE)),
        hazards=Count("pk", filter=closed & Q(kind__counts_for=PatrolGroup.Focus.HAZARDS)),
        rated=Count("quality"), quality=Avg("quality"),
    )  # fmt: skip
    for row in rows:
        here = found[row["squad_id"]]
        here[Measure.FRONTAGE], here[Measure.HAZARDS] = Value(row["frontage"]), Value(row["hazards"])
        here[Measure.QUALITY] = Value(round((row["quality"] or 0) * row["rated"], 2), 5 * row["rated"])


def _inspections(found, first: date, last: date) -> None:
    """Spot checks passed and people content, as one share."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0, 0])
    visits = Inspection.objects.filter(at__date__range=(first, last)).order_by().values("squad_id")
    for row in visits.annotate(passed_n=Count("pk", filter=Q(passed=True)), n=Count("pk")):
        sums[row["squad_id"]][0] += row["passed_n"] / row["n"]
        sums[row["squad_id"]][1] += 1
    for rating in PublicRating.objects.filter(month=first):
        sums[rating.squad_id][0] += rating.content / rating.asked
        sums[rating.squad_id][1] += 1
    for squad, (numerator, denominator) in sums.items():
        found[squad][Measure.INSPECTION] = Value(round(numerator, 4), denominator)


def complete(values: Mapping[str, Value]) -> dict[str, Value]:
    """The measures of one squad; a squad that reported nothing has closed nothing."""
    none = {Measure.FRONTAGE: Value(0), Measure.HAZARDS: Value(0)}
    return {**none, **values}
