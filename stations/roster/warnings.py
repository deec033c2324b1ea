"""Warnings about how shift groups are made up (DOMAIN §3): nothing is forbidden, everything is said. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from stations.organisation.models import Team
from stations.roster.models import ShiftGroup


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning.

    Attributes:
        code: ``deputies``, ``no_deputy``, ``pair`` or ``no_strength``.
        text: in words.
    """

    code: str
    text: Any


@dataclass(frozen=True, slots=True)
class Deputy:
    """A deputy chief and the shift group he or she turns with."""

    name: str
    group_id: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A角 and B角 of a community and their shift groups."""

    community: str
    group_a: int | None
    group_b: int | None


def deputies_apart(deputies: Iterable[Deputy], groups: Iterable[ShiftGroup]) -> list[Warned]:
    """DU-04: each 副所长 sits in a different shift group, and every group has one."""
    found, held = [], {}
    for deputy in deputies:
        if deputy.group_id is None:
            continue
        if deputy.group_id in held:
            words = _("%(first)s and %(second)s, both deputy chiefs, are in the same shift group.")
            found.append(Warned("deputies", words % {"first": held[deputy.group_id], "second": deputy.name}))
        held.setdefault(deputy.group_id, deputy.name)
    for group in groups:
        if group.pk not in held:
            words = _("%(group)s has no deputy chief, so nobody commands on its primary days.")
            found.append(Warned("no_deputy", words % {"group": group.name}))
    return found


def pairs_apart(pairs: Iterable[Pair]) -> list[Warned]:
    """A角 and B角 of a community are in different groups, so that one of them is there on most days."""
    words = _("The A and B roles of %(community)s are in the same shift group.")
    return [
        Warned("pair", words % {"community": pair.community})
        for pair in pairs
        if pair.group_a is not None and pair.group_a == pair.group_b
    ]


def strength_everywhere(
    teams: Iterable[Team], groups: Iterable[ShiftGroup], strength: Mapping[tuple[int, int], int]
) -> list[Warned]:
    """DU-03: every rotating unit has somebody in every group, so that it is manned on 正 and on 副 every day.

    Args:
        teams: rotating teams.
        groups: shift groups.
        strength: (team id, group id) → officers.
    """
    words = _("%(team)s has nobody in %(group)s.")
    return [
        Warned("no_strength", words % {"team": team.name, "group": group.name})
        for team in teams
        for group in groups
        if not strength.get((team.pk, group.pk))
    ]
