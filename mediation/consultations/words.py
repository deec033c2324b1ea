"""Words of consultations that models, rules and doors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Who consults about what."""

    WORKDAY = "workday", _("political-legal work day (政法工作日)")
    DEPARTMENTS = "departments", _("multi-department meeting (联席会商)")
    RISK = "risk", _("prominent-risk conference (突出风险会商)")


class State(models.TextChoices):
    """From the invitation to the last task done."""

    PLANNED = "planned", pgettext_lazy("consultation", "Planned")
    HELD = "held", pgettext_lazy("consultation", "Held, tasks open")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("consultation", "Cancelled")


class TaskState(models.TextChoices):
    """A task never vanishes: it is done, or it comes back and is given out again."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    RETURNED = "returned", pgettext_lazy("task", "Sent back")


class Decision(models.TextChoices):
    """What a meeting decided about a case."""

    JOINT = "joint", _("joint mediation with departments")
    CONTINUE = "continue", _("go on mediating")
    TRANSFER = "transfer", _("transfer to who is competent")
    BY_LAW = "by_law", _("handle by law")
    WATCH = "watch", _("keep under watch")
    LATER = "later", _("consult again at the next meeting")


TONES = {State.PLANNED: "info", State.HELD: "warn", State.CLOSED: "ok", State.CANCELLED: "muted"}
TASK_TONES = {TaskState.OPEN: "info", TaskState.DONE: "ok", TaskState.RETURNED: "danger"}
