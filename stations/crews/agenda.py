"""What crews want done: the gaps of the running duty, told to the duty commander."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from stations.agenda.registry import Due
from stations.crews import readings
from stations.crews.rules import worst
from stations.organisation.rules import officer_of
from stations.roster.actions import running_day
from stations.roster.models import Duty


def crew_gaps(user, day: date) -> list[Due]:
    """One line for the duty commander of the running duty day while crews lack somebody.

    At most five queries; one for everybody else.

    Args:
        user: the person.
        day: today.
    """
    own, at = officer_of(user), timezone.now()
    if own is None:
        return []
    days = [timezone.localdate(at) - timedelta(days=back) for back in (0, 1)]
    commanded = set(Duty.objects.filter(officer=own, date__in=days, commander=True).values_list("date", flat=True))
    today = running_day(at) if commanded else None
    if today is None or today not in commanded:
        return []
    found = readings.gaps_on(today, at)
    if not found:
        return []
    title = ngettext("%(n)s crew has a gap", "%(n)s crews have gaps", len(found)) % {"n": len(found)}
    tone = worst(gap for _crew, gaps in found for gap in gaps)
    return [Due(title=title, due=today, url=f"{reverse('crews')}?date={today:%Y-%m-%d}", tone=tone, kind="people")]
