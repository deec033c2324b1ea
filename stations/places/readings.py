"""What filters read of places, without the outlines of areas, and whether an officer answers for one."""

from datetime import date

from stations.kit.spans import in_force
from stations.organisation.models import Officer
from stations.places.models import Community, CommunityPost, Grid


def named_communities():
    """The communities of the station by code, for a choice among them."""
    return Community.objects.only("name")


def named_grids():
    """The grids of the station by code, for a choice among them."""
    return Grid.objects.only("name")


def has_area(officer: Officer, day: date) -> bool:
    """Whether the officer is A角 or B角 of a community on a day, or answers for a grid; at most two queries."""
    posts = CommunityPost.objects.filter(in_force(day), officer=officer)
    return posts.exists() or Grid.objects.filter(officer=officer).exists()
