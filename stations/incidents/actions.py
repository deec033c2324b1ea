"""Enter an incident and move it on: one number, one step, one line in the day-book, one transaction."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from stations.incidents import hooks
from stations.incidents.models import Handler, Incident
from stations.incidents.rules import workflow_of
from stations.incidents.words import CLOSED_STATES, State
from stations.kit import live
from stations.numbers.actions import take
from stations.timeline.actions import lines_last
from stations.timeline.actions import record as note

SERIES = "incident"
# The column that tells when a state was entered (IN-01).
STAMPS: dict[str, str] = {
    State.DISPATCHED: "dispatched_at",
    State.ACCEPTED: "accepted_at",
    State.EN_ROUTE: "departed_at",
    State.ARRIVED: "arrived_at",
    State.CONTROLLED: "controlled_at",
    State.FED_BACK: "fed_back_at",
    State.CLOSED: "closed_at",
    State.RETURNED: "closed_at",
    State.SETTLED: "closed_at",
    State.FOLLOWED_UP: "followed_up_at",
}
# A new round begins: the times of the old one stay in the day-book.
ROUND = ("dispatched_at", "accepted_at", "departed_at", "arrived_at", "controlled_at", "fed_back_at", "closed_at",
         "followed_up_at")  # fmt: skip


def locked(incident_id: int) -> Incident:
    """The incident, locked until the transaction ends; every action begins with this.

    Without joins: PostgreSQL looks at a row again once its lock is free, but not at what it joined before, so a row
    whose category was changed meanwhile would be missing.
    """
    found = Incident.objects.select_for_update(no_key=True).prefetch_related("category", "community", "handlers")
    return found.get(pk=incident_id)


def give_number(incident: Incident) -> None:
    """Number an incident that is about to be saved; inside a transaction, before anything is recorded."""
    incident.year = timezone.localtime(incident.received_at).year
    incident.serial = take(station_id=incident.station_id, series=SERIES, year=incident.year)


def advance(
    incident: Incident, verb: str, *, actor, at: datetime | None = None, system: bool = False,
    fill: dict[str, Any] | None = None, **data: Any,
) -> None:  # fmt: skip
    """Take a locked incident through one step: check, stamp, save, record, tell the other rooms and the screens.

    Args:
        incident: from :func:`locked`, with changed columns if the verb brings some; all columns are saved.
        verb: of the step table of its kind.
        actor: who; with ``system`` the person on whose behalf the house acts.
        at: when it happened; now by default. Never before an earlier time of IN-01: it is moved up to it.
        system: skip the question who may (a crew's step moves the incident along).
        fill: columns that get these values once the step is allowed (what the check itself looks at).
        data: codes and ids for the day-book.

    Raises:
        NotAllowed: the person may not.
        RuleBroken: the state, a guard or another room refuses.
    """
    moment = at or timezone.now()
    before = incident.state
    workflow_of(incident).advance(incident, verb, None if system else actor, moment)
    hooks.objection(incident, verb, moment).or_refuse()
    for column, value in (fill or {}).items():
        setattr(incident, column, value)
    if incident.state != before:
        _stamp(incident, before, moment)
    incident.save()
    if incident.state != before and (not incident.is_open or incident.state == State.RECEIVED):
        end_handlers(incident, at=moment)
    after(incident, verb, actor=actor, at=moment, was=before, **data)


def _stamp(incident: Incident, before: str, moment: datetime) -> None:
    """Write the time of the state entered; whoever goes back loses the times of what is yet to be done again.

    The first arrival stays the arrival, also when the report is sent back to be completed.
    """
    stamp = STAMPS.get(incident.state)
    for column in _undone(incident.state, before):
        setattr(incident, column, None)
    if stamp and getattr(incident, stamp) is None:
        setattr(incident, stamp, max(moment, *_earlier(incident, stamp)))
    if incident.state == State.ARRIVED and incident.first_contact_at is None:
        incident.first_contact_at = incident.arrived_at


def _undone(state: str, before: str) -> tuple[str, ...]:
    """Columns that are true no longer: all of them in a new round, else those from the state left on."""
    if state == State.RECEIVED:
        return ROUND
    left, entered = STAMPS.get(before), STAMPS.get(state)
    if left is None:
        return ()
    opened = before in CLOSED_STATES and state not in CLOSED_STATES
    backwards = ROUND.index(entered) < ROUND.index(left) if entered else opened
    return ROUND[ROUND.index(left) :] if backwards else ()


def _earlier(incident: Incident, stamp: str) -> list[datetime]:
    """The times that come before ``stamp`` (IN-01: each is not before the previous one)."""
    names = ("reported_at", "received_at", *ROUND)
    known = [getattr(incident, name) for name in names[: names.index(stamp)]]
    return [value for value in known if value]


def after(incident: Incident, verb: str, *, actor, at: datetime, **data: Any) -> None:
    """Tell the other rooms, the day-book and the screens that an incident moved; the day-book comes last."""
    with lines_last():  # what one room tells of it must not lock the day-book before the next one has its rows
        hooks.moved(hooks.Move(incident, verb, actor, at))
        live.changed(incident.station_id, live.BOARD, live.about(incident.pk))
        note(verb=f"incident.{verb}", subject=incident, actor=actor, state=incident.state, **data)


def add_handlers(incident: Incident, officer_ids, *, at: datetime) -> None:
    """Put officers among those who handle an incident; who is there already stays."""
    new = [pk for pk in officer_ids if pk not in incident.handler_ids]
    Handler.objects.bulk_create(
        [Handler(station_id=incident.station_id, incident=incident, officer_id=pk, since=at) for pk in new]
    )
    _forget_handlers(incident)


def end_handlers(incident: Incident, officer_ids=None, *, at: datetime) -> None:
    """Take officers, or all of them, from those who handle an incident."""
    rows = Handler.objects.filter(incident=incident, until=None)
    if officer_ids is not None:
        rows = rows.filter(officer_id__in=list(officer_ids))
    rows.update(until=at)
    _forget_handlers(incident)


def _forget_handlers(incident: Incident) -> None:
    getattr(incident, "_prefetched_objects_cache", {}).pop("handlers", None)
