"""Patrols carry errands: which plans and duties pass there at that time, and why they fit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.errands import rules
from patrols.routes.geometry import Plane, drawn
from patrols.routes.models import Checkpoint, RoutePoint
from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.words import OPEN_STATES
from stations.errands.models import Errand
from stations.errands.readings import settings_of
from stations.errands.registry import Carrier, Offer
from stations.errands.rules import meets
from stations.kit.spans import in_force
from stations.places.models import Grid

MOST, MOST_DUTIES = 6, 3
WEEK = timedelta(days=7)
# Nearer than this the way leads past.
PAST = 10


@dataclass(frozen=True, slots=True)
class Near:
    """How near something passes.

    Attributes:
        metres: of its way or its nearest checkpoint.
        words: the same in words.
        proven: whether a checkpoint lies near enough, so that a check-in proves the pass.
    """

    metres: int
    words: str
    proven: bool = False


def offers(errand: Errand, at: datetime) -> list[Offer]:
    """Plans whose route passes near by at that time, then single duties of the week; at most six queries.

    Without a point, plans of the same grid or community are offered.
    """
    reach = settings_of(errand.station).near_metres
    plans = [plan for plan in _plans(errand, at) if plan.weekdays]
    near = _near(errand, plans, reach)
    found = []
    for plan in plans:
        if plan.pk not in near:
            continue
        slots = [(slot.starts, slot.minutes) for slot in plan.slots.all()]
        times = rules.passing(errand, plan.weekdays, slots, at)
        if times.spans:
            found.append((near[plan.pk], times, plan))
    # A check-in that proves it first, then whoever walks there longest, then the nearest.
    found.sort(key=lambda row: (not row[0].proven, -row[1].minutes, row[0].metres, row[2].pk))
    listed = [_of_plan(plan, passes, times) for passes, times, plan in found[:MOST]]
    return listed + _duties(errand, [plan for _near, _times, plan in found], near, at)


def _plans(errand: Errand, at: datetime) -> list[Plan]:
    """Plans in force some time while the errand stands; the slots come with them."""
    today = timezone.localdate(at)
    rows = Plan.objects.filter(start__lt=errand.end).filter(Q(end=None) | Q(end__gt=today))
    rows = rows.select_related("route", "area", "squad").defer("area__outline").prefetch_related("slots")
    return list(rows.order_by("id"))


def _near(errand: Errand, plans: list[Plan], reach: int) -> dict[int, Near]:
    """How near each plan passes, by plan; those that do not are left out."""
    if errand.lat is None:
        return _same_ground(errand, plans)
    points = _points(plans)
    plane, found = Plane(errand.lat, errand.lng), {}
    for plan in plans:
        here = points["route", plan.route_id] if plan.route_id else points["area", plan.area_id]
        point = rules.nearest(errand, [(row.pk, row.lat, row.lng) for row in here], reach)
        line = drawn(plan.route.line) if plan.route_id else None
        away = plane.flat(line).distance(plane.point(errand.lat, errand.lng)) if line else reach + 1.0
        name = next((row.name for row in here if point and row.pk == point[0]), "")
        if point or away <= reach:
            found[plan.pk] = _told(round(away) if away <= reach else None, point[1] if point else None, name)
    return found


def _told(way: int | None, point: int | None, name: str) -> Near:
    words = []
    if way is not None:
        words.append(_("its way leads past") if way < PAST else _("%(metres)s m to its way") % {"metres": way})
    if point is not None:
        words.append(_("%(metres)s m to the checkpoint %(name)s") % {"metres": point, "name": name})
    return Near(min(one for one in (way, point) if one is not None), " · ".join(words), point is not None)


def _points(plans: list[Plan]) -> dict[tuple, list[Checkpoint]]:
    """Checkpoints by route, and by area for plans that draw from an area; two queries."""
    found: dict[tuple, list[Checkpoint]] = defaultdict(list)
    routes = {plan.route_id for plan in plans if plan.route_id}
    for row in RoutePoint.objects.filter(route__in=routes, checkpoint__active=True).select_related("checkpoint"):
        found["route", row.route_id].append(row.checkpoint)
    areas = {plan.area_id for plan in plans if not plan.route_id}
    for point in Checkpoint.objects.filter(area__in=areas, active=True):
        found["area", point.area_id].append(point)
    return found


def _same_ground(errand: Errand, plans: list[Plan]) -> dict[int, Near]:
    """Plans of the errand's grid, or of its community where it has no grid."""
    grids = {errand.grid_id} if errand.grid_id else set(
        Grid.objects.filter(community=errand.community_id).values_list("pk", flat=True)
    )  # fmt: skip
    words = _("in the same grid") if errand.grid_id else _("in the same community")
    return {plan.pk: Near(0, words) for plan in plans if plan.grid_id in grids}


