"""Index of this app's Celery tasks; it defines none (Celery looks here)."""
