"""The limit of a people's mediation extended, and numbers of documents voided."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import Extension
from mediation.cases.words import State, Track
from stations.calendar.rules import Deadline, calendar_deadline, marks_for_limit
from stations.kit.answer import YES, Answer, RuleBroken, demand, no

MOST_DAYS = 90
RUNNING = frozenset({State.ACCEPTED, State.MEDIATING})


def may_extend(case: Case) -> Answer:
    """RT-16: only the limit of a people's mediation that is under way; ZA has the law's seven working days."""
    if case.track == Track.ZA:
        return no(
            _("The law's limit of public order mediation is not extended (ZA-11, 程序规定第一百八十三条)."),
            code="za_limit",
        )
    if case.track != Track.RT:
        return no(_("Only the limit of a people's mediation is extended (RT-16)."), code="not_rt")
    if case.state not in RUNNING or case.due_on is None:
        return no(_("The mediation is not under way; there is no limit to extend (RT-16)."), code="not_running")
    return YES


def new_limit(due_on: date, days: int) -> Deadline:
    """The last day after an extension: calendar days from the old limit, a day off moves on (DOMAIN 2.8)."""
    return calendar_deadline(due_on, days, marks_for_limit(due_on, days))


@transaction.atomic
def extend(
    *,
    case: Case,
    days: int,
    reason: str,
    both_consent: bool,
    actor,
    consented_at: datetime | None = None,
    at: datetime | None = None,
) -> Extension:
    """Extend the limit of a people's mediation with the consent of both sides (RT-16).

    Args:
        days: calendar days from the present limit, 1 to :data:`MOST_DAYS`.
        reason: why.
        both_consent: both sides agree; without it nothing is extended.
        consented_at: when they agreed, not in the future; now by default.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``za_limit``, ``not_rt``, ``not_running``, ``no_consent``, ``days``, ``no_reason``, ``future``.
    """
    at = at or timezone.now()
    found = locked(case.pk)
    demand(rules.may_lead(actor, found))
    may_extend(found).or_refuse()
    if not both_consent:
        raise RuleBroken(_("Both sides must agree to the extension (RT-16)."), code="no_consent")
    if not 1 <= days <= MOST_DAYS:
        raise RuleBroken(_("An extension is from 1 to %(most)s days.") % {"most": MOST_DAYS}, code="days")
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    if consented_at and consented_at > at:
        raise RuleBroken(_("The consent lies in the future."), code="future")
    limit = new_limit(found.due_on, days)
    row = Extension.objects.create(
        station_id=found.station_id, case=found, until=limit.day, reason=reason.strip(),
        consented_at=consented_at or at, by=actor,
    )  # fmt: skip
    found.due_on, found.due_provisional = limit.day, limit.provisional
    after(found, "extended", actor=actor, at=at, days=days, until=str(limit.day))
    return row
