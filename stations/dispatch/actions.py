"""Send crews and let them answer: one tap, one verb, one transaction; the incident moves along with its first crew.

Order inside each: the incident's row is locked first, then the assignments, the day-book comes last (DESIGN §7).
A second tap of the same verb answers like the first and changes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stations.crews.models import Crew
from stations.dispatch import moving, rules, timers, watch
from stations.dispatch.models import Assignment
from stations.dispatch.readings import members
from stations.incidents import actions as incidents
from stations.incidents.models import Incident
from stations.kit.answer import RuleBroken, demand
from stations.timeline.actions import lines_last

Part = Assignment.Part


# -- sending -------------------------------------------------------------------------------------------------------


def send(
    *, incident: Incident, crew: Crew, actor, part: str = "", advice: str = "", at: datetime | None = None
) -> Assignment:
    """Send one crew, see :func:`send_all`."""
    return send_all(incident=incident, crews=[crew], actor=actor, part=part, advice=advice, at=at)[0]


@transaction.atomic
@lines_last()
def send_all(
    *,
    incident: Incident,
    crews: Iterable[Crew],
    actor,
    part: str | Mapping[int, str] = "",
    advice: str | Mapping[int, str] = "",
    at: datetime | None = None,
) -> list[Assignment]:
    """Send crews to an incident; one that is already on it keeps its assignment, so sending twice does no harm.

    Args:
        incident: to what.
        crews: who goes; several at once.
        actor: of the command room.
        part: ``informed`` only tells a crew; else the first one that goes is the main crew and the others reinforce.
            For each crew its own by a mapping of its id.
        advice: code of the recommendation that was followed; one for all, or by the crew's id.
        at: when; now by default.

    Returns:
        the assignments in the order of the crews.

    Raises:
        NotAllowed: not of the command room.
        RuleBroken: the incident is closed, or a crew is not out.
    """
    demand(rules.may_dispatch(actor))
    moment = at or timezone.now()
    locked = incidents.locked(incident.pk)
    active = {row.crew_id: row for row in moving.active(locked)}
    wanted = {crew.pk: crew for crew in _loaded(crews)}
    new = [crew for pk, crew in wanted.items() if pk not in active]
    for crew in new:
        rules.may_be_sent(locked, crew, moment).or_refuse()
    made = [_assign(locked, crew, actor, _for(crew, part), _for(crew, advice), moment, active) for crew in new]
    _set_out(locked, made, actor, moment)
    return [active[pk] for pk in wanted]


def _set_out(incident: Incident, made: list[Assignment], actor, at: datetime) -> None:
    """The incident takes its step once for all crews that go; the day-book comes last."""
    going = [row for row in made if row.part != Part.INFORMED]
    step = rules.step_of_sending(incident)
    if going and step:
        incidents.advance(
            incident, step.verb, actor=actor, at=at, system=True, crews=[row.crew_id for row in going],
            count=sum(len(row.crew.members.all()) for row in going),
        )  # fmt: skip
    elif made:
        timers.refresh(incident)
    for row in made:
        moving.note("send", row, actor)


def _for(crew: Crew, value: str | Mapping[int, str]) -> str:
    return value if isinstance(value, str) else value.get(crew.pk, "")


def _loaded(crews: Iterable[Crew]) -> list[Crew]:
    keys = list(dict.fromkeys(crew.pk for crew in crews))
    found = Crew.objects.filter(pk__in=keys).prefetch_related(members())
    rows = {crew.pk: crew for crew in found}
    if len(rows) != len(keys):
        raise Crew.DoesNotExist
    return [rows[pk] for pk in keys]


def _assign(incident: Incident, crew: Crew, actor, part: str, advice: str, at: datetime, active: dict) -> Assignment:
    """One new assignment with handlers, timers and notices; ``active`` learns it."""
    goes = Part.REINFORCE if any(row.part == Part.MAIN for row in active.values()) else Part.MAIN
    row = Assignment.objects.create(
        station_id=incident.station_id, incident=incident, crew=crew, sent_at=at, sent_by=actor, advice=advice,
        part=Part.INFORMED if part == Part.INFORMED else goes,
    )  # fmt: skip
    active[crew.pk] = row
    if row.part != Part.INFORMED:
        incidents.add_handlers(incident, [member.officer_id for member in crew.members.all()], at=at)
        timers.start_for(row, timers.circle_of(incident))
    watch.tell_crew(row)
    return row


# -- what the crew taps --------------------------------------------------------------------------------------------


def accept(*, assignment: Assignment, actor, at: datetime | None = None, lat=None, lng=None) -> Assignment:
    """The crew takes it on."""
    return _tap("accept", assignment, actor, at, rules.fix_of(lat, lng))


def depart(*, assignment: Assignment, actor, at: datetime | None = None, lat=None, lng=None) -> Assignment:
    """The crew is on its way."""
    return _tap("depart", assignment, actor, at, rules.fix_of(lat, lng))


def arrive(*, assignment: Assignment, actor, at: datetime | None = None, lat=None, lng=None) -> Assignment:
    """The crew is at the scene."""
    return _tap("arrive", assignment, actor, at, rules.fix_of(lat, lng))


@transaction.atomic
@lines_last()
def _tap(verb: str, assignment: Assignment, actor, at: datetime | None, fix) -> Assignment:
    """One of the three taps on the way; the position of this moment only if it was given (SE-17)."""
    incident, row = moving.both(assignment)
    demand(rules.who_may(actor, row, verb))
    if rules.is_repeated(row, verb):
        return row
    moment = moving.moment(row, at)
    moving.forward(row, verb, actor, moment)
    if fix:
        row.lat, row.lng, row.fix_at = *fix, moment
    if row.part == Part.INFORMED and verb != "accept":
        _joins(incident, row, moment)
    row.save()
    timers.follow(row, verb, moment)
    watch.answered(row, moment)
    moved = moving.carry(incident, row, verb, actor, moment)
    if not moved:
        moving.touch(incident)
    moving.note(verb, row, actor)
    return row


def _joins(incident: Incident, row: Assignment, at: datetime) -> None:
    """A crew that was only informed and goes is a reinforcement from now on, or the first when nobody else goes."""
    others = [other for other in moving.active(incident) if other.pk != row.pk]
    row.part = Part.REINFORCE if any(other.part == Part.MAIN for other in others) else Part.MAIN
    incidents.add_handlers(incident, [member.officer_id for member in row.crew.members.all()], at=at)


@transaction.atomic
@lines_last()
def done(*, assignment: Assignment, actor, at: datetime | None = None, lat=None, lng=None) -> Assignment:
    """The crew leaves the scene to others; the last one reports the result instead.

    Raises:
        NotAllowed: an auxiliary, or a stranger.
        RuleBroken: nobody else is there and no result was reported.
    """
    incident, row = moving.both(assignment)
    demand(rules.who_may(actor, row, "done"))
    if rules.is_repeated(row, "done"):
        return row
    others = moving.others(incident, row)
    rules.may_leave(incident, bool(others)).or_refuse()
    moment = moving.moment(row, at)
    moving.forward(row, "done", actor, moment)
    moving.end(incident, row, "done", moment, others)
    moving.touch(incident)
    moving.note("done", row, actor)
    return row


@transaction.atomic
@lines_last()
def recall(*, assignment: Assignment, actor, at: datetime | None = None) -> Assignment:
    """Call a crew back; when nobody is on the way any more, the incident goes back to the queue.

    Raises:
        NotAllowed: not of the command room.
        RuleBroken: the crew is there already, or the incident would be left without anybody.
    """
    incident, row = moving.both(assignment)
    demand(rules.who_may(actor, row, "recall"))
    if rules.is_repeated(row, "recall"):
        return row
    others = moving.others(incident, row)
    informed = row.part == Part.INFORMED
    if not informed:
        rules.may_recall(incident, bool(others)).or_refuse()
    moment = moving.moment(row, at)
    moving.forward(row, "recall", actor, moment)
    moving.end(incident, row, "recall", moment, others)
    watch.tell_recalled(row)
    if not others and not informed and rules.workflow_of(incident).step(incident.state, "recall"):
        incidents.advance(incident, "recall", actor=actor, at=moment, system=True)
    else:
        moving.touch(incident)
    moving.note("recall", row, actor)
    return row


@transaction.atomic
@lines_last()
def pass_on(*, assignment: Assignment, crew: Crew, actor, at: datetime | None = None) -> Assignment:
    """Hand the task over to another crew; returns the new assignment.

    Raises:
        NotAllowed: an auxiliary, or a stranger.
        RuleBroken: the other crew is not out, or is on it already.
    """
    incident, row = moving.both(assignment)
    demand(rules.who_may(actor, row, "pass_on"))
    if rules.is_repeated(row, "pass_on"):
        return _successor(row, crew)
    (other,) = _loaded([crew])
    active = {found.crew_id: found for found in moving.active(incident)}
    if other.pk in active:
        raise RuleBroken(rules.ON_IT, code="on_it")
    moment = moving.moment(row, at)
    rules.may_go(other, moment).or_refuse()
    moving.forward(row, "pass_on", actor, moment)
    del active[row.crew_id]
    new = _assign(incident, other, actor, row.part, "", moment, active)
    row.passed_to = new
    moving.end(incident, row, "pass_on", moment, list(active.values()))
    moving.touch(incident)
    moving.note("pass_on", row, actor, to=other.pk)
    moving.note("send", new, actor)
    return new


def _successor(row: Assignment, crew: Crew) -> Assignment:
    """The assignment a repeated hand-over made; to another crew than the first time it is a mistake."""
    new = Assignment.objects.get(pk=row.passed_to_id)
    if new.crew_id != crew.pk:
        raise RuleBroken(rules.PASSED_ON, code="passed_on")
    return new


@transaction.atomic
@lines_last()
def ask_support(*, assignment: Assignment, actor, at: datetime | None = None, lat=None, lng=None) -> Assignment:
    """The crew needs help: the command room is alarmed; asking again before help was sent adds nothing."""
    incident, row = moving.both(assignment)
    demand(rules.who_may(actor, row, "ask_support"))
    moment = moving.moment(row, at)
    rules.ASSIGNMENT_STEPS.check(row, "ask_support", actor, moment).or_refuse()
    if row.support_wanted_at and not _sent_since(incident, row.support_wanted_at):
        return row
    row.support_wanted_at = moment
    if fix := rules.fix_of(lat, lng):
        row.lat, row.lng, row.fix_at = *fix, moment
    row.save()
    watch.tell_support(incident, row)
    moving.touch(incident)
    moving.note("ask_support", row, actor)
    return row


def _sent_since(incident: Incident, moment: datetime) -> bool:
    return Assignment.objects.filter(incident=incident, sent_at__gt=moment).exclude(part=Part.INFORMED).exists()
