"""Columns of the performance list as it leaves the house: parties masked (SE-24)."""

from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import Instalment
from mediation.cases.models import CaseParty
from mediation.cases.words import PartyKind
from stations.kit import masks
from stations.kit.tables import Column


def name_of(party: CaseParty | None) -> str:
    """A party, masked; a unit's name is public."""
    if party is None:
        return ""
    return party.name if party.kind == PartyKind.UNIT else masks.name(party.name)


def what_of(term: Instalment) -> str:
    """How much, or what is done."""
    return f"¥{term.amount:,.2f}" if term.amount else term.act


TERMS = [
    Column(_("Case"), lambda term: term.agreement.case.number),
    Column(_("Agreement"), lambda term: str(term.agreement)),
    Column(_("No."), lambda term: term.order),
    Column(_("Who performs"), lambda term: name_of(term.debtor)),
    Column(_("To whom"), lambda term: name_of(term.creditor)),
    Column(_("Amount (yuan)"), lambda term: float(term.amount) if term.amount else ""),
    Column(_("What is done"), lambda term: term.act),
    Column(_("Due on"), lambda term: f"{term.due_on:%Y-%m-%d}"),
    Column(_("State"), lambda term: term.get_state_display()),
    Column(_("Performed on"), lambda term: f"{term.done_on:%Y-%m-%d}" if term.done_on else ""),
]
