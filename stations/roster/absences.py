"""Verbs of absences: who is away, who stands in, and what that does to the duties of those days."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from stations.kit.answer import YES, Answer, demand, no
from stations.kit.spans import holds
from stations.organisation.models import Officer
from stations.organisation.rules import COMMANDERS
from stations.places.models import CommunityPost
from stations.roster import rules
from stations.roster.actions import running_day
from stations.roster.facts import Facts, load
from stations.roster.generation import lock_station, reconcile
from stations.roster.models import Absence, Cover, Duty, Role
from stations.roster.planner import Day, plan_on
from stations.timeline.actions import record

DAY = timedelta(days=1)


@dataclass(slots=True)
class Covered:
    """What naming a substitute came to: days covered, and days left open with the reason."""

    covered: list[Cover] = field(default_factory=list)
    open: list[tuple[date, str]] = field(default_factory=list)


def enter(
    *, station, officer: Officer, kind: str, first_day: date, last_day: date, reason: str, actor, substitute=None
) -> tuple[Absence, Covered]:
    """Enter an absence; the duty days in it become rest, the substitute takes those that the rules allow.

    Args:
        station: the station in scope.
        officer: who is away, with ``team_id`` of today (``Officer.objects.with_team``).
        kind: a value of :class:`Absence.Kind`.
        first_day, last_day: duty days, both included.
        reason: in words; shown to the person and to leaders only.
        actor: who enters it.
        substitute: an officer who stands in where possible.

    Raises:
        NotAllowed: the person may not enter absences for this officer.
        RuleBroken: the span is refused or overlaps another absence.
    """
    demand(rules.may_enter_absence(actor, officer))
    rules.check_absence(first_day, last_day, running_day()).or_refuse()
    with transaction.atomic():
        lock_station(station)
        _check_free(officer, first_day, last_day).or_refuse()
        absence = Absence.objects.create(
            station=station, officer=officer, kind=kind, first_day=first_day, last_day=last_day, reason=reason,
            entered_by=actor,
        )  # fmt: skip
        # Where the officer was to stand in for others, those days are open again.
        Cover.objects.filter(officer=officer, date__range=(first_day, last_day)).delete()
        reconcile(station, first_day, last_day, running_day(), only={officer.pk})
        record(
            verb="absence.entered", subject=absence, actor=actor, officer=officer.pk,
            first=str(first_day), last=str(last_day),
        )  # fmt: skip
        covered = _cover(absence, substitute, _days(first_day, last_day), actor) if substitute else Covered()
    return absence, covered


def cancel(*, absence: Absence, actor) -> Absence:
    """Take an absence back: the duties of its days are what the plan says, substitutes are free again.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.ABSENCE_STEPS`.
    """
    with transaction.atomic():
        lock_station(absence.station)
        absence = _locked(absence)
        absence.officer.team_id = _team_of(absence.officer)
        rules.ABSENCE_STEPS.advance(absence, "cancel", actor)
        people = {absence.officer_id, *absence.covers.values_list("officer_id", flat=True)}
        absence.covers.all().delete()
        absence.save(update_fields=["state"])
        reconcile(absence.station, absence.first_day, absence.last_day + DAY, running_day(), only=people)
        record(verb="absence.cancelled", subject=absence, actor=actor, officer=absence.officer_id)
    return absence


def end_early(*, absence: Absence, last_day: date, actor) -> Absence:
    """The officer is back sooner: the absence ends with ``last_day``, later substitutes are free again.

    Raises:
        NotAllowed: the person may not change it.
        RuleBroken: the day does not lie inside the absence.
    """
    with transaction.atomic():
        lock_station(absence.station)
        absence = _locked(absence)
        absence.officer.team_id = _team_of(absence.officer)
        demand(rules.may_enter_absence(actor, absence.officer))
        _check_end(absence, last_day).or_refuse()
        old = absence.last_day
        people = {absence.officer_id, *absence.covers.values_list("officer_id", flat=True)}
        absence.covers.filter(date__gt=last_day).delete()
        absence.last_day = last_day
        absence.save(update_fields=["last_day"])
        reconcile(absence.station, last_day, old + DAY, running_day(), only=people)
        record(verb="absence.ended", subject=absence, actor=actor, officer=absence.officer_id, last=str(last_day))
    return absence


def name_substitute(*, absence: Absence, substitute: Officer, days: Iterable[date], actor) -> Covered:
    """Name a substitute for some days of an absence; a day that has one already changes hands.

    Args:
        absence: a standing absence.
        substitute: who stands in.
        days: duty days of the absence.
        actor: who names them.

    Raises:
        NotAllowed: the person may not change this absence.
    """
    with transaction.atomic():
        lock_station(absence.station)
        absence = _locked(absence)
        absence.officer.team_id = _team_of(absence.officer)
        demand(rules.may_enter_absence(actor, absence.officer))
        _check_standing(absence).or_refuse()
        return _cover(absence, substitute, sorted(days), actor)


def _locked(absence: Absence) -> Absence:
    return Absence.objects.select_for_update(no_key=True).select_related("officer", "station").get(pk=absence.pk)


def _check_free(officer: Officer, first: date, last: date) -> Answer:
    if Absence.objects.standing().touching(first, last).filter(officer=officer).exists():
        return no(_("An absence of this officer already covers one of these days."), code="absence.overlap")
    return YES


def _check_end(absence: Absence, last_day: date) -> Answer:
    if absence.state != Absence.State.ENTERED:
        return no(_("The absence was cancelled."), code="absence.cancelled")
    if not absence.first_day <= last_day < absence.last_day:
        return no(_("The new last day must lie inside the absence and before its present end."), code="absence.span")
    return YES


def _check_standing(absence: Absence) -> Answer:
    return YES if absence.state == Absence.State.ENTERED else no(_("The absence was cancelled."), "absence.cancelled")


def _team_of(officer: Officer) -> int | None:
    return Officer.objects.with_team(running_day()).filter(pk=officer.pk).values_list("team_id", flat=True).first()


def _days(first: date, last: date) -> list[date]:
    return [first + offset * DAY for offset in range((last - first).days + 1)]


def _cover(absence: Absence, substitute: Officer, days: list[date], actor) -> Covered:
    """Try each day on its own; the rest stays open with its reason."""
    outcome = Covered()
    facts = load(days[0], days[-1] + DAY)
    for day in days:
        if not absence.first_day <= day <= absence.last_day:
            outcome.open.append((day, _("The day is not part of the absence.")))
            continue
        case = _case(facts, absence, substitute, day)
        if case is None:
            continue
        answer = rules.may_cover(case)
        if not answer:
            outcome.open.append((day, str(answer.reason)))
            continue
        outcome.covered.append(_take(absence, substitute, day, case, actor))
    return outcome


def _take(absence: Absence, substitute: Officer, day: date, case: rules.CoverCase, actor) -> Cover:
    old = Cover.objects.filter(absence=absence, date=day).first()
    people = {absence.officer_id, substitute.pk, *([old.officer_id] if old else [])}
    if old:
        old.delete()
    primary = case.absent.planned_role == Role.PRIMARY
    cover = Cover.objects.create(
        station=absence.station, absence=absence, date=day, officer=substitute,
        breaks_rest=rules.cover_breaks_rest(case, primary),
    )  # fmt: skip
    reconcile(absence.station, day, day + DAY, running_day(), only=people)
    record(verb="absence.covered", subject=absence, actor=actor, officer=substitute.pk, day=str(day))
    return cover


def _case(facts: Facts, absence: Absence, substitute: Officer, day: date) -> rules.CoverCase | None:
    """The day as the rule wants it; None where nobody is missing (a rest day, or not planned yet)."""
    if plan_on(facts.plans, day) is None:
        return None
    around = Duty.objects.filter(officer=substitute, date__range=(day - DAY, day + DAY))
    near = {duty.date: duty for duty in around}
    absent = Duty.objects.filter(officer_id=absence.officer_id, date=day).first()
    if absent is None or absent.planned_role == Role.REST:
        return None
    planned = Day(facts, day)
    away = planned.rows().get(absence.officer_id)
    if away is None:
        return None
    duty = planned.without_absence(absence.officer_id, away)
    posts = facts.community_posts.get(substitute.pk, ())
    return rules.CoverCase(
        absent_officer=absence.officer,
        substitute_officer=substitute,
        absent=absent,
        substitute=near.get(day),
        team=facts.teams[absent.team_id],
        commands=absent.planned_role == Role.PRIMARY and absence.officer.post in COMMANDERS,
        substitute_is_a=any(post.role == CommunityPost.Role.A and holds(post, day) for post in posts),
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        neighbours=tuple(row for date_, row in near.items() if date_ != day and row.role != Role.REST),
    )
