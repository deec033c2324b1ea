"""What the page of a triage reads: facts of the case, answers it can give itself, the decision as a card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mediation.cases.models import Case
from mediation.cases.models_papers import Triage
from mediation.cases.rules_parties import is_minor, needs_guardian
from mediation.cases.triage_law import REFUSED, Outcome, TriageLaw, triage_law, with_local_rules
from mediation.cases.triage_rules import FOLLOWS, Decision, Facts, decide, reasons_of
from mediation.cases.words import PaperKind, State
from mediation.network.readings import settings_of
from mediation.network.words import Cause
from stations.incidents.models import Attachment
from stations.kit.spans import in_force
from stations.organisation.models import Officer
from stations.places.models import CommunityPost

TONES = {
    Outcome.RT: "ok", Outcome.ZA: "ok", Outcome.HJ: "ok", Outcome.TRANSFER: "info", Outcome.DECLINE: "warn",
    Outcome.BY_LAW: "danger", Outcome.WAIT: "warn",
}  # fmt: skip


def facts_of(case: Case, summary: str) -> Facts:
    """What triage knows without asking; three queries at most.

    Args:
        summary: the facts found, as typed.
    """
    parties = list(case.parties.filter(removed_at=None))
    today = timezone.localdate()
    evidence = case.papers.filter(kind=PaperKind.EVIDENCE, struck_at=None).count()
    if not evidence and case.incident_id:
        evidence = Attachment.objects.filter(incident=case.incident_id).count()
    return Facts(
        evidence=evidence, summary=bool(summary.strip()),
        unwarned_minors=sum(needs_guardian(row, today) and row.guardian_notified_at is None for row in parties),
        minors=sum(is_minor(row, today) for row in parties), agents=sum(bool(row.agent_name) for row in parties),
        neighbours=case.cause == Cause.NEIGHBOURS, other_side_unknown=case.other_side_unknown,
    )  # fmt: skip


def law_for(case: Case, version: str = "") -> TriageLaw:
    """The table of the case's version (or of ``version``) with its station's own rules of competence; one query."""
    words = settings_of(case.station)
    return with_local_rules(
        triage_law(version or case.law),
        {"LR-01": words.ground_organ, "LR-02": words.ground_elsewhere, "LR-03": words.ground_taken},
    )


def known_answers(case: Case) -> dict[str, Any]:
    """Answers that are in the case already: what was typed once is not asked again (one query)."""
    known: dict[str, Any] = {"risk": case.risk} if case.risk != "normal" else {}
    if case.domestic_violence:
        known["domestic_violence"] = "yes"
    if case.police_reported_at:
        known["reported"] = "yes"
    rows = list(case.parties.filter(removed_at=None))
    if refused := next((row.side for row in rows if row.refused_at), ""):
        known["consent"] = REFUSED[refused != "a"]
    elif rows and all(row.consented_at for row in rows) and not case.other_side_unknown:
        known["consent"] = "all"
    return known


def last_triage(case: Case) -> Triage | None:
    """The newest triage, its author joined."""
    return case.triages.select_related("by").first()


def officer_for(case: Case, actor) -> Officer | None:
    """Who would be in charge: already named, the police officer who triages, or the community's A角."""
    if case.officer_id:
        return case.officer
    own = getattr(actor, "officer", None)
    if own and own.kind == Officer.Kind.POLICE and own.standing == Officer.Standing.ON_POST:
        return own
    posts = CommunityPost.objects.filter(in_force(timezone.localdate()), community=case.community_id, role="A")
    post = posts.select_related("officer__user").first() if case.community_id else None
    return post.officer if post else None


def police_officers():
    """Who may lead public order mediation: police on post."""
    rows = Officer.objects.filter(kind=Officer.Kind.POLICE, standing=Officer.Standing.ON_POST)
    return rows.select_related("user").order_by("police_no")


@dataclass(frozen=True, slots=True)
class Card:
    """A decision as the page shows it."""

    outcome: str
    label: Any
    tone: str
    decision: Decision
    row: Triage | None = None
    version: str = ""

    @property
    def ways_on(self) -> tuple[str, ...]:
        """Verbs the outcome leads to."""
        return NEXT[self.outcome]


NEXT = {
    Outcome.RT: ("accept", "transfer", "decline"), Outcome.ZA: ("accept",), Outcome.HJ: ("accept",),
    Outcome.TRANSFER: ("transfer",), Outcome.DECLINE: ("decline", "transfer"), Outcome.BY_LAW: ("decline",),
    Outcome.WAIT: (),
}  # fmt: skip


def card(decision: Decision, version: str, row: Triage | None = None) -> Card:
    """A decision as a card."""
    return Card(
        decision.outcome, Outcome(decision.outcome).label, TONES[decision.outcome], decision, row, version
    )  # fmt: skip


def preview(case: Case, answers: Mapping[str, Any], facts: str) -> Card:
    """What the answers so far come to."""
    law = law_for(case)
    return card(decide(answers, facts_of(case, facts), law), law.version)


def kept(case: Case, row: Triage) -> Card:
    """A triage as it was decided: outcome and reasons of the row, the words of its version."""
    law = law_for(case, row.law)
    performed, otherwise = FOLLOWS[row.outcome]
    now = decide(row.answers, facts_of(case, row.facts), law)
    decision = Decision(
        row.outcome, reasons_of(row.reasons, law), now.hints if now.outcome == row.outcome else (),
        reasons_of(performed, law), reasons_of(otherwise, law), row.answers.get("on_spot") == "yes",
    )  # fmt: skip
    return card(decision, row.law, row)


def is_triaged_now(case: Case) -> bool:
    """Whether the case is in the hands of triage."""
    return case.state in {State.REGISTERED, State.TRIAGE}
