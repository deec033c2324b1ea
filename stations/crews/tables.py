"""Columns of the lists of crews, rounds and things that leave the house: what a round found stays in (SE-25)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.crews import readings
from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _lacks(crew) -> str:
    """In words what a crew lacks; vehicles are left out, a past shortage of cars is not traced."""
    return "; ".join(str(gap.text) for gap in readings.crew_gaps(crew, vehicles=False))


CREWS = [
    Column(_("Duty day"), lambda crew: f"{crew.date:%Y-%m-%d}"),
    Column(_("Crew"), lambda crew: crew.name),
    Column(_("Layer"), lambda crew: crew.get_layer_display()),
    Column(_("Starts"), lambda crew: _moment(crew.starts_at)),
    Column(_("Ends"), lambda crew: _moment(crew.ends_at)),
    Column(_("Officers wanted"), lambda crew: readings.wanted_of(crew)),
    Column(_("Members"), lambda crew: "、".join(member.officer.user.name for member in crew.members.all())),
    Column(_("Vehicle"), lambda crew: str(crew.vehicle or "")),
    Column(_("Gap"), _lacks),
]
ROUNDS = [
    Column(_("Duty day"), lambda row: f"{row.crew.date:%Y-%m-%d}"),
    Column(_("Round begins"), lambda row: _moment(row.started_at)),
    Column(_("Round ends"), lambda row: _moment(row.ended_at)),
    Column(_("Officer"), lambda row: row.officer.user.name),
    Column(_("Looked at"), lambda row: row.area),
    Column(_("Something found"), lambda row: _("yes") if row.found else _("no")),
]
ASSETS = [
    Column(_("Kind"), lambda row: row.get_kind_display()),
    Column(_("Number"), lambda row: row.code),
    Column(pgettext_lazy("thing", "Name"), lambda row: row.name),
    Column(_("Quantity"), lambda row: row.quantity),
    Column(_("In use"), lambda row: _("yes") if row.active else _("no")),
    Column(_("Note"), lambda row: row.note),
]
