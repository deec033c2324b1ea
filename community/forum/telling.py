"""Tell writers and officers: members are left in peace in the quiet hours and read it in the morning."""

from datetime import datetime

from django.utils import timezone

from community.forum.models import ForumPost
from community.forum.models_beside import HeldNotice
from community.groups.models import Member
from community.groups.readings import settings_of
from community.groups.rules import is_quiet
from stations.kit import live
from stations.notices.actions import tell as notify
from stations.organisation.models import Officer, Station
from stations.organisation.rules import COMMANDERS


def tell_writer(post: ForumPost, kind: str, mark: str = "", at: datetime | None = None) -> None:
    """A word to the member who wrote it, now or after the quiet hours; a resident looks with the code.

    It answers what the member began, so it is no request and never dropped (messages a week).

    Args:
        kind: registered kind of notice.
        mark: what makes it another fact about the same writing.
    """
    if post.author_id is None or not Member.objects.confirmed().filter(user_id=post.author_id).exists():
        return
    moment = at or timezone.now()
    key, url = f"{kind}:{post.pk}:{mark}", f"/me/ask/{post.pk}/"
    if is_quiet(settings_of(post.station), moment):
        fresh = {"station": post.station, "kind": kind, "url": url, "data": {"post": post.pk}, "made_at": moment}
        HeldNotice.objects.get_or_create(user_id=post.author_id, key=key, defaults=fresh)
    else:
        notify(station=post.station, recipients=[post.author], kind=kind, key=key, url=url, post=post.pk)
    live.changed(post.station_id, live.mine(post.author_id))


def tell_officer(post: ForumPost, officer: Officer | None, kind: str, mark: str = "") -> None:
    """A word to an officer, if there is one."""
    if officer is not None:
        notify(
            station=post.station, recipients=[officer], kind=kind, key=f"{kind}:{post.pk}:{mark}",
            url=post.get_absolute_url(), post=post.pk, number=post.number,
        )  # fmt: skip


def leaders() -> list[Officer]:
    """The leadership of the station in scope."""
    return list(Officer.objects.serving().filter(post__in=COMMANDERS).select_related("user"))


def tell_held(*, station: Station, at: datetime) -> int:
    """Tell what waited for the morning; returns how many. Nothing in the quiet hours; safe to run twice."""
    if is_quiet(settings_of(station), at):
        return 0
    rows = HeldNotice.objects.filter(told_at=None).select_related("user").order_by("pk")
    told = 0
    for row in rows:
        told += notify(
            station=station, recipients=[row.user], kind=row.kind, key=row.key, url=row.url, **row.data
        )  # fmt: skip
        row.told_at = at
        row.save(update_fields=["told_at"])
    return told
