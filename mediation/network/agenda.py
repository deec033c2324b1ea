"""What the network wants done: a committee whose term ends, or that has too few members."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.network.lists import term_on
from mediation.network.models import CommitteeTerm
from mediation.network.readings import standing
from mediation.network.rules import Seat, committee_faults
from stations.agenda.registry import Due

SOON = timedelta(days=60)
DAY = timedelta(days=1)


def committee(user, day: date) -> list[Due]:
    """RT-17: the term ends within 60 days without a successor, or its members are no longer a lawful committee."""
    if not standing(user).sees_all:
        return []
    term, url = term_on(day), reverse("committee")
    if term is None:
        return []
    found = []
    ends = term.end
    if ends and ends <= day + SOON and not CommitteeTerm.objects.filter(start__gte=ends).exists():
        title = _("The committee's term ends: elect the next one (RT-17)")
        found.append(Due(title=title, due=ends - DAY, url=url, tone="warn", kind="people"))
    seats = [Seat(row.mediator, row.role, row.woman) for row in term.members.all()]
    for fault in committee_faults(seats, term.start, term.end, day)[:1]:
        found.append(Due(title=str(fault.reason), due=day, url=url, tone="danger", kind="people"))
    return found
