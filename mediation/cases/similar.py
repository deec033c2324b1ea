"""Help beside a case: similar past cases, de-identified, and the articles that matter; never a decision."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case as Choose
from django.db.models import F, FloatField, Value, When
from django.db.models.functions import Greatest

from mediation.cases.models import Case, CaseParty
from mediation.cases.triage_law import triage_law
from mediation.cases.triage_rules import Reason, reasons_of
from mediation.cases.words import ENDED_STATES, PartyKind, State, Track
from mediation.network.words import Cause
from stations.kit import masks

MOST, LOOKED_AT = 5, 2000
# A case of the same cause counts as much as this share of equal words; less than the least is not shown.
SAME_CAUSE, LEAST = 0.15, 0.1
NUMBERS = re.compile(r"\d{7,}[0-9Xx]?")
RULES = {
    Track.RT: ("RT-03", "RT-04", "RT-05", "RT-06", "RT-14", "SF-01"),
    Track.ZA: ("ZA-01", "ZA-02", "ZA-05", "ZA-10", "ZA-12", "ZA-18", "ZA-19"),
    Track.HJ: ("HJ-01", "HJ-03", "HJ-04", "HJ-05", "HJ-06"),
    "": ("RT-00", "RT-01", "ZA-01", "ZA-02", "ZA-03"),
}
BY_CAUSE = {Cause.FAMILY: ("ZA-28",), Cause.NEIGHBOURS: ("ZA-09", "ZA-27"), Cause.ENVIRONMENT: ("ZA-27",)}


@dataclass(frozen=True, slots=True)
class Similar:
    """A past case without its people."""

    case: Case
    summary: str
    days: int | None

    @property
    def result(self) -> Any:
        """What came of it: agreed and performed, or the reason it ended."""
        return self.case.get_end_reason_display() or self.case.get_state_display()


def similar(case: Case, user) -> list[Similar]:
    """Up to five past cases the person may see, the most alike first: words of the summary, then the cause."""
    past = Case.objects.visible_to(user).filter(state__in=(*ENDED_STATES, State.ARCHIVED)).exclude(pk=case.pk)
    newest = past.order_by("-registered_at").values("pk")[:LOOKED_AT]
    same = Choose(
        When(cause=case.cause or "?", then=Value(SAME_CAUSE)), default=Value(0.0), output_field=FloatField()
    )
    rows = (
        Case.objects.visible_to(user).filter(pk__in=newest)
        .annotate(alike=Greatest(
            TrigramWordSimilarity(case.summary[:300], "summary"), Value(0.0), output_field=FloatField()
        ) + same)
        .filter(alike__gte=LEAST).order_by(F("alike").desc(), "-registered_at")[:MOST]
    )  # fmt: skip
    found = list(rows)
    names = _names(found)
    return [Similar(row, masked(row.summary, names.get(row.pk, ())), _days(row)) for row in found]


def _names(cases: list[Case]) -> dict[int, list[tuple[str, str]]]:
    """(name, masked) by case, the longest first so that a name inside another is not torn."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in CaseParty.objects.filter(case__in=cases).only(
        "case_id", "name", "kind", "representative", "agent_name"
    ):
        shown = "某单位" if row.kind == PartyKind.UNIT else masks.name(row.name)
        pairs = [(row.name, shown)] + [(other, masks.name(other)) for other in (row.representative, row.agent_name)]
        found.setdefault(row.case_id, []).extend(pair for pair in pairs if pair[0])
    return {pk: sorted(pairs, key=lambda pair: -len(pair[0])) for pk, pairs in found.items()}


def masked(text: str, names) -> str:
    """A summary without the names of its parties and without long numbers."""
    for name, shown in names:
        text = text.replace(name, shown)
    return NUMBERS.sub(lambda found: masks.phone(found.group()), text)


def _days(case: Case) -> int | None:
    """Days from registration to the performed agreement or the end."""
    last = case.performed_on or case.agreed_on or case.ended_on or case.archived_on
    return (last - case.registered_at.date()).days if last else None


def articles(case: Case) -> tuple[Reason, ...]:
    """The rules of the case's version that matter for its track and cause."""
    law = triage_law(case.law)
    codes = dict.fromkeys((*RULES[case.track], *BY_CAUSE.get(case.cause, ())))
    return reasons_of([code for code in codes if code in law.rules], law)
