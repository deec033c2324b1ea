"""Verbs around enterprises: settings, kinds, clusters, buildings; moving in, changing, moving out; contacts."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises import first_visits, rules
from community.enterprises.models import (
    Building,
    Cluster,
    Enterprise,
    EnterpriseContact,
    EnterpriseKind,
    EnterpriseSettings,
)
from community.enterprises.readings import settings_of
from community.enterprises.words import FirstState, LookReason
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.rows import free, write
from stations.numbers.actions import take
from stations.organisation.actions import lock_station
from stations.organisation.models import Station, User
from stations.places.geometry import locate, plausible
from stations.timeline.actions import lines_last, record

# Columns that a form, the API or a workbook gives.
GIVEN = (
    "name", "short_name", "credit_code", "kind", "building", "floor", "unit", "address", "lat", "lng", "community",
    "cluster", "scope", "opening", "staff", "fire_note", "fraud_note", "moved_in_on",
)  # fmt: skip
SERIES = "enterprise"


def settings_fields() -> tuple[str, ...]:
    """Columns of the settings that a station keeps."""
    return tuple(
        field.name for field in EnterpriseSettings._meta.concrete_fields if field.name not in {"id", "station"}
    )


@transaction.atomic
def keep_settings(*, station: Station, actor: User, **values) -> None:
    """Change the numbers of the room.

    Raises:
        RuleBroken: ``other_station``, ``not_a_hazard`` (the category of incidents made of findings).
    """
    demand(rules.may_keep(actor))
    category = values.get("category")
    if category is not None:
        same_station(station, category)
        if category.kind != "hazard":
            raise RuleBroken(_("Choose a category of hazards."), code="not_a_hazard")
    lock_station(station)
    row = settings_of(station)
    if row.pk is None:
        row.save()
    changed = write(row, values)
    if changed:
        record(verb="enterprise.settings_changed", subject=row, actor=actor, columns=changed)


@transaction.atomic
def keep_kind(*, station: Station, actor: User, kind: EnterpriseKind | None = None, **values) -> EnterpriseKind:
    """Name a kind of enterprise, or change one.

    Raises:
        RuleBroken: ``code_taken``, ``name_taken``, ``not_regulated``.
    """
    demand(rules.may_keep(actor))
    if values.get("industry") and not values.get("regulated"):
        raise RuleBroken(_("A trade with a trade officer is a regulated one."), code="not_regulated")
    lock_station(station)
    return _keep(EnterpriseKind, station, actor, kind, "enterprise.kind", values, ("code", "name"))


@transaction.atomic
def keep_cluster(*, station: Station, actor: User, cluster: Cluster | None = None, **values) -> Cluster:
    """Name a cluster, or change one."""
    demand(rules.may_keep(actor))
    lock_station(station)
    return _keep(Cluster, station, actor, cluster, "enterprise.cluster", values, ("name",))


@transaction.atomic
@lines_last()
def keep_building(*, station: Station, actor: User | None, building: Building | None = None, **values) -> Building:
    """Enter a building, or change one; community and grid are found from its point where none is chosen.

    Raises:
        RuleBroken: ``name_taken``, ``position``, ``other_station``.
    """
    if actor is not None:
        demand(rules.may_keep(actor))
    same_station(station, values.get("community"), values.get("cluster"))
    lock_station(station)
    place(station, values)
    before = (building.community_id, building.grid_id, building.name) if building else None
    kept: Building = _keep(Building, station, actor, building, "enterprise.building", values, ("name",))
    if before and before[:2] != (kept.community_id, kept.grid_id):
        # What is in the building lies where the building lies.
        Enterprise.objects.filter(building=kept, lat=None).update(community=kept.community_id, grid=kept.grid_id)
    if before and before[2] != kept.name:
        _mark_again(kept)
    return kept


def _mark_again(building: Building) -> None:
    """The name of the building is part of what tells its enterprises apart."""
    rows = list(Enterprise.objects.filter(building=building))
    for row in rows:
        row.mark = rules.key_of(row.name, building.name, row.floor, row.unit, row.address)
    Enterprise.objects.bulk_update(rows, ["mark"], batch_size=500)


def _keep(model, station, actor, row, verb: str, values: dict, unique: tuple[str, ...]):
    for name in unique:
        if name in values:
            free(model, station, but=row.pk if row else None, **{name: values[name]})
    if row is None:
        row = model.objects.create(station=station, **values)
        record(verb=f"{verb}_added", subject=row, actor=actor)
        return row
    changed = write(row, values)
    if changed:
        record(verb=f"{verb}_changed", subject=row, actor=actor, columns=changed)
    return row


# Enterprises


@transaction.atomic
@lines_last()
def move_in(*, station: Station, actor: User | None, day: date | None = None, **values) -> Enterprise:
    """Enter an enterprise that has moved in; its first visit is due at once.

    Args:
        actor: who enters it; None is the system.
        day: today by default.
        values: columns of :data:`GIVEN`; community and grid are found from the building or the point.

    Raises:
        NotAllowed: the person answers for no enterprise, or for none there.
        RuleBroken: ``on_the_list``, ``no_place``, ``other_station``, ``position``, ``in_future``, ``no_such_floor``.
    """
    today = day or timezone.localdate()
    if actor is not None:
        demand(rules.may_enter(actor))
    values.setdefault("moved_in_on", today)
    lock_station(station)
    row = Enterprise(station=station, **_ready(station, values, today))
    if actor is not None:
        demand(rules.may_tend(actor, row))
    _free_place(station, row.mark)
    row.number = number_of(take(station_id=station.pk, series=SERIES, year=0))
    row.save(force_insert=True)
    record(verb="enterprise.moved_in", subject=row, actor=actor, on=str(row.moved_in_on))
    first_visits.open_one(enterprise=row, today=today)
    live.changed(station.pk, "enterprises")
    return row


@transaction.atomic
@lines_last()
def change(*, enterprise: Enterprise, actor: User, **values) -> list[str]:
    """Change facts of an enterprise; returns the codes of the columns that changed."""
    enterprise = locked(enterprise.pk)
    demand(rules.may_tend(actor, enterprise))
    given = {name: getattr(enterprise, name) for name in GIVEN} | values
    ready = _ready(enterprise.station, given, timezone.localdate())
    _free_place(enterprise.station, ready["mark"], enterprise.pk)
    changed = write(enterprise, ready)
    if "name" in changed:
        enterprise.save(update_fields=["pinyin", "initials"])
    if changed:
        codes = [name for name in changed if name != "mark"]
        record(verb="enterprise.changed", subject=enterprise, actor=actor, columns=codes)
    return changed


@transaction.atomic
@lines_last()
def move_out(*, enterprise: Enterprise, actor: User, on: date | None = None) -> Enterprise:
    """The enterprise has moved out: its first visit is dropped, its open findings no longer apply.

    Raises:
        RuleBroken: ``wrong_state``, ``in_future``, ``before_moving_in``.
    """
    today = timezone.localdate()
    on = on or today
    enterprise = locked(enterprise.pk)
    if on > today:
        raise RuleBroken(_("The day lies in the future."), code="in_future")
    if on < enterprise.moved_in_on:
        raise RuleBroken(_("It had not moved in by then."), code="before_moving_in")
    rules.ENTERPRISE.advance(enterprise, "move_out", actor)
    enterprise.moved_out_on = on
    enterprise.save(update_fields=["state", "moved_out_on"])
    record(verb="enterprise.moved_out", subject=enterprise, actor=actor, on=str(on))
    first_visits.drop(enterprise=enterprise)
    for follow in _when_moved_out:
        follow(enterprise, timezone.now())
    live.changed(enterprise.station_id, "enterprises")
    return enterprise


@transaction.atomic
def close(*, enterprise: Enterprise, actor: User) -> Enterprise:
    """Closed for now."""
    return _step(enterprise, "close", actor)


@transaction.atomic
def reopen(*, enterprise: Enterprise, actor: User) -> Enterprise:
    """Open again."""
    return _step(enterprise, "reopen", actor)


def _step(enterprise: Enterprise, verb: str, actor: User) -> Enterprise:
    enterprise = locked(enterprise.pk)
    rules.ENTERPRISE.advance(enterprise, verb, actor)
    enterprise.save(update_fields=["state"])
    record(verb=f"enterprise.{verb}", subject=enterprise, actor=actor)
    return enterprise


_when_moved_out: list = []


def when_moved_out(follow) -> None:
    """Let a part of the room act when an enterprise moves out: ``(enterprise, at)``, inside the transaction."""
    if follow not in _when_moved_out:
        _when_moved_out.append(follow)


# Contacts


@transaction.atomic
@lines_last()
def keep_contact(
    *, enterprise: Enterprise, actor: User, part: str, name: str, phone: str = "",
    contact: EnterpriseContact | None = None,
) -> EnterpriseContact:  # fmt: skip
    """Enter a contact, or change one."""
    enterprise = locked(enterprise.pk)
    demand(rules.may_tend(actor, enterprise))
    if contact is not None and contact.enterprise_id != enterprise.pk:
        raise RuleBroken(_("This contact belongs to another enterprise."), code="other_enterprise")
    row = contact or EnterpriseContact(station=enterprise.station, enterprise=enterprise)
    # An empty number leaves the one that is kept: the form never shows it.
    if phone or contact is None:
        row.phone, row.phone_index = phone, blind_index(phone)
    row.part, row.name = part, name
    row.save()
    record(verb="enterprise.contact_kept", subject=enterprise, actor=actor, contact=row.pk)
    return row


@transaction.atomic
@lines_last()
def forget_contact(*, contact: EnterpriseContact, actor: User) -> None:
    """Delete a contact: who no longer works there is nobody's business."""
    enterprise = locked(contact.enterprise_id)
    demand(rules.may_tend(actor, enterprise))
    record(verb="enterprise.contact_forgotten", subject=enterprise, actor=actor, contact=contact.pk)
    contact.delete()


