"""Patterns, bands, vehicles, keys and equipment: what a station sets up once and changes now and then."""

from datetime import date, time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from stations.crews import rules
from stations.crews.models import Asset, CrewPattern, Layer, PatternBand
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_force
from stations.organisation.models import Team
from stations.places.models import PoliceRoom
from stations.roster.actions import running_day
from stations.roster.models import FixedPattern, Role, RotationPlan, Task
from stations.roster.planner import plan_on
from stations.roster.readings import MORNING
from stations.timeline.actions import record

Band = tuple[time, Decimal]
# The default of 2+X+N (DOMAIN §3.3): name, layer, per, number, duty, team, officers, vehicle. Names are data of a
# Chinese station, the same whatever language a person has chosen for the pages.
PER, KIND = CrewPattern.Per, Team.Kind
DEFAULTS = (
    ("一级车组", Layer.FIRST, PER.STATION, 2, Role.SECONDARY, KIND.COMMUNITY, 2, True),
    ("二级车组", Layer.SECOND, PER.COMMUNITY, 1, Role.PRIMARY, KIND.COMMUNITY, 2, True),
    ("巡逻警务站", Layer.PATROL_POST, PER.PATROL_POST, 1, Role.SECONDARY, KIND.CASE, 1, False),
    ("街面岗", Layer.STREET, PER.STATION, 1, Role.FIXED, KIND.STREET, 1, False),
    ("警务室", Layer.ROOM, PER.COMMUNITY, 1, Role.SECONDARY, KIND.COMMUNITY, 1, False),
    ("视频巡控", Layer.VIDEO, PER.STATION, 1, Role.PRIMARY, KIND.COMMAND, 1, False),
)
THIRD = Decimal(8)
ROOM_BAND = (time(9), Decimal(9))


def install_defaults(*, station, actor=None, start: date | None = None) -> int:
    """Give a station without patterns the default ones; returns how many were made, none where it has some.

    The bands are thirds of the duty from its handover; street posts follow the hours of the roster's street patterns.

    Args:
        station: the station in scope.
        actor: who asked; None is the system (importer, demo).
        start: from when they hold; the running duty day by default.

    Raises:
        NotAllowed: the person does not keep patterns.
    """
    if actor is not None:
        demand(rules.may_keep_patterns(actor))
    with transaction.atomic():
        if CrewPattern.objects.exists():
            return 0
        start = start or running_day()
        made = [_default(station, start, number, row) for number, row in enumerate(_defaults())]
        record(verb="crews.defaults_installed", station=station, actor=actor, count=len(made))
    return len(made)


def _defaults() -> list[tuple]:
    """The defaults that fit this station: no patrol posts without one, no street posts without a street team."""
    posts = PoliceRoom.objects.filter(kind=PoliceRoom.Kind.PATROL_POST).exists()
    kinds = set(Team.objects.filter(active=True).values_list("kind", flat=True))
    return [row for row in DEFAULTS if row[5] in kinds and (posts or row[1] != Layer.PATROL_POST)]


def _default(station, start: date, number: int, row: tuple) -> CrewPattern:
    name, layer, per, count, role, team_kind, size, vehicle = row
    pattern = CrewPattern.objects.create(
        station=station, name=name, layer=layer, per=per, count=count, role=role, team_kind=team_kind, size=size,
        vehicle=vehicle, order=10 * (number + 1), start=start,
    )  # fmt: skip
    PatternBand.objects.bulk_create(
        PatternBand(station=station, pattern=pattern, starts=starts, hours=hours)
        for starts, hours in _default_bands(layer, start)
    )
    return pattern


def _default_bands(layer: str, start: date) -> list[Band]:
    if layer == Layer.ROOM:
        return [ROOM_BAND]
    if layer == Layer.STREET:
        shifts = FixedPattern.objects.filter(in_force(start), task=Task.STREET).values_list("starts", "hours")
        return sorted(set(shifts)) or [ROOM_BAND]
    plan = plan_on(list(RotationPlan.objects.order_by("effective_from")), start)
    first = plan.handover if plan else MORNING
    bands = [(time((first.hour + 8 * third) % 24, first.minute), THIRD) for third in range(3)]
    return bands[:2] if layer == Layer.PATROL_POST else bands


