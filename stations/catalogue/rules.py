"""Decisions about the station's own lists: who keeps them, where a category may hang."""

from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Spot
from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Post
from stations.organisation.rules import COMMANDERS, is_staff, may_keep_people, post_of

DEEPEST = 4
# Whoever works at the station chooses from these lists.
may_see_catalogue = is_staff


def may_keep_catalogue(user) -> Answer:
    """Change categories, control elements and places: the leadership, the command room, the personnel clerk."""
    if post_of(user) in COMMANDERS | {Post.DESK} or may_keep_people(user):
        return YES
    return no(_("The command room or the leadership changes these lists."), code="desk_only")


def may_hang_below(parent: Category | None, kind: str) -> Answer:
    """Whether a category can be put below another: four levels, one kind in a branch, in use."""
    if parent is None:
        return YES
    if parent.level >= DEEPEST:
        return no(_("Categories have four levels at most."), code="too_deep")
    if parent.kind != kind:
        return no(_("Everything below a category is of its kind."), code="kind")
    if not parent.active:
        return no(_("The category above is no longer in use."), code="closed")
    return YES


def may_merge(keep: Spot, gone: Spot) -> Answer:
    """Whether one place can take over what is known of another."""
    if keep.pk == gone.pk:
        return no(_("Choose another place."), code="same")
    if keep.station_id != gone.station_id:
        return no(_("These belong to different stations."), code="other_station")
    return YES
