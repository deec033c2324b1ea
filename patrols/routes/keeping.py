"""点位固定到人: which points and areas lack their people, and what happens when a keeper goes."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from patrols.routes import readings
from patrols.routes.models import Area, AreaSquad, Checkpoint, CheckpointKeeper
from patrols.squads.hooks import Check, Gap
from stations.kit.spans import in_force
from stations.organisation.actions import close
from stations.timeline.actions import record

SHOWN = 20


def fixed_points(day: date) -> list[Check]:
    """Each checkpoint in use has its keeper, each area in use its squad."""
    return [
        _check(
            _("Every checkpoint has a keeper"),
            Checkpoint.objects.filter(active=True).only("name", "code"),
            readings.kept_on(day),
            reverse("checkpoints") + "?need=keeper",
        ),
        _check(
            _("Every patrol area has a squad"),
            Area.objects.filter(active=True).only("name", "code"),
            AreaSquad.objects.filter(in_force(day)).values("area_id"),
            reverse("areas") + "?active=true",
        ),
    ]


def _check(title: str, rows, settled, url: str) -> Check:
    """How many of the rows are settled, and the first of the others; two queries."""
    total, open_ = rows.count(), list(rows.exclude(pk__in=settled).order_by("code"))
    gaps = tuple(Gap(f"{row.code} {row.name}", row.get_absolute_url()) for row in open_[:SHOWN])
    return Check(title, total - len(open_), total, gaps, url)


def hold(guard) -> None:
    """Lock what the guard keeps, in one order, before anything is written."""
    rows = CheckpointKeeper.objects.select_for_update(no_key=True, of=("self",)).filter(guard=guard)
    list(rows.order_by("checkpoint_id", "start").values_list("pk", flat=True))


def guard_left(*, guard, squad, day: date, actor) -> None:
    """A guard is gone from a squad: the points the guard kept ask for another keeper from that day on."""
    ahead = models.Q(end=None) | models.Q(end__gt=day)
    rows = CheckpointKeeper.objects.select_for_update(no_key=True, of=("self",)).filter(ahead, guard=guard)
    for row in rows.select_related("checkpoint").order_by("checkpoint_id", "start"):
        close(row=row, end=day)
        record(
            verb="checkpoint.keeper_ended", subject=row.checkpoint, actor=actor, guard=guard.pk, end=day.isoformat()
        )
