"""Police cases and referrals made in one line each, without the actions."""

import datetime
import itertools

from django.utils import timezone
from django_scopes import scopes_disabled

from stations.casework.models import CaseTransfer, PoliceCase, Referral
from stations.incidents.models import Incident
from stations.incidents.words import State
from tests.factories.incidents import make_incident

_numbers = itertools.count(1)


@scopes_disabled()
def make_case(incident: Incident, state: str = PoliceCase.State.FILED, **fields) -> PoliceCase:
    """A public order case filed today under the law of 2026; its number lies above those given out."""
    day = timezone.localdate()
    fields = {
        "year": day.year, "serial": 900000 + next(_numbers), "filed_on": day, "clock_from": day, "law": "ZA-2025",
        "due_on": day + datetime.timedelta(days=30),
    } | fields  # fmt: skip
    case = PoliceCase.objects.create(station=incident.station, incident=incident, state=state, **fields)
    if state == PoliceCase.State.ALLOCATED:
        CaseTransfer.objects.create(
            station=incident.station, case=case, to_team=fields["team"], reason="按分流规则", at=timezone.now()
        )
    return case


@scopes_disabled()
def make_referral(station, state: str = Referral.State.SENT, incident: Incident | None = None, **fields) -> Referral:
    """A referral with its incident, which is in the state "referred"."""
    incident = incident or make_incident(station, state=State.REFERRED)
    fields = {"target": "街道司法所", "reason": "民事纠纷", "sent_at": timezone.now()} | fields
    if state == Referral.State.RETURNED:
        fields.setdefault("answered_at", timezone.now())
    return Referral.objects.create(station=incident.station, incident=incident, state=state, **fields)
