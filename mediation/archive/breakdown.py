"""The small page of figures: one period by track, cause, community and mediator; counts, no ranking."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mediation.archive.indicators import PERFORMED, registered
from mediation.cases.words import Track
from mediation.network.models import Mediator
from mediation.network.words import Cause
from stations.indicators.periods import Period
from stations.indicators.registry import address
from stations.places.models import Community

COUNTS = {
    "registered": Count("id", distinct=True),
    "accepted": Count("id", filter=Q(accepted_on__isnull=False), distinct=True),
    "agreed": Count("id", filter=Q(agreed_on__isnull=False), distinct=True),
    "performed": Count("id", filter=PERFORMED, distinct=True),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One bar: what it is of, its counts, the list behind it."""

    label: Any
    counts: dict[str, int]
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """One chart."""

    title: Any
    lines: list[Line]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max([line.counts["registered"] for line in self.lines], default=0)


def boards(station, period: Period, community: Community | None) -> list[Board]:
    """Four charts of what was registered in the period and how far it has come; six queries."""
    rows = registered(station, period)
    if community:
        rows = rows.filter(community=community)
    near = community.pk if community else None
    causes = {str(code): label for code, label in Cause.choices}
    tracks = {str(code): label for code, label in Track.choices} | {"": _("not decided yet")}
    found = [
        Board(_("By track"), _lines(rows, "track", tracks, period, near)),
        Board(_("By cause"), _lines(rows, "cause", causes | {"": _("not entered yet")}, period, near)),
    ]
    if not community:
        names = dict(Community.objects.values_list("pk", "name"))
        found.append(Board(_("By community"), _lines(rows, "community", names | {None: _("no community")}, period)))
    people = {row.pk: row.user.name for row in Mediator.objects.select_related("user").order_by("number")}
    led = rows.filter(mediators__accepted=True, mediators__part="lead")
    found.append(Board(_("By mediator"), _lines(led, "mediators__mediator", people, period, near, "mediator")))
    return found


def _lines(
    rows: QuerySet, column: str, labels: dict, period: Period, community: int | None = None, param: str = ""
) -> list[Line]:
    """The bars in the order of the labels, which says nothing of who is better."""
    counted = {row[column]: row for row in rows.values(column).annotate(**COUNTS)}
    return [
        Line(
            label,
            {name: counted[key][name] for name in COUNTS},
            address("mediation-cases", period, **({"community": community} | {param or column: key})) if key else "",
        )
        for key, label in labels.items()
        if key in counted
    ]
