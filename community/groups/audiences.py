"""Members as an audience of training, and who of them can be commended: confirmed members, nobody else."""

from django.utils.translation import gettext_lazy as _

from community.groups.models import Member, Trade, WatchGroup
from community.groups.rules import may_see_groups
from stations.organisation.models import User
from stations.recognition.registry import UnitKind, register_people, register_unit
from stations.training.registry import Audience
from stations.training.registry import register as register_audience


def members(parts: list[str], day):
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


def groups():
    """Groups that work."""
    return WatchGroup.objects.active().values_list("pk", "name")


def register() -> None:
    """Make them known; called from ``registrations.py``."""
    register_audience(Audience("members", _("Crime-watch members"), members, parts, may_see_groups))
    register_people("members", lambda: User.objects.filter(member__in=Member.objects.confirmed()))
    register_unit(UnitKind("watch-group", _("Crime-watch groups"), groups))
