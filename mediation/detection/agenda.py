"""What early detection wants done: parts of sweeps, proposals to look at, plans that end."""

from datetime import date, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely.errors import ShapelyError
from shapely.geometry import shape

from mediation.detection.models import Recurrence, SweepTask
from mediation.detection.words import Attention, RecurrenceState, TaskState
from mediation.network.readings import standing
from stations.agenda.words import Ask, Due

SOON = timedelta(days=3)


def sweep_parts(user, day: date) -> list[Ask]:
    """Grids a person is to look at."""
    who = standing(user)
    if who.mediator is None and who.officer_id is None:
        return []
    rows = SweepTask.objects.mine(user).filter(state=TaskState.OPEN).select_related("sweep", "grid")
    return [Ask(rows.order_by("sweep__due_on", "id")[:20], partial(_part, day=day))]


def _part(row: SweepTask, day: date) -> Due:
    return Due(
        title=_("Sweep %(title)s: %(grid)s") % {"title": row.sweep.title, "grid": row.grid},
        due=row.sweep.due_on,
        url=row.sweep.get_absolute_url(),
        tone="danger" if row.sweep.due_on < day else "warn",
        kind="sweep",
        place=str(row.grid),
        point=_middle(row.grid.outline),
        passes=True,
    )


def _middle(outline: dict | None) -> tuple[float, float] | None:
    """A point inside a grid, for the map; None where its outline is not drawn."""
    try:
        inside = shape(outline).representative_point() if outline else None
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return (round(inside.y, 6), round(inside.x, 6)) if inside else None


def recurrences(user, day: date) -> list[Due | Ask]:
    """Proposals to decide, for whoever decides; plans that end, for whoever is in charge. One query of its own."""
    who = standing(user)
    found: list[Due | Ask] = []
    if who.sees_all or who.communities:
        rows = Recurrence.objects.visible_to(user).filter(state=RecurrenceState.PROPOSED)
        rows = rows if who.sees_all else rows.filter(community__in=who.communities)
        levels = list(rows.values_list("level", flat=True))
        if number := len(levels):
            tone = "danger" if Attention.NOW in levels else "warn"
            title = ngettext("%(n)s recurring dispute to look at", "%(n)s recurring disputes to look at", number)
            url = f"{reverse('recurrences')}?state=proposed"
            found.append(Due(title % {"n": number}, None, url, tone, kind="mediation"))
    if who.officer_id:
        mine = Recurrence.objects.filter(state=RecurrenceState.CONFIRMED, owner=who.officer_id)
        found.append(Ask(mine.filter(plan_until__lte=day + SOON).order_by("plan_until", "id")[:20], _plan))
    return found


def _plan(row: Recurrence) -> Due:
    title = _("The plan for recurring dispute %(number)s ends") % {"number": row.pk}
    return Due(title, row.plan_until, row.get_absolute_url(), "warn", kind="mediation")
