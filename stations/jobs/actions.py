"""Start long work, run it exactly once at a time, pick it up again when a worker died."""

import logging
from contextlib import contextmanager, suppress
from datetime import timedelta

import pghistory
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from redis.exceptions import RedisError

from stations.jobs.models import IdempotencyKey, Job, PeriodicRun
from stations.jobs.registry import kind as kind_of
from stations.kit import queue
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station

log = logging.getLogger(__name__)

RUN = "stations.jobs.run"
# Namespace of the advisory locks that show a job's worker is alive.
LOCK_SPACE = 7001
MOST_ATTEMPTS = 3
# How long a repeated request gets its first answer again.
KEYS_KEPT = timedelta(days=7)
PERIODS_KEPT = timedelta(days=90)


def start(*, kind: str, key: str, payload: dict, station, actor=None) -> Job:
    """Queue long work, or return the unfinished job that already does exactly this.

    Args:
        kind: a registered kind, see :mod:`stations.jobs.registry`.
        key: what makes it the same work, e.g. ``"2026-01-01..2026-12-31"``.
        payload: JSON arguments.
        station: the station it works for.
        actor: who asked; None is the system.
    """
    kind_of(kind)
    with transaction.atomic():
        job, made = Job.objects.get_or_create(
            station=station, kind=kind, key=key, state__in=[Job.State.QUEUED, Job.State.RUNNING],
            defaults={"payload": payload, "requested_by": actor, "state": Job.State.QUEUED},
        )  # fmt: skip
        if made:
            queue.on_commit(RUN, job.pk)
    return job


@contextmanager
def _alive(job_id: int):
    """Hold the job's session lock: PostgreSQL drops it when this worker dies, and the sweeper sees that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job_id])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job_id])


def run(*, job_id: int) -> None:
    """Do the work of one job; harmless when it is already being done or was done."""
    with scopes_disabled(), _alive(job_id) as mine:
        if not mine:
            return
        claimed = Job.objects.filter(pk=job_id, state__in=[Job.State.QUEUED, Job.State.RUNNING]).select_related(
            "station", "requested_by"
        )
        job = claimed.first()
        if job is None:
            return
        if job.attempts >= MOST_ATTEMPTS:
            # Its workers were killed each time (memory, time limit): a fourth would be, too.
            _give_up(job)
            return
        job.state, job.started_at, job.attempts = Job.State.RUNNING, timezone.now(), job.attempts + 1
        job.save(update_fields=["state", "started_at", "attempts"])
        with in_station(job.station), pghistory.context(user=job.requested_by_id, job=job.pk):
            _work(job)


def _give_up(job: Job) -> None:
    job.state, job.finished_at = Job.State.FAILED, timezone.now()
    job.message = _("It broke off; the administrators can see why in the log.")
    job.save(update_fields=["state", "message", "finished_at"])
    log.error("job given up", extra={"fields": {"job": job.pk, "kind": job.kind, "attempts": job.attempts}})


def _work(job: Job) -> None:
    """Call the registered function and keep its outcome; a refusal is an outcome, too."""

    def progress(done: int, total: int, message: str = "") -> None:
        job.done, job.total, job.message = done, total, str(message)[:300]
        with suppress(RedisError, OSError):  # progress is a comfort; the work goes on without it
            cache.set(f"job:{job.pk}", [done, total, job.message], 3600)

    try:
        job.result = kind_of(job.kind).work(job, progress) or {}
        job.state = Job.State.DONE
    except (RuleBroken, NotAllowed) as refusal:
        job.state, job.message = Job.State.FAILED, str(refusal)[:300]
    except Exception:
        log.exception("job failed", extra={"fields": {"job": job.pk, "kind": job.kind}})
        if job.attempts < MOST_ATTEMPTS:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
            raise
        job.state, job.message = (
            Job.State.FAILED,
            _("It broke off; the administrators can see why in the log."),
        )
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "result", "message", "done", "total", "finished_at"])


def current(job: Job) -> Job:
    """The job with the progress of the running worker filled in (kept in the cache, outside its transaction)."""
    if job.state == Job.State.RUNNING:
        seen = None
        with suppress(RedisError, OSError):
            seen = cache.get(f"job:{job.pk}")
        done, total, message = seen or [job.done, job.total, job.message]
        job.done, job.total, job.message = done, total, message
    return job


def sweep() -> int:
    """Publish again what waits or whose worker died; returns how many were sent.

    Work that must happen never depends on a message: the row is the truth (DESIGN §7).
    """
    sent = 0
    with scopes_disabled():
        for job in Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).order_by("id")[:200]:
            with _alive(job.pk) as idle:
                pass
            if idle:
                sent += queue.publish(RUN, job.pk)
    return sent


@contextmanager
def once(name: str, period: str):
    """Run a periodic job once a period, whatever the number of beats; yields whether it is ours to do.

    An unfinished run (its worker died) is taken over by whoever comes next.
    """
    with transaction.atomic():
        PeriodicRun.objects.get_or_create(name=name, period=period)
        mine = (
            PeriodicRun.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(name=name, period=period, finished_at=None)
            .first()
        )
        yield mine is not None
        if mine:
            mine.finished_at = timezone.now()
            mine.save(update_fields=["finished_at"])


def forget_keys(*, at) -> int:
    """Forget idempotency keys older than a week, and periods long done; returns how many keys.

    Args:
        at: now.
    """
    PeriodicRun.objects.filter(finished_at__lt=at - PERIODS_KEPT).delete()
    with scopes_disabled():
        return IdempotencyKey.objects.filter(created_at__lt=at - KEYS_KEPT).delete()[0]
