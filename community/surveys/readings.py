"""What pages, papers and tasks ask of surveys; who is responsible; the levels over time as a small chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.enterprises.standing import standing
from community.surveys.models import Survey, SurveyLevel, SurveyReview
from community.surveys.words import State
from stations.agenda.standing_in import stands_in_for
from stations.kit.spans import in_force
from stations.organisation.models import Officer
from stations.organisation.rules import officer_of
from stations.places.models import Community, CommunityPost, Grid


def responsible(day: date, column: str = "officer_id"):
    """A column of who is responsible: named, else of the grid, else A角, else B角 of the community."""
    posts = CommunityPost.objects.filter(in_force(day), community=OuterRef("community_id")).order_by("role")
    at = {"officer_id": ("officer_id", "grid__officer_id", "officer_id"),
          "name": ("officer__user__name", "grid__officer__user__name", "officer__user__name")}[column]  # fmt: skip
    kind = BigIntegerField() if column == "officer_id" else CharField()
    return Coalesce(F(at[0]), F(at[1]), Subquery(posts.values(at[2])[:1]), output_field=kind)


def surveys(day: date | None = None) -> QuerySet[Survey]:
    """Surveys with who is responsible today (``keeper_id``, ``keeper_name``), the most pressing first."""
    day = day or timezone.localdate()
    rows = Survey.objects.select_related("level", "community", "grid", "spot", "enterprise", "station")
    return rows.annotate(
        keeper_id=responsible(day), keeper_name=responsible(day, "name")
    ).order_by("state", "review_on", "id")  # fmt: skip


def mine(user, rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """Those of the person's own grid, community, or name, and of whom the person stands in for."""
    own, who, others = officer_of(user), standing(user), stands_in_for(user)
    wanted = Q(community__in=who.communities) | Q(keeper_id__in=others)
    if own is not None:
        wanted |= Q(keeper_id=own.pk) | Q(grid__officer=own)
    return rows.filter(wanted)


def levels() -> QuerySet[SurveyLevel]:
    """Levels in use, the highest first."""
    return SurveyLevel.objects.filter(active=True)


def levels_with_use() -> QuerySet[SurveyLevel]:
    """All levels with how many surveys have them."""
    used = Survey.objects.active().filter(level=OuterRef("pk")).order_by().values("level")
    return SurveyLevel.objects.annotate(used=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0))


def reviews_of(survey: Survey) -> list[SurveyReview]:
    """Every review, the newest first; one query."""
    return list(survey.reviews.select_related("level", "level_before", "by", "photo"))


def keeper_id(survey: Survey, day: date) -> int | None:
    """Number of who is responsible on a day; one query."""
    return surveys(day).values_list("keeper_id", flat=True).get(pk=survey.pk)


def keeper_of(survey: Survey, day: date) -> Officer | None:
    """Who is responsible on a day; at most two queries."""
    number = getattr(survey, "keeper_id", None) or keeper_id(survey, day)
    return Officer.objects.select_related("user").filter(pk=number).first() if number else None


def by_grid(grid: Grid | None) -> list[Survey]:
    """What hangs on the notice board of the station for a grid: kept in sight, by level and name."""
    rows = surveys().filter(state=State.ACTIVE, grid=grid)
    return list(rows.order_by("level__rank", "kind", "name"))


@dataclass(frozen=True, slots=True)
class Ground:
    """The map below the marks: outlines of the communities, and the corners of what is marked."""

    features: list[dict]
    bounds: list[list[float]] | None


def ground(marks: Sequence[Survey]) -> Ground:
    """The map of what is kept in sight, without any outside tile; one query."""
    features = [
        {"type": "Feature", "properties": {"kind": "community", "name": name}, "geometry": outline}
        for name, outline in Community.objects.exclude(outline=None).values_list("name", "outline")
    ]
    points = [(row.lat, row.lng) for row in marks]
    if not points:
        return Ground(features, None)
    lats, lngs = [lat for lat, _lng in points], [lng for _lat, lng in points]
    near = 0.0015
    return Ground(features, [[min(lats) - near, min(lngs) - near], [max(lats) + near, max(lngs) + near]])


# -- the levels over time ------------------------------------------------------------------------------------------

WIDE, HIGH, EDGE, LEFT = 320, 96, 14, 44


@dataclass(frozen=True, slots=True)
class Chart:
    """Levels over time as a stepped line in an SVG of 320 × 96: high up is a high level.

    Attributes:
        path: ``d`` of the line.
        dots: (x, y, day, level) where it changed.
        lines: (y, name) of each level.
        first, last: days at both ends.
    """

    path: str
    dots: Sequence[tuple[float, float, date, str]]
    lines: Sequence[tuple[float, str]]
    first: date
    last: date


def chart(reviews: Sequence[SurveyReview], known: Sequence[SurveyLevel], today: date) -> Chart | None:
    """The chart of a survey; None where its level never changed.

    Args:
        reviews: of one survey, in any order, with their levels.
        known: levels to draw lines for; those of the reviews are added.
        today: where the line ends.
    """
    rows = sorted(reviews, key=lambda row: (row.at, row.pk))
    changes = [row for at, row in enumerate(rows) if at == 0 or row.level_id != rows[at - 1].level_id]
    if len(changes) < 2:
        return None
    names = {level.rank: level.name for level in [*known, *(row.level for row in rows)]}
    ranks = sorted(names)
    step = (HIGH - 2 * EDGE) / max(len(ranks) - 1, 1)
    height = {rank: round(EDGE + place * step, 1) for place, rank in enumerate(ranks)}
    days = [timezone.localdate(row.at) for row in changes]
    first, last = days[0], max(today, days[-1])
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return round(LEFT + (WIDE - LEFT - EDGE) * (day - first).days / span, 1)

    dots = [(across(day), height[row.level.rank], day, row.level.name)
            for day, row in zip(days, changes, strict=True)]  # fmt: skip
    path = f"M{dots[0][0]} {dots[0][1]}" + "".join(f"H{x}V{y}" for x, y, _day, _name in dots[1:]) + f"H{across(last)}"
    return Chart(path, dots, [(height[rank], names[rank]) for rank in ranks], first, last)
