"""Words of early detection (排查) that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecurrenceKind(models.TextChoices):
    """What the disputes have in common; never a person's trait."""

    PAIR = "pair", _("the same two parties")
    ADDRESS = "address", _("the same address")
    PHONE = "phone", _("the same phone number")


class RecurrenceState(models.TextChoices):
    """A recurrence is proposed by reckoning, everything else is a person's word, or the rule that clears it."""

    PROPOSED = "proposed", pgettext_lazy("recurrence", "Proposed, to be looked at")
    CONFIRMED = "confirmed", pgettext_lazy("recurrence", "Confirmed, with a plan")
    DISMISSED = "dismissed", pgettext_lazy("recurrence", "Not a recurring dispute")
    CLEARED = "cleared", pgettext_lazy("recurrence", "Cleared")


class Attention(models.IntegerChoices):
    """How soon somebody should look; follows from the reasons, which are always shown with it."""

    WATCH = 1, pgettext_lazy("attention", "watch")
    SOON = 2, pgettext_lazy("attention", "look soon")
    NOW = 3, pgettext_lazy("attention", "look now")


class Reason(models.TextChoices):
    """Why a recurrence has its level; codes in the database, words at view time."""

    TIMES = "times", _("%(times)s disputes within %(days)s days")
    OFTEN = "often", _("twice as often as the station's threshold")
    INJURY = "injury", _("somebody was injured in one of them")
    WEAPON = "weapon", _("a weapon was mentioned in one of them")
    RISK = "risk", _("a case is marked with a risk")
    VIOLENCE = "violence", _("domestic violence is marked in one of them (ZA-28)")
    FAILED = "failed", _("a mediation ended without agreement or was not performed")
    AFTER_PLAN = "after_plan", _("something new after the plan had begun")


class TaskState(models.TextChoices):
    """A part of a sweep."""

    OPEN = "open", pgettext_lazy("sweep", "To be looked at")
    DONE = "done", pgettext_lazy("sweep", "Done")


class FindingState(models.TextChoices):
    """What became of a finding."""

    NEW = "new", pgettext_lazy("finding", "New")
    CASE = "case", pgettext_lazy("finding", "Registered as a dispute")
    SETTLED = "settled", pgettext_lazy("finding", "Settled on the spot")


TONES = {
    RecurrenceState.PROPOSED: "warn", RecurrenceState.CONFIRMED: "info", RecurrenceState.DISMISSED: "muted",
    RecurrenceState.CLEARED: "ok",
}  # fmt: skip
LEVEL_TONES = {Attention.WATCH: "info", Attention.SOON: "warn", Attention.NOW: "danger"}
