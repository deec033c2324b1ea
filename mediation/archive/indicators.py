"""Figures of mediation: registered, accepted, agreed, performed, the two rates of DOMAIN 1.5, speed, visits in time.

The effective-handling rate is nearly always 100 %, so the performance rate stands beside it: what was agreed is worth
something once it is performed. Events are counted in the station's own days, closed-open. Sealed cases are counted,
never shown.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.archive.models import FollowUp
from mediation.cases.models import Case
from mediation.cases.models_papers import Transfer
from mediation.cases.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.median import Median
from stations.kit.spans import in_days

GROUP = _("Mediation")
DAY = timedelta(days=1)
# Agreed, and the day of performance is not over.
RUNNING = (State.AGREED, State.PERFORMING, State.CONFIRMING)
# Over by law, the parties told: no case enters these states without the notice (see ``cases.rules``).
TOLD = (State.DECLINED, State.ENDED, State.BY_LAW, State.LITIGATION, State.ENFORCEMENT)
Rows = Callable[[Any, Period], QuerySet]


def registered(station: Any, period: Period) -> QuerySet:
    """Disputes registered in the period."""
    span = in_days("registered_at", period.first, period.end)
    return Case.objects.filter(station=station, **span).order_by()


def on(column: str) -> Rows:
    """Cases with a milestone in the period."""

    def rows(station: Any, period: Period) -> QuerySet:
        span = {f"{column}__gte": period.first, f"{column}__lt": period.end}
        return Case.objects.filter(station=station, **span).order_by()

    return rows


def effective(today: date) -> Q:
    """DOMAIN 1.5: performed; being performed and not overdue; given on with a receipt; ended by law and told."""
    received = Exists(Transfer.objects.filter(case=OuterRef("pk"), state="received"))
    performed = Q(performed_on__isnull=False, breached_on=None)
    running = Q(state__in=RUNNING, breached_on=None) & (Q(perform_by=None) | Q(perform_by__gte=today))
    given = Q(state__in=(State.TRANSFERRED, State.ARCHIVED)) & Q(received)
    return performed | running | given | Q(state__in=(*TOLD, State.ARCHIVED))


def due_in(station: Any, period: Period) -> QuerySet:
    """Agreements whose performance was due in the period and by today; an instant one on its own day."""
    last = min(period.last, timezone.localdate())
    rows = Case.objects.filter(station=station, agreed_on__isnull=False).annotate(
        fell_due=Coalesce("perform_by", "performed_on", "agreed_on")
    )
    return rows.filter(fell_due__gte=period.first, fell_due__lte=last).order_by()


PERFORMED = Q(performed_on__isnull=False, breached_on=None)


def visits_due(station: Any, period: Period) -> QuerySet:
    """Visits that were due in the period and by today."""
    last = min(period.last, timezone.localdate())
    rows = FollowUp.objects.filter(station=station, dropped_at=None, due_on__range=(period.first, last))
    return rows.filter(Q(visited_at__isnull=False) | Q(due_on__lt=timezone.localdate())).order_by()


IN_TIME = Q(visited_at__isnull=False, visited_at__date__lte=F("due_on"))


def _of(rows: QuerySet, scope: Scope, column: str = "community") -> QuerySet | None:
    """The rows of a scope; None where a team is meant, for which mediation has no figures."""
    if scope.whole:
        return rows
    return rows.filter(**{column: scope.community_id}) if scope.community_id else None


def counting(rows: Rows) -> dict:
    """Compute of a count, whole and by community."""

    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        found = _of(rows(station, period), scope)
        return None if found is None else found.count()

    def by_community(station: Any, period: Period) -> dict[int, int]:
        counted = rows(station, period).values("community").annotate(n=Count("id"))
        return {row["community"]: row["n"] for row in counted if row["community"]}

    return {"compute": compute, "by_community": by_community, "group": GROUP}


def sharing(rows: Rows, good: Callable[[], Q], column: str = "community") -> dict:
    """Compute of a share in percent, None where there is nothing to share."""

    def _share(row: dict) -> float | None:
        return 100 * row["good"] / row["all"] if row["all"] else None

    def _counts() -> dict:
        return {"all": Count("id"), "good": Count("id", filter=good())}

    def compute(station: Any, scope: Scope, period: Period) -> float | None:
        found = _of(rows(station, period), scope, column)
        return None if found is None else _share(found.aggregate(**_counts()))

    def by_community(station: Any, period: Period) -> dict[int, float]:
        counted = rows(station, period).values(column).annotate(**_counts())
        return {row[column]: _share(row) for row in counted if row[column]}

    return {
        "compute": compute, "by_community": by_community, "group": GROUP, "unit": "%", "digits": 1,
        "counts_records": False, "higher_is_better": True,
    }  # fmt: skip


def days_to_session(station: Any, scope: Scope, period: Period) -> float | None:
    """Median of the days from acceptance to the first session, of the cases registered in the period."""
    rows = _of(registered(station, period).filter(first_session_on__gte=F("accepted_on")), scope)
    if rows is None:
        return None
    span = ExpressionWrapper(F("first_session_on") - F("accepted_on"), output_field=DurationField())
    middle = rows.aggregate(middle=Median(span))["middle"]
    return None if middle is None else middle / DAY


def _list(station: Any, scope: Scope, period: Period) -> str:
    return address("mediation-cases", period, community=scope.community_id)


def _figures(station: Any, scope: Scope, period: Period) -> str:
    """By track, cause, community and mediator."""
    return address("mediation-figures", period, community=scope.community_id)


def _visits(station: Any, scope: Scope, period: Period) -> str:
    return address("follow-ups", period, community=scope.community_id)


def register_figures() -> None:
    """Declare the figures of mediation."""
    unit = _("disputes")
    register(Figure(
        code="mediation.registered", name=_("Disputes registered"), unit=unit,
        definition=_("Disputes registered in the period, whatever came of them."),
        headline=True, order=1, drill_down=_list, counts_records=False, **counting(registered),
    ))  # fmt: skip
    register(Figure(
        code="mediation.accepted", name=_("Disputes accepted"), unit=unit,
        definition=_("Disputes accepted for mediation in the period, on any track."),
        order=2, drill_down=_figures, counts_records=False, **counting(on("accepted_on")),
    ))  # fmt: skip
    register(Figure(
        code="mediation.agreed", name=_("Agreements reached"), unit=unit,
        definition=_("Disputes in which an agreement was signed in the period. An agreement closes nothing yet."),
        order=3, drill_down=_figures, counts_records=False, **counting(on("agreed_on")),
    ))  # fmt: skip
    register(Figure(
        code="mediation.performed", name=_("Agreements performed"), unit=unit,
        definition=_("Disputes whose agreement was fully performed in the period."),
        headline=True, order=4, higher_is_better=True, drill_down=_figures, counts_records=False,
        **counting(on("performed_on")),
    ))  # fmt: skip
    register(Figure(
        code="mediation.effective", name=_("Effective handling"),
        definition=_("Of the disputes registered in the period: performed, being performed and not overdue, given on "
                     "with a receipt, or ended by law with the parties told; divided by all registered."),
        order=5, drill_down=_list, **sharing(registered, lambda: effective(timezone.localdate())),
    ))  # fmt: skip
    register(Figure(
        code="mediation.performance", name=_("Performance rate"),
        definition=_("Of the agreements whose performance was due in the period, the share performed. Read it beside "
                     "the effective handling, which is nearly always 100 %."),
        headline=True, order=6, drill_down=_figures, **sharing(due_in, lambda: PERFORMED),
    ))  # fmt: skip
    register(Figure(
        code="mediation.first_session", name=_("Days to the first session"), unit=_("days"),
        definition=_("Median of the days from acceptance to the first session, of the disputes registered in the "
                     "period."),
        compute=days_to_session, group=GROUP, drill_down=_list, higher_is_better=False, counts_records=False,
        digits=1, order=7,
    ))  # fmt: skip
    register(Figure(
        code="mediation.visits", name=_("Visits in time"),
        definition=_("Of the follow-up visits due in the period, the share made by the day they were due."),
        order=8, drill_down=_visits, **sharing(visits_due, lambda: IN_TIME, "case__community"),
    ))  # fmt: skip
