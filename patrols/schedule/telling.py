"""Whom the schedule tells what."""

from django.urls import reverse

from patrols.schedule.models import PatrolDuty
from patrols.squads.models import Liaison, SquadLead
from stations.kit.spans import in_force
from stations.notices.actions import tell

MISSED = "patrols.duty_missed"


def missed(duty: PatrolDuty) -> None:
    """Nobody came to any point: the liaison officer and the squad's leaders learn it, once."""
    liaisons = Liaison.objects.filter(in_force(duty.date), squad=duty.squad_id).select_related("officer")
    leads = SquadLead.objects.filter(in_force(duty.date), squad=duty.squad_id).select_related("guard")
    key = f"{MISSED}:{duty.pk}"
    told = {"station": duty.station, "kind": MISSED, "key": key, "duty": duty.pk, "day": str(duty.date)}
    tell(recipients=[row.officer for row in liaisons], url=duty.get_absolute_url(), **told)
    tell(recipients=[row.guard for row in leads], url=reverse("phone-squad-duty", args=[duty.pk]), **told)
