"""Recovered losses: recorded, given back against a receipt, verified by a second person; only then do they count."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.partners import rules
from community.partners.models_demands import RecoveredLoss
from stations.files.actions import clean_name, store
from stations.incidents.attachments import recognised
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import write
from stations.organisation.rules import same_station
from stations.timeline.actions import lines_last, record

PURPOSE = "recovered-loss"
# Media that a receipt may be: a photo of it, or a scan.
PAPERS = frozenset({"image", "document"})


def _check(row: RecoveredLoss, at: datetime | None) -> None:
    rules.is_amount(row.amount).or_refuse()
    rules.happened(row.recovered_on, timezone.localdate(at)).or_refuse()
    if not row.what:
        raise RuleBroken(_("Say what was recovered."), code="no_what")
    if bool(row.enterprise_id) == bool(row.unit):
        raise RuleBroken(_("Choose the enterprise, or name the unit; not both."), code="no_owner")
    if not (row.incident_id or row.case_id or row.reference):
        raise RuleBroken(_("Give the incident, the case or its number elsewhere."), code="no_reference")
    for end in (row.enterprise, row.incident, row.case):
        if end is not None:
            same_station(row, end).or_refuse()


@transaction.atomic
@lines_last()
def enter(
    *, station, actor, client_id: uuid.UUID, manner: str, amount: Decimal, what: str, recovered_on: date,
    enterprise=None, unit: str = "", incident=None, case=None, reference: str = "", at: datetime | None = None,
) -> RecoveredLoss:  # fmt: skip
    """Record a loss that was recovered, once a form.

    Args:
        amount: yuan.
        enterprise, unit: whose it is: one of the list, or another unit; never a person.
        incident, case, reference: at least one.

    Raises:
        NotAllowed: not of the police.
        RuleBroken: ``amount``, ``ahead``, ``long_ago``, ``no_what``, ``no_owner``, ``no_reference``,
            ``other_station``.
    """
    demand(rules.may_record_loss(actor))
    if known := RecoveredLoss.objects.filter(station=station, client_id=client_id).first():
        return known
    row = RecoveredLoss(
        station=station, client_id=client_id, manner=manner, amount=amount, what=what.strip(), unit=unit.strip(),
        recovered_on=recovered_on, enterprise=enterprise, incident=incident, case=case, reference=reference.strip(),
        recorded_by=actor,
    )  # fmt: skip
    _check(row, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return RecoveredLoss.objects.get(station=station, client_id=client_id)
    record(verb="loss.entered", subject=row, actor=actor, yuan=str(row.amount))
    return row


@transaction.atomic
@lines_last()
def correct(*, loss: RecoveredLoss, actor, at: datetime | None = None, **values) -> RecoveredLoss:
    """Correct what was recorded, until it is given back.

    Raises:
        NotAllowed: given back already, or not of the police.
        RuleBroken: as :func:`enter`.
    """
    row = locked(loss.pk)
    demand(rules.may_record_loss(actor, row))
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row, at)
    fresh = {name: getattr(row, name) for name in values}
    row.refresh_from_db()
    if changed := write(row, fresh):
        record(verb="loss.corrected", subject=row, actor=actor, fields=changed)
    return row


def locked(loss_id: int) -> RecoveredLoss:
    """The loss, locked until the transaction ends."""
    return RecoveredLoss.objects.select_for_update(no_key=True).get(pk=loss_id)


def _moved(row: RecoveredLoss, verb: str, actor, at: datetime | None, **data) -> RecoveredLoss:
    rules.LOSS.advance(row, verb, actor, at or timezone.now())
    row.save()
    record(verb=f"loss.{verb}", subject=row, actor=actor, **data)
    return row


@transaction.atomic
@lines_last()
def give_back(
    *, loss: RecoveredLoss, given_back_on: date, actor, receipt_no: str = "", scan: tuple[str, bytes] | None = None,
    at: datetime | None = None,
) -> RecoveredLoss:  # fmt: skip
    """Given back to its owner against a receipt.

    Args:
        scan: name and bytes of a photo or scan of the signed receipt.

    Raises:
        NotAllowed, RuleBroken: see ``rules.LOSS``; ``no_receipt``, ``ahead``, ``before``, ``file.…``.
    """
    paper = _read(scan) if scan else None
    row = locked(loss.pk)
    rules.happened(given_back_on, timezone.localdate(at)).or_refuse()
    if given_back_on < row.recovered_on:
        raise RuleBroken(_("It was recovered later than that day."), code="before")
    if not (paper or receipt_no.strip()):
        raise RuleBroken(_("Give the number of the receipt, or a scan of it."), code="no_receipt")
    row.given_back_on, row.receipt_no, row.given_back_by, row.return_reason = (
        given_back_on, receipt_no.strip(), actor, "",
    )  # fmt: skip
    # The scan is kept only where the step may be taken.
    step = rules.LOSS.step(row.state, "give_back")
    if paper is not None and step is not None and step.who is not None:
        demand(step.who(actor, row))
        name, ending, content_type, content = paper
        stem = PurePosixPath(clean_name(name)).stem or "receipt"
        row.receipt = store(
            station=row.station, purpose=PURPOSE, name=f"{stem[:100]}{ending}", content=content,
            content_type=content_type, actor=actor,
        )  # fmt: skip
    return _moved(row, "give_back", actor, at, day=str(given_back_on), yuan=str(row.amount))


def _read(scan: tuple[str, bytes]) -> tuple[str, str, str, bytes]:
    name, content = scan
    media, ending, content_type, content = recognised(content)
    if media not in PAPERS:
        raise RuleBroken(_("Send a photo or a scan of the receipt."), code="file.wrong_type")
    return name, ending, content_type, content


@transaction.atomic
@lines_last()
def verify(*, loss: RecoveredLoss, actor, at: datetime | None = None) -> RecoveredLoss:
    """A second person has looked at the receipt: from now on it counts.

    Raises:
        NotAllowed: recorded or gave it back; neither leadership nor office.
        RuleBroken: see ``rules.LOSS``.
    """
    row, now = locked(loss.pk), at or timezone.now()
    row.verified_by, row.verified_at = actor, now
    return _moved(row, "verify", actor, now, yuan=str(row.amount))


@transaction.atomic
@lines_last()
def send_back(*, loss: RecoveredLoss, reason: str, actor, at: datetime | None = None) -> RecoveredLoss:
    """Not verified: it is corrected and given anew.

    Raises:
        NotAllowed, RuleBroken: see ``rules.LOSS``; ``no_reason``.
    """
    row = locked(loss.pk)
    rules.said(reason, _("Say why."), "no_reason").or_refuse()
    row.return_reason = reason.strip()
    return _moved(row, "send_back", actor, at)


@transaction.atomic
@lines_last()
def unverify(*, loss: RecoveredLoss, reason: str, actor, at: datetime | None = None) -> RecoveredLoss:
    """The verification was a mistake: it counts no more until somebody verifies it again.

    Raises:
        NotAllowed, RuleBroken: see ``rules.LOSS``; ``no_reason``.
    """
    row = locked(loss.pk)
    rules.said(reason, _("Say why."), "no_reason").or_refuse()
    row.return_reason, row.verified_by, row.verified_at = reason.strip(), None, None
    return _moved(row, "unverify", actor, at, yuan=str(row.amount))


@transaction.atomic
@lines_last()
def withdraw(*, loss: RecoveredLoss, reason: str, actor, at: datetime | None = None) -> RecoveredLoss:
    """Entered by mistake.

    Raises:
        NotAllowed, RuleBroken: see ``rules.LOSS``; ``no_reason``.
    """
    row = locked(loss.pk)
    rules.said(reason, _("Say why."), "no_reason").or_refuse()
    row.withdraw_reason = reason.strip()
    return _moved(row, "withdraw", actor, at)
