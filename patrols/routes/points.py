"""Verbs of checkpoints: where they lie, who keeps them, their photo and their sign (PA-12)."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.routes import rules
from patrols.routes.actions import LIVE, demand_free, demand_keeper, locked, write
from patrols.routes.models import Area, Checkpoint, CheckpointKeeper, Route
from patrols.routes.photos import PURPOSE, recognised
from patrols.routes.ways import remeasure_through
from patrols.squads.models import CommandPost, Guard, Liaison
from stations.files.actions import store
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_force
from stations.notices.actions import tell
from stations.organisation.actions import close, hand_on, lock_station
from stations.organisation.models import Station, User
from stations.timeline.actions import record

PLACE = {"lat", "lng"}


@transaction.atomic
def add_checkpoint(
    *, station: Station, actor: User | None, code: str, name: str, area: Area, lat: float, lng: float, **facts
) -> Checkpoint:
    """Enter a checkpoint.

    Args:
        lat, lng: WGS-84; what comes from a Chinese map is converted before, and nothing else of it is kept.
        facts: ``radius indoor where look_at stay_minutes display``.

    Raises:
        RuleBroken: ``code_taken``, ``other_station``, ``area_inactive``.
    """
    demand_keeper(actor)
    lock_station(station)
    demand_free(Checkpoint, station, code=code)
    point = Checkpoint(station=station, code=code, name=name, area=area, lat=lat, lng=lng, **facts)
    _area_fits(point, area)
    point.save()
    record(verb="checkpoint.added", subject=point, actor=actor)
    live.changed(station.pk, LIVE)
    return point


def _area_fits(point: Checkpoint, area: Area) -> None:
    rules.one_station(point, area).or_refuse()
    if not area.active:
        raise RuleBroken(_("This area is no longer in use."), code="area_inactive")


@transaction.atomic
def change_checkpoint(*, checkpoint: Checkpoint, actor: User | None, **values) -> list[str]:
    """Change facts of a checkpoint, its place and its area among them; returns the changed columns.

    The legs of its routes follow its place.

    Raises:
        RuleBroken: ``code_taken``, ``other_station``, ``area_inactive``, ``on_routes``.
    """
    demand_keeper(actor)
    lock_station(checkpoint.station)
    row = locked(checkpoint)
    if "code" in values:
        demand_free(Checkpoint, checkpoint.station, but=row.pk, code=values["code"])
    if "area" in values and values["area"].pk != row.area_id:
        _area_fits(row, values["area"])
    if values.get("active") is False and row.active:
        rules.may_retire_checkpoint(Route.objects.filter(points__checkpoint=row, active=True).count()).or_refuse()
    changed = write(row, values)
    if not changed:
        return changed
    if PLACE & set(changed):
        remeasure_through(row)
    record(verb="checkpoint.changed", subject=row, actor=actor, fields=changed)
    live.changed(row.station_id, LIVE)
    return changed


@transaction.atomic
def set_keeper(*, checkpoint: Checkpoint, guard: Guard, start: datetime.date, actor: User | None) -> CheckpointKeeper:
    """Name the guard who answers for a point from a day on (点位固定到人); the one before ends that day.

    Raises:
        RuleBroken: ``unchanged``, ``guard_left``, ``checkpoint_inactive``, ``other_station``, ``later_change``,
            ``too_early``.
    """
    demand_keeper(actor)
    row = locked(checkpoint)
    rules.may_keep_point(row, guard).or_refuse()
    rows = CheckpointKeeper.objects.filter(checkpoint=row)
    if rows.filter(guard=guard, end=None).exists():
        raise RuleBroken(_("This guard already keeps the point."), code="unchanged")
    new = CheckpointKeeper(station_id=row.station_id, checkpoint=row, guard=guard, start=start)
    kept = hand_on(rows=rows, new=new)
    record(verb="checkpoint.keeper_set", subject=row, actor=actor, guard=guard.pk, start=start.isoformat())
    return kept


@transaction.atomic
def end_keeper(*, keeper: CheckpointKeeper, end: datetime.date, actor: User | None) -> None:
    """From a day on the point has no keeper until one is named."""
    demand_keeper(actor)
    row = (
        CheckpointKeeper.objects.select_for_update(no_key=True, of=("self",))
        .select_related("checkpoint")
        .get(pk=keeper.pk)
    )
    if row.end is not None:
        raise RuleBroken(_("This guard no longer keeps the point."), code="unchanged")
    point, guard = row.checkpoint, row.guard_id
    close(row=row, end=end)
    record(verb="checkpoint.keeper_ended", subject=point, actor=actor, guard=guard, end=end.isoformat())


@transaction.atomic
def set_photo(*, checkpoint: Checkpoint, name: str, content: bytes, actor: User | None) -> None:
    """Keep a photo of the spot; it is written anew, without position and other data of the camera.

    Raises:
        RuleBroken: ``file.empty``, ``file.too_large``, ``file.type``, ``file.damaged``.
    """
    demand_keeper(actor)
    ending, content_type, content = recognised(content)
    row = locked(checkpoint)
    row.photo = store(
        station=checkpoint.station, purpose=PURPOSE, name=f"{row.code}{ending}", content=content,
        content_type=content_type, actor=actor,
    )  # fmt: skip
    row.save(update_fields=["photo"])
    record(verb="checkpoint.photo_set", subject=row, actor=actor, file=row.photo_id)


@transaction.atomic
def remove_photo(*, checkpoint: Checkpoint, actor: User | None) -> None:
    """Show no photo any more; the stored file stays on record."""
    demand_keeper(actor)
    row = locked(checkpoint)
    if row.photo_id is None:
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    row.photo = None
    row.save(update_fields=["photo"])
    record(verb="checkpoint.photo_removed", subject=row, actor=actor)


# -- signs -----------------------------------------------------------------------------------------------------


@transaction.atomic
def reissue_sign(*, checkpoint: Checkpoint, actor: User | None, at: datetime.datetime) -> Checkpoint:
    """Issue a new sign: from this moment on nobody can check in with the old one (PA-12).

    A display shows the new code with its next step.
    """
    demand_keeper(actor)
    return _issue(locked(checkpoint), actor, at)


def _issue(row: Checkpoint, actor: User | None, at: datetime.datetime) -> Checkpoint:
    row.sign_version, row.sign_issued_at, row.sign_lost_at = row.sign_version + 1, at, None
    row.save(update_fields=["sign_version", "sign_issued_at", "sign_lost_at"])
    record(verb="checkpoint.sign_issued", subject=row, actor=actor, version=row.sign_version)
    live.changed(row.station_id, LIVE)
    return row


@transaction.atomic
def reissue_signs(*, checkpoints, actor: User | None, at: datetime.datetime) -> int:
    """Issue new signs for several points, in one order so that two who do it wait for each other."""
    demand_keeper(actor)
    ids = [row.pk for row in checkpoints]
    rows = list(Checkpoint.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    for row in rows:
        _issue(row, actor, at)
    return len(rows)


@transaction.atomic
def report_sign(*, checkpoint: Checkpoint, actor: User, at: datetime.datetime) -> None:
    """Report the sign of a point as lost or damaged: the office and the liaison officers are told (PA-12).

    The old sign stays valid until a new one is issued.

    Raises:
        RuleBroken: ``sign_lost``: it was reported before.
    """
    demand(rules.may_report_sign(actor))
    row = locked(checkpoint)
    if row.sign_lost_at:
        raise RuleBroken(_("The sign was reported already; a new one is on its way."), code="sign_lost")
    row.sign_lost_at = at
    row.save(update_fields=["sign_lost_at"])
    record(verb="checkpoint.sign_lost", subject=row, actor=actor, version=row.sign_version)
    today = timezone.localdate(at)
    seats = CommandPost.objects.filter(in_force(today), level=CommandPost.Level.OFFICE).select_related("user")
    squads = Liaison.objects.filter(in_force(today), squad__areas__area=row.area_id).filter(
        in_force(today, "squad__areas__")
    )
    people = [seat.user for seat in seats] + [link.officer for link in squads.select_related("officer")]
    tell(
        station=checkpoint.station, recipients=people, kind="patrols.sign_lost",
        key=f"sign_lost:{row.pk}:{row.sign_version}", url=row.get_absolute_url(), code=row.code,
    )  # fmt: skip
    live.changed(row.station_id, LIVE)


@transaction.atomic
def note_printed(*, checkpoints, station: Station, actor: User, at: datetime.datetime) -> None:
    """Write down which signs left the printer, and when the present issue of each was made."""
    demand_keeper(actor)
    ids = sorted(row.pk for row in checkpoints)
    fresh = Checkpoint.objects.select_for_update(no_key=True).filter(pk__in=ids, sign_issued_at=None).order_by("pk")
    for row in fresh:
        row.sign_issued_at = at
        row.save(update_fields=["sign_issued_at"])
    record(verb="checkpoint.signs_printed", station=station, actor=actor, count=len(ids), checkpoints=ids[:200])
