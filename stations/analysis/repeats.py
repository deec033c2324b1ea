"""The repeat alarm (IN-12): the same place or person so many times in so many days (3 in 30) opens a task, once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stations.analysis.models import AnalysisTask
from stations.analysis.rules import is_repeated, place_key, repeat_span
from stations.catalogue.words import Kind
from stations.incidents.hooks import Move
from stations.incidents.models import InboxSettings, Incident
from stations.incidents.readings import settings_of
from stations.timeline.actions import record

WATCHED = (Kind.CALL, Kind.HELP)


def look_for_repeats(move: Move) -> None:
    """Follows every new call, inside its transaction; at most five queries more where nothing repeats."""
    incident = move.incident
    if move.verb != "record" or incident.kind not in WATCHED:
        return
    numbers = settings_of()
    place = place_key(incident.station_id, incident.spot_id, incident.place)
    _look_at(incident, AnalysisTask.Kind.PLACE, place, move.at, numbers)
    for index in set(incident.parties.exclude(phone_index="").values_list("phone_index", flat=True)):
        _look_at(incident, AnalysisTask.Kind.PERSON, f"phone:{index}", move.at, numbers)


def _look_at(incident: Incident, kind: str, key: str, at: datetime, numbers: InboxSettings) -> None:
    """Open a task for a key, or add to the one that is open; what earlier tasks looked into does not count again."""
    if not key:
        return
    task = AnalysisTask.objects.filter(kind=kind, key=key, state__in=("open", "assigned")).first()
    if task:
        task.incidents.add(incident)
        return
    told = AnalysisTask.incidents.through.objects.filter(analysistask__kind=kind, analysistask__key=key)
    same = _same(incident, kind, key, numbers).exclude(pk__in=told.values("incident_id"))
    reported = dict(same.values_list("pk", "reported_at"))
    if not is_repeated(list(reported.values()), at, numbers):
        return
    _open(incident, kind, key, at, list(reported), numbers)


def _same(incident: Incident, kind: str, key: str, numbers: InboxSettings):
    """Counted calls and requests of the last days of the same place or telephone."""
    rows = Incident.objects.filter(
        kind__in=WATCHED, reported_at__gte=incident.reported_at - repeat_span(numbers)
    ).counted()
    if kind == AnalysisTask.Kind.PERSON:
        return rows.filter(parties__phone_index=key.removeprefix("phone:")).distinct()
    if incident.spot_id:
        return rows.filter(spot=incident.spot_id)
    return rows.filter(spot=None, place=incident.place)


def _open(
    incident: Incident, kind: str, key: str, at: datetime, incident_ids: list[int], numbers: InboxSettings
) -> None:
    told = {"count": len(incident_ids), "days": numbers.repeat_days, "place": incident.place[:60]}
    if kind == AnalysisTask.Kind.PLACE:
        title = _("%(count)s calls in %(days)s days from %(place)s") % told
    else:
        title = _("%(count)s calls in %(days)s days by the same person") % told
    try:
        with transaction.atomic():
            task = AnalysisTask.objects.create(
                station_id=incident.station_id, kind=kind, key=key, title=title, community_id=incident.community_id,
                opened_at=at,
            )  # fmt: skip
    except IntegrityError:  # a second desk opened it in the same moment
        return
    task.incidents.set(incident_ids)
    record(verb="analysistask.repeat", subject=task, kind=kind, count=told["count"])
