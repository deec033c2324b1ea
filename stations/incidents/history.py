"""Earlier incidents of the same phone or place, asked for while a call is taken; every look is recorded (SE-08)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from stations.incidents import rules
from stations.incidents.models import Incident, Party
from stations.incidents.persons import known, phone_index
from stations.incidents.words import State
from stations.kit.answer import demand
from stations.organisation.rules import post_of
from stations.timeline.actions import record

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier incident and what ties it to this call; no person is named."""

    incident: Incident
    by_phone: bool
    by_place: bool


@transaction.atomic
def caller_history(*, station, actor, phone: str = "", place: str = "", spot_id: int | None = None) -> list[Earlier]:
    """The latest incidents of a phone number or a place; recorded by what was asked, never with the value.

    What a protected reporter told is not found by the phone number, except by the two roles of SE-31.

    Raises:
        NotAllowed: only the command room may ask.
    """
    demand(rules.may_search_persons(actor))
    by_phone = _incidents_of(phone, actor)
    here = (Q(spot_id=spot_id) if spot_id else Q()) | (Q(place=known(place)) if known(place) else Q())
    wanted = here | Q(pk__in=by_phone) if by_phone else here
    rows = (
        list(
            Incident.objects.filter(wanted)
            .exclude(state=State.STRUCK)
            .select_related("category")
            .order_by("-reported_at")[:SHOWN]
        )
        if wanted
        else []
    )
    asked = "+".join(word for word, given in (("phone", phone), ("place", here)) if given)
    record(verb="incident.history_seen", station=station, actor=actor, by=asked, found=len(rows))
    return [
        Earlier(row, row.pk in by_phone, row.pk not in by_phone or bool(place and row.place == known(place)))
        for row in rows
    ]


def _incidents_of(phone: str, actor) -> set[int]:
    index = phone_index(phone)
    if not index:
        return set()
    rows = Party.objects.filter(phone_index=index)
    if post_of(actor) not in rules.PROTECTORS:
        rows = rows.exclude(incident__confidential=True, part__in=(Party.Part.REPORTER, Party.Part.FINDER))
    return set(rows.order_by("-reported_at").values_list("incident", flat=True)[:SHOWN])
