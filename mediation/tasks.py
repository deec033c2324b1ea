"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from mediation.agreements.tasks import remind_performance
from mediation.cases.tasks import expire_questions
from mediation.consultations.tasks import plan_all
from mediation.detection.tasks import look, look_all
from mediation.sessions.tasks import remind

__all__ = ["expire_questions", "look", "look_all", "plan_all", "remind", "remind_performance"]
