"""Ask and suggest: written once a form; numbers of phones and cards are masked before anything is kept.

Nothing about the writing names who wrote: the day-book has no actor, and a resident leaves neither account nor
address. A phone number given of one's own will stands in :class:`PostContact`.
"""

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forum import privacy, rules
from community.forum.models import ForumPost, ForumTopic
from community.forum.models_beside import PostContact
from community.forum.readings import due_of, settings_of
from community.forum.telling import tell_officer
from community.forum.words import FIRST, Kind, Seen
from community.groups.readings import members_on
from stations.files.actions import store
from stations.incidents import attachments
from stations.kit import receipts
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.history import unsigned
from stations.kit.spans import in_force
from stations.notices.actions import tell as notify
from stations.numbers import actions as numbers
from stations.organisation.models import Officer, Station
from stations.places.models import Community, CommunityPost
from stations.timeline.actions import lines_last, record

LOCK_SPACE = 7206
PURPOSE = "forum"
LETTERS = {Kind.QUESTION: "W", Kind.SUGGESTION: "J"}
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a form; ``receipt`` is the code of a resident, shown this once."""

    post: ForumPost
    receipt: str = ""


@unsigned()
@transaction.atomic
@lines_last()
def write(
    *,
    station: Station,
    kind: str,
    client_id: uuid.UUID,
    text: str,
    topic: ForumTopic,
    author=None,
    private: bool = False,
    photo: bytes = b"",
    community: Community | None = None,
    sitting=None,
    phone: str = "",
    at: datetime | None = None,
) -> Written:
    """Somebody asks or suggests, once: the same ``client_id`` with the same content gives the same one again.

    Args:
        kind: of :class:`Kind`.
        client_id: made when the form was opened.
        text: numbers of phones and cards in it are masked before it is kept.
        author: the member; None for a resident, who gets a receipt code.
        private: for the police only.
        photo: of a member; read by the writer and the police only.
        community: where a resident lives; a member's comes from the group.
        sitting: the class after which it was asked.
        phone: of a resident who wants to be called; stands apart and is deleted after the answer.

    Returns:
        What was written, and the receipt code of a resident.

    Raises:
        NotAllowed: a writer who is no confirmed member.
        RuleBroken: ``idempotency``, ``no_text``, ``topic_closed``, ``too_many``, ``other_station``, ``file.…``.
    """
    now = at or timezone.now()
    if author is not None:
        demand(rules.may_ask(author))
    text = privacy.masked(text.strip())[:LONGEST]
    receipt = "" if author else receipts.code_of(PURPOSE, station.pk, client_id)
    mark = _mark(kind, topic.pk, text, private, author.pk if author else None, photo)
    if known := _sent_before(station, client_id, mark):
        return Written(known, receipt)
    _checked(station, text, topic, author, community, sitting, now)
    if author is not None:
        community = _community_of(author, now)
    picture = attachments.recognised(photo) if photo and author else None
    settings = settings_of(station)
    officer = officer_for(topic, community, now)
    post = ForumPost(
        station=station, kind=kind, client_id=client_id, mark=mark, author=author, topic=topic, community=community,
        text=text, state=FIRST[Kind(kind)], written_at=now, sitting=sitting, officer=officer,
        trade=_trade_of(author, now), receipt_digest=receipts.digest(receipt) if receipt else None,
        seen=_seen(settings, author, private), due_on=due_of(kind, settings, timezone.localdate(now)),
        number=_number(station, kind, now),
    )  # fmt: skip
    if picture:
        post.photo = _kept(station, picture)
    post.save()
    if phone.strip() and author is None:
        PostContact.objects.create(station=station, post=post, phone=phone.strip())
    record(verb=f"forum.{kind}", subject=post, actor=None, number=post.number)
    _told(post)
    return Written(post, receipt)


def officer_for(topic: ForumTopic, community: Community | None, at: datetime) -> Officer | None:
    """Who is in charge: the A角 of the community, or the officer of the topic."""
    if topic.whole_station and topic.officer_id:
        return topic.officer
    if community is not None:
        here = CommunityPost.objects.filter(in_force(timezone.localdate(at)), community=community)
        post = here.filter(role=CommunityPost.Role.A).select_related("officer__user").first()
        if post:
            return post.officer
    return topic.officer


def _checked(station, text: str, topic: ForumTopic, author, community, sitting, now: datetime) -> None:
    if not text:
        raise RuleBroken(_("Write something first."), code="no_text")
    if not topic.active:
        raise RuleBroken(_("This topic is no longer in use."), code="topic_closed")
    row: Any
    for row in (topic, community, sitting):
        if row is not None and row.station_id != station.pk:
            raise RuleBroken(_("These belong to different stations."), code="other_station")
    if author is not None:
        written = ForumPost.objects.filter(author=author, written_at__gte=now - timedelta(days=1)).count()
        if written >= rules.MOST_A_DAY:
            raise RuleBroken(str(rules.PATIENCE), code="too_many")


def _seen(settings, author, private: bool) -> str:
    if private:
        return Seen.PRIVATE
    checked = settings.check_public if author is None else settings.check_members
    return Seen.WAITING if checked else Seen.SHOWN


def _community_of(author, now: datetime) -> Community | None:
    row = members_on(timezone.localdate(now)).filter(user=author).values_list("community_id", flat=True).first()
    return Community.objects.filter(pk=row).first() if row else None


def _trade_of(author, now: datetime) -> str:
    if author is None:
        return ""
    return members_on(timezone.localdate(now)).filter(user=author).values_list("trade__name", flat=True).first() or ""


def _number(station: Station, kind: str, now: datetime) -> str:
    year = timezone.localdate(now).year
    serial = numbers.take(station_id=station.pk, series=f"forum-{kind}", year=year)
    return f"{LETTERS[Kind(kind)]}{year}{serial:05d}"


def _kept(station: Station, picture):
    _media, ending, content_type, content = picture
    return store(
        station=station, purpose=PURPOSE, name=f"photo{ending}", content=content, content_type=content_type,
        limit=attachments.LIMITS["image"],
    )  # fmt: skip


def _told(post: ForumPost) -> None:
    if post.officer:
        tell_officer(post, post.officer, f"forum.{post.kind}")
        return
    office = Officer.objects.on_strength().filter(user__watch_office__end=None, user__watch_office__isnull=False)
    notify(
        station=post.station, recipients=list(office.distinct()), kind=f"forum.{post.kind}",
        key=f"forum.{post.kind}:{post.pk}:", url=post.get_absolute_url(), post=post.pk, number=post.number,
    )  # fmt: skip


def _mark(*content: Any) -> str:
    return blind_index(json.dumps([content[:-1], hashlib.sha256(content[-1]).hexdigest()], default=str))


def _sent_before(station: Station, client_id: uuid.UUID, mark: str) -> ForumPost | None:
    """What this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_id}"])
    known = ForumPost.objects.filter(client_id=client_id).first()
    if known and not secrets.compare_digest(known.mark, mark):
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known
