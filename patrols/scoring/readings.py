"""What pages ask about scores: a month by group, one score with the way to its records, sheets in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Subquery
from django.urls import NoReverseMatch, reverse

from patrols.scoring import rules
from patrols.scoring.models import Contest, Measure, MonthScore, ScoreSheet

COUNTS = (Measure.FRONTAGE, Measure.HAZARDS)


def newest():
    """The newest revision of each squad and month."""
    last = MonthScore.objects.filter(squad=OuterRef("squad"), month=OuterRef("month")).order_by("-revision")
    rows = MonthScore.objects.annotate(last=Subquery(last.values("revision")[:1])).filter(revision=F("last"))
    return rows.select_related("squad__group", "squad__company", "sheet")


def months() -> list[date]:
    """Months with scores, the newest first."""
    return list(MonthScore.objects.order_by("-month").values_list("month", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a score as the page explains it."""

    label: Any
    line: dict
    counts: bool
    url: str


def explained(score: MonthScore, phone: bool = False) -> list[Shown]:
    """The lines of a score, each with the list of records behind it (no links on the phone)."""
    last = rules.next_month(score.month) - rules.timedelta(days=1)
    span = {"squad": score.squad_id, "date_from": score.month.isoformat(), "date_to": last.isoformat()}
    return [
        Shown(
            Measure(line["measure"]).label, line, line["measure"] in COUNTS,
            "" if phone else _address(line["measure"], span),
        )
        for line in score.lines
    ]  # fmt: skip


def _address(measure: str, span: dict) -> str:
    names = {Measure.FRONTAGE: "findings", Measure.HAZARDS: "findings", Measure.QUALITY: "findings",
             Measure.INSPECTION: "inspections"}  # fmt: skip
    try:
        path = reverse(names.get(Measure(measure), "patrol-duties"))
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode(span)}"


def sheets():
    """Every version of every group's sheet, the newest first, with its lines."""
    return (
        ScoreSheet.objects.select_related("group", "created_by")
        .prefetch_related("items")
        .order_by("group__order", "-version")
    )


def contests():
    """Contests with what a list shows."""
    return Contest.objects.select_related("score__squad", "asked_by", "decided_by")