@transaction.atomic
def look_at_contacts(*, enterprise: Enterprise, actor: User, reason: str) -> list[EnterpriseContact]:
    """Names and numbers in full, with a reason, recorded (SE-08, SE-24).

    Raises:
        NotAllowed: the enterprise is looked after by others.
        RuleBroken: ``no_reason``.
    """
    demand(rules.may_tend(actor, enterprise))
    if reason not in LookReason:
        raise RuleBroken(_("Give the reason."), code="no_reason")
    record(verb="looked", subject=enterprise, actor=actor, what="enterprise_contacts", reason=reason)
    return list(enterprise.contacts.all())


@transaction.atomic
def forget_contacts(*, station: Station, at: datetime) -> int:
    """Delete contacts of enterprises that moved out long ago; returns how many. Safe to run twice."""
    before = timezone.localdate(at) - timedelta(days=settings_of(station).contact_days)
    rows = EnterpriseContact.objects.filter(enterprise__moved_out_on__lte=before)
    count, _each = rows.delete()
    if count:
        record(verb="enterprise.contacts_expired", station=station, count=count)
    return count


# Small parts


def number_of(value: int) -> str:
    """The number of an enterprise as it is written."""
    return f"Q{value:05d}"


def locked(enterprise_id: int) -> Enterprise:
    """The enterprise, locked until the transaction ends."""
    rows = Enterprise.objects.select_for_update(no_key=True).prefetch_related("kind", "building", "station")
    return rows.get(pk=enterprise_id)


