"""Verbs of repeated reports: link to the main report, separate again (IN-03)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.incidents import rules_work
from stations.incidents.actions import advance, after, locked
from stations.incidents.handling import check, handlers_of, inform
from stations.incidents.models import Incident
from stations.kit.answer import RuleBroken
from stations.timeline.actions import lines_last


def locked_together(ids: Iterable[int]) -> dict[int, Incident]:
    """Several incidents by id, locked in the order of their ids, so that two transactions never wait in a ring."""
    rows = Incident.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows.prefetch_related("handlers", "category", "community")}


def main_of(incident: Incident) -> Incident:
    """The report at the end of a chain; itself when it is not linked."""
    for _step in range(rules_work.LONGEST_CHAIN):
        if incident.main_id is None:
            return incident
        incident = Incident.objects.get(pk=incident.main_id)
    raise RuleBroken(_("These reports are linked in a ring; tell the administrator."), code="ring")


@transaction.atomic
@lines_last()
def link(*, incident: Incident, actor, main: Incident, at: datetime | None = None) -> Incident:
    """The same thing was reported before: counted once. What hangs on this one goes to the main report, too.

    Args:
        main: the earlier report, or one that is itself linked (its main report is taken).

    Raises:
        RuleBroken: ``itself``, ``no_main``, ``other_kind``, ``other_station``.
    """
    moment = at or timezone.now()
    root = main_of(main)
    hanging = list(Incident.objects.filter(main=incident).values_list("pk", flat=True))
    rows = locked_together([incident.pk, root.pk, *hanging])
    incident, root = rows[incident.pk], rows[root.pk]
    check(incident, "link", actor, moment)
    rules_work.may_link(incident, root).or_refuse()
    people = handlers_of(incident)
    for row in rows.values():
        if row.main_id == incident.pk:
            row.main = root
            row.save(update_fields=["main", "changed_at"])
            after(row, "link", actor=actor, at=moment, main=root.pk, number=root.number)
    incident.main = root
    advance(incident, "link", actor=actor, at=moment, main=root.pk, number=root.number)
    after(root, "duplicate", actor=actor, at=moment, other=incident.pk, number=incident.number)
    inform(incident, people, "linked", actor, moment)
    return incident


@transaction.atomic
@lines_last()
def unlink(*, incident: Incident, actor, at: datetime | None = None) -> Incident:
    """It was something else after all: back into the queue and counted again."""
    moment = at or timezone.now()
    incident = locked(incident.pk)
    check(incident, "unlink", actor, moment)
    old, incident.main = incident.main_id, None
    advance(incident, "unlink", actor=actor, at=moment, main=old)
    return incident
