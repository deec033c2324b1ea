"""The words of errands. Pure choices."""

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How far an errand is."""

    ASKED = "asked", pgettext_lazy("errand", "Asked for")
    PLANNED = "planned", pgettext_lazy("errand", "On a route")
    DONE = "done", pgettext_lazy("errand", "Done")
    DECLINED = "declined", pgettext_lazy("errand", "Declined")
    LAPSED = "lapsed", pgettext_lazy("errand", "Lapsed")


OPEN_STATES = (State.ASKED, State.PLANNED)
TONES = {
    State.ASKED: "warn", State.PLANNED: "info", State.DONE: "ok", State.DECLINED: "muted", State.LAPSED: "danger",
}  # fmt: skip


class Result(models.TextChoices):
    """What whoever passed there says."""

    NOTHING = "nothing", pgettext_lazy("errand", "passed, all right")
    FOUND = "found", pgettext_lazy("errand", "passed, found something")
