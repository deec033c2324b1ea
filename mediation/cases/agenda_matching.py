"""What triage and matching want done: triage that waits, questions to answer, accepted cases nobody has."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.cases.agenda import about
from mediation.cases.matching_readings import asked_of
from mediation.cases.models import Case, CaseMediator
from mediation.cases.words import State, Track
from mediation.network.readings import settings_of, standing
from stations.agenda.registry import Due

MOST = 30


def waiting(user, day: date) -> list[Due]:
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


def _cases(user, who) -> list[Due]:
    here = Case.objects.visible_to(user)
    if not who.sees_all:
        here = here.filter(community__in=who.communities)
    led = CaseMediator.objects.filter(case=OuterRef("pk"), until=None, part=CaseMediator.Part.LEAD)
    rows = (
        here.filter(state__in=(State.TRIAGE, State.ACCEPTED))
        .annotate(led=Exists(led))
        .select_related("incident")
        .order_by("registered_at")
    )
    found = []
    for case in rows[: MOST * 2]:
        if case.state == State.TRIAGE:
            title = _("Triage the dispute %(number)s") % {"number": case.number}
            due = timezone.localdate(case.registered_at)
            found.append(Due(title, due, reverse("mediation-triage", args=[case.pk]), "warn", **about(case)))
        elif not case.led and case.track == Track.RT:
            title = _("Find a mediator for %(number)s") % {"number": case.number}
            found.append(
                Due(title, case.accepted_on, reverse("mediation-match", args=[case.pk]), "warn", **about(case))
            )
    return found[:MOST]
