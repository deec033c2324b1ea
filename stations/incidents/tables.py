"""Columns of the list of incidents that leave the house: masked (SE-24), without persons and without free text."""

import re

from django.utils.translation import gettext_lazy as _

from stations.incidents.words import State
from stations.kit.tables import Column

ROAD = re.compile(r"^.*?(?:大街|大道|胡同|小区|社区|公路|路|街(?!道)|巷|弄|里|(?<!街)道|村)")
TONES = {
    State.RECEIVED: ("info", "inbox"), State.DISPATCHED: ("info", "send"), State.ACCEPTED: ("info", "circle-check"),
    State.EN_ROUTE: ("primary", "car"), State.ARRIVED: ("primary", "map-pin"),
    State.CONTROLLED: ("secondary", "shield-check"), State.FED_BACK: ("warn", "message-report"),
    State.VERIFIED: ("info", "checks"), State.ASSIGNED: ("primary", "user-check"), State.RECTIFIED: ("warn", "tool"),
    State.ACTED_ON: ("warn", "bolt"), State.MATCHED: ("warn", "puzzle"), State.REFERRED: ("fixed", "external-link"),
    State.RETURNED: ("ok", "signature"), State.CLOSED: ("ok", "lock"), State.FOLLOWED_UP: ("ok", "phone-call"),
    State.SETTLED: ("ok", "checks"), State.LINKED: ("muted", "link"), State.STRUCK: ("muted", "trash"),
}  # fmt: skip


def to_road(place: str) -> str:
    """An address down to its road: ``前门大街12号3单元`` → ``前门大街`` (SE-24)."""
    found = ROAD.match(place)
    return found[0] if found else re.split(r"\d", place)[0][:12]


def handler_names(row) -> str:
    """Who handles it now."""
    return "、".join(handler.officer.user.name for handler in row.now_handling)


INCIDENTS = [
    Column(_("Number"), lambda row: row.number),
    Column(_("Reported"), lambda row: row.reported_at),
    Column(_("Kind of report"), lambda row: row.get_kind_display()),
    Column(_("Source"), lambda row: row.get_source_display()),
    Column(_("Grade"), lambda row: row.get_grade_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Category"), lambda row: row.category.path),
    Column(_("Place (to the road)"), lambda row: to_road(row.place)),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Grid"), lambda row: row.grid.name if row.grid else ""),
    Column(_("Arrived"), lambda row: row.arrived_at),
    Column(_("Closed"), lambda row: row.closed_at),
    Column(_("Result"), lambda row: row.get_result_display()),
    Column(_("Satisfaction"), lambda row: row.get_satisfaction_display()),
    Column(_("Handled by"), handler_names),
]
