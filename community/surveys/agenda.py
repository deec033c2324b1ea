"""Reviews that are due, each as a task with its place; work of an area that a stand-in may do."""

from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from community.surveys import readings, rules
from community.surveys.models import Survey
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line
from stations.organisation.rules import officer_of, post_of

MOST, AHEAD = 20, timedelta(days=3)


def due(user, day: date) -> list[Ask]:
    """Reviews the person is responsible for, overdue or within three days."""
    own = officer_of(user)
    if own is None or not post_of(user):
        return []
    rows = readings.surveys(day).active().filter(keeper_id=own.pk, review_on__lte=day + AHEAD)
    return [Ask(rows.order_by("review_on", "level__rank", "id")[:MOST], partial(_due, day=day))]


def _due(row: Survey, day: date) -> Due:
    tone = "danger" if rules.is_overdue(row, day) else "warn" if row.review_on == day else "info"
    point = (row.lat, row.lng) if row.lat is not None and row.lng is not None else None
    title = _("Look at it again: %(name)s (%(level)s)") % {"name": row.name, "level": row.level.name}
    return Due(
        title, row.review_on, row.get_absolute_url(), tone, kind="survey", place=row.place, point=point, passes=True
    )


def late_lines(station, at: datetime) -> list[Line]:
    """Reviews overdue of the highest level, for the handover; one query."""
    today = timezone.localdate(at)
    rows = Survey.objects.overdue(today).filter(level__rank=1).select_related("level").order_by("review_on", "id")
    return [
        Line(
            format_lazy(_("Review overdue: {name} ({level})"), name=row.name, level=row.level.name),
            row.get_absolute_url(), "warn",
        )
        for row in rows[:MOST]
    ]  # fmt: skip
