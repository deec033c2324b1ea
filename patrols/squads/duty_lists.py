"""Verbs of the guards' duty lists: publish a version, confirm it (职责明确到人)."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.squads.actions import demand_keeper
from patrols.squads.models import Guard, GuardDutyList, GuardDutyListConfirmation, PatrolGroup
from patrols.squads.readings import current_duty_list
from stations.kit.answer import RuleBroken
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.organisation.rules import may_publish
from stations.timeline.actions import record


@transaction.atomic
def publish(
    *,
    station: Station,
    group: PatrolGroup | None,
    items: Sequence[str],
    in_force_from: datetime.date,
    actor: User | None,
) -> GuardDutyList:
    """Publish a new version for one group or, with None, for all; every guard it concerns confirms it anew.

    Raises:
        RuleBroken: ``no_duties``, ``too_early``, ``unchanged``, ``other_station``.
    """
    demand_keeper(actor)
    lock_station(station)
    if group is not None and group.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    before = GuardDutyList.objects.filter(station=station, group=group).order_by("-version").first()
    may_publish(items, in_force_from, before).or_refuse()
    row = GuardDutyList.objects.create(
        station=station, group=group, version=before.version + 1 if before else 1, items=list(items),
        in_force_from=in_force_from, created_by=actor,
    )  # fmt: skip
    record(verb="guard_duty_list.published", subject=row, actor=actor, version=row.version)
    return row


@transaction.atomic
def confirm(*, guard: Guard, duty_list: GuardDutyList) -> GuardDutyListConfirmation:
    """One guard has read the duties that hold for them today; confirming again changes nothing.

    Raises:
        RuleBroken: ``left``; ``other_list``: another version holds now.
    """
    if guard.left_on:
        raise RuleBroken(_("This guard has left the patrols."), code="left")
    current = current_duty_list(guard, timezone.localdate())
    if current is None or current.pk != duty_list.pk:
        raise RuleBroken(_("Another version holds now. Read that one."), code="other_list")
    made, new = GuardDutyListConfirmation.objects.get_or_create(
        duty_list=duty_list, guard=guard, defaults={"station_id": guard.station_id}
    )
    if new:
        record(verb="guard_duty_list.confirmed", subject=duty_list, actor=guard.user, version=duty_list.version)
    return made
