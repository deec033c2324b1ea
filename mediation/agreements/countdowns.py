"""Days of judicial confirmation: which agreements are near the last one, when the court answers (SF-01, SF-07)."""

from datetime import date, timedelta

from mediation.agreements import rules
from mediation.agreements.models import Agreement, CourtConfirmation
from mediation.agreements.words import CourtState, State
from mediation.cases.law import court_answers_by, law_of
from mediation.cases.words import State as CaseState
from mediation.cases.words import Track
from mediation.network.models import MediationSettings
from stations.calendar.rules import Deadline, marks_between, marks_for_limit

# The longest run of holidays moves the last day by less than two weeks.
WINDOW = timedelta(days=45)


def running_out(cases, day: date, words: MediationSettings, most: int) -> list[tuple[Agreement, rules.Countdown]]:
    """Agreements whose thirty days are amber or red and not over, with the countdown; two queries.

    Args:
        cases: queryset the agreement's case must be in; of them only those being performed and not confirmed count.
        day: today.
        words: the station's settings (from how many days left).
        most: at most so many rows.
    """
    cases = cases.filter(track=Track.RT, state=CaseState.PERFORMING, confirmed_on=None)
    rows = Agreement.objects.filter(
        case__in=cases, state=State.IN_FORCE, effective_on__gte=day - WINDOW,
        effective_on__lte=day - timedelta(days=max(0, 29 - words.amber_days)),
    )  # fmt: skip
    marks = marks_between(day - WINDOW, day + timedelta(days=60))
    found = []
    for row in rows.select_related("case__officer__user").order_by("effective_on", "pk")[:most]:
        badge = rules.countdown(rules.confirmation_deadline(row.case, row.effective_on, marks), day, words)
        if badge.open and badge.tone in {"warn", "danger"}:
            found.append((row, badge))
    return found


def court_answer_by(row: CourtConfirmation) -> Deadline | None:
    """SF-07: by when the court has answered an application that is with it; None once it has decided.

    Args:
        row: with its agreement and case.
    """
    law = law_of(row.agreement.case.law)
    if row.state == CourtState.APPLIED:
        marks = marks_for_limit(row.applied_on, law.court_accepts)
        return court_answers_by(law, row.applied_on, marks, accepted=False)
    if row.state == CourtState.ACCEPTED and row.answered_on:
        marks = marks_for_limit(row.answered_on, law.court_decides[0])
        return court_answers_by(law, row.answered_on, marks, accepted=True)
    return None
