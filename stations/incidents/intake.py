"""Enter an incident: the one door of every source, safe to knock at twice."""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category, Spot
from stations.catalogue.words import Kind
from stations.incidents import intake_rules
from stations.incidents.actions import add_handlers, after, give_number
from stations.incidents.attachments import add, recognised
from stations.incidents.models import Incident
from stations.incidents.persons import Person, is_unknown, parties
from stations.incidents.rules import may_record, may_see_inbox
from stations.incidents.words import Source, State
from stations.kit.answer import Answer, RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.organisation.models import Officer, Station, User
from stations.organisation.rules import officer_of
from stations.places.geometry import locate, plausible
from stations.places.models import Community, Grid
from stations.timeline.actions import lines_last
from stations.timeline.models import Entry

# Namespace of the locks that make two senders of one form wait for each other.
LOCK_SPACE = 7201
VERB = "record"
SETTLED_ASKS = (intake_rules.PLACE, intake_rules.SUMMARY)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that comes with a record; ``stage`` says what it shows (:class:`Attachment.Stage`)."""

    stage: str
    name: str
    content: bytes


@transaction.atomic
def record_incident(
    *,
    station: Station,
    actor: User | None,
    source: str,
    category: Category,
    summary: str,
    place: str,
    kind: str | None = None,
    reported_at: datetime | None = None,
    client_key: uuid.UUID | None = None,
    grade: int | None = None,
    urgent: bool = False,
    spot: Spot | None = None,
    lat: float | None = None,
    lng: float | None = None,
    community: Community | None = None,
    grid: Grid | None = None,
    injuries: str = "",
    weapons: str = "",
    confidential: bool = False,
    persons: Sequence[Person] = (),
    call_back_at: datetime | None = None,
    state: str = State.RECEIVED,
    handlers: Sequence[Officer] = (),
    main: Incident | None = None,
    video_round=None,
    external_number: str = "",
    at: datetime | None = None,
    door: Callable[[User], Answer] = may_record,
) -> Incident:
    """Enter an incident, or give back the one that the same form has already made.

    Args:
        station: whose.
        actor: who records; None is the system (an import).
        category: at call; says the kind and, unless given, the grade.
        kind: only to say that the caller knows it; must be the category's.
        reported_at: when it was reported; now by default.
        client_key: made when the form was opened. The same key again with the same content is the same incident.
        grade: Ⅰ–Ⅳ; that of the category by default.
        spot: a known place; found or made from ``place`` where missing.
        lat, lng: WGS-84; community and grid are found from the point.
        injuries, weapons: ``yes``, ``no`` or ``unknown`` (IN-02).
        confidential: the reporter asks for it; shown to two roles only (SE-31).
        persons: reporter first; "unknown" words are answers.
        state: ``received``, or ``arrived`` when police are already on the scene.
        handlers: who is on the scene; the recording officer when nobody is named.
        main: the record of which this is a repeated report: linked, not counted again (IN-03).
        video_round: the video patrol that saw it.
        external_number: number in the bureau's system.
        at: the moment of recording; now by default.
        door: who may knock; an upper app brings its own predicate for its people (guards, crime-watch members).

    Raises:
        NotAllowed: the actor is no staff of the station, or an auxiliary links (the desk decides that).
        RuleBroken: ``idempotency`` (the key was used for something else), ``source``, ``in_future``, ``too_old``,
            ``missing_…``, ``category_closed``, ``kind``, ``state``, ``other_station``, ``grid_elsewhere``,
            ``position``, ``not_linked``, ``other_kind``, ``struck``, ``past`` and ``too_far`` (the call-back).
    """
    if actor is not None:
        demand(door(actor))
    now = at or timezone.now()
    values = {
        "source": source, "call_category": category, "summary": summary.strip(), "place": place.strip(),
        "kind": category.kind, "reported_at": reported_at, "grade": grade or category.grade, "urgent": urgent,
        "injuries": injuries, "weapons": weapons, "confidential": confidential, "call_back_at": call_back_at,
        "external_number": external_number,
    }  # fmt: skip
    told = {**values, "persons": persons, "spot": spot, "lat": lat, "lng": lng, "community": community,
            "grid": grid, "main": main, "state": state}  # fmt: skip
    mark = _mark(told)
    if client_key and (known := _sent_before(station, client_key, mark)):
        return known
    values["reported_at"] = _by_our_clock(reported_at, now)
    _check(station, values, kind, persons, now)
    intake_rules.may_begin(category.kind, state).or_refuse()
    intake_rules.may_promise(call_back_at, now).or_refuse()
    _same_station(station, video_round)
    if main and actor is not None:
        demand(may_see_inbox(actor))
    main = _main(station, main, category.kind)
    incident = Incident(
        station=station, client_key=client_key, category=category, recorded_by=actor, received_at=now,
        video_round=video_round, main=main, state=State.LINKED if main else state, **values,
    )  # fmt: skip
    _place(incident, spot=spot, lat=lat, lng=lng, community=community, grid=grid)
    _first_times(incident, now)
    give_number(incident)
    incident.save()
    _write_around(incident, persons, _on_the_scene(actor, incident, handlers), now)
    after(incident, VERB, actor=actor, at=now, mark=mark, **({"main": main.pk} if main else {}))
    return incident


@transaction.atomic
@lines_last()
def record_settled(
    *,
    station: Station,
    actor: User,
    category: Category,
    place: str,
    summary: str,
    result: str,
    result_text: str,
    source: str = Source.PATROL,
    client_key: uuid.UUID | None = None,
    reported_at: datetime | None = None,
    spot: Spot | None = None,
    lat: float | None = None,
    lng: float | None = None,
    community: Community | None = None,
    grid: Grid | None = None,
    persons: Sequence[Person] = (),
    photos: Sequence[Photo] = (),
    at: datetime | None = None,
    door: Callable[[User], Answer] = may_record,
) -> Incident:
    """Write down what was settled on the spot (劝阻, 停车, 指路, a hazard its finder removed): outside the queue.

    Args:
        result, result_text: what came of it; both are required.
        photos: a hazard needs one of stage ``before`` and one of ``after``.

    The other arguments are those of :func:`record_incident`.

    Raises:
        NotAllowed: the actor is no staff of the station.
        RuleBroken: as in :func:`record_incident`; ``not_on_the_spot``, ``no_result``, ``no_text``, ``photos``.
    """
    demand(door(actor))
    now = at or timezone.now()
    values = {
        "source": source, "call_category": category, "summary": summary.strip(), "place": place.strip(),
        "kind": category.kind, "reported_at": reported_at, "grade": category.grade, "result": result,
        "result_text": result_text.strip(),
    }  # fmt: skip
    shown = [(photo.stage, hashlib.sha256(photo.content).hexdigest()) for photo in photos]
    mark = _mark({**values, "persons": persons, "spot": spot, "lat": lat, "lng": lng, "grid": grid, "photos": shown})
    if client_key and (known := _sent_before(station, client_key, mark)):
        return known
    values["reported_at"] = _by_our_clock(reported_at, now)
    _check(station, values, None, persons, now, SETTLED_ASKS)
    intake_rules.may_settle(category.kind, result, result_text, [photo.stage for photo in photos]).or_refuse()
    incident = Incident(
        station=station, client_key=client_key, category=category, recorded_by=actor, received_at=now,
        state=State.SETTLED, closed_at=now, first_contact_at=now, on_the_spot=True, **values,
    )  # fmt: skip
    incident.fixer = actor if category.kind == Kind.HAZARD else None
    _place(incident, spot=spot, lat=lat, lng=lng, community=community, grid=grid)
    # Pictures take seconds: they are read before the number and the day-book, which others wait for.
    pictures = [recognised(photo.content) for photo in photos]
    give_number(incident)
    incident.save()
    _write_around(incident, persons, (), now)
    after(incident, VERB, actor=actor, at=now, mark=mark, result=result)
    for photo, known in zip(photos, pictures, strict=True):
        add(
            incident=incident, actor=actor, name=photo.name, content=photo.content, stage=photo.stage, at=now,
            known=known,
        )  # fmt: skip
    return incident


# -- sent twice ------------------------------------------------------------------------------------------------


def _mark(content: dict[str, Any]) -> str:
    """Keyed fingerprint of what was sent: tells the same content from another, and tells nobody what it was."""

    def plain(value):
        return value.pk if isinstance(value, models.Model) else str(value)

    return blind_index(json.dumps(content, default=plain, sort_keys=True))[:32]


def _sent_before(station: Station, client_key: uuid.UUID, mark: str) -> Incident | None:
    """The incident this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_key}"])
    known = Incident.objects.filter(station=station, client_key=client_key).first()
    if known is None:
        return None
    first = Entry.objects.about(known).filter(verb=f"incident.{VERB}").order_by("id").first()
    if first is None or first.data.get("mark") != mark:
        words = _("This form was already sent with other content. Open a new one.")
        raise RuleBroken(words, code="idempotency", details={"incident": known.pk})
    return known


