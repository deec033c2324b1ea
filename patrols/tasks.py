"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from patrols.findings.tasks import watch

__all__ = ["watch"]
