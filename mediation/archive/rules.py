"""Who may visit, ask, complain and file, and what a visit may conclude. No writes, no clock of its own."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.archive.models import FollowUp, MediatorComplaint, SatisfactionLink
from mediation.archive.words import Performance, Result
from mediation.cases.models import Case
from mediation.cases.rules import may_edit, may_keep, may_lead
from mediation.cases.words import ENDED_STATES, State
from mediation.network.models import MediationSettings
from mediation.network.readings import standing
from stations.kit.answer import YES, Answer, no

VISITABLE = frozenset({State.PERFORMED, State.VISIT})
# Parties are asked how it was from the agreement on, and also where it came to nothing.
ASKABLE = frozenset({State.PERFORMING, State.CONFIRMING, *ENDED_STATES, State.ARCHIVED})
LINK_DAYS = 30


def visit_due_on(case: Case, settings: MediationSettings) -> date | None:
    """RT-14: at least one visit before the archive where the performance was not instant; None where none is due."""
    if case.performed_on is None or (case.instant and not settings.follow_up_always):
        return None
    return case.performed_on + timedelta(days=settings.follow_up_days)


def may_visit(user, case: Case) -> Answer:
    """Visit the parties: whoever leads the mediation, and the keepers of the room."""
    if may_keep(user):
        return YES
    return may_lead(user, case)


def is_visitable(case: Case) -> Answer:
    """Visits follow performance."""
    if case.state in VISITABLE:
        return YES
    return no(_("A follow-up visit comes after the performance (RT-14)."), code="not_performed")


def visit_answer(
    follow_up: FollowUp, *, visited_at: datetime, at: datetime, performance: str, result: str, again_on: date | None
) -> Answer:
    """Whether a record of a visit can be true.

    Args:
        follow_up: the visit that was due.
        visited_at: when it was made.
        at: now.
        performance: what was found of the performance.
        result: what follows from it.
        again_on: day of the next visit, where one follows.
    """
    if follow_up.visited_at or follow_up.dropped_at:
        return no(_("This visit is on record already."), code="recorded")
    if visited_at > at:
        return no(_("The visit lies in the future."), code="future")
    case = follow_up.case
    if case.performed_on and timezone.localdate(visited_at) < case.performed_on:
        return no(
            _("The visit comes after the performance, on %(day)s.") % {"day": case.performed_on}, code="too_early"
        )
    if result == Result.OK and performance != Performance.FULL:
        return no(_("Settled means performed in full; visit again, or re-open the case."), code="not_full")
    if (result == Result.AGAIN) != (again_on is not None):
        return no(_("Say when the next visit is due."), code="again_on")
    if again_on and again_on <= timezone.localdate(visited_at):
        return no(_("The next visit comes after this one."), code="again_on")
    return YES


def may_ask(user, case: Case) -> Answer:
    """Give a party the link, or ask at the desk: who works on the case."""
    answer = may_edit(user, case)
    if not answer:
        return answer
    if case.state not in ASKABLE:
        return no(_("Parties are asked once there is an outcome."), code="too_early")
    return YES


def is_answerable(link: SatisfactionLink, at: datetime) -> Answer:
    """One answer, in time."""
    if link.answered_at:
        return no(_("This question has been answered. Thank you."), code="answered")
    if link.withdrawn_at or link.expires_at <= at:
        return no(_("This link is no longer valid. Ask the mediation room for a new one."), code="expired")
    return YES


def may_read_complaints(user) -> Answer:
    """RT-18: complaints of mediators are for the leadership and the keepers."""
    return may_keep(user)


def may_read_complaint(user, complaint: MediatorComplaint) -> Answer:
    """Never whoever is complained of."""
    who = standing(user)
    if who.mediator and who.mediator.pk == complaint.mediator_id:
        return no(_("Somebody else handles a complaint of yourself."), code="own")
    return may_keep(user)


def may_open_file(user, case: Case) -> Answer:
    """Read and bind the whole file, which shows everything: who works on the case, and the keepers."""
    if may_keep(user):
        return YES
    return may_edit(user, case)
