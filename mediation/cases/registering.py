"""Enter a dispute: the one door of every source, safe to knock at twice (issue 5.2)."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import parties as people
from mediation.cases import rules
from mediation.cases.actions import advance, after, give_number, locked
from mediation.cases.law import law_on
from mediation.cases.models import Case, CaseParty
from mediation.cases.words import Risk, Source
from mediation.network.words import Cause
from stations.incidents.intake import spot_named
from stations.incidents.models import Incident
from stations.kit.answer import Answer, RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.organisation.models import Station, User
from stations.places.geometry import locate
from stations.places.models import Community, Grid
from stations.timeline.models import Entry

# Namespace of the locks that make two senders of one form wait for each other.
LOCK_SPACE = 7305
VERB = "register"
# Columns of a case that people correct while it is editable.
FACTS = (
    "source", "cause", "summary", "place", "community", "grid", "amount", "risk", "domestic_violence",
    "other_side_unknown", "public_hearing",
)  # fmt: skip


@transaction.atomic
def register(
    *,
    station: Station,
    actor: User | None,
    source: str,
    summary: str,
    cause: str = "",
    place: str = "",
    community: Community | None = None,
    grid: Grid | None = None,
    amount: Decimal | None = None,
    parties: Sequence[Mapping[str, Any]] = (),
    incident: Incident | None = None,
    police_case=None,
    client_key: uuid.UUID | None = None,
    at: datetime | None = None,
    risk: str = Risk.NORMAL,
    domestic_violence: bool = False,
    other_side_unknown: bool = False,
    lat: float | None = None,
    lng: float | None = None,
    door: Callable[[User], Answer] = rules.may_register,
) -> Case:
    """Enter a dispute, or give back the one that the same form or the same incident has already made.

    Args:
        station: whose.
        actor: who registers; None is the system (detection, imports).
        source: of :class:`Source`.
        cause: of :class:`Cause`; may come later, triage needs it.
        community, grid: found from the point, the grid or the known place where they are missing.
        amount: in dispute, in yuan.
        parties: mappings with the fields of :data:`mediation.cases.parties.FIELDS`.
        incident: the incident it came from; a case has at most one, and an incident one case.
        police_case: the public order case it belongs to.
        client_key: made when the form was opened: the same key with the same content is the same case.
        at: the moment of registration; now by default.
        lat, lng: WGS-84, only to find the community and the grid.
        door: who may knock; an upper room brings its own predicate for its people.

    Raises:
        NotAllowed: the actor is neither officer nor mediator.
        RuleBroken: ``idempotency`` (the key was used for something else), ``no_summary``, ``source``, ``cause``,
            ``amount``, ``other_station``, ``grid_elsewhere``, and those of ``parties.fill``.
    """
    if actor is not None:
        demand(door(actor))
    moment = at or timezone.now()
    facts = {
        "source": source, "summary": summary.strip(), "cause": cause, "place": place.strip(), "amount": amount,
        "risk": risk, "domestic_violence": domestic_violence, "other_side_unknown": other_side_unknown,
    }  # fmt: skip
    mark = _mark({**facts, "parties": [dict(row) for row in parties], "community": community, "grid": grid})
    known = _of_incident(incident) or (_sent_before(station, client_key, mark) if client_key else None)
    if known:
        return known
    _check(facts)
    _same_station(station, community, grid, incident, police_case)
    case = Case(
        station=station, incident=incident, police_case=police_case, client_key=client_key, registered_by=actor,
        registered_at=moment, law=law_on(timezone.localdate(moment)).version, **facts,
    )  # fmt: skip
    case.community, case.grid = located(
        station.pk, place=case.place, community=community, grid=grid, lat=lat, lng=lng
    )
    give_number(case, moment)
    case.save()
    for values in parties:
        party = CaseParty(station=station, case=case)
        people.fill(party, values, moment)
        party.save()
    data = {"incident": incident.pk} if incident else {}
    return after(case, VERB, actor=actor, at=moment, source=source, mark=mark, **data)


def _of_incident(incident: Incident | None) -> Case | None:
    """The case an incident has made; the incident stays locked, so that a second tap waits and finds the first."""
    if incident is None:
        return None
    Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=incident.pk)
    return Case.objects.filter(incident=incident).first()


def _check(facts: Mapping[str, Any]) -> None:
    if not facts["summary"]:
        raise RuleBroken(_("Say what the dispute is about."), code="no_summary")
    if facts["source"] not in Source.values:
        raise RuleBroken(_("This source is not known."), code="source")
    if facts["cause"] and facts["cause"] not in Cause.values:
        raise RuleBroken(_("This cause is not known."), code="cause")
    if facts["amount"] is not None and facts["amount"] < 0:
        raise RuleBroken(_("An amount is not below zero."), code="amount")


def _same_station(station: Station, *rows) -> None:
    if any(row is not None and row.station_id != station.pk for row in rows):
        raise RuleBroken(_("These belong to different stations."), code="other_station")


def located(
    station_id: int, *, place: str, community: Community | None, grid: Grid | None, lat=None, lng=None
) -> tuple[Community | None, Grid | None]:
    """Community and grid: as given, else of the point, else of the known place that is called like this.

    Raises:
        RuleBroken: ``grid_elsewhere``.
    """
    if grid and community and grid.community_id != community.pk:
        raise RuleBroken(_("The grid lies in another community."), code="grid_elsewhere")
    if grid:
        return grid.community, grid
    if community:
        return community, None
    if lat is not None and lng is not None:
        found = locate(station_id, lat, lng)
        if found.community_id:
            inside = Grid.objects.filter(pk=found.grid_id).first() if found.grid_id else None
            return Community.objects.get(pk=found.community_id), inside
    spot = spot_named(place)
    if spot is None:
        return None, None
    return (spot.grid.community if spot.grid_id else spot.community), spot.grid


# -- sent twice ------------------------------------------------------------------------------------------------


def _mark(content: dict[str, Any]) -> str:
    """Keyed fingerprint of what was sent: tells the same content from another, and tells nobody what it was."""

    def plain(value):
        return value.pk if isinstance(value, models.Model) else str(value)

    return blind_index(json.dumps(content, default=plain, sort_keys=True))[:32]


def _sent_before(station: Station, client_key: uuid.UUID, mark: str) -> Case | None:
    """The case this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_key}"])
    known = Case.objects.filter(station=station, client_key=client_key).first()
    if known is None:
        return None
    first = Entry.objects.about(known).filter(verb=f"mediation.{VERB}").order_by("id").first()
    if first is None or first.data.get("mark") != mark:
        words = _("This form was already sent with other content. Open a new one.")
        raise RuleBroken(words, code="idempotency", details={"case": known.pk})
    return known


