"""What pages and API of incidents read: visible rows with what they show joined, in a fixed number of queries."""

from django.db.models import Prefetch, Q

from stations.incidents.models import Handler, Incident
from stations.incidents.rules import may_see_inbox
from stations.organisation.rules import officer_of

SHOWN = ("category", "community", "grid")


def visible_to(user):
    """The incidents a person may open: police all of the station, auxiliaries what they handle or recorded."""
    rows = Incident.objects.all()
    if may_see_inbox(user):
        return rows
    own = officer_of(user)
    handled = Handler.objects.filter(officer=own, until=None).values("incident")
    return rows.filter(Q(pk__in=handled) | Q(recorded_by=user)) if own else rows.none()


def with_handlers(rows):
    """Join who handles them now."""
    now = Handler.objects.filter(until=None).select_related("officer__user").order_by("id")
    return rows.prefetch_related(Prefetch("handlers", queryset=now))


def in_list(rows):
    """Rows of a list: three queries whatever their number."""
    return with_handlers(rows.select_related(*SHOWN))
