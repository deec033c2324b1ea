"""The words of surveys (要素摸排): premises, places and events; none of residents. Pure choices."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What is surveyed. There is no kind for a person, and there will be none."""

    PREMISES = "premises", pgettext_lazy("survey", "premises (场所)")
    SPOT = "spot", pgettext_lazy("survey", "place (部位)")
    EVENT = "event", pgettext_lazy("survey", "event (活动)")


class State(models.TextChoices):
    """Whether it is still to be looked at."""

    ACTIVE = "active", pgettext_lazy("survey", "Kept in sight")
    ENDED = "ended", pgettext_lazy("survey", "Ended")


class Finding(models.TextChoices):
    """What a review found."""

    ENTERED = "entered", pgettext_lazy("survey", "Entered")
    SAME = "same", pgettext_lazy("survey", "Still so")
    LEVEL = "level", pgettext_lazy("survey", "Changed level")
    ENDED = "ended", pgettext_lazy("survey", "Ended")
    RESUMED = "resumed", pgettext_lazy("survey", "Taken up again")


TONES = {State.ACTIVE: "info", State.ENDED: "muted"}
FINDING_TONES = {
    Finding.ENTERED: "info", Finding.SAME: "ok", Finding.LEVEL: "warn", Finding.ENDED: "muted",
    Finding.RESUMED: "info",
}  # fmt: skip
# Icons of the kinds, on list, map and the person's own tasks.
ICONS = {Kind.PREMISES: "building-store", Kind.SPOT: "map-pin", Kind.EVENT: "calendar-event"}
# Resident identity numbers, mobile and land-line numbers, as the database refuses them too.
PERSONAL = r"(\d{17}[0-9Xx])|(\d{15})|(1[3-9]\d{9})|(0\d{2,3}-\d{7,8})"
