"""What is due around enterprises: first visits, inspections, deadlines, re-checks; and what leaders must look at."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.enterprises.finding_steps import point, where
from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import SafetyFinding
from community.enterprises.readings import (
    findings_seen_by,
    first_visits_seen_by,
    inspections_due,
    inspector_expression,
    keeper_expression,
    settings_of,
)
from community.enterprises.standing import standing
from community.enterprises.words import FindingState, FirstState
from stations.agenda.words import Ask, Due, Tally

# How many days ahead a task shows up, and how many of a sort one by one (the nearest; the rest is one line).
AHEAD, MOST = timedelta(days=3), 20
# Reported as put right by who would re-check it: somebody else does.
OWN_REPORT = Q(state=FindingState.RECTIFIED, rectified_by__officer=F("who"))


def first_visits(user, day: date) -> list[Ask | Tally]:
    """First visits that are due to the one who looks after the enterprise."""
    officer = standing(user).officer
    if officer is None:
        return []
    rows = (
        FirstVisit.objects.filter(state=FirstState.OPEN, due_on__lte=day + AHEAD)
        .annotate(keeper=keeper_expression(day, "officer_id", "enterprise__"))
        .filter(keeper=officer.pk)
        .select_related("enterprise__building")
        .order_by("due_on", "pk")
    )
    rest = _rest(rows, "first-visits", day, "state=open&mine=yes", "first_visit")
    return [Ask(rows[:MOST], partial(_first, day=day)), rest]


def _first(row: FirstVisit, day: date) -> Due:
    url = f"{reverse('enterprise-visit-new', args=[row.enterprise_id])}?kind=first"
    words = _("First visit: %(name)s")
    tone = "danger" if row.due_on < day else ("warn" if row.due_on == day else "info")
    return _task(row.enterprise, words, row.due_on, url, tone, "first_visit")


def inspections(user, day: date) -> list[Ask | Tally]:
    """Regular visits and inspections that are due to the trade officer or who looks after it."""
    officer = standing(user).officer
    if officer is None:
        return []
    rows = inspections_due(day + AHEAD).annotate(who=inspector_expression(day)).filter(who=officer.pk)
    rows = rows.select_related("kind", "building").order_by("next_on", "pk")
    rest = _rest(rows, "enterprises", day, "due=yes&mine=yes", "visit")
    return [Ask(rows[:MOST], partial(_inspection, day=day)), rest]


def _inspection(row: Any, day: date) -> Due:
    kind = "check" if row.kind.regulated else "visit"
    words = _("Inspection: %(name)s") if row.kind.regulated else _("Visit: %(name)s")
    tone = "warn" if row.next_on < day else "info"
    url = f"{reverse('enterprise-visit-new', args=[row.pk])}?kind={kind}"
    return _task(row, words, row.next_on, url, tone, "inspection" if row.kind.regulated else "visit")


def findings(user, day: date) -> list[Ask | Tally]:
    """Deadlines that run out and re-checks, to whom they belong.

    What the trade officer reported as put right is re-checked by who looks after the enterprise (four eyes).
    """
    officer = standing(user).officer
    if officer is None:
        return []
    running = Q(state__in=[FindingState.FOUND, FindingState.TOLD], due_on__lte=day + AHEAD)
    answer = Q(state=FindingState.HANDED, department_due_on__lte=day)
    recheck = Q(state=FindingState.RECTIFIED) & (Q(rectified_by=None) | ~Q(rectified_by=user))
    rows = (
        SafetyFinding.objects.filter(running | answer | recheck)
        .annotate(who=inspector_expression(day, "officer_id", "enterprise__"))
        .annotate(keeper=keeper_expression(day, "officer_id", "enterprise__"))
        .filter(Q(who=officer.pk) | Q(OWN_REPORT, keeper=officer.pk))
        .select_related("enterprise__building")
        .order_by("due_on", "pk")
    )
    rest = _rest(rows, "safety-findings", day, "which=mine", "finding")
    return [Ask(rows[:MOST], partial(_finding, day=day)), rest]


def _finding(row: SafetyFinding, day: date) -> Due:
    url = reverse("safety-finding", args=[row.pk])
    if row.state == FindingState.RECTIFIED:
        return _task(row.enterprise, _("Re-check: %(name)s"), day, url, "warn", "finding")
    if row.state == FindingState.HANDED:
        words = _("Ask the department: %(name)s")
        return _task(row.enterprise, words, row.department_due_on, url, "warn", "finding")
    tone = "danger" if row.due_on < day else "warn"
    words = _("Finding overdue: %(name)s") if row.due_on < day else _("Finding due: %(name)s")
    return _task(row.enterprise, words, row.due_on, url, tone, "finding")


def leaders(user, day: date) -> list[Tally]:
    """For team leaders and leadership: first visits overdue, findings to be closed, re-checked, long overdue.

    A re-check is theirs where nobody else has it: who would do it reported the finding as put right.
    """
    who = standing(user)
    if not (who.commands or (who.leads and who.tends)):
        return []
    found, long_ago = findings_seen_by(user), day - timedelta(settings_of(user.home_station).escalate_days)
    late = first_visits_seen_by(user).filter(state=FirstState.OPEN, due_on__lt=day)
    return [
        Tally(late, partial(_late, day=day)),
        Tally(found.filter(state=FindingState.RECHECKED), partial(_closing, day=day)),
        Tally(_nobodys(found.exclude(rectified_by=user), day), partial(_second, day=day)),
        Tally(found.overdue(long_ago), partial(_long, day=day)),
    ]


def _nobodys(rows: QuerySet, day: date) -> QuerySet:
    """Re-checks that are nobody's: whoever would do them reported the finding, or there is nobody."""
    rows = rows.filter(state=FindingState.RECTIFIED).annotate(
        who=inspector_expression(day, "officer_id", "enterprise__"),
        keeper=keeper_expression(day, "officer_id", "enterprise__"),
    )
    return rows.filter(Q(who=None) | Q(OWN_REPORT) & (Q(keeper=None) | Q(keeper=F("who"))))


