"""Columns of the list of sessions, shared by page and export; nobody's name of the dispute is among them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.sessions.models import Session
from stations.kit.tables import Column


def _moment(value) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def lead(session: Session) -> str:
    """Who leads: the officer where the police lead, else the mediator."""
    if session.case.police_led and session.officer_id:
        return session.officer.user.name
    who = session.mediator or session.officer
    return who.user.name if who else ""


SESSIONS = [
    Column(_("Begins"), lambda row: _moment(row.starts_at)),
    Column(_("Ends"), lambda row: _moment(row.ends_at)),
    Column(_("Case"), lambda row: row.case.number),
    Column(_("no."), lambda row: row.no or ""),
    Column(_("Track"), lambda row: row.get_track_display()),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(pgettext_lazy("session", "How"), lambda row: row.get_way_display()),
    Column(_("Place"), lambda row: row.place),
    Column(_("Led by"), lead),
    Column(pgettext_lazy("session", "Outcome"), lambda row: row.get_outcome_display() if row.outcome else ""),
    Column(_("began"), lambda row: _moment(row.started_at)),
    Column(_("ended"), lambda row: _moment(row.ended_at)),
]
