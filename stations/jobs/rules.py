"""Who may watch a job."""

from django.utils.translation import gettext_lazy as _

from stations.jobs.models import Job
from stations.kit.answer import YES, Answer, no


def may_watch(user, job: Job) -> Answer:
    """Whoever asked for it, and the staff of the station for work that the system started."""
    if job.requested_by_id in {None, user.pk}:
        return YES
    return no(_("This work was started by someone else."), code="not_yours")
