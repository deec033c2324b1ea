"""The private calendar feed of an officer: a token, and the duties as iCalendar.

The token is the only key and is shown once; the database keeps its keyed fingerprint. The feed tells nothing about
anybody else.
"""

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from icalendar import Calendar, Event

from stations.kit.crypto import blind_index
from stations.organisation.models import Officer
from stations.roster.models import CalendarFeed, Duty, Role
from stations.timeline.actions import record

BACK = timedelta(days=30)
AHEAD = timedelta(days=90)
TOKEN_BYTES = 24


def renew(*, officer: Officer, actor) -> str:
    """Make a new token, which kills the old one; returns it, the only time it is known.

    Args:
        officer: whose feed.
        actor: the officer's own account.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        Officer.objects.select_for_update(no_key=True, of=("self",)).get(pk=officer.pk)
        feed, made = CalendarFeed.objects.get_or_create(
            officer=officer, defaults={"station": officer.station, "digest": blind_index(token)}
        )
        if not made:
            feed.digest, feed.created_at = blind_index(token), timezone.now()
            feed.save(update_fields=["digest", "created_at"])
        record(verb="feed.renewed", subject=officer, actor=actor)
    return token


def disable(*, officer: Officer, actor) -> None:
    """Switch the feed off; the address is dead at once."""
    with transaction.atomic():
        gone, _tables = CalendarFeed.objects.filter(officer=officer).delete()
        if gone:
            record(verb="feed.disabled", subject=officer, actor=actor)


def owner_of(token: str) -> Officer | None:
    """The serving officer whose feed this is; asked without a login, so outside any station."""
    with scopes_disabled():
        feed = (
            CalendarFeed.objects.filter(digest=blind_index(token)).select_related("officer__user", "station").first()
        )
    if feed is None or feed.officer.standing == Officer.Standing.LEFT or not feed.officer.user.is_active:
        return None
    feed.officer.station = feed.station
    return feed.officer


def duties_of(officer: Officer, today: date) -> list[Duty]:
    """What the feed tells: working days from 30 days back to 90 ahead; one query."""
    rows = Duty.objects.filter(officer=officer, date__range=(today - BACK, today + AHEAD)).working()
    return list(rows.defer("span").order_by("date"))


def calendar(officer: Officer, duties: Iterable[Duty], host: str) -> bytes:
    """The feed as text/calendar.

    Args:
        officer: whose duties.
        duties: working rows.
        host: makes the event ids unique; they stay the same from one call to the next.
    """
    feed = Calendar()
    feed.add("prodid", "-//Fenggang//Roster//ZH")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _("My duties"))
    feed.add("x-wr-timezone", timezone.get_default_timezone_name())
    feed.add("refresh-interval;value=duration", "PT6H")
    for duty in duties:
        feed.add_component(_event(officer, duty, host))
    return feed.to_ical()


def _event(officer: Officer, duty: Duty, host: str) -> Event:
    event = Event()
    event.add("uid", f"duty-{officer.pk}-{duty.date:%Y%m%d}@{host}")
    event.add("dtstamp", duty.starts_at)
    event.add("dtstart", timezone.localtime(duty.starts_at))
    event.add("dtend", timezone.localtime(duty.ends_at))
    words = str(Role(duty.role).label)
    event.add("summary", _("%(role)s (leads)") % {"role": words} if duty.commander else words)
    event.add("location", duty.place)
    if duty.standby_from:
        span = {
            "from": f"{timezone.localtime(duty.standby_from):%H:%M}",
            "to": f"{timezone.localtime(duty.standby_to):%H:%M}",
        }
        event.add("description", _("Standby %(from)s–%(to)s") % span)
    return event
