"""Figures of the groups: members who agreed, who joined in a period, who came to a class."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.groups.models import GroupMembership, Member
from community.groups.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.training.models import Attendance


def _taking_part(station: Any, period: Period):
    """Members on the last day of a period: agreed by then, and neither over nor lapsed then."""
    began = Member.objects.filter(station=station, joined_on__lte=period.last, valid_until__gt=period.last)
    return began.exclude(ended_on__lte=period.last)


def _of(scope: Scope, rows, day):
    if scope.whole:
        return rows
    if scope.community_id is None:
        return None
    here = GroupMembership.objects.filter(
        group__community=scope.community_id, start__lte=day
    ).exclude(end__lte=day)  # fmt: skip
    return rows.filter(pk__in=here.values("member_id"))


def active(station: Any, scope: Scope, period: Period) -> int | None:
    """Members on the last day."""
    rows = _of(scope, _taking_part(station, period), period.last)
    return None if rows is None else rows.count()


def joined(station: Any, scope: Scope, period: Period) -> int | None:
    """Who agreed for the first time in the period."""
    rows = Member.objects.filter(station=station, joined_on__gte=period.first, joined_on__lt=period.end)
    found = _of(scope, rows, period.last)
    return None if found is None else found.count()


def trained(station: Any, scope: Scope, period: Period) -> int | None:
    """Members who came to at least one class in the period."""
    rows = _of(scope, _taking_part(station, period), period.last)
    if rows is None:
        return None
    came = Attendance.objects.filter(attended_at__date__gte=period.first, attended_at__date__lt=period.end)
    return rows.filter(user__in=came.values("user_id")).count()


def _members(station: Any, scope: Scope, period: Period) -> str:
    return address("members", state=State.CONFIRMED)


def register_figures() -> None:
    """Declare the figures of this feature."""
    group = _("Crime-watch groups")
    register(Figure(
        "watch.members", _("Crime-watch members"), _("persons"),
        _("Members who have agreed and whose membership is valid on the last day of the period; who was only asked "
          "is not counted."),
        active, group, _members, higher_is_better=True, counts_records=False, order=10,
    ))  # fmt: skip
    register(Figure(
        "watch.joined", _("New crime-watch members"), _("persons"),
        _("Members who agreed for the first time in the period."), joined, group, _members, higher_is_better=True,
        counts_records=False, order=20,
    ))  # fmt: skip
    register(Figure(
        "watch.trained", _("Crime-watch members trained"), _("persons"),
        _("Members on the last day of the period who came to at least one class in it; each is counted once."),
        trained, group, _members, higher_is_better=True, counts_records=False, order=30,
    ))  # fmt: skip
