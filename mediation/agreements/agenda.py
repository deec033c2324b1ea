"""What agreements want done: instalments near or late, countdowns of judicial confirmation."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from mediation.agreements import rules
from mediation.agreements.countdowns import running_out
from mediation.agreements.models import Instalment
from mediation.cases.agenda import about
from mediation.cases.models import Case, CaseMediator
from mediation.network.readings import settings_of, standing
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line

AHEAD = timedelta(days=3)
MOST = 30


def _mine(user) -> Q:
    """Cases the person mediates or is in charge of; the keeper's, too."""
    who = standing(user)
    if who.keeper:
        return Q()
    mine = Q(pk=None)
    if who.officer_id:
        mine |= Q(officer=who.officer_id)
    if who.mediator:
        led = CaseMediator.objects.filter(mediator=who.mediator, until=None, accepted=True)
        mine |= Q(pk__in=led.values("case"))
    return mine


def due_terms(user, day: date) -> list[Ask]:
    """Instalments due within three days or overdue, of my cases."""
    who = standing(user)
    if not (who.mediator or who.police):
        return []
    cases = Case.objects.visible_to(user).filter(_mine(user), state__in=rules.RUNNING)
    rows = Instalment.objects.open().filter(agreement__case__in=cases, due_on__lte=day + AHEAD)
    return [Ask(rows.select_related("agreement__case__incident")[:MOST], partial(_term, day=day))]


def _term(row: Instalment, day: date) -> Due:
    return Due(
        title=_("See to the performance of case %(number)s") % {"number": row.agreement.case.number},
        due=row.due_on, url=row.get_absolute_url(), tone="danger" if row.due_on < day else "warn",
        **about(row.agreement.case, "follow_up"),
    )  # fmt: skip


def due_confirmations(user, day: date) -> list[Due]:
    """Agreements of my cases whose thirty days for judicial confirmation run out (SF-08)."""
    who = standing(user)
    if not (who.mediator or who.leads):
        return []
    words = settings_of(user.home_station)
    cases = Case.objects.visible_to(user).filter(_mine(user))
    return [
        Due(
            title=_("Judicial confirmation of %(number)s, if the parties want it") % {"number": row.case.number},
            due=badge.day, url=row.get_absolute_url(), tone=badge.tone, kind="mediation", place=row.case.place,
            passes=True,
        )
        for row, badge in running_out(cases, day, words, MOST)
    ]  # fmt: skip


def performance_lines(station, at: datetime) -> list[Line]:
    """What is overdue, for the handover. One query."""
    today = timezone.localdate(at)
    rows = Instalment.objects.open().filter(due_on__lt=today, agreement__case__state__in=rules.RUNNING)
    return [
        Line(
            format_lazy(_("Case {number}: performance overdue since {day}"), number=row.agreement.case.number,
                        day=f"{row.due_on:%Y-%m-%d}"),
            reverse("agreement", args=[row.agreement_id]), "danger", None,
        )
        for row in rows.select_related("agreement__case").order_by("due_on", "id")[:MOST]
    ]  # fmt: skip
