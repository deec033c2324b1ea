"""How many cases a mediator has in hand, as an expression for the lists of the network."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from mediation.cases.models import CaseMediator
from mediation.cases.words import OPEN_STATES


def open_cases() -> Coalesce:
    """Cases that work is still to be done on and that were not declined; over rows of ``Mediator``."""
    rows = CaseMediator.objects.filter(mediator=OuterRef("pk"), until=None, case__state__in=OPEN_STATES)
    counted = rows.exclude(accepted=False).order_by().values("mediator").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
