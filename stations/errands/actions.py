"""Verbs of errands: ask, put on a route, pass, confirm, decline. Askers and carriers are told, never known.

Locks: the errand first, then whatever a listener locks above; lines of the day-book last.
"""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.errands import registry, rules
from stations.errands.models import Errand, ErrandPass, ErrandSettings
from stations.errands.registry import Move
from stations.errands.words import OPEN_STATES, Result, State
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import write
from stations.organisation.models import Station
from stations.places.geometry import locate, plausible
from stations.timeline.actions import lines_last, record

# What an asker may say anew while the errand is open.
TOLD = ("title", "why", "place", "url", "weight", "grounds")


def settings_of(station: Station) -> ErrandSettings:
    """The station's numbers, with the defaults where it has set none."""
    return ErrandSettings.objects.filter(station=station).first() or ErrandSettings(station=station)


@transaction.atomic
@lines_last()
def ask(
    *,
    station: Station,
    source: str,
    title: str,
    place: str,
    starts: time,
    ends: time,
    first: date,
    end: date,
    actor=None,
    at: datetime | None = None,
    lat: float | None = None,
    lng: float | None = None,
    community=None,
    weekdays: tuple[int, ...] | list[int] = (),
    times: int = 1,
    why: str = "",
    url: str = "",
    weight: int = 0,
    grounds: str = "",
) -> Errand:
    """Ask that somebody passes at a place. The same ``source`` again is the same errand, with its words renewed.

    One that was declined or lapsed is asked for again; one that is done stays so (ask under another key).

    Args:
        source: the asker's own key, at most 60 characters, ``"wish:12"``.
        starts, ends: band of the day; one that ends before it begins passes midnight.
        first, end: days, half-open.
        lat, lng: WGS-84; community and grid are found from it.
        community: where no point is known.
        weekdays: ISO; none is any day.
        times: how often somebody should pass.
        why: what guards are told about the reason; no person is ever named in it.
        weight, grounds: how much it matters and why.

    Raises:
        RuleBroken: ``no_place``, ``span``, ``position``, ``other_station``.
    """
    now = at or timezone.now()
    rules.may_be_asked(place, first, end).or_refuse()
    if community is not None and community.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    told = {"title": title[:80], "why": why[:200], "place": place.strip()[:160], "url": url, "weight": weight,
            "grounds": grounds[:200]}  # fmt: skip
    when = {"weekdays": list(weekdays), "starts": starts, "ends": ends, "first": first, "end": end, "times": times}
    known = Errand.objects.select_for_update(no_key=True).filter(source=source).first()
    if known is None:
        try:
            with transaction.atomic():
                made = Errand.objects.create(
                    station=station, source=source, asked_by=actor, asked_at=now,
                    **told, **when, **_where(station, lat, lng, community),
                )  # fmt: skip
        except IntegrityError as error:
            if "errand_once" not in str(error):
                raise
            known = Errand.objects.select_for_update(no_key=True).get(source=source)
        else:
            record(verb="errand.asked", subject=made, actor=actor, key=source.partition(":")[0])
            return made
    return _asked_again(known, told, when, _where(station, lat, lng, community), actor, now)


def _asked_again(errand: Errand, told: dict, when: dict, where: dict, actor, now: datetime) -> Errand:
    if errand.state == State.DONE:
        return errand
    renewed = told if errand.state in OPEN_STATES else told | when | where
    for name, value in renewed.items():
        setattr(errand, name, value)
    if errand.state in OPEN_STATES:
        errand.save()
        return errand
    errand.reason, errand.closed_at, errand.asked_at = "", None, now
    errand.passes, errand.passed_at = 0, None
    _unload(errand)
    return _moved(errand, "ask_again", actor, now, system=True)


