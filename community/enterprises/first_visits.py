"""First visits (入驻首访): opened on moving in, due in waves after an import, done by a visit, loud when overdue."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from community.enterprises import rules
from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import EnterpriseVisit
from community.enterprises.readings import keeper_expression, leaders_over, settings_of
from community.enterprises.words import FirstState
from stations.calendar.rules import marks_between, marks_for_limit
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.timeline.actions import lines_last, record

OVERDUE, LATE = "first_visit.overdue", "first_visit.escalated"
# How far ahead the waves of an import may reach (days of the calendar).
AHEAD = 900


def open_one(*, enterprise: Enterprise, today: date) -> FirstVisit:
    """The first visit of one enterprise that has just moved in; who entered it late still has some days left."""
    settings = settings_of(enterprise.station)
    # An enterprise that was entered late is counted from the day on which the station learned of it.
    start = max(enterprise.moved_in_on, today - timedelta(days=settings.first_visit_days))
    marks = marks_for_limit(start, settings.first_visit_days)
    row = FirstVisit.objects.create(
        station=enterprise.station, enterprise=enterprise, opened_on=today,
        due_on=max(rules.first_due(start, settings, marks), today),
    )  # fmt: skip
    enterprise.first_visit = row
    return row


def plan_waves(*, station, enterprises: Iterable[Enterprise], today: date) -> list[FirstVisit]:
    """Unsaved first visits of enterprises read in together: never more a day and officer than the station sets.

    Args:
        enterprises: not saved yet perhaps; with ``keeper_id`` set to who looks after each, or None.
        today: day of the import.
    """
    settings = settings_of(station)
    marks = marks_between(today, today + timedelta(days=AHEAD))
    first = rules.first_due(today, settings, marks)
    rows = list(enterprises)
    keepers = [getattr(row, "keeper_id", None) for row in rows]
    days = rules.waves(keepers, _taken(today), first, settings.first_visits_a_day, marks)
    return [
        FirstVisit(station=station, enterprise=row, opened_on=today, due_on=due)
        for row, due in zip(rows, days, strict=True)
    ]


def _taken(today: date) -> Counter:
    """First visits that are due already, by officer and day."""
    rows = FirstVisit.objects.filter(state=FirstState.OPEN, due_on__gte=today).order_by()
    found = rows.annotate(keeper=keeper_expression(today, "officer_id", "enterprise__"))
    return Counter(found.values_list("keeper", "due_on"))


def first_of(enterprise: Enterprise) -> FirstVisit | None:
    """The first visit of a locked enterprise."""
    return FirstVisit.objects.select_for_update(no_key=True).filter(enterprise=enterprise).first()


def done(*, first: FirstVisit, visit: EnterpriseVisit) -> None:
    """The visit that did it."""
    rules.FIRST_VISIT.advance(first, "done", None)
    first.visit, first.done_on = visit, timezone.localdate(visit.at)
    first.save()


def undone(*, visit: EnterpriseVisit) -> None:
    """The visit that did it was struck: it is due again, within the days the station gives."""
    first = FirstVisit.objects.select_for_update(no_key=True).filter(visit=visit).first()
    if first is None:
        return
    rules.FIRST_VISIT.advance(first, "undo", None)
    first.visit, first.done_on = None, None
    first.save()


def drop(*, enterprise: Enterprise) -> None:
    """The enterprise has moved out before anybody came."""
    first = first_of(enterprise)
    if first is not None and first.state == FirstState.OPEN:
        rules.FIRST_VISIT.advance(first, "drop", None)
        first.save(update_fields=["state"])


@transaction.atomic
@lines_last()
def remind(*, station, at: datetime) -> int:
    """Tell officers which first visits are overdue, and leaders which stay so; returns how many were told anew.

    Each is told once to each; safe to run twice and on any later day.
    """
    today, settings = timezone.localdate(at), settings_of(station)
    late = FirstVisit.objects.filter(state=FirstState.OPEN, due_on__lt=today)
    told = _warn(station, late.filter(warned_on=None), today)
    patience = today - timedelta(days=settings.escalate_days)
    return told + _escalate(station, late.filter(escalated_on=None, due_on__lt=patience), today)


def _warn(station, rows, today: date) -> int:
    rows = rows.annotate(keeper=keeper_expression(today, "officer_id", "enterprise__")).order_by("pk")
    found = list(rows.select_for_update(no_key=True, of=("self",)))
    officers = Officer.objects.select_related("user").in_bulk({row.keeper for row in found if row.keeper})
    mine: Counter = Counter(row.keeper for row in found if row.keeper)
    for keeper, count in sorted(mine.items()):
        tell(
            station=station, recipients=[officers[keeper]], kind=OVERDUE, key=f"{OVERDUE}:{today}:{keeper}",
            url=f"{reverse('first-visits')}?state=overdue", count=count,
        )  # fmt: skip
    FirstVisit.objects.filter(pk__in=[row.pk for row in found]).update(warned_on=today)
    return len(found)


def _escalate(station, rows, today: date) -> int:
    found = list(
        rows.select_for_update(no_key=True, of=("self",)).annotate(place=F("enterprise__community")).order_by("pk")
    )
    by_place: dict[int | None, int] = Counter(row.place for row in found)
    for community, count in sorted(by_place.items(), key=lambda pair: pair[0] or 0):
        leaders = leaders_over(Enterprise(community_id=community), today)
        if leaders:
            tell(
                station=station, recipients=leaders, kind=LATE, key=f"{LATE}:{today}:{community}", urgent=True,
                url=f"{reverse('first-visits')}?state=overdue&community={community}", count=count,
            )  # fmt: skip
    FirstVisit.objects.filter(pk__in=[row.pk for row in found]).update(escalated_on=today)
    if found:
        record(verb="first_visit.escalated", station=station, count=len(found))
    return len(found)
