"""Whom a message may reach now: confirmed members only, never in quiet hours, requests at most so many a week.

A *request* asks a member for something (come to a class, help on Friday night); the rooms say which kinds of notices
are requests (``counts``), and ask :func:`told_now` before they tell. Answers, thanks and reminders of what somebody
agreed to are none and never give way to requests: they stand on the member's page at once. Whatever room tells it,
nothing leaves the house for a member in the quiet hours (:func:`peace`, decision 0031).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from community.groups.models import Member
from community.groups.readings import settings_of
from community.groups.rules import is_quiet
from stations.notices.models import Notice
from stations.organisation.models import User

WEEK = timedelta(days=7)
_requests: set[str] = set()


def counts(kind: str) -> None:
    """Say that notices of a kind are requests; called from ``registrations.py``."""
    _requests.add(kind)


def is_request(kind: str) -> bool:
    """Whether notices of a kind count against the week's number."""
    return kind in _requests


def told_now(station, people: Iterable, at: datetime, kind: str = "") -> list[User]:
    """Accounts of those who may be sent a message of this kind now; two to three queries.

    Args:
        people: accounts, or members.
        at: now; in the quiet hours nobody is.
        kind: of the notice; for a request, whoever has had the week's number already is left out.
    """
    settings = settings_of(station)
    if is_quiet(settings, at):
        return []
    wanted = {getattr(person, "user_id", None) or person.pk for person in people}
    confirmed = Member.objects.confirmed().filter(user__in=wanted).values("user_id")
    rows = User.objects.filter(pk__in=confirmed, is_active=True)
    if is_request(kind):
        rows = rows.exclude(pk__in=_had_enough(settings.messages_a_week, at))
    return list(rows.order_by("pinyin", "id"))


def _had_enough(most: int, at: datetime):
    """Accounts that got so many requests in the last seven days, as a subquery."""
    asked = Notice.objects.filter(kind__in=sorted(_requests), created_at__gt=at - WEEK, created_at__lte=at)
    return asked.order_by().values("recipient_id").annotate(n=Count("pk")).filter(n__gte=most).values("recipient_id")


def peace(station, accounts: Iterable[int], at: datetime) -> dict[int, datetime]:
    """Members among some accounts in the quiet hours, with the end of these; two queries in them, one outside.

    Whoever also serves the station (officer, guard, mediator) is on call for that and not held back.
    """
    later = next_calm(station, at)
    if later == at:
        return {}
    rows = only_members(User.objects.filter(pk__in=accounts, member__isnull=False))
    return dict.fromkeys(rows.values_list("pk", flat=True), later)


def only_members(users: QuerySet[User]) -> QuerySet[User]:
    """Accounts that nothing but a membership hangs on, and that administer nothing."""
    others = [
        relation.get_accessor_name() for relation in User._meta.related_objects
        if relation.one_to_one and relation.get_accessor_name() != "member"
    ]  # fmt: skip
    return users.filter(admin_role="", **{f"{name}__isnull": True for name in others})


def next_calm(station, at: datetime) -> datetime:
    """The moment from which members may be told something: now, or the end of the quiet hours."""
    settings = settings_of(station)
    if not is_quiet(settings, at):
        return at
    local = timezone.localtime(at)
    end = local.replace(
        hour=settings.quiet_until.hour, minute=settings.quiet_until.minute, second=0, microsecond=0
    )  # fmt: skip
    return end if end > local else end + timedelta(days=1)
