"""Mediation on the spot (现场调解): recorded as the law asks, refused where the law forbids it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.casework import law, rules
from stations.casework.models import SceneMediation
from stations.incidents.actions import locked
from stations.incidents.models import Attachment
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.timeline.actions import record


@transaction.atomic
def record_scene(
    *, incident_id: int, violation: bool, actor, domestic_violence: bool = False, undisputed: bool = False,
    performed: bool = False, document: Attachment | None = None, recording: str = "", note: str = "",
    at: datetime | None = None,
) -> SceneMediation:  # fmt: skip
    """Record how a dispute was mediated on the spot; as long as the incident is open the record can be corrected.

    Args:
        violation: whether there is an offence against public order; then ZA-13 and ZA-14 apply, else a work note.
        domestic_violence: then it is refused (ZA-28).
        undisputed: no medical cost or loss, or none in dispute.
        performed: agreed and performed on the spot.
        document: the agreement among the incident's attachments.
        recording: reference of the audio-video record.
        note: work note.

    Raises:
        NotAllowed: not the command room and not among the handlers.
        RuleBroken: ZA-13, ZA-14 or ZA-28 refuses, saying what to do instead.
    """
    at = at or timezone.now()
    incident = locked(incident_id)
    demand(rules.may_record_scene(actor, incident))
    rules.can_be_mediated(incident).or_refuse()
    if document and document.incident_id != incident.pk:
        raise RuleBroken(_("The document belongs to another incident."), code="other_incident")
    found = SceneMediation.objects.select_for_update(no_key=True).filter(incident=incident).first()
    found = found or SceneMediation(station_id=incident.station_id, incident=incident)
    found.violation, found.domestic_violence = violation, domestic_violence
    found.undisputed, found.performed = undisputed, performed
    found.document, found.recording, found.note = document, recording.strip(), note.strip()
    found.law, found.by, found.at = law.scene_law_on(timezone.localdate(at)).version, actor, at
    rules.scene_on_record(found).or_refuse()
    found.save()
    if incident.violation != violation:
        incident.violation = violation
        incident.save(update_fields=["violation", "changed_at"])
    live.changed(incident.station_id, live.about(incident.pk))
    record(verb="incident.scene_mediated", subject=incident, actor=actor, violation=violation, law=found.law)
    return found
