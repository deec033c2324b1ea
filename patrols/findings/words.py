"""The words of guards' findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Act(models.TextChoices):
    """What a guard may do about it; checking, seizing and punishing are for the police alone (PA-14)."""

    NOTICED = "noticed", _("noticed (发现)")
    DISSUADED = "dissuaded", _("dissuaded (劝阻)")
    REPORTED = "reported", _("reported (报告)")
    REMOVED = "removed", _("removed on the spot (清除)")
    HELPED = "helped", _("helped (帮助)")


class State(models.TextChoices):
    """The loop squad → command room → office, as its reporter sees it."""

    REPORTED = "reported", pgettext_lazy("finding", "Reported")
    FORWARDED = "forwarded", pgettext_lazy("finding", "With the command room")
    ANSWERED = "answered", pgettext_lazy("finding", "Answered by the office")
    SETTLED = "settled", pgettext_lazy("finding", "Settled on the spot")
    HANDLED = "handled", pgettext_lazy("finding", "Handled")
    CONFIRMED = "confirmed", pgettext_lazy("finding", "Confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("finding", "Linked to another")


OPEN_STATES = (State.REPORTED, State.FORWARDED, State.HANDLED)
# Nothing is left for anybody to do but the office's confirmation.
OVER_STATES = (State.SETTLED, State.ANSWERED, State.HANDLED, State.CONFIRMED)
