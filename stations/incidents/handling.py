"""Verbs of every kind: report the result, close, follow up, open again, strike (IN-06, IN-07, IN-11)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from stations.catalogue.models import Element
from stations.incidents import rules_work
from stations.incidents.actions import add_handlers, advance, after, locked
from stations.incidents.models import Feedback, Handler, Incident
from stations.incidents.readings import settings_of
from stations.incidents.rules import POLICE_CALLS, workflow_of
from stations.incidents.words import Result, Satisfaction, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.crypto import blind_index
from stations.notices.actions import tell
from stations.numbers.actions import take
from stations.organisation.models import Officer
from stations.timeline.actions import lines_last
from stations.timeline.models import Entry

CLOSINGS = "incident.closed"
# What is opened again is given at least this long.
SHORTEST = timedelta(hours=1)
# What a new round forgets; the reports from the scene and the history keep it.
NEW_ROUND = {"result": "", "result_text": "", "satisfaction": "", "follow_up_wanted": False, "fixer": None,
             "verifier": None, "violation": None, "on_the_spot": False}  # fmt: skip


def check(incident: Incident, verb: str, actor, at: datetime) -> None:
    """Ask the step table before columns are changed.

    Raises:
        NotAllowed: the person may not.
        RuleBroken: the state or a guard refuses.
    """
    answer = workflow_of(incident).check(incident, verb, actor, at)
    if not answer:
        raise (NotAllowed if answer.code == "not_allowed" else RuleBroken)(answer.reason, code=answer.code)


def handlers_of(incident: Incident) -> list[Officer]:
    """Who handles it now, with their accounts."""
    return [row.officer for row in incident.handlers.filter(until=None).select_related("officer")]


def inform(incident: Incident, recipients, kind: str, actor, at: datetime, urgent: bool = False) -> None:
    """Tell people about one move of an incident, once; who moved it knows."""
    people = [person for person in recipients if person and getattr(person, "user_id", person.pk) != actor.pk]
    if people:
        tell(
            station=incident.station, recipients=people, kind=f"incident.{kind}", urgent=urgent,
            key=f"incident.{kind}:{incident.pk}:{at.timestamp():.3f}", url=reverse("incident", args=[incident.pk]),
            incident=incident.pk, number=incident.number,
        )  # fmt: skip


@transaction.atomic
@lines_last()
def step(*, incident: Incident, actor, verb: str, at: datetime | None = None) -> Incident:
    """A step that brings nothing but itself: accept, en route, arrived, back to the queue.

    Args:
        verb: of the step table; what it does to the crews is followed by the room of dispatch.
    """
    incident = locked(incident.pk)
    advance(incident, verb, actor=actor, at=at)
    return incident


@transaction.atomic
@lines_last()
def control(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """The scene is under control (IN-01)."""
    incident = locked(incident.pk)
    advance(incident, "control", actor=actor, at=at)
    return incident


@transaction.atomic
@lines_last()
def feedback(
    *, incident: Incident, actor, category, result: str, text: str, violation: bool | None = None, elements=(),
    camera_reference: str = "", camera_sha256: str = "", at: datetime | None = None,
) -> Incident:  # fmt: skip
    """Report what came of it; its category is what statistics use from now on (IN-07).

    Args:
        category: final category.
        result: of :class:`Result`, one of its kind.
        violation: whether there was an offence against public order; needed when mediated on the spot.
        elements: codes of control elements ticked.
        camera_reference, camera_sha256: the body camera's recording and its fingerprint, never the video (IN-05).

    Raises:
        RuleBroken: ``other_result``, ``other_kind``, ``violation_missing``, ``fingerprint``, ``unknown_element``.
    """
    moment = at or timezone.now()
    incident, camera_sha256 = locked(incident.pk), camera_sha256.strip().lower()
    check(incident, "feedback", actor, moment)
    rules_work.may_report(
        incident, category=category, result=result, violation=violation, camera_sha256=camera_sha256
    ).or_refuse()
    values = {"category": category, "result": result, "violation": violation, "elements": _known(elements)}
    Feedback.objects.create(station=incident.station, incident=incident, by=actor, at=moment, text=text, **values)
    for name, value in values.items():
        setattr(incident, name, value)
    incident.result_text = text
    if camera_reference or camera_sha256:
        incident.camera_reference, incident.camera_sha256 = camera_reference, camera_sha256
    data = {"category": category.code, "result": result, "call_category": incident.call_category_id}
    advance(incident, "feedback", actor=actor, at=moment, **data)
    return incident


def _known(codes) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    known = set(Element.objects.filter(code__in=wanted, active=True).values_list("code", flat=True)) if wanted else ()
    for code in wanted:
        if code not in known:
            raise RuleBroken(rules_work.UNKNOWN_ELEMENT, code="unknown_element")
    return wanted


@transaction.atomic
@lines_last()
def send_back(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """The report is not complete, or the hazard is not gone: whoever handles it is told."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    undone = {"fixer": None, "result": "", "result_text": ""} if incident.state == State.RECTIFIED else {}
    advance(incident, "send_back", actor=actor, at=moment, fill=undone)
    inform(incident, handlers_of(incident), "sent_back", actor, moment)
    return incident


