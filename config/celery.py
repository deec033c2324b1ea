"""The Celery application: settings under ``CELERY_``, tasks found through each app's ``tasks.py`` index."""

import os
import time

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.core.cache import cache

from config.schedule import SCHEDULE
from stations.kit import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fenggang", task_cls="stations.kit.again:PatientTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()

PULSE = "stations.jobs.tick"


@before_task_publish.connect
def carry_request_id(sender=None, headers=None, **_):
    """Put the id of the request that queued a task into its headers; note beat's pulse for /healthz."""
    if headers is not None:
        headers.setdefault("request_id", logs.request_id.get())
    if sender == PULSE:
        cache.set("health:beat", time.time(), 60)


@task_prerun.connect
def enter_request(task=None, **_):
    """Log a task under the request that caused it, or under its own id for a periodic task."""
    logs.request_id.set(getattr(task.request, "request_id", None) or f"task-{task.request.id}")


@task_postrun.connect
def leave_request(**_):
    """Forget the request id; the worker child goes on to another task."""
    logs.request_id.set("-")
