"""The words of patrol duties: modes and states."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mode(models.TextChoices):
    """How a duty is patrolled (DOMAIN §5.2)."""

    SLOTS = "slots", _("in time slots (划分时段打卡)")
    WINDOW = "window", _("outdoors in a window (定时段户外)")
    RANDOM = "random", _("at random (全时段随机)")


class State(models.TextChoices):
    """What became of a duty."""

    PLANNED = "planned", pgettext_lazy("patrol", "Not begun")
    RUNNING = "running", pgettext_lazy("patrol", "On the way")
    DONE = "done", pgettext_lazy("patrol", "Done")
    LATE = "late", pgettext_lazy("patrol", "Done late")
    PARTIAL = "partial", pgettext_lazy("patrol", "Done in part")
    MISSED = "missed", pgettext_lazy("patrol", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("patrol", "Cancelled")


OPEN_STATES = (State.PLANNED, State.RUNNING)


class Change(models.TextChoices):
    """Why somebody else goes than the plan says."""

    ILL = "ill", pgettext_lazy("change of a patrol", "ill")
    LEAVE = "leave", pgettext_lazy("change of a patrol", "on leave")
    WORK = "work", pgettext_lazy("change of a patrol", "needed by the company")
    ABSENT = "absent", pgettext_lazy("change of a patrol", "did not come")
    HELP = "help", pgettext_lazy("change of a patrol", "more people needed")
    OTHER = "other", pgettext_lazy("change of a patrol", "another reason")
