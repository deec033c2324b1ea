"""Follow-up visits: due by rule, planned by hand, put on record, and what follows from them (RT-14)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.archive import rules
from mediation.archive.models import FollowUp
from mediation.archive.words import Result
from mediation.cases.actions import advance, after, locked
from mediation.cases.hooks import Move
from mediation.cases.models import Case, CaseParty
from mediation.cases.rules import may_triage
from mediation.cases.words import State
from mediation.network.models import Mediator
from mediation.network.readings import settings_of
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell

# Printed on the record of the visit, which is Chinese whatever language the screen speaks.
REASON = "协议履行完毕后例行回访"


def follow(move: Move) -> None:
    """A performance makes a visit due where the rule asks for one; a re-opened case drops the one that was due."""
    case = move.case
    if move.verb == "perform":
        due_on = rules.visit_due_on(case, settings_of(case.station))
        if due_on:
            _due(case, due_on, REASON, None)
            case.save(update_fields=["follow_up_due_on"])
    elif move.verb == "reopen":
        FollowUp.objects.filter(case=case, visited_at=None, dropped_at=None).update(dropped_at=move.at)


def _due(case: Case, due_on: date, reason: str, actor) -> FollowUp:
    """Put a visit on the list; the case's own column says it, too. The caller saves the case."""
    case.follow_up_due_on, case.followed_up_on = due_on, None
    return FollowUp.objects.create(
        station_id=case.station_id, case=case, due_on=due_on, reason=reason, planned_by=actor
    )


@transaction.atomic
def plan(*, case: Case, due_on: date, reason: str, actor) -> FollowUp:
    """One more visit than the rule asks for.

    Args:
        case: performed, not archived.
        due_on: when, not in the past.
        reason: 回访事由, as printed.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``not_performed``, ``planned``, ``past``.
    """
    found, now = locked(case.pk), timezone.now()
    demand(rules.may_visit(actor, found))
    rules.is_visitable(found).or_refuse()
    if FollowUp.objects.filter(case=found, visited_at=None, dropped_at=None).exists():
        raise RuleBroken(_("A visit is due already."), code="planned")
    if due_on < timezone.localdate(now):
        raise RuleBroken(_("The day is over already."), code="past")
    row = _due(found, due_on, reason.strip() or REASON, actor)
    after(found, "follow_up_planned", actor=actor, at=now, follow_up=row.pk, due=due_on.isoformat())
    return row


@transaction.atomic
def record(
    *,
    follow_up: FollowUp,
    way: str,
    visited_at: datetime,
    performance: str,
    result: str,
    actor,
    party: CaseParty | None = None,
    interviewee: str = "",
    satisfaction: int | None = None,
    words: str = "",
    again_on: date | None = None,
) -> FollowUp:
    """Put a visit on record with what the prescribed form asks; a performed case goes to 回访 by it.

    Args:
        way: a value of :class:`Means`.
        visited_at: when, not in the future.
        performance: a value of :class:`Performance`.
        result: a value of :class:`Result`; ``again`` needs ``again_on``, ``reopen`` asks for triage.
        party: who was asked, or ``interviewee``: somebody for a party.
        satisfaction: 1 to 5, or not asked.
        words: what was said.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``not_performed``, ``recorded``, ``future``, ``too_early``, ``not_full``, ``again_on``,
            ``nobody``, ``other_case``.
    """
    case, now = locked(follow_up.case_id), timezone.now()
    demand(rules.may_visit(actor, case))
    rules.is_visitable(case).or_refuse()
    row = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    row.case = case
    rules.visit_answer(
        row, visited_at=visited_at, at=now, performance=performance, result=result, again_on=again_on
    ).or_refuse()
    _asked(case, party, interviewee)
    row.way, row.visited_at, row.performance, row.result = way, visited_at, performance, result
    row.party, row.interviewee, row.satisfaction = party, interviewee.strip(), satisfaction
    row.words, row.by = words.strip(), actor
    row.save()
    if case.state == State.PERFORMED:
        advance(case, "visit", actor=actor, at=now, system=True)
    if result == Result.OK:
        case.followed_up_on = timezone.localdate(visited_at)
    elif result == Result.AGAIN:
        _due(case, again_on, row.reason, actor)
    after(case, "follow_up_recorded", actor=actor, at=now, follow_up=row.pk, result=result)
    if result == Result.REOPEN and not may_triage(actor, case):
        _tell_keepers(case, row)
    return row


def _asked(case: Case, party: CaseParty | None, interviewee: str) -> None:
    if party is None and not interviewee.strip():
        raise RuleBroken(_("Say who was asked."), code="nobody")
    if party is not None and party.case_id != case.pk:
        raise RuleBroken(_("This is not a party of the case."), code="other_case")


def keepers(case: Case) -> list:
    """The accounts of those who keep the room."""
    return [row.user for row in Mediator.objects.serving().filter(keeper=True).select_related("user")]


def _tell_keepers(case: Case, row: FollowUp) -> None:
    tell(
        station=case.station, recipients=keepers(case), kind="mediation.back", key=f"mediation.back:{row.pk}",
        url=case.get_absolute_url(), number=case.number,
    )  # fmt: skip
