"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from community.groups.tasks import keep_house

__all__ = ["keep_house"]
