"""Two small steps of actions that keep lists: a name nobody else has, and writing only what differs."""

from django.db import models
from django.utils.translation import gettext as _

from stations.kit.answer import RuleBroken


def free(model: type[models.Model], station: models.Model, but: int | None = None, **key) -> None:
    """Refuse a code, name or number that another row of the station has.

    Args:
        model: the table.
        station: whose rows.
        but: the row that may have it.
        key: one column and its value.

    Raises:
        RuleBroken: ``<column>_taken``.
    """
    if model._default_manager.filter(station=station, **key).exclude(pk=but).exists():
        message = _("Another one has this name.") if "name" in key else _("Another one has this code.")
        raise RuleBroken(message, code=f"{next(iter(key))}_taken")


def write(row: models.Model, values: dict) -> list[str]:
    """Set what differs; returns the codes of the changed columns."""
    changed = [key for key, value in values.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    if changed:
        row.save(update_fields=changed)
    return sorted(changed)
