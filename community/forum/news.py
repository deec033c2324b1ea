"""Notices of the station: drafted, published until a day, withdrawn. What has passed its day leaves by itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forum import privacy, rules
from community.forum.models import Announcement
from community.forum.words import Audience
from community.groups.messages import told_now
from community.groups.models import Member
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell as notify
from stations.organisation.models import Station
from stations.organisation.rules import officer_of
from stations.timeline.actions import lines_last, record

KIND = "forum.news"


@transaction.atomic
@lines_last()
def save_draft(
    *,
    station: Station,
    actor,
    title: str,
    body: str,
    ends_on: date,
    audience: str = Audience.MEMBERS,
    parts: Sequence[str] = (),
    important: bool = False,
    news: Announcement | None = None,
    at: datetime | None = None,
) -> Announcement:
    """Write or change a draft; numbers of phones and cards are masked.

    Args:
        ends_on: the last day it is shown.
        parts: ``trade-<id>`` and ``group-<id>``, where it is for some only.
        important: members are told at once when it is published, as far as their week allows.

    Raises:
        NotAllowed: no officer, or somebody else's draft.
        RuleBroken: ``past``, ``too_long``, ``no_text``, ``no_parts``, ``wrong_state``.
    """
    moment = at or timezone.now()
    demand(rules.is_officer(actor))
    rules.may_hold(ends_on, timezone.localdate(moment)).or_refuse()
    if news is None:
        news = Announcement(station=station, written_by=officer_of(actor))
    else:
        news = locked(news)
        rules.NEWS.advance(news, "edit", actor, moment)
    news.title, news.body = privacy.masked(title.strip())[:60], privacy.masked(body.strip())[:2000]
    if not news.title or not news.body:
        raise RuleBroken(_("Write a title and a text."), code="no_text")
    news.audience, news.parts = audience, list(parts) if audience == Audience.PARTS else []
    if audience == Audience.PARTS and not news.parts:
        raise RuleBroken(_("Choose the trades or groups it is for."), code="no_parts")
    news.important, news.ends_on = important, ends_on
    news.save()
    record(verb="forum.news_saved", subject=news, actor=actor, until=str(ends_on))
    return news


@transaction.atomic
@lines_last()
def publish(*, news: Announcement, actor, at: datetime | None = None) -> Announcement:
    """Publish it; an important one is told to the members it is for, as far as quiet hours and their week allow."""
    moment = at or timezone.now()
    news = locked(news)
    news.published_at = moment
    rules.NEWS.advance(news, "publish", actor, moment)
    news.save()
    told = tell(news, moment) if news.important else 0
    record(verb="forum.news_published", subject=news, actor=actor, until=str(news.ends_on), told=told)
    return news


@transaction.atomic
@lines_last()
def extend(*, news: Announcement, actor, ends_on: date, at: datetime | None = None) -> Announcement:
    """Another last day, also an earlier one."""
    moment = at or timezone.now()
    news = locked(news)
    rules.may_hold(ends_on, timezone.localdate(moment)).or_refuse()
    news.ends_on = ends_on
    rules.NEWS.advance(news, "extend", actor, moment)
    news.save()
    record(verb="forum.news_extended", subject=news, actor=actor, until=str(ends_on))
    return news


@transaction.atomic
@lines_last()
def withdraw(*, news: Announcement, actor, reason: str, at: datetime | None = None) -> Announcement:
    """Take it off all lists at once, with the reason."""
    return _ended(news, "withdraw", actor, reason, at)


@transaction.atomic
@lines_last()
def discard(*, news: Announcement, actor, at: datetime | None = None) -> Announcement:
    """A draft that is not needed after all."""
    return _ended(news, "discard", actor, "", at)


def tell(news: Announcement, at: datetime) -> int:
    """Tell the members it is for, each once; nobody in the quiet hours or beyond the requests of a week."""
    people = told_now(news.station, readers(news, timezone.localdate(at)), at, KIND)
    return notify(
        station=news.station, recipients=people, kind=KIND, key=f"{KIND}:{news.pk}", url="/me/news/", news=news.pk
    )


def tell_later(*, station: Station, at: datetime) -> int:
    """What was published in the quiet hours, or beyond somebody's week, within the last day; safe to run twice."""
    fresh = Announcement.objects.current(timezone.localdate(at)).filter(
        important=True, published_at__gt=at - timedelta(days=1)
    )
    return sum(tell(news, at) for news in fresh.select_related("station"))


def readers(news: Announcement, day: date):
    """Confirmed members it is for, with their accounts."""
    rows = Member.objects.confirmed().select_related("user").order_by("pk")
    if news.audience != Audience.PARTS:
        return rows
    trades = [int(part.removeprefix("trade-")) for part in news.parts if part.startswith("trade-")]
    groups = [int(part.removeprefix("group-")) for part in news.parts if part.startswith("group-")]
    return rows.filter(trade__in=trades) | rows.in_groups(groups, day)


def locked(news: Announcement) -> Announcement:
    """The row, locked until the transaction ends."""
    rows = Announcement.objects.select_for_update(no_key=True).prefetch_related("station", "written_by")
    return rows.get(pk=news.pk)


def _ended(news: Announcement, verb: str, actor, reason: str, at: datetime | None) -> Announcement:
    news = locked(news)
    if verb == "withdraw" and not reason.strip():
        raise RuleBroken(_("Give the reason."), code="no_reason")
    news.reason = reason.strip()[:120]
    rules.NEWS.advance(news, verb, actor, at or timezone.now())
    news.save()
    record(verb=f"forum.news_{verb}", subject=news, actor=actor)
    return news
