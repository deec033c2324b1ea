"""Columns of agreements and of the performance list as they leave the house: parties masked (SE-24)."""

from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import Agreement, Instalment
from mediation.cases.models import CaseParty
from mediation.cases.tables import leads, sides
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


def performed(row: Agreement) -> str:
    """How many of its instalments are performed: ``1/3``; of ``readings.with_performance``."""
    return f"{row.done}/{row.terms}" if row.terms else ""


AGREEMENTS = [
    Column(_("Agreement"), lambda row: row.number.text if row.number else ""),
    Column(_("Case"), lambda row: row.case.number),
    Column(_("Form"), lambda row: row.get_kind_display()),
    Column(_("Track"), lambda row: row.case.get_track_display() if row.case.track else ""),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Applicant's side"), lambda row: sides(row.case, "a")),
    Column(_("Respondent's side"), lambda row: sides(row.case, "b")),
    Column(_("Community"), lambda row: row.case.community.name if row.case.community else ""),
    Column(_("Led by"), lambda row: leads(row.case)),
    Column(_("Amount (yuan)"), lambda row: float(row.amount) if row.amount else ""),
    Column(_("Agreed on"), lambda row: f"{row.made_on:%Y-%m-%d}"),
    Column(_("In effect from"), lambda row: f"{row.effective_on:%Y-%m-%d}" if row.effective_on else ""),
    Column(_("Performed instalments"), performed),
    Column(_("Next due on"), lambda row: f"{row.next_due:%Y-%m-%d}" if row.next_due else ""),
]
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
