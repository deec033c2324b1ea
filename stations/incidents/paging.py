"""Pages over a table that grows: the count stops at a limit, and only the page's rows are joined (DESIGN §7)."""

from functools import cached_property

from django.core.paginator import Paginator

from stations.incidents.readings import in_list, in_table
from stations.kit.rest import Pages

# Whoever pages farther than this wants a filter, not a page.
MOST = 10_000


class CappedPaginator(Paginator):
    """Counts at most :data:`MOST` rows and finds a page's ids first, so that joins cost one page's rows only."""

    @cached_property
    def count(self) -> int:
        """Number of rows that can be paged through, at most :data:`MOST`."""
        return min(self._counted, MOST)

    @cached_property
    def _counted(self) -> int:
        if len(self._first) <= self.per_page:
            return len(self._first)
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def _first(self) -> list[int]:
        # A search that finds little reads a year of rows; what fits on one page needs no second look to be counted.
        return list(self.object_list.values_list("pk", flat=True)[: self.per_page + 1])

    @property
    def capped(self) -> bool:
        """Whether there are more rows than can be paged through."""
        return self._counted > MOST

    def page(self, number):
        """One page, its rows joined."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        ids = self._first[:top] if number == 1 else list(self.object_list.values_list("pk", flat=True)[bottom:top])
        place = {pk: index for index, pk in enumerate(ids)}
        rows = self.object_list.model.objects.filter(pk__in=ids)
        found = sorted(self.joined(rows), key=lambda row: place[row.pk])
        return self._get_page(found, number, self)

    @staticmethod
    def joined(rows):
        """What the list shows of each row; a subclass joins more."""
        return rows


class TablePaginator(CappedPaginator):
    """Pages of the inbox with what its table shows."""

    joined = staticmethod(in_table)


class ListPaginator(CappedPaginator):
    """The same with what the API tells of each row."""

    joined = staticmethod(in_list)


class InboxPages(Pages):
    """Pages of the API: ``count`` says at most :data:`MOST`."""

    django_paginator_class = ListPaginator
