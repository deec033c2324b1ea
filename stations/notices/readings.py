"""What the bell shows: how many are unread, which alarm, the newest ones; each in one query."""

from dataclasses import dataclass, field
from datetime import datetime

from stations.notices.models import Notice
from stations.notices.registry import look, words
from stations.notices.rules import ALARMS_FOR

MOST_COUNTED = 100
IN_PANEL = 8
IN_ALARM = 3


@dataclass(slots=True)
class Line:
    """A notice as shown."""

    pk: int
    text: str
    tone: str
    icon: str
    url: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


@dataclass(slots=True)
class Bell:
    """The bell of one person.

    Attributes:
        unread: number of unread notices, at most 100.
        alarms: the newest urgent ones that nobody confirmed yet.
        more_alarms: how many there are beside the newest, which alone is shown: the page keeps its room.
    """

    unread: int = 0
    alarms: list[Line] = field(default_factory=list)
    more_alarms: int = 0

    @property
    def shown(self) -> str:
        """The number on the bell."""
        return "99+" if self.unread >= MOST_COUNTED else str(self.unread)


def in_words(notice: Notice) -> Line:
    """Words and look of a notice, in the language in force."""
    kind = look(notice.kind)
    return Line(
        notice.pk,
        words(notice.kind, notice.data),
        "danger" if notice.urgent else kind.tone,
        kind.icon,
        notice.url,
        notice.urgent,
        notice.created_at,
        notice.read_at,
    )


def bell_of(user, at) -> Bell:
    """The bell of a person, one query.

    Args:
        user: whose.
        at: now; alarms older than a day are unread notices like others.
    """
    # Urgent ones first: a hundred others that came later never push an alarm out.
    unread = list(Notice.objects.visible_to(user).unread().order_by("-urgent", "-id")[:MOST_COUNTED])
    urgent = [notice for notice in unread if notice.urgent and at - notice.created_at < ALARMS_FOR]
    return Bell(len(unread), [in_words(notice) for notice in urgent[:IN_ALARM]], max(len(urgent) - 1, 0))


def newest(user) -> list[Line]:
    """The newest notices of a person, read or not."""
    return [in_words(notice) for notice in Notice.objects.visible_to(user)[:IN_PANEL]]
