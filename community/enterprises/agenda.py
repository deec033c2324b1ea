"""What is due around enterprises: first visits, inspections, deadlines, re-checks; and what leaders must look at."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
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
)
from community.enterprises.standing import standing
from community.enterprises.words import FindingState, FirstState
from stations.agenda.registry import Due

# How many days ahead a task shows up, and how many of a sort one by one (the nearest; the rest is one line).
AHEAD, MOST = timedelta(days=3), 20


def first_visits(user, day: date) -> list[Due]:
    """First visits that are due to the one who looks after the enterprise; two queries."""
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
    found = [_first(row, day) for row in rows[:MOST]]
    return found + _rest(rows, found, "first-visits", day)


def _first(row: FirstVisit, day: date) -> Due:
    url = f"{reverse('enterprise-visit-new', args=[row.enterprise_id])}?kind=first"
    words = _("First visit: %(name)s")
    tone = "danger" if row.due_on < day else ("warn" if row.due_on == day else "info")
    return _task(row.enterprise, words, row.due_on, url, tone, "first_visit")


def inspections(user, day: date) -> list[Due]:
    """Regular visits and inspections that are due to the trade officer or who looks after it; two queries."""
    officer = standing(user).officer
    if officer is None:
        return []
    rows = inspections_due(day + AHEAD).annotate(who=inspector_expression(day)).filter(who=officer.pk)
    rows = rows.select_related("kind", "building").order_by("next_on", "pk")
    found = [_inspection(row, day) for row in rows[:MOST]]
    return found + _rest(rows, found, "enterprises", day, "due=yes&mine=yes")


def _inspection(row: Any, day: date) -> Due:
    kind = "check" if row.kind.regulated else "visit"
    words = _("Inspection: %(name)s") if row.kind.regulated else _("Visit: %(name)s")
    tone = "warn" if row.next_on < day else "info"
    url = f"{reverse('enterprise-visit-new', args=[row.pk])}?kind={kind}"
    return _task(row, words, row.next_on, url, tone, "inspection" if row.kind.regulated else "visit")


def findings(user, day: date) -> list[Due]:
    """Deadlines that run out and re-checks, to whom they belong; two queries."""
    officer = standing(user).officer
    if officer is None:
        return []
    running = Q(state__in=[FindingState.FOUND, FindingState.TOLD], due_on__lte=day + AHEAD)
    answer = Q(state=FindingState.HANDED, department_due_on__lte=day)
    recheck = Q(state=FindingState.RECTIFIED) & (Q(rectified_by=None) | ~Q(rectified_by=user))
    rows = (
        SafetyFinding.objects.filter(running | answer | recheck)
        .annotate(who=inspector_expression(day, "officer_id", "enterprise__"))
        .filter(who=officer.pk)
        .select_related("enterprise__building")
        .order_by("due_on", "pk")
    )
    found = [_finding(row, day) for row in rows[:MOST]]
    return found + _rest(rows, found, "safety-findings", day, "which=mine")


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


def leaders(user, day: date) -> list[Due]:
    """For team leaders and leadership: first visits overdue, findings to be closed or re-checked; three queries."""
    who = standing(user)
    if not (who.commands or (who.leads and who.tends)):
        return []
    found = []
    late = first_visits_seen_by(user).filter(state=FirstState.OPEN, due_on__lt=day).count()
    if late:
        words = ngettext("%(n)s first visit is overdue", "%(n)s first visits are overdue", late) % {"n": late}
        found.append(Due(words, day, f"{reverse('first-visits')}?state=overdue", "danger", kind="first_visit"))
    closing = findings_seen_by(user).filter(state=FindingState.RECHECKED).count()
    if closing:
        words = ngettext("%(n)s finding waits to be closed", "%(n)s findings wait to be closed", closing)
        url = f"{reverse('safety-findings')}?state=rechecked"
        found.append(Due(words % {"n": closing}, day, url, "warn", kind="finding"))
    overdue = findings_seen_by(user).overdue(day - timedelta(days=3)).count()
    if overdue:
        words = ngettext("%(n)s finding is long overdue", "%(n)s findings are long overdue", overdue)
        url = f"{reverse('safety-findings')}?which=overdue"
        found.append(Due(words % {"n": overdue}, day, url, "danger", kind="finding"))
    return found


def _task(enterprise: Enterprise, words: str, due: date | None, url: str, tone: str, kind: str) -> Due:
    lat, lng = point(enterprise)
    there = (lat, lng) if lat is not None and lng is not None else None
    title = words % {"name": enterprise}
    return Due(title, due, url, tone, kind=kind, place=where(enterprise), point=there, passes=True)


def _rest(rows: QuerySet, found: Iterable[Due], url_name: str, day: date, query: str = "") -> list[Due]:
    """One line for what is more than can be done in a day."""
    if len(list(found)) < MOST:
        return []
    more = rows.count() - MOST
    if more <= 0:
        return []
    words = ngettext("and %(n)s more of these", "and %(n)s more of these", more) % {"n": more}
    return [Due(words, day, f"{reverse(url_name)}?{query or 'mine=yes'}", "info", kind="visit")]
