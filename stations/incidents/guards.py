"""What the step tables of incidents ask of an incident before a step: pure, with the reason of a refusal."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from stations.incidents.models import Incident
from stations.incidents.words import Satisfaction
from stations.kit.answer import YES, Answer, no

# How long a closed incident can be opened again, unless the station set another number (``incident.reopen_days``).
REOPEN_DAYS = 30


def has_result(incident: Incident, at) -> Answer:
    """IN-07: nothing is closed without feedback."""
    if incident.result:
        return YES
    return no(_("Report the result first; nothing is closed without it."), code="no_result")


def clue_told(incident: Incident, at) -> Answer:
    """A clue is not finished before it is said what came of it."""
    if incident.result:
        return YES
    return no(_("Say first what came of the clue."), code="no_result")


def may_reopen(incident: Incident, at) -> Answer:
    """Opened again within the days the station allows."""
    days = getattr(incident, "reopen_days", REOPEN_DAYS)
    if incident.closed_at and at and at - incident.closed_at > timedelta(days=days):
        return no(_("It was closed too long ago to be opened again; record a new incident."), code="too_late")
    return YES


def dissatisfied(incident: Incident, at) -> Answer:
    """A followed-up call is opened again when its reporter is not content."""
    if incident.satisfaction != Satisfaction.DISSATISFIED:
        return no(_("It is opened again when the follow-up heard dissatisfaction."), code="not_dissatisfied")
    return may_reopen(incident, at)


def found_recorded(incident: Incident, at) -> Answer:
    """Found property is handed back to whoever lost it: the loss is known."""
    if incident.match_id:
        return YES
    return no(_("Choose the loss it belongs to first."), code="no_match")
