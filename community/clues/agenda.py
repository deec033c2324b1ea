"""What waits for the officer in charge and the leadership, and what the incident's page says of a clue."""

from datetime import date
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.clues.models import Clue
from community.clues.rules import may_see_clues
from community.clues.words import Protection, State
from stations.agenda.words import Ask, Due, Tally
from stations.incidents import hooks
from stations.incidents.models import Incident
from stations.kit.answer import YES, Answer, no
from stations.organisation.rules import commands, officer_of, post_of

MOST = 20


def waiting(user, day: date) -> list[Ask | Tally]:
    """Clues to take on, givers to be told, one by one; outcomes to be verified."""
    found: list[Ask | Tally] = []
    own = officer_of(user)
    if own and post_of(user):
        rows = Clue.objects.filter(officer=own, state__in=(State.GIVEN, State.HANDLED)).select_related("scene")
        found.append(Ask(rows.order_by("given_at", "id")[:MOST], partial(_due, day=day)))
    if commands(user):
        waiting_rows = Clue.objects.filter(recorded_by__isnull=False, verified_at=None).exclude(recorded_by=user)
        found.append(Tally(waiting_rows, _unverified))
        found.append(Tally(Clue.objects.open().filter(officer=None), _nobodys))
    return found


def _nobodys(count: int) -> Due:
    words = _("%(count)s clues that nobody is in charge of") % {"count": count}
    return Due(words, None, f"{reverse('clues')}?which=nobody", "warn", "clue")


def _unverified(count: int) -> Due:
    words = _("%(count)s outcomes of clues to be verified") % {"count": count}
    return Due(words, None, f"{reverse('clues')}?which=unverified", kind="clue")


def _due(row: Clue, day: date) -> Due:
    """One clue of the officer in charge. A protected one never passes: who works on it learns who gave it (SE-31)."""
    new = row.state == State.GIVEN
    words = _("Take on the clue: %(scene)s") if new else _("Tell the giver of the clue: %(scene)s")
    given = timezone.localdate(row.given_at)
    return Due(
        words % {"scene": row.scene}, min(given, day) if new else None, row.get_absolute_url(),
        "warn" if new else "info", "clue", row.place,
        None if row.lat is None or row.lng is None else (row.lat, row.lng),
        passes=row.protection != Protection.PROTECTED,
    )  # fmt: skip


def tie(user, incident: Incident) -> list[hooks.Tie]:
    """The clue an incident came from; one query. Nothing in it says who gave it."""
    row = Clue.objects.filter(incident=incident).select_related("scene").first()
    if row is None or not may_see_clues(user):
        return []
    return [hooks.Tie(_("Clue of the public"), str(row.scene), row.get_absolute_url(), row.get_state_display())]


def telling(incident: Incident, verb: str, at) -> Answer:
    """A clue ends by telling its giver on its own page; the incident follows."""
    if verb != "tell_giver":
        return YES
    if Clue.objects.filter(incident=incident).exclude(state=State.TOLD).exists():
        return no(_("Tell the giver on the page of the clue; the incident ends with it."), code="tell_there")
    return YES
