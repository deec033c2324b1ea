"""Decisions about places: who may answer for a community, a grid, a trade."""

import datetime
from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, no
from stations.organisation.models import Officer
from stations.organisation.rules import is_staff, may_answer, same_station
from stations.places.models import Community, CommunityPost, Grid

# Whoever works at the station may read places; SE-24 masks the phones of contacts until somebody looks.
may_see_places = is_staff


def may_assign_posts(
    community: Community, a: Officer, b: Officer, start: datetime.date, held: Iterable[CommunityPost]
) -> Answer:
    """Whether A and B can take the posts of a community from ``start`` (DU-08, DOMAIN §1.1).

    Args:
        held: posts that A or B hold on ``start`` or later, with ``community`` and ``officer.user`` loaded.
    """
    if a.pk == b.pk:
        return no(_("The A role and the B role are two different people."), code="same_person")
    for officer in (a, b):
        answer = same_station(officer, community) and may_answer(officer)
        if not answer:
            return answer
    for post in held:
        if post.community_id != community.pk:
            words = _("{name} already holds a post in {community}.")
            reason = format_lazy(words, name=post.officer.user.name, community=post.community.name)
            return no(reason, code="holds_another")
        if post.start > start:
            words = _("A later change is already planned from {day}; nothing may come before it.")
            return no(format_lazy(words, day=post.start.isoformat()), code="later_change")
    return YES


def may_take_grid(grid: Grid, officer: Officer) -> Answer:
    """Whether a grid can be handed to an officer: exactly one, of this station, police, on post."""
    if grid.officer_id == officer.pk:
        return no(_("This officer already answers for the grid."), code="unchanged")
    return same_station(grid, officer) and may_answer(officer)


def answers_no_more(officer: Officer) -> bool:
    """Whether somebody in charge cannot answer any longer: the place needs a successor."""
    return not may_answer(officer)
