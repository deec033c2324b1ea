"""Verbs of the station's own lists. An actor of None is the system."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from stations.catalogue import defaults, key_places, rules
from stations.catalogue.models import Category, Element, Spot
from stations.kit.answer import RuleBroken, demand
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.organisation.rules import same_station
from stations.places.geometry import locate, plausible
from stations.places.models import Community, Grid
from stations.timeline.actions import record

CATEGORY_FIELDS = ("code", "name", "fold", "grade", "order")


def _demand(actor: User | None) -> None:
    if actor is not None:
        demand(rules.may_keep_catalogue(actor))


def _free(model: type[models.Model], station: Station, but: int | None = None, **key) -> None:
    """Refuse a code (or a name with its address) that another row of the station has."""
    if model._default_manager.filter(station=station, **key).exclude(pk=but).exists():
        message = _("Another one has this code.") if "code" in key else _("Another one has this name.")
        raise RuleBroken(message, code=f"{next(iter(key))}_taken")


def _write(row: models.Model, values: dict) -> list[str]:
    """Set what differs and save; returns the codes of the changed columns."""
    changed = [key for key, value in values.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    if changed:
        row.save()
    return sorted(changed)


# -- categories ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_category(
    *,
    station: Station,
    actor: User | None,
    code: str,
    name: str,
    parent: Category | None = None,
    kind: str = "",
    fold: str = "",
    grade: int | None = None,
    order: int = 0,
) -> Category:
    """Enter a category; below another one it is of that one's kind, and of its fold and grade unless said.

    Raises:
        RuleBroken: ``code_taken``, ``other_station``, ``too_deep``, ``kind``, ``closed``.
    """
    _demand(actor)
    lock_station(station)
    _free(Category, station, code=code)
    row = Category(station=station, code=code, name=name, parent=parent, order=order)
    if parent:
        same_station(row, parent).or_refuse()
        row.kind, row.fold, row.grade, row.level = parent.kind, parent.fold, parent.grade, parent.level + 1
    else:
        row.level = 1
    row.kind, row.fold, row.grade = kind or row.kind, fold or row.fold, grade or row.grade
    rules.may_hang_below(parent, row.kind).or_refuse()
    row.save()
    record(verb="category.added", subject=row, actor=actor, code=code)
    return row


@transaction.atomic
def change_category(*, category: Category, actor: User | None, **values) -> list[str]:
    """Change ``code name fold grade order``; returns the changed fields. Kind and parent stay: reports rest on them.

    Raises:
        RuleBroken: ``code_taken``.
    """
    _demand(actor)
    lock_station(category.station)
    if "code" in values:
        _free(Category, category.station, but=category.pk, code=values["code"])
    changed = _write(category, {key: values[key] for key in CATEGORY_FIELDS if key in values})
    if "name" in changed:
        _rename_below(category)
    if changed:
        record(verb="category.changed", subject=category, actor=actor, fields=changed)
    return changed


def _rename_below(category: Category) -> None:
    """The paths of everything below hold the name."""
    row_of = {category.pk: category}
    for row in Category.objects.filter(level__gt=category.level).order_by("level"):
        if row.parent_id in row_of:
            row.parent = row_of[row.parent_id]
            row.save(update_fields=["path"])
            row_of[row.pk] = row


@transaction.atomic
def set_category_active(*, category: Category, active: bool, actor: User | None) -> None:
    """Take a category with everything below it out of use, or into use with everything above it.

    Raises:
        RuleBroken: ``unchanged``.
    """
    _demand(actor)
    lock_station(category.station)
    if category.active == active:
        raise RuleBroken(_("Nothing would change."), code="unchanged")
    rows = {row.pk: row for row in Category.objects.all()}
    chosen = {category.pk}
    if active:
        above = rows[category.pk]
        while above.parent_id:
            above = rows[above.parent_id]
            chosen.add(above.pk)
    else:
        for row in sorted(rows.values(), key=lambda row: row.level):
            if row.parent_id in chosen:
                chosen.add(row.pk)
    Category.objects.filter(pk__in=chosen).update(active=active)
    category.active = active
    verb = "category.used" if active else "category.retired"
    record(verb=verb, subject=category, actor=actor, count=len(chosen))


@transaction.atomic
def install_defaults(*, station: Station, actor: User | None) -> int:
    """Enter the default categories and control elements of a station that has no categories yet; returns how many.

    Raises:
        RuleBroken: ``not_empty``.
    """
    _demand(actor)
    lock_station(station)
    if Category.objects.exists():
        raise RuleBroken(_("There are categories already; add single ones."), code="not_empty")
    made: dict[str, Category] = {}
    for number, entry in enumerate(defaults.entries(), 1):
        row = Category(
            station=station, code=entry.code, level=entry.level, name=entry.name, kind=entry.kind, fold=entry.fold,
            grade=entry.grade, order=number, parent=made.get(entry.parent),
        )  # fmt: skip
        row.save()
        made[entry.code] = row
    known = set(Element.objects.values_list("code", flat=True))
    for number, (code, name) in enumerate(defaults.ELEMENTS, 1):
        if code not in known:
            Element.objects.create(station=station, code=code, name=name, order=number)
    record(verb="catalogue.defaults", station=station, actor=actor, count=len(made))
    return len(made)


# -- control elements ------------------------------------------------------------------------------------------


@transaction.atomic
def set_element(
    *, station: Station, actor: User | None, code: str, name: str, order: int = 0, active: bool = True, element=None
) -> Element:
    """Enter or change a control element.

    Args:
        element: the one to change; None enters a new one.

    Raises:
        RuleBroken: ``code_taken``.
    """
    _demand(actor)
    lock_station(station)
    _free(Element, station, but=element.pk if element else None, code=code)
    row = element or Element(station=station)
    fields = _write(row, {"code": code, "name": name, "order": order, "active": active})
    if fields or element is None:
        verb = "element.changed" if element else "element.added"
        record(verb=verb, subject=row, actor=actor, code=code, fields=fields)
    return row


# -- places ----------------------------------------------------------------------------------------------------


@transaction.atomic
def set_spot(
    *,
    station: Station,
    actor: User | None,
    name: str,
    address: str = "",
    lat: float | None = None,
    lng: float | None = None,
    community: Community | None = None,
    grid: Grid | None = None,
    spot: Spot | None = None,
) -> Spot:
    """Enter or change a known place; without community and grid they are found from the point.

    Args:
        lat, lng: WGS-84, both or none.
        spot: the one to change; None enters a new one.

    Raises:
        RuleBroken: ``name_taken``, ``position``, ``other_station``, ``grid_elsewhere``, ``key_point``.
    """
    _demand(actor)
    lock_station(station)
    _free(Spot, station, but=spot.pk if spot else None, name=name, address=address)
    if (lat is None) != (lng is None) or (lat is not None and lng is not None and not plausible(lat, lng)):
        raise RuleBroken(_("This is no position in mainland China."), code="position")
    key_places.keeps_its_point(spot, lat)
    row = spot or Spot(station=station)
    for part in filter(None, (community, grid)):
        same_station(row, part).or_refuse()
    if grid and community and grid.community_id != community.pk:
        raise RuleBroken(_("The grid lies in another community."), code="grid_elsewhere")
    if lat is not None and lng is not None and not (community or grid):
        found = locate(station.pk, lat, lng)
        community = Community.objects.filter(pk=found.community_id).first()
        grid = Grid.objects.filter(pk=found.grid_id).first()
    community = grid.community if grid else community
    values = {"name": name, "address": address, "lat": lat, "lng": lng, "community": community, "grid": grid}
    fields = _write(row, values)
    if fields or spot is None:
        record(verb="spot.changed" if spot else "spot.added", subject=row, actor=actor, fields=fields)
    return row


def _referring(model: type[models.Model]) -> list:
    """The columns of rooms above that refer to a table; history refers without a constraint and stays as it was."""
    ties = (tie for tie in model._meta.get_fields(include_hidden=True) if tie.auto_created and not tie.concrete)
    columns = (getattr(tie, "field", None) for tie in ties)
    return [column for column in columns if getattr(column, "db_constraint", False)]


@transaction.atomic
def merge_spots(*, keep: Spot, gone: Spot, actor: User | None) -> Spot:
    """Let one place take over everything that refers to another, which goes (its history stays).

    Raises:
        RuleBroken: ``same``, ``other_station``.
    """
    _demand(actor)
    rules.may_merge(keep, gone).or_refuse()
    rows = {
        row.pk: row
        for row in Spot.objects.select_for_update(no_key=True).filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    }
    keep, gone = rows[keep.pk], rows[gone.pk]
    moved = 0
    for relation in _referring(Spot):
        moved += relation.model.objects.filter(**{relation.name: gone}).update(**{relation.name: keep})
    if keep.lat is None:
        keep.lat, keep.lng = gone.lat, gone.lng
    if keep.community_id is None:
        keep.community_id, keep.grid_id = gone.community_id, gone.grid_id
    key_places.take_over(keep, gone)
    keep.uses += gone.uses
    keep.used_at = max(filter(None, (keep.used_at, gone.used_at)), default=None)
    keep.save()
    was = gone.pk
    gone.delete()
    record(verb="spot.merged", subject=keep, actor=actor, gone=was, moved=moved)
    return keep
