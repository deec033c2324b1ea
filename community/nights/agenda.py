"""What night patrols want done, and what the next duty has to know of them."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.groups.readings import standing
from community.nights.models import NightPatrol
from community.nights.readings import listed, requests_to
from community.nights.rules import leads_some
from community.nights.words import AHEAD, OPEN, State
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line
from stations.organisation.rules import officer_of, post_of

KIND, DAY = "night", timedelta(days=1)


def _due(
    patrol: NightPatrol, title: str, due: date | None, url: str, tone: str = "info", passes: bool = False
) -> Due:
    return Due(title, due, url, tone, KIND, patrol.meeting_place, (patrol.lat, patrol.lng), passes)


def to_lead(user, day: date) -> list[Ask]:
    """For who leads: the patrols of the next days, the report that is owed."""
    if not leads_some(user):
        return []
    rows = NightPatrol.objects.filter(leader=user, state__in=OPEN, duty_date__lte=day + 7 * DAY)
    return [Ask(rows.order_by("starts_at"), _led)]


def _led(patrol: NightPatrol) -> Due | None:
    url = reverse("night-lead", args=[patrol.pk])
    if patrol.state == State.WALKING and patrol.ends_at <= timezone.now():
        return _due(patrol, _("Report the night patrol"), patrol.duty_date, url, "warn")
    if patrol.state == State.FINISHED:
        return None
    words = _("Lead the night patrol at %(from)s") % {"from": f"{timezone.localtime(patrol.starts_at):%H:%M}"}
    return _due(patrol, words, patrol.duty_date, url)


def to_keep(user, day: date) -> list[Ask]:
    """For the officer in charge: reports to confirm or missing, patrols short of helpers or without a leader."""
    own = officer_of(user)
    if not (own and post_of(user)):
        return []
    now = timezone.now()
    soon = Q(state__in=AHEAD, duty_date__lte=day + 3 * DAY, ends_at__gt=now)
    owed = Q(state=State.WALKING, ends_at__lte=now)
    rows = listed().filter(Q(state=State.FINISHED) | owed | soon, officer=own)
    return [Ask(rows.order_by("starts_at"), partial(_kept, day=day))]


def _kept(patrol: NightPatrol, day: date) -> Due:
    words = {"patrol": patrol, "n": max(patrol.wanted_total - patrol.taken, 0)}
    url, night = patrol.get_absolute_url(), patrol.duty_date
    if patrol.state == State.FINISHED:
        title = _("Confirm the report of the night patrol: %(patrol)s")
        return _due(patrol, title % words, day, url, "warn", passes=True)
    if patrol.state == State.WALKING and patrol.ends_at <= timezone.now():
        title = _("The report of the night patrol is missing: %(patrol)s")
    elif patrol.state == State.PLANNED:
        title = _("Call for helpers: %(patrol)s")
    elif patrol.leader_id is None:
        title = _("Name the leader of the night patrol: %(patrol)s")
    elif patrol.state == State.CALLED:
        title = _("%(patrol)s: %(n)s helpers short")
    else:
        return _due(patrol, _("Night patrol: %(patrol)s") % words, night, url)
    return _due(patrol, title % words, night, url, "warn", passes=True)


def asked(user, day: date) -> list[Due]:
    """For a member: requests that can still be answered; what is not answered is nothing owed. One query."""
    person = standing(user).member
    if person is None or not standing(user).is_member:
        return []
    waiting = len(requests_to(person, timezone.now()))
    if not waiting:
        return []
    return [
        Due(_("You are asked to join a night patrol (%(n)s)") % {"n": waiting}, None, reverse("my-nights"), kind=KIND)
    ]


def of_the_night(station, at: datetime) -> list[Line]:
    """For the handover: the patrols of tonight and those on the way, without names; one query."""
    day = timezone.localtime(at).date()
    rows = listed().filter(
        duty_date__range=(day - DAY, day), state__in=[State.CALLED, State.STANDING, State.WALKING], ends_at__gt=at
    )
    lines = []
    for patrol in rows.order_by("starts_at", "id"):
        words = {
            "place": patrol.meeting_place, "from": f"{timezone.localtime(patrol.starts_at):%H:%M}",
            "until": f"{timezone.localtime(patrol.ends_at):%H:%M}", "n": patrol.present or patrol.taken,
        }  # fmt: skip
        if patrol.state == State.WALKING:
            text = _("Night patrol on the way until %(until)s, %(n)s helpers, from %(place)s") % words
        else:
            text = _("Night patrol %(from)s–%(until)s, %(n)s helpers, meets at %(place)s") % words
        tone = "warn" if patrol.state == State.CALLED else "info"
        lines.append(Line(text[:300], patrol.get_absolute_url(), tone, patrol.starts_at))
    return lines
