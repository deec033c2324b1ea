"""What filters read of places: names, without the outlines of areas."""

from stations.places.models import Community, Grid


def named_communities():
    """The communities of the station by code, for a choice among them."""
    return Community.objects.only("name")


def named_grids():
    """The grids of the station by code, for a choice among them."""
    return Grid.objects.only("name")
