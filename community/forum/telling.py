"""Tell writers and officers."""

from community.forum.models import ForumPost
from community.groups.models import Member
from stations.notices.actions import tell as notify
from stations.organisation.models import Officer
from stations.organisation.rules import COMMANDERS


def tell_writer(post: ForumPost, kind: str, mark: str = "") -> None:
    """A word to the member who wrote it; a resident looks with the code.

    It answers what the member began, so it is no request and never dropped (messages a week).

    Args:
        kind: registered kind of notice.
        mark: what makes it another fact about the same writing.
    """
    if post.author_id is None or not Member.objects.confirmed().filter(user_id=post.author_id).exists():
        return
    notify(
        station=post.station, recipients=[post.author], kind=kind, key=f"{kind}:{post.pk}:{mark}",
        url=f"/me/ask/{post.pk}/", post=post.pk,
    )  # fmt: skip


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
