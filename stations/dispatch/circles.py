"""Response circles: the times a station allows by grade, and for single communities (DOMAIN §4.2)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from stations.catalogue.words import Grade
from stations.dispatch.models import ResponseCircle
from stations.dispatch.rules import default_circle, may_set_circles
from stations.kit.answer import demand
from stations.places.models import Community
from stations.timeline.actions import record

TIMES = ("assign_seconds", "accept_seconds", "arrive_seconds", "contact_seconds", "close_hours")


@dataclass(frozen=True, slots=True)
class Circle:
    """One row of the page: the times that hold, and whether the station set them.

    Attributes:
        row: the times; unsaved where the default of the house holds.
        community: None for the whole station.
    """

    row: ResponseCircle
    community: Community | None = None

    @property
    def is_set(self) -> bool:
        """Whether the station set these times itself."""
        return self.row.pk is not None


def circles() -> list[Circle]:
    """Four rows of the station, then those of communities; one query."""
    rows = list(ResponseCircle.objects.select_related("community"))
    own = {row.grade: row for row in rows if row.community_id is None}
    found = [Circle(own.get(grade) or default_circle(grade)) for grade in Grade.values]
    others = sorted((row for row in rows if row.community_id), key=lambda row: (row.community.code, row.grade))
    return found + [Circle(row, row.community) for row in others]


def circle_at(grade: int, community: Community | None = None) -> ResponseCircle:
    """The row of one grade and community; unsaved, with the times that hold now, where there is none."""
    found = {row.community_id: row for row in ResponseCircle.objects.filter(grade=grade)}
    key = community.pk if community else None
    base = found.get(key) or found.get(None) or default_circle(grade)
    return base if base.community_id == key else copy_of(base, community)


def copy_of(row: ResponseCircle, community: Community | None) -> ResponseCircle:
    """The same times for another place, unsaved."""
    times = {name: getattr(row, name) for name in TIMES}
    return ResponseCircle(grade=row.grade, community=community, **times)


@transaction.atomic
def set_circle(*, station, actor, grade: int, community: Community | None = None, **times: Any) -> ResponseCircle:
    """Set the times of one grade, for the station or one community; running timers keep theirs until the next move.

    Args:
        station: whose.
        actor: of the leadership.
        times: ``assign_seconds``, ``accept_seconds``, ``arrive_seconds`` (None: by appointment), ``contact_seconds``,
            ``close_hours``.

    Raises:
        NotAllowed: not of the leadership.
    """
    demand(may_set_circles(actor))
    wanted = {name: times[name] for name in TIMES if name in times}
    row, _made = ResponseCircle.objects.update_or_create(
        station=station, grade=grade, community=community, defaults=wanted
    )
    record(verb="circle.set", subject=row, actor=actor, grade=row.get_grade_display())
    return row


@transaction.atomic
def drop_circle(*, circle: ResponseCircle, actor) -> None:
    """Let the station's times (or the defaults of the house) hold again.

    Raises:
        NotAllowed: not of the leadership.
    """
    demand(may_set_circles(actor))
    record(verb="circle.dropped", subject=circle, actor=actor, grade=circle.get_grade_display())
    circle.delete()
