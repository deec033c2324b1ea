"""The appraisal (伤情鉴定、价格认定) of a public order case: from its result the first session counts (ZA-12)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules
from mediation.cases.actions import after, locked
from mediation.cases.law import first_session_by, law_of
from mediation.cases.models import Case
from mediation.cases.words import Appraisal, State, Track
from stations.calendar.rules import Deadline, marks_for_limit
from stations.kit.answer import YES, Answer, RuleBroken, demand, no

BEFORE = frozenset({State.REGISTERED, State.TRIAGE, State.ACCEPTED, State.MEDIATING})


def may_appraise(case: Case) -> Answer:
    """ZA-12 speaks of the first session of a public order mediation; afterwards nothing hangs on an appraisal."""
    if case.track != Track.ZA:
        return no(_("An appraisal moves the first session of public order mediation only (ZA-12)."), code="not_za")
    if case.state not in BEFORE or case.sessions_held:
        return no(_("The first session has been held; the appraisal moves nothing any more (ZA-12)."), code="held")
    return YES


def waits(case: Case) -> bool:
    """Whether the first session waits for the result of an appraisal."""
    return case.track == Track.ZA and case.appraisal != Appraisal.NONE and case.appraised_on is None


def first_session_limit(case: Case) -> Deadline | None:
    """ZA-12: three working days from acceptance, or from the appraisal's result where one is needed.

    A result that was there before the acceptance moves nothing: no limit ends before the case is accepted.

    Returns:
        None while the result is outstanding, or the case is not accepted yet.
    """
    if case.accepted_on is None or waits(case):
        return None
    start = max(case.accepted_on, case.appraised_on or case.accepted_on)
    law = law_of(case.law)
    return first_session_by(law, start, marks_for_limit(start, law.za_first_days))


def settle(case: Case) -> None:
    """Set the case's next limit by its appraisal; the caller saves."""
    limit = first_session_limit(case)
    case.due_on = limit.day if limit else None
    case.due_provisional = bool(limit and limit.provisional)


@transaction.atomic
def appraise(
    *, case: Case, appraisal: str, actor, appraisal_from: date | None = None, appraised_on: date | None = None,
    at: datetime | None = None,
) -> Case:  # fmt: skip
    """Note that an injury or a price is appraised, since when, and its result's day; the limit follows (ZA-12).

    Args:
        appraisal: of :class:`Appraisal`; empty: none is needed after all.
        appraisal_from: the day it was asked for.
        appraised_on: the day of the result; None while it is outstanding.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``not_za``, ``held``, ``kind``, ``no_day``, ``order``, ``future``.
    """
    at = at or timezone.now()
    found, today = locked(case.pk), timezone.localdate(at)
    demand(rules.may_lead(actor, found))
    may_appraise(found).or_refuse()
    if appraisal not in Appraisal.values:
        raise RuleBroken(_("This appraisal is not known."), code="kind")
    if appraisal and appraisal_from is None:
        raise RuleBroken(_("Say on which day the appraisal was asked for."), code="no_day")
    if not appraisal:
        appraisal_from = appraised_on = None
    if appraisal_from and appraised_on and appraised_on < appraisal_from:
        raise RuleBroken(_("The result comes after the appraisal was asked for."), code="order")
    if max(filter(None, (appraisal_from, appraised_on)), default=today) > today:
        raise RuleBroken(_("The day lies in the future."), code="future")
    found.appraisal, found.appraisal_from, found.appraised_on = appraisal, appraisal_from, appraised_on
    if found.accepted_on:
        settle(found)
    days = {"result": appraised_on.isoformat()} if appraised_on else {}
    return after(found, "appraised", actor=actor, at=at, appraisal=appraisal, **days)