def same_station(station: Station, *rows) -> None:
    """Refuse rows of another station."""
    if any(row is not None and row.station_id != station.pk for row in rows):
        raise RuleBroken(_("These belong to different stations."), code="other_station")


def place(station: Station, values: dict) -> None:
    """Fill in community and grid from the point; leave what was chosen where the point lies in no outline.

    Raises:
        RuleBroken: ``position``.
    """
    lat, lng = values.get("lat"), values.get("lng")
    if lat is None and lng is None:
        return
    if lat is None or lng is None or not plausible(lat, lng):
        raise RuleBroken(_("This is no position in mainland China."), code="position")
    found = locate(station.pk, lat, lng)
    if found.community_id:
        values.pop("community", None)
        values.pop("grid", None)
        values |= {"community_id": found.community_id, "grid_id": found.grid_id}


def _ready(station: Station, values: dict, today: date) -> dict:
    """Values as they are stored: cleaned, placed, with the key of name and place."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    building = values.get("building")
    same_station(station, values.get("kind"), building, values.get("community"), values.get("cluster"))
    if values["moved_in_on"] > today:
        raise RuleBroken(_("The day lies in the future."), code="in_future")
    if building is None and not values.get("address"):
        raise RuleBroken(_("Give the building or the address."), code="no_place")
    place(station, values)
    if "community_id" not in values and building is not None:
        values.pop("community", None)
        values |= {"community_id": building.community_id, "grid_id": building.grid_id}
    elif "community_id" not in values:
        # Without a point nobody knows the grid; that of the place before does not stay.
        values["grid_id"] = None
    values["mark"] = rules.key_of(
        values["name"], building.name if building else None, values.get("floor", ""), values.get("unit", ""),
        values.get("address", ""),
    )  # fmt: skip
    return values


def _free_place(station: Station, mark: str, but: int | None = None) -> None:
    same = Enterprise.objects.present().filter(station=station, mark=mark).exclude(pk=but)
    if same.exists():
        raise RuleBroken(_("This enterprise is on the list already."), code="on_the_list")


def first_state(enterprise: Enterprise) -> str | None:
    """How far the first visit is; None where there is none."""
    first = getattr(enterprise, "first_visit", None)
    return FirstState(first.state) if first else None
