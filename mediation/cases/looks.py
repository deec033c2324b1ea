"""Opening a case: read once a request, and one line of the day-book a person, case and day (decision 0023)."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mediation.cases import readings
from mediation.cases.models import Case
from stations.timeline.actions import looked
from stations.timeline.models import Entry

PAGE = "case"


def opened(request: HttpRequest, pk: int) -> Case:
    """A case the person may see, with whom its pages name; any other does not exist (404).

    Read once while a page is shown: the parts of a case's page are drawn in one request. What changes a case reads it
    anew.
    """
    known = getattr(request, "_mediation_case", None)
    if known is None or known.pk != pk or request.method != "GET":
        known = get_object_or_404(readings.in_detail(request.user), pk=pk)
        request._mediation_case = known  # type: ignore[attr-defined]
    return known


def page_read(case: Case, user) -> None:
    """Record that somebody read a case's page today, unless that stands there already (SE-08)."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Entry.objects.about(case).filter(verb="looked", actor=user, at__gte=midnight, data__what=PAGE)
    if not today.exists():
        looked(subject=case, actor=user, what=PAGE)
