"""The forum's round: alarm what is overdue, delete phones that were left."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.forum.models import ForumPost
from community.forum.models_beside import PostContact
from community.forum.readings import settings_of
from community.forum.telling import leaders
from community.forum.words import State
from stations.notices.actions import tell as notify
from stations.organisation.models import Station
from stations.timeline.actions import lines_last, record


@transaction.atomic
@lines_last()
def alarm(*, station: Station, at: datetime) -> int:
    """Tell the officer in charge and the leadership, once, what was not answered in time; returns how many."""
    overdue = ForumPost.objects.overdue(timezone.localdate(at)).filter(alarmed_at=None).order_by("pk")
    rows = list(overdue.select_for_update(no_key=True, skip_locked=True).prefetch_related("officer__user"))
    bosses = leaders() if rows else []
    for post in rows:
        people = [*bosses, post.officer] if post.officer else bosses
        notify(
            station=station, recipients=people, kind="forum.overdue", key=f"forum.overdue:{post.pk}:{post.due_on}",
            url=post.get_absolute_url(), post=post.pk, number=post.number,
        )  # fmt: skip
        post.alarmed_at = at
        post.save(update_fields=["alarmed_at"])
        record(verb="forum.overdue", subject=post, due=str(post.due_on))
    return len(rows)


@transaction.atomic
@lines_last()
def forget_phones(*, station: Station, at: datetime) -> int:
    """Delete phones that residents left, some days after the answer or the end; returns how many."""
    before = at - timedelta(days=settings_of(station).phone_days)
    ended = (State.ANSWERED, State.REPLIED, State.PUBLISHED, State.REFUSED, State.MERGED)
    rows = PostContact.objects.filter(post__state__in=ended, post__answered_at__lt=before)
    rows = rows | PostContact.objects.filter(
        post__state__in=(State.MERGED, State.WITHDRAWN), post__written_at__lt=before
    )
    gone = PostContact.objects.filter(pk__in=rows.values("pk")).delete()[0]
    if gone:
        record(verb="forum.phones_deleted", station=station, count=gone)
    return gone
