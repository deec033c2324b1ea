"""What of errands waits for whoever carries them out."""

from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from stations.agenda.registry import Due
from stations.errands import registry
from stations.errands.models import Errand
from stations.errands.words import OPEN_STATES, State

KIND = "patrol"


def waiting(user, day: date) -> list[Due]:
    """For whoever carries: errands on no route yet, errands walked and to be confirmed; one query."""
    if not registry.may_carry(user):
        return []
    rows = list(Errand.objects.filter(state__in=OPEN_STATES).values_list("state", "passes"))
    found = []
    if asked := sum(1 for state, passes in rows if state == State.ASKED and not passes):
        title = ngettext("%(n)s errand is on no route yet", "%(n)s errands are on no route yet", asked)
        found.append(Due(title % {"n": asked}, day, reverse("errands"), "warn", kind=KIND))
    if walked := sum(1 for _state, passes in rows if passes):
        title = ngettext("%(n)s errand was walked: confirm it", "%(n)s errands were walked: confirm them", walked)
        found.append(Due(title % {"n": walked}, None, reverse("errands"), kind=KIND))
    return found
