"""The clause library of the station: kept, and filled in for an agreement."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import ClauseTemplate
from mediation.agreements.money import both
from mediation.agreements.readings import library
from mediation.agreements.words import AMOUNT
from mediation.cases.models import Case
from mediation.cases.rules import may_keep
from stations.kit.answer import RuleBroken, demand
from stations.timeline.actions import record


@transaction.atomic
def save_clause(*, station, actor, clause: ClauseTemplate | None = None, **values) -> ClauseTemplate:
    """Enter or change a clause; keepers and the leadership.

    Raises:
        NotAllowed: not a keeper.
        RuleBroken: ``exists``: the cause has a clause of this title.
    """
    demand(may_keep(actor))
    row = clause or ClauseTemplate(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RuleBroken(_("This cause has a clause of this title already."), code="exists") from error
    record(verb="mediation.clause_saved", subject=row, actor=actor)
    return row


def filled(case: Case) -> list[str]:
    """The clauses for a case's cause, with 甲方 and 乙方 in them.

    The amount is filled in when the draft is saved (:func:`priced`): what is typed below the clauses counts.
    """
    words = {"{甲方}": "甲方", "{乙方}": "乙方"}
    texts = []
    for row in library(case.cause):
        text = row.text
        for mark, value in words.items():
            text = text.replace(mark, value)
        texts.append(text)
    return texts


def priced(text: str, amount) -> str:
    """A clause with the amount of the agreement in figures and 大写 (DT-07); without one its place stays open."""
    return text.replace(AMOUNT, both(amount)) if amount else text
