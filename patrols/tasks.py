"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from patrols.errands.tasks import look
from patrols.findings.tasks import watch
from patrols.schedule.tasks import close, extend, extend_all
from patrols.scoring.tasks import freeze_scores

__all__ = ["freeze_scores", "close", "extend", "extend_all", "look", "watch"]
