"""Figures of the forum: questions, answered in time, suggestions, adopted ones; by the station's own midnights."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forum.models import ForumPost
from community.forum.words import ADOPTED, OWED, Kind, State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Crime-watch groups")
# Taken back by the writer: nobody owed an answer.
COUNTED = ~Q(state=State.WITHDRAWN)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def written(station: Any, period: Period, scope: Scope, kind: str) -> QuerySet:
    """What was written in a period, of the whole station or of a community."""
    span = {"written_at__gte": _midnight(period.first), "written_at__lt": _midnight(period.end)}
    rows = ForumPost.objects.filter(COUNTED, station=station, kind=kind, **span).order_by()
    return rows.filter(community=scope.community_id) if scope.community_id else rows


def _counting(kind: str, wanted: Q, **shown) -> dict:
    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        if scope.team_id and not scope.community_id:
            return None
        return written(station, period, scope, kind).filter(wanted).count()

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("forum-posts", period, kind=kind, community=scope.community_id or "", **shown)

    return {"compute": compute, "drill_down": drill_down, "group": GROUP}


def _in_time(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of what was owed: answered by the last day; what is not due yet and not answered is left out."""
    if scope.team_id and not scope.community_id:
        return None
    rows = written(station, period, scope, Kind.QUESTION)
    late = Q(in_time=False) | Q(in_time=None, state__in=OWED, due_on__lt=timezone.localdate())
    good, bad = rows.filter(in_time=True).count(), rows.filter(late).count()
    return 100 * good / (good + bad) if good + bad else None


def _in_time_list(station: Any, scope: Scope, period: Period) -> str:
    return address(
        "forum-posts", period, kind=Kind.QUESTION.value, in_time="true", community=scope.community_id or ""
    )


def register_figures() -> None:
    """Declare the figures of the forum."""
    register(Figure(
        code="forum.questions", name=_("Questions of the public"), unit=pgettext_lazy("unit", "questions"),
        definition=_("Questions of members and residents in the period, without those taken back."),
        headline=True, order=50, **_counting(Kind.QUESTION, Q()),
    ))  # fmt: skip
    register(Figure(
        code="forum.in_time", name=_("Questions answered in time"), unit="%",
        definition=_(
            "Of the questions of the period, the share first answered by the last day reckoned in working days; "
            "what is neither answered nor due yet is left out."
        ),
        compute=_in_time, drill_down=_in_time_list, group=GROUP, higher_is_better=True, counts_records=False,
        digits=1, order=51,
    ))  # fmt: skip
    register(Figure(
        code="forum.suggestions", name=_("Suggestions of the public"), unit=pgettext_lazy("unit", "suggestions"),
        definition=_("Suggestions of members and residents in the period, without those taken back."),
        order=52, **_counting(Kind.SUGGESTION, Q()),
    ))  # fmt: skip
    register(Figure(
        code="forum.adopted", name=_("Suggestions adopted"), unit=pgettext_lazy("unit", "suggestions"),
        definition=_("Of the suggestions of the period, those adopted in whole or in part by now."),
        higher_is_better=True, order=53, **_counting(Kind.SUGGESTION, Q(adoption__in=ADOPTED), adoption="any"),
    ))  # fmt: skip
