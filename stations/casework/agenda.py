"""What casework wants done, for a person's own list and for the handover."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from stations.agenda.words import Ask, Due
from stations.casework import readings, rules
from stations.casework.models import CaseTransfer, PoliceCase, Referral
from stations.handovers.registry import Line
from stations.incidents.agenda import where
from stations.incidents.models import Incident
from stations.incidents.rules import at_the_desk
from stations.organisation.rules import is_police, officer_of, post_of

# What is due within this many days is handed over and listed.
AHEAD = timedelta(days=3)
MOST = 30


def due_cases(user, day: date) -> list[Ask]:
    """Cases of mine, or of a team I lead, whose day is near; receipts my team owes. At most one query of its own."""
    own = officer_of(user)
    if own is None or not (post_of(user) and is_police(user)):
        return []
    readings.with_team(user, day)
    near = PoliceCase.objects.filter(state=PoliceCase.State.WORKING, due_on__lte=day + timedelta(days=rules.SOON))
    mine = near.filter(Q(owner=own) | Q(team__in=user.leads)).order_by("due_on")
    teams = {own.team_id, *user.leads} - {None}
    owed = CaseTransfer.objects.filter(received_at=None, to_team__in=teams).select_related("case").order_by("at")
    found = [Ask(mine[:MOST], partial(_near, day=day)), Ask(owed[:MOST], _receipt)]
    if user.leads:
        done = PoliceCase.objects.filter(state=PoliceCase.State.CONCLUDED, team__in=user.leads)
        found.append(Ask(done.exclude(concluded_by=user).order_by("concluded_on")[:MOST], _check))
    return found


def _near(case: PoliceCase, day: date) -> Due:
    title = _("Conclude case %(number)s in time") % {"number": case.number}
    tone = "danger" if case.due_on - day <= AHEAD else "warn"
    return Due(title=title, due=case.due_on, url=case.get_absolute_url(), tone=tone, kind="case")


def _receipt(row: CaseTransfer) -> Due:
    title = _("Give the receipt for case %(number)s") % {"number": row.case.number}
    url = row.case.get_absolute_url()
    return Due(title=title, due=timezone.localdate(row.at), url=url, tone="warn", kind="paper")


def _check(case: PoliceCase) -> Due:
    title = _("Check the quality of case %(number)s") % {"number": case.number}
    return Due(title=title, due=None, url=case.get_absolute_url(), kind="case")


def owed_records(user, day: date) -> list[Ask]:
    """Mediations on the spot without their record and cases not filed yet, of what I handled.

    A case is filed by who still handles the call (``rules.may_file``), not by whoever reported on it; where nobody
    does any more, by the command room.
    """
    if not (post_of(user) and is_police(user)):
        return []
    unrecorded = readings.concerning(readings.unrecorded_mediations(), user)
    mine = readings.handled_by(user)
    unfiled = readings.unfiled_cases().filter(mine | readings.handled_by_nobody() if at_the_desk(user) else mine)
    owed = ((unrecorded, _unrecorded), (unfiled, _unfiled))
    return [Ask(rows.select_related("category")[:MOST], told) for rows, told in owed]


def _unrecorded(incident: Incident) -> Due:
    return Due(
        title=_("Add the record of the mediation on the spot: %(number)s") % {"number": incident.number},
        due=timezone.localdate(incident.reported_at), url=reverse("scene-mediation", args=[incident.pk]),
        tone="danger", kind="paper", **where(incident),
    )  # fmt: skip


def _unfiled(incident: Incident) -> Due:
    return Due(
        title=_("File the case: %(number)s") % {"number": incident.number},
        due=timezone.localdate(incident.reported_at), url=reverse("case-new", args=[incident.pk]), tone="warn",
        kind="case", **where(incident),
    )  # fmt: skip


def returned_referrals(user, day: date) -> list[Ask]:
    """What came back from elsewhere and nobody took up yet: for the command room."""
    if not at_the_desk(user):
        return []
    rows = Referral.objects.filter(state=Referral.State.RETURNED).select_related("incident").order_by("answered_at")
    return [Ask(rows[:MOST], _returned)]


def _returned(row: Referral) -> Due:
    return Due(
        title=_("Take up again what was sent back: %(number)s") % {"number": row.incident.number},
        due=timezone.localdate(row.answered_at), url=reverse("referral-answer", args=[row.incident_id]),
        tone="danger", kind="incident", **where(row.incident),
    )  # fmt: skip


def case_lines(station, at: datetime) -> list[Line]:
    """Cases due within three days or overdue, and receipts that wait. Two queries."""
    today = timezone.localdate(at)
    near = PoliceCase.objects.exclude(state__in=(PoliceCase.State.CONCLUDED, PoliceCase.State.CLOSED))
    lines = [
        Line(
            format_lazy(
                _("Case {number} is due on {day}"), number=case.number, day=f"{case.due_on:%Y-%m-%d}"
            ),
            case.get_absolute_url(), "danger" if case.due_on <= today else "warn", _end_of(case.due_on),
        )
        for case in near.filter(due_on__lte=today + AHEAD).order_by("due_on", "id")
    ]  # fmt: skip
    waiting = CaseTransfer.objects.filter(received_at=None).select_related("case", "to_team").order_by("at")
    lines += [
        Line(
            format_lazy(_("Case {number} waits for the receipt of {team}"), number=row.case.number, team=row.to_team),
            row.case.get_absolute_url(), "warn",
        )
        for row in waiting
    ]  # fmt: skip
    return lines


def referral_lines(station, at: datetime) -> list[Line]:
    """What came back, and answers that are overdue. One query."""
    today = timezone.localdate(at)
    rows = Referral.objects.filter(state__in=rules.OPEN_REFERRALS).select_related("incident").order_by("sent_at")
    lines = []
    for row in rows:
        back = row.state == Referral.State.RETURNED
        late = bool(row.due_on and row.due_on < today)
        if not (back or late):
            continue
        words = _("{number}: sent back, to be taken up") if back else _("{number}: the answer is overdue")
        url = reverse("referral-answer", args=[row.incident_id])
        due = _end_of(row.due_on) if row.due_on else None
        lines.append(Line(format_lazy(words, number=row.incident.number), url, "danger" if back else "warn", due))
    return lines


def _end_of(day: date) -> datetime:
    """The last moment of a day, as the clock of the station shows it."""
    last = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(last)
