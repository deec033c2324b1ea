"""The text of an agreement as the parties sign it: collected once, fixed, and recognisable by its fingerprint."""

import hashlib
import json
from datetime import date
from decimal import Decimal

from mediation.agreements.models import Agreement, Instalment
from mediation.agreements.rules import Content
from mediation.cases.models import Case, CaseParty
from mediation.network.readings import settings_of
from stations.kit.answer import RuleBroken

PARTY = (
    "side", "kind", "name", "sex", "nation", "born_on", "occupation", "representative", "address", "phone",
    "id_number", "guardian_name", "agent_name", "agent_scope",
)  # fmt: skip
TEXT = ("kind", "facts", "issues", "responsibility", "circumstances", "place", "host", "present", "amount",
        "made_on", "instant", "copies", "electronic")  # fmt: skip


def content_of(agreement: Agreement) -> Content:
    """The agreement with its clauses, instalments and the case's parties; three queries."""
    return Content(
        agreement,
        list(agreement.clauses.values_list("text", flat=True)),
        list(agreement.instalments.select_related("debtor", "creditor").order_by("order")),
        parties_of(agreement.case),
    )


def parties_of(case: Case) -> list[CaseParty]:
    """Whoever is a party now, side by side."""
    return list(case.parties.filter(removed_at=None).order_by("side", "id"))


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _term(term: Instalment, places: dict[int, int]) -> dict:
    # Two parties may bear one name: their places among the parties tell them apart.
    return {
        "no": term.order, "debtor": term.debtor.name, "creditor": term.creditor.name if term.creditor else "",
        "debtor_at": places.get(term.debtor_id), "creditor_at": places.get(term.creditor_id),
        "amount": _plain(term.amount), "act": term.act, "due_on": _plain(term.due_on), "way": term.way,
    }  # fmt: skip


def _mediators(case: Case) -> list[str]:
    rows = case.mediators.filter(until=None, accepted=True).select_related("mediator__user")
    return [row.mediator.user.name for row in rows]


def collect(content: Content, number: str) -> dict:
    """Everything the paper says, in plain values.

    Args:
        number: the case's number (DT-01, DT-02); empty on a draft.
    """
    row = content.agreement
    case, words = row.case, settings_of(row.station)
    places = {party.pk: place for place, party in enumerate(content.parties)}
    return {
        "number": number, "case": case.number, "cause": case.get_cause_display(), "station": str(row.station),
        "committee": words.committee or str(row.station), "mediators": _mediators(case),
        "officer": case.officer.user.name if case.officer else "",
        **{name: _plain(getattr(row, name)) for name in TEXT},
        "parties": [{name: _plain(getattr(party, name)) for name in PARTY} for party in content.parties],
        "clauses": list(content.clauses), "terms": [_term(term, places) for term in content.terms],
    }  # fmt: skip


def canonical(data: dict) -> str:
    """One spelling of the same text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """SHA-256 of a canonical text, as printed on every page."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(agreement: Agreement) -> bool:
    """Whether the stored text is still the one that was fixed."""
    return not agreement.sha256 or fingerprint(agreement.snapshot) == agreement.sha256


def said(agreement: Agreement) -> dict:
    """What the agreement says: the fixed text, or the draft as it stands.

    Raises:
        RuleBroken: ``damaged``: the stored text is not the one that was fixed.
    """
    if not agreement.sha256:
        return collect(content_of(agreement), agreement.number.text if agreement.number else "")
    if not is_whole(agreement):
        raise RuleBroken("The stored text does not match its checksum.", code="damaged")
    return json.loads(agreement.snapshot)