@transaction.atomic
@lines_last()
def close(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """Close a call; complaints and a share of all calls are marked for a follow-up call (IN-11)."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    check(incident, "close", actor, moment)
    incident.follow_up_wanted = wants_follow_up(incident, moment)
    advance(incident, "close", actor=actor, at=moment)
    return incident


def wants_follow_up(incident: Incident, at: datetime) -> bool:
    """Whether this closing is followed up; takes the closing's running number, so call it once, in a transaction."""
    if incident.kind not in POLICE_CALLS:
        return False
    year = timezone.localtime(at).year
    number = take(station_id=incident.station_id, series=CLOSINGS, year=year)
    key = blind_index(f"{incident.station_id}:{year}")
    sampled = rules_work.is_sampled(number, key, settings_of().follow_up_percent)
    return sampled or incident.category.always_follow_up


@transaction.atomic
@lines_last()
def follow_up(*, incident: Incident, actor, satisfaction: str, at: datetime | None = None) -> Incident:
    """Write down what the follow-up call heard; nobody reached leaves it to be tried again.

    Args:
        satisfaction: of :class:`Satisfaction`.
    """
    moment = at or timezone.now()
    incident = locked(incident.pk)
    check(incident, "follow_up", actor, moment)
    incident.satisfaction = satisfaction
    if satisfaction == Satisfaction.UNREACHED:
        incident.save(update_fields=["satisfaction", "changed_at"])
        after(incident, "not_reached", actor=actor, at=moment)
        return incident
    incident.follow_up_wanted = False
    advance(incident, "follow_up", actor=actor, at=moment, satisfaction=satisfaction)
    return incident


@transaction.atomic
@lines_last()
def reopen(*, incident: Incident, actor, at: datetime | None = None, system: bool = False) -> Incident:
    """Open it again: a new round with new times; the old result stays in the reports and the day-book.

    Args:
        system: an upper app has asked its own predicate who may object to an outcome.
    """
    moment = at or timezone.now()
    incident = locked(incident.pk)
    incident.reopen_days = settings_of().reopen_days
    before, number = _last_handlers(incident), incident.reopened + (incident.state != State.SETTLED)
    old = {"result": incident.result, "satisfaction": incident.satisfaction}
    fill = {**NEW_ROUND, "reopened": number, "due_at": _due_again(incident, moment)}
    advance(incident, "reopen", actor=actor, at=moment, system=system, fill=fill, old=old, round=number)
    if incident.state != State.RECEIVED:
        add_handlers(incident, [officer.pk for officer in before], at=moment)
    inform(incident, before, "reopened", actor, moment)
    return incident


def _due_again(incident: Incident, at: datetime) -> datetime | None:
    """Who has it again gets as long as the first time; a day that is over would be overdue at once."""
    if not incident.due_at or incident.kind in POLICE_CALLS or incident.due_at > at:
        return incident.due_at
    given = Entry.objects.about(incident).filter(verb="incident.assign").order_by("-id").first()
    begun = given.at if given else incident.received_at
    return at + max(incident.due_at - begun, SHORTEST)


def _last_handlers(incident: Incident) -> list[Officer]:
    """Who handled it when it was closed, and those of them still handling."""
    rows = Handler.objects.filter(incident=incident).select_related("officer").order_by("id")
    ended = [row.until for row in rows if row.until]
    last = max(ended) if ended else None
    people = {row.officer_id: row.officer for row in rows if row.until is None or row.until == last}
    return list(people.values())


@transaction.atomic
@lines_last()
def strike(*, incident: Incident, actor, reason: str, at: datetime | None = None) -> Incident:
    """Strike a wrong entry; it stays readable and is counted nowhere. What hangs on it must be taken off first.

    Raises:
        RuleBroken: ``has_duplicates``, ``wrong_state`` (a match is undone first).
    """
    moment = at or timezone.now()
    incident = locked(incident.pk)
    check(incident, "strike", actor, moment)
    rules_work.may_strike(Incident.objects.filter(main=incident).exists()).or_refuse()
    people = handlers_of(incident)
    incident.struck_reason, incident.main = reason, None
    advance(incident, "strike", actor=actor, at=moment)
    inform(incident, [*people, incident.recorded_by], "struck", actor, moment)
    return incident


def settle(incident: Incident, result: str, text: str) -> None:
    """Write a result into a locked incident before the step that needs it.

    Raises:
        RuleBroken: the result does not belong to its kind (``other_result``).
    """
    rules_work.may_result(incident, result).or_refuse()
    incident.result, incident.result_text = Result(result).value, text
