"""Which agreements stand before the last day of judicial confirmation (SF-01, SF-08)."""

from datetime import date, timedelta

from mediation.agreements import rules
from mediation.agreements.models import Agreement
from mediation.agreements.words import State
from mediation.cases.words import State as CaseState
from mediation.cases.words import Track
from mediation.network.models import MediationSettings
from stations.calendar.rules import marks_between

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
