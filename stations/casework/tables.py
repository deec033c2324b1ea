"""Columns of the lists of casework that leave the house: masked (SE-24), without free text, officers' names only."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.casework.models import PoliceCase
from stations.casework.rules import due_badge
from stations.incidents.tables import to_road
from stations.kit.tables import Column


def _day(value) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _due(case: PoliceCase) -> str:
    return str(due_badge(case, timezone.localdate()).text)


CASES = [
    Column(_("Case"), lambda case: case.number),
    Column(_("Incident"), lambda case: case.incident.number),
    Column(_("Kind of case"), lambda case: case.get_kind_display()),
    Column(_("Category"), lambda case: case.incident.category.name),
    Column(_("Place (to the road)"), lambda case: to_road(case.incident.place)),
    Column(_("Community"), lambda case: case.incident.community.name if case.incident.community else ""),
    Column(_("State"), lambda case: case.get_state_display()),
    Column(_("Team"), lambda case: case.team.name if case.team else ""),
    Column(_("Case officer"), lambda case: case.owner.user.name if case.owner else ""),
    Column(_("Filed on (立案)"), lambda case: _day(case.filed_on)),
    Column(_("Due on"), lambda case: _day(case.due_on)),
    Column(_("Deadline"), _due),
    Column(_("Extensions"), lambda case: case.extensions),
    Column(_("Outcome"), lambda case: case.get_outcome_display()),
    Column(_("Concluded on"), lambda case: _day(case.concluded_on)),
    Column(_("Closed on"), lambda case: _day(case.closed_on)),
]


REFERRALS = [
    Column(_("Incident"), lambda row: row.incident.number),
    Column(_("Category"), lambda row: row.incident.category.name),
    Column(_("Referred to"), lambda row: row.target),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Referred at"), lambda row: _moment(row.sent_at)),
    Column(_("Answer expected by"), lambda row: _day(row.due_on)),
    Column(_("Their number"), lambda row: row.reference),
    Column(_("Answered"), lambda row: _moment(row.answered_at)),
]
