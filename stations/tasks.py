"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from stations.jobs.tasks import run, sweep, tick

__all__ = ["run", "sweep", "tick"]
