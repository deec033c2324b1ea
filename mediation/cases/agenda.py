"""What waits for whom: cases for triage, days that run out; what the next duty must know of disputes."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from mediation.cases import readings
from mediation.cases.models import Case
from mediation.cases.words import ENDED_STATES, OPEN_STATES, Risk, State
from mediation.network.readings import standing
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line

MOST = 20
DAY = timedelta(days=1)


def about(case: Case, kind: str = "mediation", *, passes: bool = True) -> dict:
    """What every task of a dispute carries: its sort, its place, its point where an incident tells it (joined)."""
    point = None
    if case.incident_id and case.incident.lat is not None and case.incident.lng is not None:
        point = (case.incident.lat, case.incident.lng)
    return {"kind": kind, "place": case.place, "point": point, "passes": passes}


def due_registered(user, day: date) -> list[Ask]:
    """What I registered a day ago and did not give to triage yet."""
    who = standing(user)
    if not (who.officer_id or who.mediator):
        return []
    rows = Case.objects.visible_to(user).filter(
        state=State.REGISTERED, registered_by=user, registered_at__lt=timezone.now() - DAY
    )
    return [Ask(rows.select_related("incident").order_by("registered_at")[:MOST], _registered)]


def _registered(case: Case) -> Due:
    return Due(
        title=_("Complete the dispute %(number)s and give it to triage") % {"number": case.number},
        due=timezone.localdate(case.registered_at) + DAY, url=case.get_absolute_url(), tone="warn", **about(case),
    )  # fmt: skip


def due_days(user, day: date) -> list[Ask]:
    """Days of my cases that run out within three days or have passed."""
    who = standing(user)
    if not (who.officer_id or who.mediator):
        return []
    rows = Case.objects.visible_to(user).filter(readings.mine(user), readings.runs_out(None, day + readings.SOON))
    return [Ask(rows.select_related("incident").order_by("due_on", "id")[:MOST], partial(_day, day=day))]


def _day(case: Case, day: date) -> Due:
    code, last = readings.next_day(case)
    tone = "danger" if last <= day else "warn"
    kind = "follow_up" if code == "follow_up" else "mediation"
    return Due(said(code, case), last, case.get_absolute_url(), tone, **about(case, kind))


def said(code: str, case: Case) -> str:
    """What has to be done by the next day of a case."""
    words = {
        "mediation": _("End the mediation of %(number)s or extend it"),
        "performance": _("See to the performance of %(number)s"),
        "follow_up": _("Make the follow-up visit of %(number)s"),
    }
    return words[code] % {"number": case.number}


def dispute_lines(station, at: datetime) -> list[Line]:
    """Disputes whose risk is prominent, sessions of the next day, days that have passed. One query."""
    today, until = timezone.localdate(at), at + DAY
    rows = Case.objects.filter(sealed=False, state__in=(*OPEN_STATES, *ENDED_STATES)).filter(
        (~Q(risk=Risk.NORMAL) & Q(state__in=OPEN_STATES))
        | Q(next_session_at__gte=at, next_session_at__lt=until)
        | readings.runs_out(None, today - DAY)
    )
    found = [line for case in rows.order_by("registered_at") for line in _lines(case, at, today)]
    return sorted(found, key=lambda line: line.tone != "danger")


def _lines(case: Case, at: datetime, today: date) -> list[Line]:
    url, found = case.get_absolute_url(), []
    if case.risk != Risk.NORMAL and case.state in OPEN_STATES:
        words = format_lazy(
            _("Dispute {number}: {risk}, {state}"), number=case.number, risk=case.get_risk_display(),
            state=case.get_state_display(),
        )  # fmt: skip
        found.append(Line(words, url, "danger"))
    if case.next_session_at and at <= case.next_session_at < at + DAY:
        moment = timezone.localtime(case.next_session_at)
        shown = f"{moment:%m-%d %H:%M}"
        words = format_lazy(_("Dispute {number}: session at {time}"), number=case.number, time=shown)
        found.append(Line(words, url, "info", case.next_session_at))
    known = readings.next_day(case)
    if known and known[1] < today:
        words = format_lazy(_("Dispute {number}: was due on {day}"), number=case.number, day=f"{known[1]:%Y-%m-%d}")
        passed = timezone.make_aware(datetime.combine(known[1] + DAY, datetime.min.time()))
        found.append(Line(words, url, "danger", passed))
    return found
