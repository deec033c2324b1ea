"""Reads of a case's page: one line of the day-book a person, case and day (decision 0023)."""

from django.utils import timezone

from mediation.cases.models import Case
from stations.timeline.actions import looked
from stations.timeline.models import Entry

PAGE = "case"


def page_read(case: Case, user) -> None:
    """Record that somebody read a case's page today, unless that stands there already (SE-08)."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Entry.objects.about(case).filter(verb="looked", actor=user, at__gte=midnight, data__what=PAGE)
    if not today.exists():
        looked(subject=case, actor=user, what=PAGE)