def _of_plan(plan: Plan, near: Near, times: rules.Passing) -> Offer:
    start, end = times.spans[0]
    days = "、".join(str(WEEKDAYS_ABBR[day - 1]) for day in times.weekdays)
    if len(times.weekdays) == 7:
        days = _("every day")
    words = {"days": days, "from": _clock(start), "until": _clock(end)}
    return Offer(
        key=f"plan:{plan.pk}", label=_label(plan.route or plan.area, plan.squad), url=plan.get_absolute_url(),
        reasons=(near.words, _("passes %(days)s %(from)s–%(until)s") % words), metres=near.metres, at=start,
    )  # fmt: skip


def _duties(errand: Errand, plans: list[Plan], near: dict[int, Near], at: datetime) -> list[Offer]:
    """Single duties of the next week on the same routes; one query."""
    rows = PatrolDuty.objects.filter(
        state__in=OPEN_STATES, starts_at__lt=at + WEEK, ends_at__gt=at, plan__in=[plan.pk for plan in plans]
    ).select_related("route", "area", "squad").defer("area__outline", "route__line")  # fmt: skip
    found = []
    for duty in rows.order_by("starts_at", "id"):
        common = meets(errand, max(duty.starts_at, at), duty.ends_at)
        if common:
            found.append(_of_duty(duty, near[duty.plan_id], common))
        if len(found) == MOST_DUTIES:
            break
    return found


def _of_duty(duty: PatrolDuty, near: Near | None, common: tuple[datetime, datetime]) -> Offer:
    start, end = common
    day = timezone.localtime(start)
    words = {"day": f"{day:%m-%d} {WEEKDAYS_ABBR[day.weekday()]}", "from": _clock(start), "until": _clock(end)}
    told = _("only on %(day)s %(from)s–%(until)s") % words
    return Offer(
        key=f"duty:{duty.pk}", label=_label(duty.route or duty.area, duty.squad), url=duty.get_absolute_url(),
        reasons=(near.words, told) if near else (told,), metres=near.metres if near else None, at=start,
    )  # fmt: skip


def _label(where, squad) -> str:
    return f"{where} · {squad.name}"


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def chosen(errand: Errand, key: str) -> Offer | None:
    """The plan or duty of a key, whatever it is near to; None where there is none (any more)."""
    kind, _colon, number = key.partition(":")
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "plan":
        today = max(errand.first, timezone.localdate())
        rows = Plan.objects.filter(in_force(today) | Q(start__gt=today, start__lt=errand.end))
        plan = rows.select_related("route", "area", "squad").filter(pk=number).first()
        return Offer(key, _label(plan.route or plan.area, plan.squad), plan.get_absolute_url()) if plan else None
    if kind == "duty":
        rows = PatrolDuty.objects.filter(state__in=OPEN_STATES).select_related("route", "area", "squad")
        duty = rows.filter(pk=number).first()
        if duty is None:
            return None
        return _of_duty(duty, None, (duty.starts_at, duty.ends_at))
    return None


def keys_of(duty: PatrolDuty) -> tuple[str, str]:
    """The keys under which a duty carries errands."""
    return f"plan:{duty.plan_id}", f"duty:{duty.pk}"


def carried_by(errands: Iterable[Errand], duty: PatrolDuty) -> list[Errand]:
    """Of some errands those a duty carries: put on it or on its plan, and wanted while it walks."""
    keys = keys_of(duty)
    return [one for one in errands if one.carrier_key in keys and meets(one, duty.starts_at, duty.ends_at)]


PATROLS = Carrier(rules.CARRIER, gettext_lazy("Patrol routes"), "route", rules.may_carry, offers, chosen)
