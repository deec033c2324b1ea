"""What the guards' phones show of the errands their duties carry; at most three queries."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.checkins.asks import Ask
from patrols.checkins.today import Walk
from patrols.errands import rules
from patrols.errands.carrier import carried_by, keys_of
from patrols.schedule.models import PatrolDuty
from patrols.squads.models import Guard
from stations.errands.models import Errand, ErrandPass
from stations.errands.readings import due_by, settings_of, slack_of
from stations.errands.rules import meets


def asks(walks: Sequence[Walk], at: datetime) -> list[Ask]:
    """What residents and others ask guards to look at, by walk."""
    keys = {key for walk in walks for key in keys_of(walk.duty)}
    errands = due_by(rules.CARRIER, keys)
    if not errands:
        return []
    reach = settings_of(walks[0].duty.station).near_metres
    passed = set(
        ErrandPass.objects.filter(errand__in=errands, key__in=[pass_key(walk.duty.pk) for walk in walks])
        .values_list("errand_id", "key")
    )  # fmt: skip
    return [
        _ask(errand, walk, reach, (errand.pk, pass_key(walk.duty.pk)) in passed)
        for walk in walks for errand in carried_by(errands, walk.duty)
    ]  # fmt: skip


def duty_of(guard: Guard, errand: Errand, at: datetime) -> PatrolDuty | None:
    """The duty of a guard that carries an errand now, or nearly now; two queries."""
    slack = slack_of(errand.station)
    rows = PatrolDuty.objects.filter(
        guards__guard=guard, guards__holds=True, starts_at__lt=at + slack, ends_at__gt=at - slack
    ).select_related("squad")
    return next((duty for duty in rows.order_by("starts_at") if carried_by([errand], duty)), None)


def pass_key(duty_id: int) -> str:
    """One duty passes once for an errand, however many points of it lie near by."""
    return f"duty:{duty_id}"


def _ask(errand: Errand, walk: Walk, reach: int, passed: bool) -> Ask:
    places = [(stop.point.pk, stop.point.lat, stop.point.lng) for stop in walk.stops]
    near = rules.nearest(errand, places, reach)
    return Ask(
        key=f"errand:{errand.pk}", duty_id=walk.duty.pk, text=_told(errand), when=_when(errand, walk),
        point_id=near[0] if near else None, passed=passed,
        url=reverse("phone-errand", args=[errand.pk]),
    )  # fmt: skip


def _told(errand: Errand) -> str:
    return "，".join(part for part in (errand.place, errand.why or errand.title) if part)


def _when(errand: Errand, walk: Walk) -> str:
    common = meets(errand, walk.duty.starts_at, walk.duty.ends_at)
    if common is None:
        return ""
    start, end = (f"{timezone.localtime(moment):%H:%M}" for moment in common)
    return _("between %(from)s and %(until)s") % {"from": start, "until": end}
