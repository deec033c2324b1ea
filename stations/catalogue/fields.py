"""The field of forms that chooses a category of the catalogue."""

from stations.catalogue.models import Category
from stations.kit.forms import StationChoice


def in_use():
    """Categories in use, in the order of the tree."""
    return Category.objects.filter(active=True).order_by("code")


class CategoryChoice(StationChoice):
    """A category in use, under its whole path."""

    def __init__(self, rows=in_use, **options):
        super().__init__(rows, **options)

    def label_from_instance(self, row):
        """All levels."""
        return row.path or row.name
