"""Gap-free counters: one row a station, series and year, locked until its number is committed."""

from django.db import models

from stations.kit.scoping import StationOwned


class Counter(StationOwned):
    """The last number given out in a series; a transaction that fails gives its number back."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "series", "year"], name="counter_once")]

    def __str__(self):
        return f"{self.series} {self.year}: {self.last}"
