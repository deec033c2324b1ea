"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from stations.access.tasks import forget_old_codes
from stations.calendar.tasks import seed
from stations.casework.tasks import reckon_again
from stations.crews.tasks import prepare, prepare_all
from stations.dispatch.tasks import escalate
from stations.errands.tasks import keep_house as keep_errands
from stations.handovers.tasks import watch, watch_all
from stations.jobs.tasks import forget_keys, run, sweep, tick
from stations.notices.tasks import deliver, forget_read
from stations.notices.tasks import sweep as sweep_notices
from stations.recognition.tasks import keep_house as keep_points
from stations.reports.tasks import make_missing
from stations.roster.tasks import extend, extend_all
from stations.timeline.tasks import verify
from stations.training.tasks import keep_house as keep_training

__all__ = [
    "escalate",
    "deliver",
    "extend",
    "extend_all",
    "forget_keys",
    "keep_errands",
    "forget_old_codes",
    "forget_read",
    "keep_points",
    "keep_training",
    "make_missing",
    "reckon_again",
    "prepare",
    "prepare_all",
    "run",
    "seed",
    "sweep",
    "sweep_notices",
    "tick",
    "verify",
    "watch",
    "watch_all",
]
