"""What the roster wants done: absences of my team that nobody stands in for yet."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.roster.readings import open_soon

SOON = timedelta(days=7)
URGENT = timedelta(days=1)


def open_absences(user, day: date) -> list[Due]:
    """Days of the next week on which a member of a team I lead is away and nobody stands in; one query.

    Args:
        user: the person, with ``leads`` filled by the request.
        day: today.
    """
    leads = getattr(user, "leads", frozenset())
    if not leads:
        return []
    return [
        Due(
            title=_("Name a substitute for %(name)s") % {"name": duty.officer.user.name},
            due=duty.date,
            url=f"{reverse('absence-cover', args=[duty.absence_id])}?day={duty.date:%Y-%m-%d}",
            tone="danger" if duty.date - day <= URGENT else "warn",
            kind="people",
        )
        for duty in open_soon(leads, day, day + SOON)
    ]
