"""The alerts on top of the board, from what was loaded to one line each. Pure.

Texts name things by number, place and crew, never persons, so that the wall shows the same lines.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.command.readings import Watch
from stations.command.rules import WAITING


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that must not be overlooked.

    Attributes:
        code: stable word.
        text: what it is.
        since: since when, shown as a running clock.
        url: where it is settled.
    """

    code: str
    text: Any
    tone: str
    icon: str
    url: str = ""
    since: datetime | None = None
    count: int = 1


def address(name: str, *args, query: str = "") -> str:
    """The address of a page, empty while nobody has written it."""
    try:
        return reverse(name, args=args) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""


def alerts_of(watch: Watch, at: datetime) -> list[Alert]:
    """All alerts, the most serious first."""
    makers: tuple[Callable, ...] = (
        _urgent, _support, _overdue, _unassigned, _commander, _handover, _returned, _crew_gaps,
    )  # fmt: skip
    return [alert for make in makers for alert in make(watch, at)]


def _urgent(watch: Watch, at: datetime) -> list[Alert]:
    return [
        Alert(
            "urgent", _("Urgent: %(what)s") % {"what": row.incident.category}, "danger", "flame",
            row.incident.get_absolute_url(), row.incident.received_at,
        )
        for row in watch.rows if row.incident.urgent
    ]  # fmt: skip


def _support(watch: Watch, at: datetime) -> list[Alert]:
    wanted = [(row, one) for row in watch.rows for one in row.assignments if row.waits_for_support(one)]
    return [
        Alert(
            "support", _("%(crew)s asks for support") % {"crew": one.crew}, "danger", "users-plus",
            row.incident.get_absolute_url(), one.support_wanted_at,
        )
        for row, one in wanted
    ]  # fmt: skip


def _overdue(watch: Watch, at: datetime) -> list[Alert]:
    if not watch.overdue:
        return []
    since = min((row.incident.overdue_since for row in watch.rows if row.overdue), default=None)
    text = ngettext("%(n)d overdue", "%(n)d overdue", watch.overdue) % {"n": watch.overdue}
    url = address("incidents", query="tab=overdue")
    return [Alert("overdue", text, "danger", "alarm", url, since, watch.overdue)]


def _unassigned(watch: Watch, at: datetime) -> list[Alert]:
    if not watch.unassigned:
        return []
    waiting = [row.incident.received_at for row in watch.rows if row.stage is WAITING]
    text = ngettext("%(n)d with nobody on it", "%(n)d with nobody on it", watch.unassigned) % {"n": watch.unassigned}
    url = address("incidents", query="tab=unassigned")
    return [Alert("unassigned", text, "warn", "inbox", url, min(waiting, default=None), watch.unassigned)]


def _commander(watch: Watch, at: datetime) -> list[Alert]:
    if watch.commander:
        return []
    return [Alert("commander", _("No duty commander on the roster"), "danger", "user-off", address("gaps"))]


def _handover(watch: Watch, at: datetime) -> list[Alert]:
    if watch.handover is None:
        return []
    given = watch.handover.given_by_id is not None
    text = _("Handover not yet taken over") if given else _("Handover not signed")
    return [Alert("handover", text, "warn", "signature", address("handover", watch.handover.pk), watch.handover.at)]


def _returned(watch: Watch, at: datetime) -> list[Alert]:
    if not watch.returned:
        return []
    first, n = watch.returned[0], len(watch.returned)
    text = ngettext("%(n)d sent back by others", "%(n)d sent back by others", n) % {"n": n}
    url = first.get_absolute_url() if n == 1 else address("referrals", query="state=returned")
    return [Alert("returned", text, "warn", "arrow-back-up", url, first.answered_at, n)]


def _crew_gaps(watch: Watch, at: datetime) -> list[Alert]:
    short = [line for line in watch.crews if line.gaps]
    if not short:
        return []
    names = "、".join(line.crew.name for line in short[:2])
    text = ngettext("%(n)d crew short: %(names)s", "%(n)d crews short: %(names)s", len(short)) % {
        "n": len(short), "names": names,
    }  # fmt: skip
    return [Alert("crew_gaps", text, "warn", "users-minus", address("crews"), None, len(short))]