def _where(station: Station, lat: float | None, lng: float | None, community) -> dict[str, Any]:
    if lat is None or lng is None:
        return {"lat": None, "lng": None, "community": community, "grid": None}
    if not plausible(lat, lng):
        raise RuleBroken(_("This position lies elsewhere."), code="position")
    found = locate(station.pk, lat, lng)
    return {
        "lat": lat, "lng": lng, "grid_id": found.grid_id,
        "community_id": found.community_id or (community.pk if community else None),
    }  # fmt: skip


@transaction.atomic
def weigh(*, errand: Errand, weight: int, grounds: str) -> None:
    """The asker reckons anew how much an open errand matters, and why; no line of the day-book."""
    errand = locked(errand.pk)
    if errand.state in OPEN_STATES:
        write(errand, {"weight": weight, "grounds": grounds[:200]})


# -- whoever carries -------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def plan(
    *, errand: Errand, carrier: str, key: str, actor, seen: str | None = None, at: datetime | None = None
) -> Errand:
    """Put an errand on something that passes there.

    Args:
        carrier: code of a registered carrier that the person may use.
        key: of one of its offers.
        seen: ``carrier_key`` as the person saw it; None does not ask.

    Raises:
        NotAllowed: the person may not use this carrier, or not the one it is on.
        RuleBroken: ``wrong_state``, ``over``, ``no_carrier``; ``planned`` when it is on this already, or on
            something the person has not seen.
    """
    now, chosen = at or timezone.now(), registry.carrier(carrier)
    demand(registry.may_carry(actor, carrier or "-"))
    errand = locked(errand.pk)
    if chosen is None:
        raise RuleBroken(_("Say what carries it."), code="no_carrier")
    if errand.state == State.PLANNED and (errand.carrier, errand.carrier_key) == (carrier, key):
        raise RuleBroken(_("The errand is on this route already."), code="planned")
    if seen is not None and seen != errand.carrier_key:
        words = _("Somebody else has just put it on %(route)s.") if errand.carrier_key else _("It was taken off.")
        raise RuleBroken(words % {"route": errand.carrier_label}, code="planned")
    demand(rules.may_handle(actor, errand))
    offer = chosen.chosen(errand, key)
    if offer is None:
        raise RuleBroken(_("This does not exist any more; choose another one."), code="no_offer")
    _drop(errand)
    errand.carrier, errand.carrier_key = carrier, key
    errand.carrier_label, errand.carrier_url = offer.label[:160], offer.url
    errand.planned_by, errand.planned_at = actor, now
    return _moved(errand, "plan", actor, now, system=True, carrier=carrier)


@transaction.atomic
@lines_last()
def release(*, errand: Errand, actor, at: datetime | None = None, system: bool = False) -> Errand:
    """Take an errand off what carried it: it is asked for as before. ``system``: the carrier itself is gone."""
    errand = locked(errand.pk)
    _checked(errand, "release", None if system else actor, at)
    _drop(errand)
    _unload(errand)
    return _moved(errand, "release", actor, at or timezone.now(), system=True)


@transaction.atomic
@lines_last()
def passed(
    *, errand: Errand, key: str, at: datetime, result: str = Result.NOTHING, by: str = "", url: str = "", actor=None
) -> bool:
    """Somebody passed there; returns whether that is new. The same ``key`` is one pass, however often it is told.

    Args:
        key: the carrier's own, ``"check-in:12"``.
        at: when.
        by: the unit that passed, never a person.
    """
    errand = locked(errand.pk)
    if errand.state not in (State.PLANNED, State.DONE):
        return False
    fresh = {"station": errand.station, "at": at, "result": result, "by": by[:80], "url": url[:200]}
    _row, made = ErrandPass.objects.get_or_create(errand=errand, key=key, defaults=fresh)
    if not made:
        return False
    errand.passes += 1
    errand.passed_at = max(at, errand.passed_at or at)
    errand.save(update_fields=["passes", "passed_at"])
    record(verb="errand.passed", subject=errand, actor=actor, passes=errand.passes, times=errand.times)
    registry.tell(Move(errand, "pass", actor, at))
    return True


