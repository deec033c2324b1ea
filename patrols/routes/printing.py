"""Print signs: at once where they are few, as long work with progress where they are many."""

from hashlib import sha256

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.routes import documents, rules
from patrols.routes.actions import demand_keeper
from patrols.routes.models import Checkpoint
from patrols.routes.points import note_printed
from stations.files.actions import store
from stations.jobs.actions import start

KIND = "patrols.signs"
PURPOSE = "patrol-signs"
SHEET, LARGE = "sheet", "large"
# More than three pages are left to a worker.
AT_ONCE = {SHEET: 36, LARGE: 12}
MOST = 1000


def file_name(layout: str) -> str:
    """Name of the file that is handed out."""
    day = timezone.localdate()
    return f"{_('Signs of checkpoints')}-{day:%Y%m%d}{'-A4' if layout == LARGE else ''}.pdf"


def draw(*, points: list[Checkpoint], layout: str, station, actor, progress=lambda done, total: None) -> bytes:
    """The signs of some points as a PDF, and a line in the day-book.

    Args:
        points: in the order in which they are printed.
        layout: ``"sheet"`` or ``"large"``.
        progress: called with signs drawn and all signs.
    """
    demand_keeper(actor)
    maker = documents.large if layout == LARGE else documents.sheet
    content = maker(points=points, station=station, progress=progress)
    note_printed(checkpoints=points, station=station, actor=actor, at=timezone.now())
    return content


def order(*, points: list[Checkpoint], layout: str, station, actor):
    """Leave the printing of many signs to a worker; returns its job."""
    demand_keeper(actor)
    ids = [point.pk for point in points[:MOST]]
    versions = sum(point.sign_version for point in points)
    print_ = sha256(f"{ids}{versions}".encode()).hexdigest()[:16]
    key = f"{actor.pk}:{layout}:{print_}"
    return start(kind=KIND, key=key, payload={"points": ids, "layout": layout}, station=station, actor=actor)


def work(job, progress) -> dict:
    """Draw the signs of a job and keep them as a file of who asked."""
    ids, layout = job.payload["points"], job.payload["layout"]
    rows = Checkpoint.objects.in_bulk(ids)
    points = [rows[pk] for pk in ids if pk in rows]
    with transaction.atomic():
        content = draw(
            points=points, layout=layout, station=job.station, actor=job.requested_by,
            progress=lambda done, total: progress(done, total) if done % 12 == 0 else None,
        )  # fmt: skip
        stored = store(
            station=job.station, purpose=PURPOSE, name=file_name(layout), content=content,
            content_type="application/pdf", actor=job.requested_by,
        )  # fmt: skip
    return {
        "url": f"{reverse('signs')}?file={stored.pk}",
        "summary": _("%(count)s signs are ready.") % {"count": len(points)},
    }


def may_fetch(user, stored):
    """The printed signs go to who keeps the routes: whoever has a sign can check in with it."""
    return rules.may_keep_routes(user)
