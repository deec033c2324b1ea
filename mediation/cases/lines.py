"""Verbs about the accounts of both sides (双方陈述): words, money, days; what the other side agrees to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases.actions import after
from mediation.cases.models import Case
from mediation.cases.models_papers import AccountLine
from mediation.cases.parties import editable
from mediation.cases.words import Line, LineState, Side
from stations.kit.answer import RuleBroken

FIELDS = ("side", "about", "text", "amount", "on", "paper")
MOST = 200  # lines of one case


@dataclass(frozen=True, slots=True)
class Account:
    """One side's account: its lines, and its money by what the other side says to it."""

    side: str
    label: str
    lines: list[AccountLine]
    claimed: Decimal
    agreed: Decimal
    disputed: Decimal

    @property
    def open(self) -> Decimal:
        """Not discussed yet."""
        return self.claimed - self.agreed - self.disputed


def accounts(rows: Iterable[AccountLine]) -> list[Account]:
    """The accounts side by side: applicant, respondent, and third parties where they said something."""
    rows = [row for row in rows if row.struck_at is None]
    made = []
    for side in Side:
        own = [row for row in rows if row.side == side]
        if not own and side == Side.THIRD:
            continue
        money = [row for row in own if row.about == Line.MONEY]
        made.append(
            Account(
                side, side.label, own, _sum(money), _sum(row for row in money if row.state == LineState.AGREED),
                _sum(row for row in money if row.state == LineState.DISPUTED),
            )
        )  # fmt: skip
    return made


def _sum(rows: Iterable[AccountLine]) -> Decimal:
    return sum((row.amount or Decimal(0) for row in rows), Decimal(0))


def _fill(line: AccountLine, values: dict) -> list[str]:
    changed = sorted(name for name in FIELDS if name in values and getattr(line, name) != values[name])
    for name in changed:
        setattr(line, name, values[name])
    line.text = line.text.strip()
    if not line.text:
        raise RuleBroken(_("Write what was said."), code="no_text")
    if line.about == Line.MONEY and line.amount is None:
        raise RuleBroken(_("A line about money has an amount."), code="no_amount")
    if line.amount is not None and line.amount < 0:
        raise RuleBroken(_("An amount is not below zero."), code="amount")
    if line.paper is not None and (line.paper.case_id != line.case_id or line.paper.struck_at):
        raise RuleBroken(_("The paper does not belong to this case."), code="other_case")
    return changed


def _of(case: Case, line: AccountLine) -> AccountLine:
    row = AccountLine.objects.select_for_update(no_key=True).get(pk=line.pk, case=case)
    if row.struck_at:
        raise RuleBroken(_("This line has been struck."), code="struck")
    return row


@transaction.atomic
def add_line(*, case: Case, actor, version: int | None = None, at: datetime | None = None, **values) -> AccountLine:
    """Write down what a side says.

    Args:
        values: ``side``, ``about``, ``text``; ``amount`` (required of money), ``on`` and ``paper`` where known.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``changed_meanwhile``, ``settled``, ``archived``, ``too_many``, ``no_text``, ``no_amount``,
            ``amount``, ``other_case``.
    """
    moment = at or timezone.now()
    case = editable(case.pk, actor, version)
    if case.lines.filter(struck_at=None).count() >= MOST:
        words = _("The accounts hold at most %(count)s lines.") % {"count": MOST}
        raise RuleBroken(words, code="too_many")
    line = AccountLine(station_id=case.station_id, case=case, by=actor, at=moment)
    _fill(line, values)
    line.save()
    after(case, "line_added", actor=actor, at=moment, line=line.pk, side=line.side, about=line.about)
    return line


@transaction.atomic
def change_line(
    *, line: AccountLine, actor, version: int | None = None, at: datetime | None = None, **values
) -> AccountLine:
    """Put a line right; what the other side said to it is asked again where words or money change."""
    moment = at or timezone.now()
    case = editable(line.case_id, actor, version)
    row = _of(case, line)
    changed = _fill(row, values)
    if not changed:
        raise RuleBroken(_("Nothing was changed."), code="nothing_changed")
    if {"text", "amount", "side"} & set(changed):
        row.state = LineState.OPEN
    row.save()
    after(case, "line_changed", actor=actor, at=moment, line=row.pk, fields=changed)
    return row


@transaction.atomic
def mark_line(
    *, line: AccountLine, actor, state: str, version: int | None = None, at: datetime | None = None
) -> AccountLine:
    """Say what the other side says to it: agreed, disputed, or not discussed."""
    case = editable(line.case_id, actor, version)
    row = _of(case, line)
    if state not in LineState.values:
        raise RuleBroken(_("This is no answer to a line."), code="state")
    if row.state == state:
        raise RuleBroken(_("This is noted already."), code="nothing_changed")
    row.state = state
    row.save(update_fields=["state"])
    after(case, "line_marked", actor=actor, at=at or timezone.now(), line=row.pk, state=state)
    return row


@transaction.atomic
def strike_line(*, line: AccountLine, actor, version: int | None = None, at: datetime | None = None) -> AccountLine:
    """Strike a line: it stays on record and is shown no more."""
    moment = at or timezone.now()
    case = editable(line.case_id, actor, version)
    row = _of(case, line)
    row.struck_at = moment
    row.save(update_fields=["struck_at"])
    after(case, "line_struck", actor=actor, at=moment, line=row.pk)
    return row