def _set_bands(pattern: CrewPattern, bands: list[Band]) -> None:
    """Write the bands of a pattern as a difference."""
    stored = {band.starts: band for band in pattern.bands.all()}
    wanted = dict(bands)
    PatternBand.objects.filter(pk__in=[band.pk for starts, band in stored.items() if starts not in wanted]).delete()
    for starts, hours in bands:
        band = stored.get(starts)
        if band is None:
            PatternBand.objects.create(station_id=pattern.station_id, pattern=pattern, starts=starts, hours=hours)
        elif band.hours != hours:
            band.hours = hours
            band.save(update_fields=["hours"])


def save_pattern(*, station, actor, bands: list[Band], pattern: CrewPattern | None = None, **values) -> CrewPattern:
    """Add a pattern, or change one; crews that have not begun and were not set by hand follow with the next run.

    Args:
        bands: (begin, hours).
        pattern: the one to change; None adds one.
        values: columns of :class:`CrewPattern`.

    Raises:
        NotAllowed: the person does not keep patterns.
        RuleBroken: the bands do not fit, or the name is taken.
    """
    demand(rules.may_keep_patterns(actor))
    with transaction.atomic():
        start = values.get("start") or (pattern.start if pattern else running_day())
        rules.check_bands(_offsets(bands, start), values["role"] != Role.FIXED).or_refuse()
        twins = CrewPattern.objects.filter(name=values["name"]).exclude(pk=pattern.pk if pattern else None)
        if twins.exclude(end__lte=start).exists():
            raise RuleBroken(_("Another pattern already has this name."), code="pattern.name_taken")
        verb = "crew_pattern.changed" if pattern else "crew_pattern.added"
        pattern = pattern or CrewPattern(station=station)
        for name, value in (values | {"start": start}).items():
            setattr(pattern, name, value)
        pattern.save()
        _set_bands(pattern, bands)
        record(verb=verb, subject=pattern, actor=actor)
    return pattern


def _offsets(bands: list[Band], day: date) -> list[tuple[float, float]]:
    """Hours after the handover, and length."""
    plan = plan_on(list(RotationPlan.objects.order_by("effective_from")), day)
    first = plan.handover if plan else MORNING
    zero = first.hour + first.minute / 60
    return [((begin.hour + begin.minute / 60 - zero) % 24, float(hours)) for begin, hours in bands]


def end_pattern(*, pattern: CrewPattern, actor) -> CrewPattern:
    """From the next duty day on no crews are made from this pattern; one that never held is removed.

    Raises:
        NotAllowed: the person does not keep patterns.
    """
    demand(rules.may_keep_patterns(actor))
    with transaction.atomic():
        record(verb="crew_pattern.ended", subject=pattern, actor=actor)
        last = running_day()
        if pattern.start > last:
            pattern.delete()
            return pattern
        pattern.end = date.fromordinal(last.toordinal() + 1)
        pattern.save(update_fields=["end"])
    return pattern


def save_asset(*, station, actor, asset: Asset | None = None, **values) -> Asset:
    """Add a vehicle, key or piece of equipment, or change one; what is out of use is kept for the records.

    Raises:
        NotAllowed: the person does not keep them.
        RuleBroken: the number is taken.
    """
    demand(rules.may_keep_patterns(actor))
    with transaction.atomic():
        twins = Asset.objects.filter(kind=values["kind"], code=values["code"]).exclude(pk=asset.pk if asset else None)
        if twins.exists():
            raise RuleBroken(_("This number is already in use."), code="asset.code_taken")
        verb = "asset.changed" if asset else "asset.added"
        asset = asset or Asset(station=station)
        for name, value in values.items():
            setattr(asset, name, value)
        asset.save()
        record(verb=verb, subject=asset, actor=actor)
    return asset
