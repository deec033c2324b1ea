"""Verbs of areas and streets. An actor of None is the system (imports)."""

import datetime
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from patrols.routes import rules
from patrols.routes.geometry import drawn, length
from patrols.routes.models import Area, AreaSquad, Checkpoint, Route, Street
from patrols.squads.models import Squad
from patrols.squads.rules import may_take_area
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.organisation.actions import close, lock_station
from stations.organisation.models import Station, User
from stations.places.models import Grid
from stations.timeline.actions import record

# Topic of the live hints of the patrols: what the maps of the coverage draw.
LIVE = "patrols"
Row = TypeVar("Row", bound=models.Model)


def demand_keeper(actor: User | None) -> None:
    """Raise NotAllowed unless the actor keeps routes; the system always may."""
    if actor is not None:
        demand(rules.may_keep_routes(actor))


def demand_free(model: type[models.Model], station: Station, but: int | None = None, **key) -> None:
    """Refuse a code or a name that another row of the station has."""
    if model._default_manager.filter(station=station, **key).exclude(pk=but).exists():
        words = _("Another one has this name.") if "name" in key else _("Another one has this code.")
        raise RuleBroken(words, code=f"{next(iter(key))}_taken")


def locked(row: Row) -> Row:
    """The row as it is now, held until the end of the transaction.

    The caller's copy may be stale; its relations are not loaded anew.
    """
    return type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def write(row: models.Model, values: dict) -> list[str]:
    """Set what differs; returns the codes of the changed columns."""
    changed = sorted(key for key, value in values.items() if getattr(row, key) != value)
    for key in changed:
        setattr(row, key, values[key])
    if changed:
        row.save(update_fields=changed)
    return changed


def _grid_fits(area: Area, grid: Grid | None) -> None:
    if grid is not None:
        rules.one_station(area, grid).or_refuse()


@transaction.atomic
def add_area(
    *,
    station: Station,
    actor: User | None,
    code: str,
    name: str,
    grid: Grid | None = None,
    outline: dict | None = None,
) -> Area:
    """Enter a patrol area.

    Args:
        outline: from :func:`stations.places.geometry.read_outline`, or None.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(station)
    demand_free(Area, station, code=code)
    demand_free(Area, station, name=name)
    area = Area(station=station, code=code, name=name, outline=outline)
    _grid_fits(area, grid)
    area.grid = grid
    area.save()
    record(verb="patrol_area.added", subject=area, actor=actor)
    live.changed(station.pk, LIVE)
    return area


@transaction.atomic
def change_area(*, area: Area, actor: User | None, **values) -> list[str]:
    """Change facts of an area (``code name grid active``); returns the changed columns.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``, ``in_use``.
    """
    demand_keeper(actor)
    lock_station(area.station)
    row = locked(area)
    for key in ("code", "name"):
        if key in values:
            demand_free(Area, area.station, but=row.pk, **{key: values[key]})
    if "grid" in values:
        _grid_fits(row, values["grid"])
    if values.get("active") is False and row.active and _has_active(row):
        raise RuleBroken(_("Routes or checkpoints in use lie in this area."), code="in_use")
    changed = write(row, values)
    if changed:
        record(verb="patrol_area.changed", subject=row, actor=actor, fields=changed)
        live.changed(row.station_id, LIVE)
    return changed


def _has_active(area: Area) -> bool:
    here = {"area": area, "active": True}
    return Route.objects.filter(**here).exists() or Checkpoint.objects.filter(**here).exists()


@transaction.atomic
def set_area_outline(*, area: Area, outline: dict | None, day: datetime.date, actor: User | None) -> None:
    """Draw or remove the outline of an area; it stays within what its squads may patrol (PA-13).

    Args:
        outline: from :func:`stations.places.geometry.read_outline`; None removes it.
        day: as of which day squads answer for the area: today.

    Raises:
        RuleBroken: ``outside_premises``, ``premises_unknown``.
    """
    demand_keeper(actor)
    row = locked(area)
    if row.outline == outline:
        return
    ahead = models.Q(end=None) | models.Q(end__gt=day)
    for link in AreaSquad.objects.filter(ahead, area=row).select_related("squad__company"):
        may_take_area(link.squad.company, outline, day).or_refuse()
    row.outline = outline
    row.save(update_fields=["outline"])
    verb = "patrol_area.outlined" if outline else "patrol_area.outline_removed"
    record(verb=verb, subject=row, actor=actor)
    live.changed(row.station_id, LIVE)


@transaction.atomic
def give_area(*, area: Area, squad: Squad, start: datetime.date, actor: User | None) -> AreaSquad:
    """Let a squad answer for an area from a day on; several squads may share one.

    Raises:
        RuleBroken: ``unchanged``, ``squad_inactive``, ``area_inactive``, ``other_station``, ``outside_premises``,
            ``premises_unknown`` (PA-13).
    """
    demand_keeper(actor)
    row = locked(area)
    squad = Squad.objects.select_related("company").get(pk=squad.pk)
    rules.may_answer_for(row, squad).or_refuse()
    may_take_area(squad.company, row.outline, start).or_refuse()
    ahead = models.Q(end=None) | models.Q(end__gt=start)
    if AreaSquad.objects.filter(ahead, area=row, squad=squad).exists():
        raise RuleBroken(_("The squad already answers for this area."), code="unchanged")
    link = AreaSquad.objects.create(station_id=row.station_id, area=row, squad=squad, start=start)
    record(verb="patrol_area.given", subject=row, actor=actor, squad=squad.pk, start=start.isoformat())
    return link


@transaction.atomic
def take_area(*, link: AreaSquad, end: datetime.date, actor: User | None) -> None:
    """Let a squad answer for an area no longer, from a day on."""
    demand_keeper(actor)
    row = AreaSquad.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=link.pk)
    if row.end is not None and row.end <= end:
        raise RuleBroken(_("The squad no longer answers for this area."), code="unchanged")
    area, squad = row.area, row.squad_id
    close(row=row, end=end)
    record(verb="patrol_area.taken", subject=area, actor=actor, squad=squad, end=end.isoformat())


# -- streets ---------------------------------------------------------------------------------------------------


@transaction.atomic
def set_street(
    *, station: Station, name: str, line: dict, actor: User | None, street: Street | None = None
) -> Street:
    """Enter a street or change its name and line.

    Args:
        line: from :func:`patrols.routes.geometry.read_line` with ``parts``.
        street: the one to change; None enters a new one.

    Raises:
        RuleBroken: ``name_taken``.
    """
    demand_keeper(actor)
    lock_station(station)
    demand_free(Street, station, but=street.pk if street else None, name=name)
    row = locked(street) if street else Street(station=station)
    row.name, row.line, row.metres = name, line, round(length(drawn(line)))
    row.save()
    record(verb="street.changed" if street else "street.added", subject=row, actor=actor)
    return row


@transaction.atomic
def remove_street(*, street: Street, actor: User | None) -> None:
    """Take a street off the list; nothing refers to it, and its history stays."""
    demand_keeper(actor)
    record(verb="street.removed", subject=street, actor=actor)
    street.delete()