# -- afterwards ------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(*, case: Case, actor, version: int | None = None, at: datetime | None = None, **values) -> Case:
    """Change some of :data:`FACTS` while the case is editable.

    Args:
        version: of the case the form was made on; None does not ask.

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``changed_meanwhile``, ``settled``, ``archived``, ``nothing_changed`` and those of ``register``.
    """
    row = people.editable(case.pk, actor, version)
    given = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items() if name in FACTS
    }
    changed = sorted(name for name, value in given.items() if getattr(row, name) != value)
    if not changed:
        raise RuleBroken(_("Nothing was changed."), code="nothing_changed")
    for name in changed:
        setattr(row, name, given[name])
    _check({name: getattr(row, name) for name in ("summary", "source", "cause", "amount")})
    _same_station(row.station, row.community, row.grid)
    if {"grid", "community"} & set(changed):
        row.community, row.grid = located(row.station_id, place="", community=row.community, grid=row.grid)
    if row.domestic_violence and row.is_police:
        raise RuleBroken(_("Domestic violence is not closed by mediation (ZA-28)."), code="domestic_violence")
    return after(row, "corrected", actor=actor, at=at or timezone.now(), fields=changed)


@transaction.atomic
def submit(*, case: Case, actor, version: int | None = None, at: datetime | None = None) -> Case:
    """Give the case to triage: both sides (or one and "not known"), cause, place, source (DOMAIN 2.6).

    Raises:
        NotAllowed: the person does not work on the case.
        RuleBroken: ``incomplete``, ``one_side``, ``wrong_state``, ``changed_meanwhile``.
    """
    return advance(locked(case.pk, version), "submit", actor=actor, at=at)
