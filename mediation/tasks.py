"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from mediation.sessions.tasks import remind

__all__ = ["remind"]
