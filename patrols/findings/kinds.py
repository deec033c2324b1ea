"""Keep the kinds of findings."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from patrols.findings.models import FindingKind
from patrols.squads.rules import may_keep_patrols
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station
from stations.timeline.actions import record


@transaction.atomic
def save_kind(*, station: Station, actor, kind: FindingKind | None = None, **values) -> FindingKind:
    """Make or change a kind; findings keep the kind they were reported under.

    Raises:
        NotAllowed: not of the office.
        RuleBroken: ``code_taken``, ``other_station``.
    """
    demand(may_keep_patrols(actor))
    if values["category"].station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    taken = FindingKind.objects.filter(code=values["code"])
    if (taken.exclude(pk=kind.pk) if kind else taken).exists():
        raise RuleBroken(_("This code is already in use."), code="code_taken")
    row = kind or FindingKind(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="finding_kind.saved", subject=row, actor=actor)
    return row
