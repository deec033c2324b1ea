"""The station is the tenant: rows of another station do not exist (django-scopes)."""

from contextlib import contextmanager

from django.db import models
from django_scopes import ScopedManager, scope


def station_manager(queryset: type[models.QuerySet] = models.QuerySet):
    """A manager that only works inside a station's scope and then shows that station's rows.

    Args:
        queryset: the QuerySet class with the domain words of the table.
    """
    return ScopedManager(station="station", _manager_class=models.Manager.from_queryset(queryset))


class StationOwned(models.Model):
    """Base of every table whose rows belong to one station."""

    station = models.ForeignKey("stations.Station", on_delete=models.PROTECT, related_name="+", editable=False)

    objects = station_manager()

    class Meta:
        abstract = True


@contextmanager
def in_station(station):
    """Run a block as one station (tasks, commands, tests)."""
    with scope(station=station):
        yield station
