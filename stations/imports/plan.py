"""What a workbook would change: collected in memory, written at the end as a whole or not at all."""

from collections.abc import Callable, Hashable
from datetime import date
from graphlib import TopologicalSorter

from django.db import models

BATCH = 500


def no_progress(done: int, total: int, message: str = "") -> None:
    """Where nobody watches."""


class Plan:
    """Objects to add and to change in one station; planning writes nothing.

    Attributes:
        station: the station the workbook belongs to.
        today: the day from which changes hold where the sheet gives none.
        actor: who imports; None is the system.
    """

    def __init__(self, *, station, today: date, actor=None):
        self.station, self.today, self.actor = station, today, actor
        self._once: dict[Hashable, object] = {}
        self._new: dict[type[models.Model], list[models.Model]] = {}
        self._changed: dict[type[models.Model], dict[int, tuple[models.Model, set[str]]]] = {}
        self.refused: dict[tuple[str, object], int] = {}

    def once(self, name: Hashable, load: Callable):
        """What ``load`` returned the first time: indexes of rows are loaded once, not once a row."""
        if name not in self._once:
            self._once[name] = load()
        return self._once[name]

    def add(self, obj: models.Model) -> models.Model:
        """Insert a new object at the end; it may be referred to at once."""
        self._new.setdefault(type(obj), []).append(obj)
        return obj

    def change(self, obj: models.Model, **values) -> list[tuple[str, object, object]]:
        """Set columns of an object; returns (name, old, new) of those that really changed."""
        changes = [(name, getattr(obj, name), new) for name, new in values.items() if getattr(obj, name) != new]
        for name, _old, new in changes:
            setattr(obj, name, new)
        if changes and not obj._state.adding:
            entry = self._changed.setdefault(type(obj), {}).setdefault(id(obj), (obj, set()))
            entry[1].update(name for name, _old, _new in changes)
        return changes

    def __bool__(self) -> bool:
        return bool(self._new or self._changed)

    def size(self) -> int:
        """Number of table rows that would be written."""
        return sum(map(len, self._new.values())) + sum(map(len, self._changed.values()))

    def write(self, progress: Callable = no_progress) -> None:
        """Write everything, parents first, and of one table the changes before the additions.

        A dated row is closed before its successor is inserted. The caller holds the transaction.
        """
        done, total = 0, self.size()
        for model in self._order():
            by_fields: dict[tuple[str, ...], list] = {}
            for obj, names in self._changed.get(model, {}).values():
                by_fields.setdefault(tuple(sorted(names)), []).append(obj)
            for names, objects in by_fields.items():
                for batch in _batches(objects):
                    model.objects.bulk_update(batch, names)
                    done += len(batch)
                    progress(done, total, str(model._meta.verbose_name))
            for generation in _generations(model, self._new.get(model, [])):
                for batch in _batches(generation):
                    model.objects.bulk_create(batch)
                    done += len(batch)
                    progress(done, total, str(model._meta.verbose_name))

    def _order(self) -> list[type[models.Model]]:
        """Tables touched, every table after those it refers to."""
        touched = set(self._new) | set(self._changed)
        graph = {
            model: {
                field.related_model
                for field in model._meta.concrete_fields
                if field.is_relation and field.related_model in touched and field.related_model is not model
            }
            for model in sorted(touched, key=lambda model: model._meta.label)
        }
        return list(TopologicalSorter(graph).static_order())


def _generations(model: type[models.Model], objects: list):
    """New rows of one table, those that others of it refer to first (a tree is written level by level)."""
    own = [field.name for field in model._meta.concrete_fields if field.is_relation and field.related_model is model]
    while objects:
        waiting = [
            obj for obj in objects
            if any((above := getattr(obj, name)) is not None and above.pk is None for name in own)
        ]  # fmt: skip
        held = {id(obj) for obj in waiting}
        yield [obj for obj in objects if id(obj) not in held]
        if len(waiting) == len(objects):
            raise ValueError(f"{model._meta.label}: rows refer to each other in a circle")
        objects = waiting


def _batches(objects: list):
    for first in range(0, len(objects), BATCH):
        yield objects[first : first + BATCH]
