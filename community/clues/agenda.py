"""What waits for the officer in charge and the leadership, and what the incident's page says of a clue."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from community.clues.models import Clue
from community.clues.rules import may_see_clues
from community.clues.words import State
from stations.agenda.registry import Due
from stations.incidents import hooks
from stations.incidents.models import Incident
from stations.kit.answer import YES, Answer, no
from stations.organisation.rules import commands, officer_of, post_of


def waiting(user, day: date) -> list[Due]:
    """Clues to take on, givers to be told, outcomes to be verified; at most two queries."""
    found, own = [], officer_of(user)
    if own and post_of(user):
        states = list(
            Clue.objects.filter(officer=own, state__in=(State.GIVEN, State.HANDLED)).values_list("state", flat=True)
        )
        mine = f"{reverse('clues')}?which=mine&state="
        if new := states.count(State.GIVEN):
            found.append(Due(_("%(count)s clues to take on") % {"count": new}, day, f"{mine}given", "warn"))
        if over := states.count(State.HANDLED):
            found.append(Due(_("%(count)s givers of clues to be told") % {"count": over}, None, f"{mine}handled"))
    if commands(user):
        waiting_rows = Clue.objects.filter(recorded_by__isnull=False, verified_at=None).exclude(recorded_by=user)
        if count := waiting_rows.count():
            words = _("%(count)s outcomes of clues to be verified") % {"count": count}
            found.append(Due(words, None, f"{reverse('clues')}?which=unverified"))
    return found


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