# -- checks ----------------------------------------------------------------------------------------------------


def _by_our_clock(reported_at: datetime | None, now: datetime) -> datetime:
    """Now unless said otherwise; a clock that runs a little ahead of ours is set back."""
    if reported_at is None or timedelta(0) < reported_at - now <= intake_rules.AHEAD:
        return now
    return reported_at


def _check(station: Station, values: dict, kind: str | None, persons, now: datetime, asked=None) -> None:
    """The rules of entering; ``asked`` limits the required answers."""
    category = values["call_category"]
    _same_station(station, category)
    if not category.active:
        raise RuleBroken(_("This category is no longer in use."), code="category_closed")
    if kind and kind != category.kind:
        raise RuleBroken(_("The category belongs to another kind of incident."), code="kind")
    names = ("kind", "source", "place", "summary", "reported_at", "injuries", "weapons")
    draft = intake_rules.Draft(**{name: values[name] for name in names if name in values}, persons=persons)
    intake_rules.may_enter(draft, now, asked).or_refuse()


def _same_station(station: Station, *rows) -> None:
    if any(row is not None and row.station_id != station.pk for row in rows):
        raise RuleBroken(_("These belong to different stations."), code="other_station")


def _main(station: Station, main: Incident | None, kind: str) -> Incident | None:
    """The main record, locked; the main record of a linked one."""
    if main is None:
        return None
    _same_station(station, main)
    locked = Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=main.main_id or main.pk)
    intake_rules.may_hang_on(locked, kind).or_refuse()
    return locked


