"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from stations.calendar.tasks import seed
from stations.jobs.tasks import run, sweep, tick

__all__ = ["run", "seed", "sweep", "tick"]
