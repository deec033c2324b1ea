"""Guards as an audience of training, and who of the patrols can be commended."""

from django.utils.translation import gettext_lazy as _

from patrols.squads.models import Company, Guard, Squad, SquadMembership
from patrols.squads.rules import may_keep_patrols
from stations.kit.spans import in_force
from stations.organisation.models import User
from stations.recognition.registry import UnitKind, register_people, register_unit
from stations.training.registry import Audience
from stations.training.registry import register as register_audience


def guards(parts: list[str], day):
    """Accounts of the serving guards on a day, of some squads where parts are given (``squad-<id>``)."""
    rows = Guard.objects.serving()
    if parts:
        squads = [int(part.removeprefix("squad-")) for part in parts if part.startswith("squad-")]
        members = SquadMembership.objects.filter(in_force(day), squad__in=squads)
        rows = rows.filter(pk__in=members.values("guard_id"))
    return User.objects.filter(pk__in=rows.values("user_id")).order_by("pinyin", "id")


def squads():
    """Parts of the audience: the squads."""
    return [(f"squad-{pk}", name) for pk, name in Squad.objects.active().values_list("pk", "name")]


def companies():
    """Companies in use."""
    return Company.objects.filter(active=True).values_list("pk", "name")


def register() -> None:
    """Make them known; called from ``registrations.py``."""
    register_audience(Audience("guards", _("Guards of the patrols"), guards, squads, may_keep_patrols))
    register_people("guards", lambda: User.objects.filter(guard__in=Guard.objects.serving()))
    register_unit(UnitKind("squad", _("Squads"), lambda: Squad.objects.active().values_list("pk", "name")))
    register_unit(UnitKind("company", _("Member companies"), companies))