@transaction.atomic
@lines_last()
def finish(*, errand: Errand, actor, at: datetime | None = None) -> Errand:
    """Confirm that it was walked: the asker is told. Without an actor the asker itself says so.

    Raises:
        NotAllowed: the person may not use its carrier.
        RuleBroken: ``wrong_state``, ``not_passed``.
    """
    return _closing(errand, "finish", actor, at)


@transaction.atomic
@lines_last()
def decline(*, errand: Errand, actor, reason: str, at: datetime | None = None) -> Errand:
    """Say no, with the reason the asker reads.

    Raises:
        NotAllowed: the person carries no errands.
        RuleBroken: ``wrong_state``, ``no_reason``.
    """
    rules.gives_reason(reason).or_refuse()
    return _closing(errand, "decline", actor, at, reason=reason.strip()[:200])


@transaction.atomic
@lines_last()
def withdraw(*, errand: Errand, reason: str, actor=None, at: datetime | None = None) -> Errand:
    """The asker wants it no longer."""
    return _closing(errand, "withdraw", actor, at, reason=reason.strip()[:200], system=True)


@transaction.atomic
@lines_last()
def lapse(*, errand: Errand, at: datetime) -> Errand:
    """Its days are over and nobody passed."""
    return _closing(errand, "lapse", None, at, reason=_("nobody passed in its time"), system=True)


def lapse_overdue(*, station: Station, at: datetime) -> int:
    """All of a station whose days are over without a pass; safe to run twice."""
    late = Errand.objects.open().filter(end__lte=timezone.localdate(at), passes=0).order_by("id")
    count = 0
    for errand in list(late[:500]):
        try:
            lapse(errand=errand, at=at)
        except RuleBroken:  # somebody was faster
            continue
        count += 1
    return count


@transaction.atomic
def save_settings(*, station: Station, actor, **values: int) -> ErrandSettings:
    """Change the station's numbers.

    Raises:
        NotAllowed: the person carries no errands.
    """
    demand(rules.may_set_errands(actor))
    row = ErrandSettings.objects.select_for_update(no_key=True).first() or ErrandSettings(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="errand_settings.saved", subject=row, actor=actor)
    return row


# -- small parts -----------------------------------------------------------------------------------------------


def locked(errand_id: int) -> Errand:
    """The errand, locked until the transaction ends."""
    return Errand.objects.select_for_update(no_key=True).prefetch_related("station").get(pk=errand_id)


def _closing(errand: Errand, verb: str, actor, at: datetime | None, *, reason: str = "", system: bool = False):
    now, errand = at or timezone.now(), locked(errand.pk)
    errand.reason = reason or errand.reason
    _checked(errand, verb, None if system else actor, now)
    if verb != "finish":
        _drop(errand)
    errand.closed_at = now
    return _moved(errand, verb, actor, now, system=True)


def _checked(errand: Errand, verb: str, actor, at: datetime | None) -> None:
    """Refuse before anything is changed; ``actor`` None is the house."""
    state = errand.state
    rules.STEPS.advance(errand, verb, actor, at)
    errand.state = state


def _moved(errand: Errand, verb: str, actor, at: datetime, *, system: bool, **data: Any) -> Errand:
    rules.STEPS.advance(errand, verb, None if system else actor, at)
    errand.save()
    record(verb=f"errand.{verb}", subject=errand, actor=actor, **data)
    registry.tell(Move(errand, verb, actor, at))
    return errand


def _unload(errand: Errand) -> None:
    errand.carrier = errand.carrier_key = errand.carrier_label = errand.carrier_url = ""
    errand.planned_at = errand.planned_by = None


def _drop(errand: Errand) -> None:
    before = registry.carrier(errand.carrier) if errand.carrier else None
    if before and before.dropped:
        before.dropped(errand)