# -- place -----------------------------------------------------------------------------------------------------


def _place(incident: Incident, *, spot, lat, lng, community, grid) -> None:
    """Fill in the place: the known spot, the point, and the community and grid found from the point."""
    _same_station(incident.station, spot, community, grid)
    if (lat is None) != (lng is None) or (lat is not None and not plausible(lat, lng)):
        raise RuleBroken(_("This is no position in mainland China."), code="position")
    spot = spot or spot_named(incident.place)
    if lat is None and spot and spot.lat is not None:
        lat, lng = spot.lat, spot.lng
    if grid is None and community is None:
        community, grid = _found(incident, spot, lat, lng)
    if grid and community and grid.community_id != community.pk:
        raise RuleBroken(_("The grid lies in another community."), code="grid_elsewhere")
    incident.lat, incident.lng, incident.grid = lat, lng, grid
    incident.community_id = grid.community_id if grid else getattr(community, "pk", None)
    incident.spot = _count(incident, spot)


def _found(incident: Incident, spot: Spot | None, lat, lng):
    """Community and grid of the point, or those noted with the known place."""
    if lat is not None:
        place = locate(incident.station_id, lat, lng)
        if place.community_id:
            grid = Grid.objects.filter(pk=place.grid_id).first() if place.grid_id else None
            return Community.objects.get(pk=place.community_id), grid
    if spot and spot.grid_id:
        return None, spot.grid
    return (spot.community if spot else None), None


def spot_named(place: str) -> Spot | None:
    """The known place that is called like this or has this address."""
    if not place or is_unknown(place):
        return None
    same = models.Q(name=place[:80]) | models.Q(address=place)
    return Spot.objects.filter(same).select_related("grid", "community").order_by("-uses", "id").first()


def _count(incident: Incident, spot: Spot | None) -> Spot | None:
    """Count one more use of a known place; a place named for the first time becomes known."""
    if spot is None:
        if not incident.place or is_unknown(incident.place):
            return None
        spot, _new = Spot.objects.get_or_create(
            station_id=incident.station_id, name=incident.place[:80],
            address=incident.place if len(incident.place) > 80 else "",
            defaults={"lat": incident.lat, "lng": incident.lng, "grid": incident.grid,
                      "community_id": incident.community_id},
        )  # fmt: skip
    counted = Spot.objects.filter(pk=spot.pk).update(uses=models.F("uses") + 1, used_at=incident.received_at)
    # Merged into another place at this very moment: look again by name.
    return spot if counted else _count(incident, spot_named(incident.place))


# -- the rest --------------------------------------------------------------------------------------------------


def _first_times(incident: Incident, now: datetime) -> None:
    """Police on the scene have arrived; who stands before us or is on our line has been reached."""
    if incident.state == State.ARRIVED:
        incident.arrived_at = now
    if incident.state == State.ARRIVED or incident.source in intake_rules.FACE_TO_FACE:
        incident.first_contact_at = now


def _on_the_scene(actor: User | None, incident: Incident, handlers: Sequence[Officer]) -> Sequence[Officer]:
    """Who handles it from the first moment: only where police are on the scene already."""
    _same_station(incident.station, *handlers)
    if incident.state != State.ARRIVED:
        return ()
    own = officer_of(actor) if actor else None
    return handlers or ([own] if own else [])


def _write_around(incident: Incident, persons: Sequence[Person], handlers: Sequence[Officer], now: datetime) -> None:
    rows = parties(incident, persons)
    for row in rows:
        row.save(force_insert=True)
    add_handlers(incident, [officer.pk for officer in handlers], at=now)
