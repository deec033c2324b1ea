"""The words of check-ins: how they were made, what looks odd about them, what was decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Method(models.TextChoices):
    """What proves that the guard stood there (PA-02)."""

    SCAN = "scan", _("printed sign")
    ROTATING = "rotating", _("code of the display")
    PHOTO = "photo", _("photo")
    MANUAL = "manual", _("manual entry (补录)")


class Flag(models.TextChoices):
    """What looks odd: never a refusal, a person decides (PA-11)."""

    CLOCK = "clock", _("clock of the phone is off")
    FAR = "far", _("too far away")
    VAGUE = "vague", _("position not accurate")
    NO_POSITION = "nowhere", _("no position and no photo")
    SPEED = "speed", _("faster than walking (瞬移)")
    SHARED = "shared", _("one phone for two people (代打)")
    REPEAT = "repeat", _("same point again too soon")
    ORDER = "order", _("out of order (乱序)")
    EARLY = "early", _("before the point is due")
    LATE = "late", _("after the end of the duty")
    UNPLANNED = "unplanned", _("not on a planned duty")
    TOO_OLD = "too_old", _("uploaded too late")
    COUNTER = "counter", _("the phone's own count has a gap")


class Verdict(models.TextChoices):
    """What a person decided about a flagged check-in."""

    COUNTS = "counts", pgettext_lazy("check-in", "counts")
    DISCOUNTED = "discounted", pgettext_lazy("check-in", "does not count")


class Closing(models.TextChoices):
    """What the guard found at the point: the one tap that closes the why-card."""

    NOTHING = "nothing", _("nothing to report")
    HAZARD = "hazard", _("a hazard")
    FOUND = "found", _("found something")


class EntryState(models.TextChoices):
    """States of a manual entry."""

    ASKED = "asked", pgettext_lazy("manual entry", "Asked for")
    APPROVED = "approved", pgettext_lazy("manual entry", "Approved")
    REFUSED = "refused", pgettext_lazy("manual entry", "Refused")


# Settled by the rule itself: nothing is left to decide.
SETTLED = (Flag.UNPLANNED, Flag.REPEAT)
# What a person is asked about; the others are facts (late, out of order) or settled by the rule itself (too soon).
TO_DECIDE = (
    Flag.CLOCK, Flag.FAR, Flag.VAGUE, Flag.NO_POSITION, Flag.SPEED, Flag.SHARED, Flag.TOO_OLD, Flag.COUNTER,
)  # fmt: skip
