"""Transfers to the court, a department or a governance centre: sent, received there or sent back, never lost."""

from datetime import date, datetime

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases import rules
from mediation.cases.actions import advance, after, ask, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import Transfer
from mediation.cases.words import TransferState
from mediation.network.models import Department, GovCenter, Mediator
from mediation.network.readings import settings_of
from stations.calendar.rules import marks_for_limit, working_day_after
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.rules import same_station

RETURNED = "mediation.transfer_returned"
NOTHING_OPEN = _("The answer to this transfer is entered already.")


class Target(models.TextChoices):
    """To whom a case is given."""

    COURT = "court", pgettext_lazy("transfer", "court")
    DEPARTMENT = "department", pgettext_lazy("transfer", "department")
    CENTRE = "centre", pgettext_lazy("transfer", "governance centre")
    OTHER = "other", pgettext_lazy("transfer", "another body")


def receipt_due(day: date, working_days: int) -> date:
    """The last day of the receipt, in working days."""
    return working_day_after(day, working_days, marks_for_limit(day, working_days)).day


@transaction.atomic
def transfer(
    *,
    case: Case,
    reason: str,
    actor,
    department: Department | None = None,
    centre: GovCenter | None = None,
    target: str = "",
    at: datetime | None = None,
) -> Transfer:
    """移送: give a case to who is competent; its receipt is waited for (DOMAIN 2.6).

    Args:
        reason: why it goes there.
        department, centre: one of the station's list; else ``target`` names the body, e.g. a court.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``no_target``, ``no_reason``, ``other_station``.
    """
    at = at or timezone.now()
    found = locked(case.pk)
    ask(found, "transfer", actor)
    if department is not None and centre is not None:
        raise RuleBroken(_("Give one body only."), code="no_target")
    body = department or centre
    if body is not None:
        same_station(found, body).or_refuse()
    name = (body.name if body else target).strip()
    if not name:
        raise RuleBroken(_("Say to whom the case is given."), code="no_target")
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    days = settings_of(found.station).receipt_days
    row = Transfer.objects.create(
        station_id=found.station_id, case=found, target=name[:80], department=department, centre=centre,
        reason=reason.strip(), sent_at=at, sent_by=actor, due_on=receipt_due(timezone.localdate(at), days),
    )  # fmt: skip
    advance(found, "transfer", actor=actor, at=at, transfer=row.pk, due=str(row.due_on))
    return row


def _open(transfer: Transfer, actor) -> tuple[Case, Transfer]:
    """The case, locked, and its transfer while nothing has come back yet."""
    case = locked(transfer.case_id)
    demand(rules.may_edit(actor, case))
    row = Transfer.objects.select_for_update(no_key=True).get(pk=transfer.pk)
    if row.state != TransferState.SENT:
        raise RuleBroken(NOTHING_OPEN, code="answered")
    return case, row


def _day(row: Transfer, day: date, today: date) -> None:
    if not timezone.localdate(row.sent_at) <= day <= today:
        raise RuleBroken(_("The day lies between the sending and today."), code="day")


@transaction.atomic
def receive(
    *, transfer: Transfer, receipt_no: str, receipt_on: date, actor, at: datetime | None = None
) -> Transfer:  # fmt: skip
    """Enter the receipt (回执): only with it a transferred case is closed.

    Args:
        receipt_no: number of the receipt.
        receipt_on: day it bears.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``answered``, ``no_receipt``, ``day``.
    """
    at = at or timezone.now()
    case, row = _open(transfer, actor)
    if not receipt_no.strip():
        raise RuleBroken(_("Enter the number of the receipt; without it the transfer stays open."), code="no_receipt")
    _day(row, receipt_on, timezone.localdate(at))
    row.state, row.receipt_no, row.receipt_on = TransferState.RECEIVED, receipt_no.strip(), receipt_on
    row.save()
    after(case, "transfer_received", actor=actor, at=at, transfer=row.pk)
    return row


@transaction.atomic
def give_back(
    *, transfer: Transfer, reason: str, actor, returned_on: date | None = None, at: datetime | None = None
) -> Transfer:  # fmt: skip
    """They sent it back (退回): the keepers are told, and it stays in sight until it is taken up again.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``answered``, ``no_reason``, ``day``.
    """
    at = at or timezone.now()
    case, row = _open(transfer, actor)
    if not reason.strip():
        raise RuleBroken(_("Say why it was sent back."), code="no_reason")
    row.returned_on = returned_on or timezone.localdate(at)
    _day(row, row.returned_on, timezone.localdate(at))
    row.state, row.return_reason = TransferState.RETURNED, reason.strip()
    row.save()
    tell(
        station=case.station, recipients=_keepers(row), kind=RETURNED, key=f"{RETURNED}:{row.pk}",
        url=reverse("mediation-case", args=[case.pk]), number=case.number,
    )  # fmt: skip
    after(case, "transfer_returned", actor=actor, at=at, transfer=row.pk)
    return row


def _keepers(row: Transfer) -> list:
    """Who keeps the room, and who had sent it."""
    rows = Mediator.objects.serving().filter(keeper=True).select_related("user")
    return [*(mediator.user for mediator in rows), *([row.sent_by] if row.sent_by else [])]


@transaction.atomic
def take_back(*, case: Case, actor, at: datetime | None = None) -> Case:
    """Take up again what was sent back: the case is triaged anew.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``not_returned``.
    """
    found = locked(case.pk)
    return advance(found, "take_back", actor=actor, at=at or timezone.now())
