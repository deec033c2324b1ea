"""What pages ask about findings: near ones, the loop in friendly steps, lists with what they show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.findings.models import Finding, FindingKind
from patrols.findings.rules import ON_THE_SPOT
from patrols.findings.words import Act, State
from patrols.squads.models import Guard, PatrolSettings
from stations.catalogue.words import Kind
from stations.kit.stages import Stage
from stations.places.geometry import box, metres

SHOWN = 5


def listed():
    """Findings with what a list shows."""
    return Finding.objects.select_related(
        "kind", "squad", "guard__user", "checkpoint", "incident", "same_as__incident"
    )


def settled_on_the_spot() -> Q:
    """Settled by the guard without the command room, confirmed by the office since or not."""
    confirmed = Q(state=State.CONFIRMED, forwarded_at=None, incident__isnull=False)
    return Q(state=State.SETTLED) | confirmed


def of_guard(guard: Guard, limit: int = 20) -> list[Finding]:
    """A guard's newest findings."""
    return list(listed().filter(guard=guard)[:limit])


def kept_kinds() -> dict:
    """The kinds of findings as a guard's phone keeps them for the time without a network; one query."""
    kinds = FindingKind.objects.filter(active=True).select_related("category")
    return {"kinds": [
        {
            "id": kind.pk, "name": kind.name, "direct": kind.direct, "hazard": kind.category.kind == Kind.HAZARD,
            "card": [line.strip() for line in kind.card.splitlines() if line.strip()],
            "acts": [[act, str(label)] for act, label in Act.choices if act in kind.acts],
            "act": kind.acts[0] if kind.acts else "", "spot": bool(ON_THE_SPOT & set(kind.acts)),
        }
        for kind in kinds
    ]}  # fmt: skip


def near(
    *, lat: float | None, lng: float | None, limits: PatrolSettings, at: datetime, but: Finding | None = None
) -> list[tuple[Finding, int]]:
    """Findings that may be the same: near in space and time, first reports only, with their distance in metres.

    Args:
        lat, lng: WGS-84; without a point nothing is near.
        limits: the station's numbers (50 m and 24 hours by default).
        at: the moment asked about.
        but: the finding one is looking at.
    """
    if lat is None or lng is None:
        return []
    south, north, west, east = box(lat, lng, limits.duplicate_metres)
    rows = listed().filter(
        same_as=None, lat__gte=south, lat__lte=north, lng__gte=west, lng__lte=east,
        reported_at__gte=at - timedelta(hours=limits.duplicate_hours), reported_at__lte=at,
    ).exclude(state__in=(State.ANSWERED, State.SETTLED))  # fmt: skip
    measured = [(row, round(metres(lat, lng, row.lat, row.lng))) for row in rows if but is None or row.pk != but.pk]
    close = [pair for pair in measured if pair[1] <= limits.duplicate_metres]
    return sorted(close, key=lambda pair: pair[1])[:SHOWN]


def stages(finding: Finding) -> Sequence[Stage]:
    """The loop squad → command room → office, in the words of the phone."""
    ruling = finding.same_as or finding
    state = ruling.state
    reported = Stage(pgettext_lazy("finding", "Reported"), "done", finding.reported_at)
    if state == State.SETTLED:
        return [reported, Stage(_("Settled by you on the spot"), "done", ruling.handled_at),
                Stage(_("Confirmed by the office"), "now")]  # fmt: skip
    if state == State.ANSWERED:
        return [reported, Stage(_("Answered by the office"), "done", ruling.handled_at)]
    order = [State.REPORTED, State.FORWARDED, State.HANDLED, State.CONFIRMED]
    place = order.index(State(state))
    if place == 3 and ruling.forwarded_at is None:
        return [reported, Stage(_("Settled by you on the spot"), "done", ruling.handled_at),
                Stage(_("Confirmed by the office"), "done", ruling.confirmed_at)]  # fmt: skip
    labels = (_("With the command room"), _("Handled by the station"), _("Confirmed by the office"))
    times = (ruling.forwarded_at, ruling.handled_at, ruling.confirmed_at)

    def phase(number: int) -> str:
        return "done" if number <= place else "now" if number == place + 1 else "next"

    return [reported, *[Stage(labels[n - 1], phase(n), times[n - 1] if n <= place else None) for n in (1, 2, 3)]]
