"""What crews want done: the gaps of the running duty, told to the duty commander."""

from datetime import date

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
    """One line for the duty commander of the running duty day while crews lack somebody; at most five queries.

    Args:
        user: the person.
        day: today.
    """
    own = officer_of(user)
    at = timezone.now()
    today = running_day(at)
    if own is None or not Duty.objects.filter(officer=own.pk, date=today, commander=True).exists():
        return []
    found = readings.gaps_on(today, at)
    if not found:
        return []
    title = ngettext("%(n)s crew has a gap", "%(n)s crews have gaps", len(found)) % {"n": len(found)}
    tone = worst(gap for _crew, gaps in found for gap in gaps)
    return [Due(title=title, due=today, url=f"{reverse('crews')}?date={today:%Y-%m-%d}", tone=tone, kind="people")]
