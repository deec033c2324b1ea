"""What pages, API and agenda read of agreements, instalments and judicial confirmations."""

from datetime import date

from django.db.models import Count, Min, Prefetch, Q

from mediation.agreements import rules
from mediation.agreements.models import Agreement, ClauseTemplate, CourtConfirmation, Instalment
from mediation.agreements.rules import Countdown
from mediation.agreements.words import Performance, State
from mediation.cases.models import Case, CaseMediator, CaseParty
from mediation.cases.words import Line, LineState, Track
from mediation.network.readings import settings_of
from mediation.sessions.models import Session


def listed(user):
    """Agreements of the cases a person may see."""
    visible = Case.objects.visible_to(user)
    return Agreement.objects.filter(case__in=visible).select_related("case__community", "number")


def with_performance(rows):
    """Join what a row of the list shows: parties, who mediates, how far it is performed; two more queries in all."""
    parties = CaseParty.objects.filter(removed_at=None).only("case", "side", "name", "kind")
    leads = CaseMediator.objects.filter(until=None).select_related("mediator__user")
    waits = Q(state=State.IN_FORCE, instalments__state__in=(Performance.DUE, Performance.PROVED))
    counted = rows.defer("snapshot").annotate(
        terms=Count("instalments"), done=Count("instalments", filter=Q(instalments__state=Performance.CONFIRMED)),
        next_due=Min("instalments__due_on", filter=waits),
    )  # fmt: skip
    return counted.select_related("case__officer__user").prefetch_related(
        Prefetch("case__parties", queryset=parties, to_attr="loaded_parties"),
        Prefetch("case__mediators", queryset=leads, to_attr="loaded_mediators"),
    )


def in_detail(user):
    """The same for one agreement's page."""
    return listed(user).select_related("case__station", "case__officer__user", "station", "scan__file", "by")


def terms(user):
    """Instalments of agreements in force that a person may see, the next due first."""
    rows = Instalment.objects.filter(
        agreement__case__in=Case.objects.visible_to(user), agreement__state=State.IN_FORCE
    )  # fmt: skip
    return rows.select_related(
        "agreement__case__community", "agreement__number", "debtor", "creditor", "proof__file"
    )  # fmt: skip


def confirmations(user):
    """Applications to the court that a person may see."""
    rows = CourtConfirmation.objects.filter(agreement__case__in=Case.objects.visible_to(user))
    return rows.select_related("agreement__case__station", "agreement__number")


def countdown_of(agreement: Agreement, today: date) -> Countdown | None:
    """The badge of SF-08, or None where judicial confirmation is not offered or over; two queries."""
    case = agreement.case
    if not rules.confirmation_offered(agreement, case) or case.confirmed_on or agreement.effective_on is None:
        return None
    limit = rules.confirmation_deadline(case, agreement.effective_on)
    return rules.countdown(limit, today, settings_of(agreement.station))


def library(cause: str):
    """Clauses for a cause: its own first, then those for every cause."""
    rows = ClauseTemplate.objects.filter(active=True, cause__in=(cause, ""))
    return sorted(rows, key=lambda row: (not row.cause, row.order, row.pk))


def last_session(case: Case) -> Session | None:
    """The session the agreement comes out of: where it was mediated, and who else was there."""
    rows = Session.objects.filter(case=case, started_at__isnull=False, round=case.reopened)
    return rows.select_related("booking__room").order_by("-started_at").first()


def _others(session: Session | None) -> str:
    """Who was there beside the parties and whoever presided (ZA-15); names, as the paper needs them."""
    if session is None:
        return ""
    rows = session.attendances.filter(present=True, invitee__isnull=False).select_related("invitee__department")
    return "、".join(
        f"{row.invitee.name}（{row.invitee.department.name}）" if row.invitee.department else row.invitee.name
        for row in rows
    )


def prefill(case: Case, today: date) -> dict:
    """What a new agreement begins with: nothing that is on file is typed again."""
    lines = list(case.lines.filter(struck_at=None))
    agreed = [row.text for row in lines if row.state == LineState.AGREED and row.about != Line.CLAIM]
    disputed = [row.text for row in lines if row.state == LineState.DISPUTED]
    money = [row.amount for row in lines if row.state == LineState.AGREED and row.amount]
    facts = "\n".join(agreed) or case.summary
    officer = case.officer.user.name if case.officer else ""
    held = last_session(case)
    found = {
        "made_on": today, "facts": facts, "issues": "\n".join(disputed), "place": held.place if held else "",
        "amount": money[-1] if money else case.amount, "host": officer, "present": _others(held),
    }  # fmt: skip
    if case.track == Track.ZA:
        last = case.triages.first()
        found["circumstances"] = last.facts if last else ""
    return found
