"""The words of residents' wishes. Pure choices."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How far a wish is."""

    SUBMITTED = "submitted", pgettext_lazy("wish", "Submitted")
    ACCEPTED = "accepted", pgettext_lazy("wish", "Accepted")
    PLANNED = "planned", pgettext_lazy("wish", "On a route")
    WALKED = "walked", pgettext_lazy("wish", "Walked")
    ANSWERED = "answered", pgettext_lazy("wish", "Answered")
    DECLINED = "declined", pgettext_lazy("wish", "Declined with reason")
    MERGED = "merged", pgettext_lazy("wish", "Joined with another")
    CLEARED = "cleared", pgettext_lazy("wish", "Cleared at the end of the quarter")


OPEN_STATES = (State.SUBMITTED, State.ACCEPTED, State.PLANNED, State.WALKED)
TONES = {
    State.SUBMITTED: "warn", State.ACCEPTED: "info", State.PLANNED: "info", State.WALKED: "warn",
    State.ANSWERED: "ok", State.DECLINED: "muted", State.MERGED: "muted", State.CLEARED: "muted",
}  # fmt: skip


class Band(models.TextChoices):
    """When of the day, as big buttons; half-open, the last one passes midnight."""

    MORNING = "morning", _("in the morning, 6 to 9")
    DAY = "day", _("during the day, 9 to 17")
    EVENING = "evening", _("in the evening, 17 to 21")
    NIGHT = "night", _("late in the evening, 21 to 24")
    LATE = "late", _("after midnight, 0 to 6")


SPANS: dict[str, tuple[time, time]] = {
    Band.MORNING: (time(6), time(9)), Band.DAY: (time(9), time(17)), Band.EVENING: (time(17), time(21)),
    Band.NIGHT: (time(21), time(0)), Band.LATE: (time(0), time(6)),
}  # fmt: skip


class Days(models.TextChoices):
    """On which days."""

    ANY = "any", pgettext_lazy("days", "any day")
    WORKING = "working", pgettext_lazy("days", "Monday to Friday")
    WEEKEND = "weekend", pgettext_lazy("days", "at the weekend")


WEEKDAYS: dict[str, list[int]] = {Days.ANY: [], Days.WORKING: [1, 2, 3, 4, 5], Days.WEEKEND: [6, 7]}
