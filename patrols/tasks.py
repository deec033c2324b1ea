"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from patrols.findings.tasks import watch
from patrols.schedule.tasks import close, extend, extend_all

__all__ = ["close", "extend", "extend_all", "watch"]
