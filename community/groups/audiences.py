"""Members as an audience of training, and who of them can be commended: confirmed members, nobody else."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from community.groups import messages
from community.groups.ending import register as register_ending
from community.groups.models import GroupMembership, Member, Trade, WatchGroup
from community.groups.readings import members_on, standing
from community.groups.rules import may_see_groups
from stations.indicators.registry import Figure, address
from stations.indicators.registry import register as register_figure
from stations.kit.navigation import NavItem
from stations.kit.navigation import register as menu
from stations.kit.spans import in_force
from stations.organisation.models import User
from stations.recognition.registry import UnitKind, register_people, register_unit
from stations.training.enrolling import let_go
from stations.training.models import Attendance
from stations.training.readings import settings_of as training_settings
from stations.training.registry import Audience, Split
from stations.training.registry import register as register_audience
from stations.training.rules import may_see as may_see_training
from stations.training.rules import months_after

CODE = "members"
# What of a class is a request to come; a seat that became free and a reminder answer what the person asked for.
ANNOUNCED, INVITED = "sitting.announced", "sitting.planned"
NO_GROUP = "—"


def members(parts: list[str], day) -> QuerySet[User]:
    """Accounts of confirmed members, of some trades or groups where parts say so (``trade-<id>``, ``group-<id>``)."""
    rows = Member.objects.confirmed()
    if parts:
        trades = [int(part.removeprefix("trade-")) for part in parts if part.startswith("trade-")]
        groups = [int(part.removeprefix("group-")) for part in parts if part.startswith("group-")]
        rows = rows.filter(trade__in=trades) | rows.in_groups(groups, day)
    return User.objects.filter(pk__in=rows.values("user_id")).order_by("pinyin", "id")


def parts():
    """Parts of the audience: trades, then groups."""
    trades = Trade.objects.filter(active=True).values_list("pk", "name")
    groups = WatchGroup.objects.active().values_list("pk", "name")
    return [*((f"trade-{pk}", name) for pk, name in trades), *((f"group-{pk}", name) for pk, name in groups)]


def parts_of(user, day: date) -> frozenset[str] | None:
    """The parts a confirmed member belongs to; None for everybody else. One query."""
    who = standing(user)
    if not who.is_member:
        return None
    groups = GroupMembership.objects.filter(in_force(day), member=who.member).values_list("group_id", flat=True)
    own = {f"group-{number}" for number in groups}
    return frozenset(own | ({f"trade-{who.member.trade_id}"} if who.member.trade_id else set()))


def near(user) -> frozenset[int]:
    """The community of the member's group; one query."""
    who = standing(user)
    if not who.is_member:
        return frozenset()
    rows = GroupMembership.objects.filter(member=who.member, end=None, group__community__isnull=False)
    return frozenset(rows.values_list("group__community_id", flat=True))


def by_trade(day: date):
    """(trade, account) of every confirmed member."""
    rows = Member.objects.confirmed().order_by("trade__order", "trade__id")
    return [(name or NO_GROUP, user) for name, user in rows.values_list("trade__name", "user_id")]


def by_group(day: date):
    """(group, account) of every confirmed member."""
    rows = members_on(day).confirmed().order_by("group_id")
    return [(name or NO_GROUP, user) for name, user in rows.values_list("group_name", "user_id")]


def tellable(station, people, at: datetime, kind: str = "") -> list[User]:
    """Quiet hours and at most so many requests a week, see :mod:`community.groups.messages`."""
    return messages.told_now(station, people, at, kind)


# Figures


def reach(station, scope, period) -> float | None:
    """The share of confirmed members who came to a class in the months before the end of a period, in percent."""
    if not scope.whole:
        return None
    rows = Member.objects.confirmed().filter(station=station)
    total = rows.count()
    if not total:
        return None
    since = months_after(period.last, -training_settings(station).reach_months)
    came = Attendance.objects.filter(
        sitting__course__audience=CODE, attended_at__date__gt=since, attended_at__date__lte=period.last
    )
    return 100 * rows.filter(user__in=came.values("user_id")).count() / total


def groups():
    """Groups that work."""
    return WatchGroup.objects.active().values_list("pk", "name")


def register() -> None:
    """Make them known; called from ``registrations.py``."""
    splits = (Split("trade", _("Trade"), by_trade), Split("group", _("Watch group"), by_group))
    register_audience(
        Audience(
            CODE, _("Crime-watch members"), members, parts, may_see_groups, signs_up=True, tellable=tellable,
            parts_of=parts_of, near=near, splits=splits,
        )
    )  # fmt: skip
    # A fresh account: what the request knew of the person was before the end.
    register_ending("training", lambda member, at: let_go(user=User.objects.get(pk=member.user_id), at=at))
    messages.counts(ANNOUNCED)
    messages.counts(INVITED)
    register_figure(Figure(
        "watch.reach", _("Reach of the classes"), "%",
        _("Share of the confirmed members who came to a class in the months that the settings of training say, "
          "counted back from the last day of the period."),
        reach, _("Crime-watch groups"), lambda station, scope, period: address("training-reach", audience=CODE),
        higher_is_better=True, counts_records=False, order=32,
    ))  # fmt: skip
    menu(NavItem("community", _("Evening class"), "sittings", "school", may_see_training, 66))
    register_people(CODE, lambda: User.objects.filter(member__in=Member.objects.confirmed()))
    register_unit(UnitKind("watch-group", _("Crime-watch groups"), groups))
