"""What triage and matching want done: triage that waits, questions to answer, accepted cases nobody has."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.cases.agenda import about
from mediation.cases.matching_readings import asked_of
from mediation.cases.models import Case, CaseMediator
from mediation.cases.words import State, Track
from mediation.network.readings import settings_of, standing
from stations.agenda.words import Ask, Due

MOST = 30


def waiting(user, day: date) -> list[Due | Ask]:
    """Cases to triage and accepted ones without a mediator, for who decides; questions to a mediator."""
    who = standing(user)
    found = _questions(user) if who.mediator else []
    if who.sees_all or (who.police and who.communities):
        found += _cases(user, who)
    return found


def _questions(user) -> list[Due]:
    rows = list(asked_of(user).select_related("case__station", "case__incident")[:MOST])
    if not rows:
        return []
    wait = timedelta(hours=settings_of(rows[0].case.station).answer_hours)
    return [
        Due(
            _("Say whether you mediate %(number)s") % {"number": row.case.number},
            timezone.localdate(row.asked_at + wait), reverse("mediation-asks"), "warn",
            **about(row.case, passes=False),
        )
        for row in rows
    ]  # fmt: skip


def _cases(user, who) -> list[Ask]:
    here = Case.objects.visible_to(user)
    if not who.sees_all:
        here = here.filter(Q(community__in=who.communities) | Q(community=None, state=State.TRIAGE))
    led = CaseMediator.objects.filter(case=OuterRef("pk"), until=None, part=CaseMediator.Part.LEAD)
    wanted = Q(state=State.TRIAGE) | Q(~Exists(led), state=State.ACCEPTED, track=Track.RT)
    return [Ask(here.filter(wanted).select_related("incident").order_by("registered_at")[:MOST], _decide)]


def _decide(case: Case) -> Due:
    if case.state == State.TRIAGE:
        words, due, page = _("Triage the dispute %(number)s"), timezone.localdate(case.registered_at), "triage"
    else:
        words, due, page = _("Find a mediator for %(number)s"), case.accepted_on, "match"
    url = reverse(f"mediation-{page}", args=[case.pk])
    return Due(words % {"number": case.number}, due, url, "warn", **about(case))