def _late(n: int, day: date) -> Due:
    words = ngettext("%(n)s first visit is overdue", "%(n)s first visits are overdue", n) % {"n": n}
    return Due(words, day, f"{reverse('first-visits')}?state=overdue", "danger", kind="first_visit")


def _closing(n: int, day: date) -> Due:
    words = ngettext("%(n)s finding waits to be closed", "%(n)s findings wait to be closed", n) % {"n": n}
    return Due(words, day, f"{reverse('safety-findings')}?state=rechecked", "warn", kind="finding")


def _second(n: int, day: date) -> Due:
    words = ngettext("%(n)s finding waits for a second officer", "%(n)s findings wait for a second officer", n)
    return Due(words % {"n": n}, day, f"{reverse('safety-findings')}?state=rectified", "warn", kind="finding")


def _long(n: int, day: date) -> Due:
    words = ngettext("%(n)s finding is long overdue", "%(n)s findings are long overdue", n) % {"n": n}
    return Due(words, day, f"{reverse('safety-findings')}?which=overdue", "danger", kind="finding")


def _task(enterprise: Enterprise, words: str, due: date | None, url: str, tone: str, kind: str) -> Due:
    lat, lng = point(enterprise)
    there = (lat, lng) if lat is not None and lng is not None else None
    title = words % {"name": enterprise}
    return Due(title, due, url, tone, kind=kind, place=where(enterprise), point=there, passes=True)


def _rest(rows: QuerySet, url_name: str, day: date, query: str, kind: str) -> Tally:
    """One line for what is more than can be done in a day."""

    def told(n: int) -> Due | None:
        if n <= MOST:
            return None
        words = ngettext("and %(n)s more of these", "and %(n)s more of these", n - MOST) % {"n": n - MOST}
        return Due(words, day, f"{reverse(url_name)}?{query}", "info", kind=kind)

    return Tally(rows, told)
