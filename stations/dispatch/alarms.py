"""Alarms that have had their say: what was to be done has been done, so they ring no longer."""

from collections.abc import Iterable
from datetime import datetime

from stations.incidents.rules import DESK
from stations.kit import live
from stations.notices.models import Notice
from stations.organisation.models import Officer


def urgent_key(incident_id: int) -> str:
    """Key of the alarm of an urgent clue."""
    return f"dispatch.urgent:{incident_id}"


def overdue_key(timer_id: int) -> str:
    """Key of the alarm of an overdue timer."""
    return f"dispatch.overdue:{timer_id}"


def hush(station_id: int, users, keys: Iterable[str], at: datetime) -> None:
    """Mark notices read and tell the pages of their people.

    Args:
        users: ids of recipients, or a query of them (it makes the search short).
        keys: of the notices.
    """
    rows = Notice.objects.filter(recipient__in=users, key__in=list(keys), read_at=None)
    people = list(rows.values_list("recipient_id", flat=True))
    if people:
        rows.update(read_at=at)
        live.changed(station_id, *[live.mine(person) for person in dict.fromkeys(people)])


def command_room():
    """Accounts of everybody whom the command room's alarms can have reached, as a query."""
    return Officer.objects.filter(post__in=DESK).values("user_id")
