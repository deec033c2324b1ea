"""Columns of gear, shared by page and export."""

from django.utils.translation import gettext_lazy as _

from patrols.equipment.models import Gear
from stations.kit.tables import Column


def holder(gear: Gear) -> str:
    """Who has it; prefetch ``issues__guard__user``."""
    return next((row.guard.user.name for row in gear.issues.all() if row.returned_at is None), "")


GEAR = [
    Column(_("Number"), lambda row: row.code),
    Column(_("Kind"), lambda row: row.kind.name),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("With"), holder),
    Column(_("Note"), lambda row: row.note),
]
