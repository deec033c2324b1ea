"""Columns of the lists of duties and plans, and of the month sheet, that leave the house."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from patrols.schedule.readings import Line, Total
from stations.kit.tables import Column

WEEKDAYS = "一二三四五六日"


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _names(duty) -> str:
    return "、".join(row.guard.user.name for row in duty.guards.all())


def slots_of(plan) -> str:
    """The time slots of a plan in one line."""
    return "、".join(f"{slot.starts:%H:%M}–{ends(slot):%H:%M}" for slot in plan.slots.all())


def ends(slot):
    """The time of day at which a slot ends."""
    minutes = (slot.starts.hour * 60 + slot.starts.minute + slot.minutes) % 1440
    return slot.starts.replace(hour=minutes // 60, minute=minutes % 60)


DUTIES = [
    Column(gettext_lazy("Duty day"), lambda duty: f"{duty.date:%Y-%m-%d}"),
    Column(gettext_lazy("Squad"), lambda duty: duty.squad.name),
    Column(gettext_lazy("Starts"), lambda duty: _moment(duty.starts_at)),
    Column(gettext_lazy("Ends"), lambda duty: _moment(duty.ends_at)),
    Column(gettext_lazy("Area"), lambda duty: duty.area.name),
    Column(gettext_lazy("Grid"), lambda duty: duty.grid.name),
    Column(gettext_lazy("Route"), lambda duty: duty.route.name if duty.route else ""),
    Column(gettext_lazy("Task"), lambda duty: duty.task),
    Column(gettext_lazy("Mode"), lambda duty: duty.get_mode_display()),
    Column(gettext_lazy("Guards"), _names),
    Column(gettext_lazy("State"), lambda duty: duty.get_state_display()),
    Column(gettext_lazy("Points wanted"), lambda duty: duty.planned),
    Column(gettext_lazy("Points visited"), lambda duty: duty.visited),
    Column(pgettext_lazy("patrol month", "In time"), lambda duty: duty.on_time),
    Column(gettext_lazy("Uploaded later"), lambda duty: duty.offline),
    Column(gettext_lazy("First check-in"), lambda duty: _moment(duty.first_at)),
    Column(gettext_lazy("Last check-in"), lambda duty: _moment(duty.last_at)),
    Column(gettext_lazy("Kilometres"), lambda duty: round(duty.metres / 1000, 2)),
    Column(gettext_lazy("Cancelled because"), lambda duty: duty.reason),
]
PLANS = [
    Column(gettext_lazy("Plan name"), lambda plan: plan.name),
    Column(gettext_lazy("Squad"), lambda plan: plan.squad.name),
    Column(gettext_lazy("Area"), lambda plan: plan.area.name),
    Column(gettext_lazy("Grid"), lambda plan: plan.grid.name),
    Column(gettext_lazy("Route"), lambda plan: plan.route.name if plan.route else ""),
    Column(gettext_lazy("Task"), lambda plan: plan.task),
    Column(gettext_lazy("Mode"), lambda plan: plan.get_mode_display()),
    Column(gettext_lazy("Weekdays"), lambda plan: weekdays_of(plan)),
    Column(gettext_lazy("Time slots"), slots_of),
    Column(gettext_lazy("Guards a duty"), lambda plan: plan.people),
    Column(gettext_lazy("Guards"), lambda plan: "、".join(row.guard.user.name for row in plan.guards.all())),
    Column(gettext_lazy("From"), lambda plan: f"{plan.start:%Y-%m-%d}"),
    Column(gettext_lazy("Until (excluded)"), lambda plan: f"{plan.end:%Y-%m-%d}" if plan.end else ""),
]


def weekdays_of(plan) -> str:
    """Weekdays of a plan in words."""
    if set(plan.weekdays) == set(range(1, 8)):
        return pgettext("weekdays", "every day")
    if set(plan.weekdays) == set(range(1, 6)):
        return pgettext("weekdays", "Monday to Friday")
    return _("weekdays %(days)s") % {"days": "、".join(WEEKDAYS[day - 1] for day in sorted(plan.weekdays))}


def percent(value: float | None) -> str:
    """A share, or that there is none."""
    return "—" if value is None else f"{value:.1f}%"


def share(total: Total) -> str:
    """到位率 in words: without tasks there is none (PA-17)."""
    return percent(total.share) if total.planned else str(_("no tasks"))


# Of the month sheet: title, value of a line.
MONTH = [
    Column(pgettext_lazy("patrol month", "Duties"), lambda line: line.total.duties),
    Column(pgettext_lazy("patrol month", "Done"), lambda line: line.total.done),
    Column(pgettext_lazy("patrol month", "Missed"), lambda line: line.total.missed),
    Column(pgettext_lazy("patrol month", "Cancelled"), lambda line: line.total.cancelled),
    Column(gettext_lazy("Points wanted"), lambda line: line.total.planned),
    Column(gettext_lazy("Points visited"), lambda line: line.total.visited),
    Column(gettext_lazy("Share visited"), lambda line: share(line.total)),
    Column(pgettext_lazy("patrol month", "In time"), lambda line: percent(line.total.punctual)),
    Column(gettext_lazy("Uploaded later"), lambda line: percent(line.total.offline_share)),
    Column(gettext_lazy("Kilometres"), lambda line: line.total.km),
    Column(pgettext_lazy("patrol month", "Hours"), lambda line: line.total.hours),
]


def month_row(line: Line) -> list:
    """A line of the month sheet as cells."""
    return [line.name, *(column.value(line) for column in MONTH)]
