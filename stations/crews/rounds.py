"""The verb of the video patrol: write down one round and what it found (视频巡控)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.crews import rules
from stations.crews.models import Crew, Layer, VideoRound
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer
from stations.timeline.actions import record


def record_round(
    *, crew: Crew, officer: Officer, actor, started_at: datetime, ended_at: datetime, area: str, found: bool = False,
    findings: str = "", at: datetime | None = None,
) -> VideoRound:  # fmt: skip
    """Write down one round of the video patrol.

    Args:
        crew: a crew of the layer video.
        officer: who looked; one of its members.
        area: what was looked at.
        found, findings: whether something was found, and what.

    Raises:
        NotAllowed: neither at the screens nor setting the crews.
        RuleBroken: outside the patrol's hours, in the future, or written down already.
    """
    members = set(crew.members.values_list("officer_id", flat=True))
    demand(rules.may_record_round(actor, members))
    if crew.layer != Layer.VIDEO or officer.pk not in members:
        raise RuleBroken(_("The officer does not sit at this video patrol."), code="round.not_on")
    span = (crew.starts_at, crew.ends_at)
    rules.check_round(started_at, ended_at, span, at or timezone.now()).or_refuse()
    if found and not findings.strip():
        raise RuleBroken(_("Say what was found."), code="round.no_words")
    with transaction.atomic():
        made, new = VideoRound.objects.get_or_create(
            station_id=crew.station_id, crew=crew, started_at=started_at,
            defaults={
                "officer": officer, "ended_at": ended_at, "area": area, "found": found,
                "findings": findings.strip() if found else "", "recorded_by": actor,
            },
        )  # fmt: skip
        if not new:
            raise RuleBroken(_("A round that began at this time is already written down."), code="round.twice")
        record(verb="round.recorded", subject=crew, actor=actor, round=made.pk, found=found)
        live.changed(crew.station_id, live.BOARD)
    return made
