"""Whose communities an officer looks after today because the owner is at rest."""

from django.utils import timezone

from stations.agenda.standing_in import stands_in_for
from stations.kit.spans import in_force
from stations.places.models import CommunityPost


def stood_in(user) -> frozenset[int]:
    """Communities of the officers a person stands in for today; read once per request and person."""
    known = getattr(user, "_wish_communities", None)
    if known is None:
        officers = stands_in_for(user)
        posts = CommunityPost.objects.filter(in_force(timezone.localdate()), officer__in=officers)
        known = frozenset(posts.values_list("community_id", flat=True)) if officers else frozenset()
        user._wish_communities = known
    return known
