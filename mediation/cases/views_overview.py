"""The overview of mediation: where all cases stand, what is mine and runs out, today's sessions."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.cases import readings, rules, tables
from mediation.cases.models import Case
from mediation.cases.words import TONES, State
from stations.kit.views import page

MINE, RUNNING = 12, 12


def _slot(name: str) -> str:
    """The address of another room's part; empty while it is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _row(case: Case, today) -> dict:
    """A case as a line: its state, who leads it, its next day."""
    day = readings.day_left(case, today)
    return {"case": case, "tone": TONES[case.state], "next": day, "led_by": tables.leads(case)}


@page(rules.may_see_mediation)
def overview(request):
    """The pipeline of all cases I see, my own, and the days that run out."""
    user, today = request.user, timezone.localdate()
    counts = readings.by_state(user)
    rows = readings.listed(user)
    mine = rows.filter(readings.mine(user)).exclude(state=State.ARCHIVED).order_by("due_on", "-registered_at")
    running = rows.filter(readings.runs_out(None, today + readings.SOON)).order_by("due_on", "id")
    waiting = rows.filter(Q(state=State.TRIAGE) | Q(state=State.REGISTERED)).order_by("registered_at")
    context = {
        "heading": _("Mediation"), "total": sum(counts.values()),
        "pipeline": [(state, State(state).label, counts.get(state, 0), TONES[state]) for state in readings.PIPELINE],
        "aside": [(state, State(state).label, counts.get(state, 0)) for state in readings.ASIDE],
        "mine": [_row(case, today) for case in mine[:MINE]],
        "running": sorted((_row(case, today) for case in running[:RUNNING]), key=lambda row: row["next"]["left"]),
        "waiting": [_row(case, today) for case in waiting[:RUNNING]],
        "sessions_url": _slot("sessions-today-part"), "may_register": bool(rules.may_register(user)),
    }  # fmt: skip
    return render(request, "mediation/cases/overview.html", context)
