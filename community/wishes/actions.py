"""Verbs of wishes: accept (asks the patrols), decline, merge, answer; what the errand does moves the wish along.

Locks: the errand first, then its wish, as errands do that tell their asker; lines of the day-book last.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.wishes import rules
from community.wishes.models import Contact, Voice, Wish, WishScene, WishSettings
from community.wishes.ranking import ranked, settings_of
from community.wishes.words import SPANS, WEEKDAYS, State
from stations.errands import actions as errands
from stations.errands.models import Errand, ErrandPass
from stations.errands.registry import Move
from stations.errands.words import OPEN_STATES as ERRAND_OPEN
from stations.kit.answer import RuleBroken, demand
from stations.kit.history import unsigned
from stations.organisation.models import Station
from stations.places.geometry import locate, plausible
from stations.timeline.actions import lines_last, record

SOURCE = "wish"
CLOSED = (State.ANSWERED, State.DECLINED, State.MERGED, State.CLEARED)


# -- the office ----------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def accept(
    *, wish: Wish, actor, place: str = "", lat: float | None = None, lng: float | None = None,
    at: datetime | None = None,
) -> Wish:  # fmt: skip
    """Take it up: the patrols are asked to pass there. Accepting again asks again after they said no.

    Args:
        place: as guards and the public list read it; empty leaves the resident's words.
        lat, lng: where the office knows it better than the resident's phone.

    Raises:
        NotAllowed: of another community.
        RuleBroken: ``wrong_state``, ``asked``, ``position``.
    """
    now, wish = at or timezone.now(), locked(wish.pk)
    if lat is not None and lng is not None:
        _place_at(wish, lat, lng)
    wish.place = place.strip()[:80] or wish.place
    wish.accepted_at, wish.accepted_by = wish.accepted_at or now, actor
    _move(wish, "accept", actor, now)
    wish.errand = _ask(wish, actor, now)
    wish.save(update_fields=["errand"])
    return wish


def _place_at(wish: Wish, lat: float, lng: float) -> None:
    if not plausible(lat, lng):
        raise RuleBroken(_("This position lies elsewhere."), code="position")
    found = locate(wish.station_id, lat, lng)
    wish.lat, wish.lng, wish.grid_id = lat, lng, found.grid_id
    wish.community_id = found.community_id or wish.community_id


def _ask(wish: Wish, actor, now: datetime) -> Errand:
    """Ask that somebody passes there until the end of the quarter, at least for some days."""
    numbers, today = settings_of(wish.station), timezone.localdate(now)
    row = ranked([wish], numbers, now)[0]
    starts, ends = SPANS[wish.band]
    end = min(today + timedelta(days=errands.settings_of(wish.station).days), rules.quarter_end(wish.quarter))
    return errands.ask(
        station=wish.station, source=f"{SOURCE}:{wish.pk}", title=_("Wish of residents: %(what)s") % {
            "what": wish.scene.name}, why=wish.scene.name, place=wish.place, lat=wish.lat, lng=wish.lng,
        community=wish.community, weekdays=WEEKDAYS[wish.days], starts=starts, ends=ends, first=today,
        end=max(end, today + timedelta(days=1)), times=numbers.passes, weight=row.weight, grounds=row.why,
        url=wish.get_absolute_url(), actor=actor, at=now,
    )  # fmt: skip


@transaction.atomic
@lines_last()
def decline(*, wish: Wish, actor, words: str, at: datetime | None = None) -> Wish:
    """Say no, with the reason that its residents read.

    Raises:
        NotAllowed: of another community.
        RuleBroken: ``wrong_state``, ``no_words``.
    """
    now, wish = at or timezone.now(), locked(wish.pk)
    rules.has_words(words).or_refuse()
    wish.answer, wish.closed_at = words.strip()[:300], now
    _move(wish, "decline", actor, now)
    _call_off(wish, _("The wish was declined."), now)
    _to_be_told(wish, now)
    return wish


@transaction.atomic
@lines_last()
def merge(*, wish: Wish, into: Wish, actor, at: datetime | None = None) -> Wish:
    """The same as another one: its residents count there and read that one's answer.

    Raises:
        NotAllowed: of another community.
        RuleBroken: ``wrong_state``, ``same``, ``closed``, ``other_station``.
    """
    now = at or timezone.now()
    if wish.station_id != into.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    # Two who merge the two into each other lock them in the same order.
    rows = _locked_all({wish.pk, into.pk})
    wish, into = rows[wish.pk], rows[into.pk]
    rules.may_merge(wish, into).or_refuse()
    demand(rules.may_handle(actor, into))
    wish.main, wish.closed_at = into, now
    _move(wish, "merge", actor, now, main=into.pk)
    _call_off(wish, _("Joined with another wish."), now)
    Wish.objects.filter(main=wish).update(main=into)
    into.residents += wish.residents
    into.save(update_fields=["residents"])
    record(verb="wish.grown", subject=into, actor=actor, residents=into.residents)
    return wish


@transaction.atomic
@lines_last()
def answer(*, wish: Wish, words: str, actor=None, at: datetime | None = None) -> Wish:
    """Answer the residents of a walked wish; without an actor the house does it with the words prepared.

    Raises:
        NotAllowed: of another community.
        RuleBroken: ``wrong_state``, ``no_words``.
    """
    now, wish = at or timezone.now(), locked(wish.pk)
    rules.has_words(words).or_refuse()
    wish.answer, wish.answered_at, wish.closed_at = words.strip()[:300], now, now
    _move(wish, "answer", actor, now)
    _to_be_told(wish, now)
    return wish


# -- the residents -------------------------------------------------------------------------------------------------


@unsigned()
@transaction.atomic
def say_well(*, voice: Voice, well: bool) -> bool:
    """One tap of a resident after the answer; the first one stands. Returns whether it counted."""
    # The wish first, as everybody who moves it does; then its voice.
    wish = Wish.objects.select_for_update(no_key=True).get(pk=voice.wish_id)
    voice = Voice.objects.select_for_update(no_key=True).get(pk=voice.pk)
    main = Wish.objects.get(pk=wish.main_id) if wish.main_id else wish
    if voice.well is not None or main.state != State.ANSWERED:
        return False
    voice.well = well
    voice.save(update_fields=["well"])
    column = "done_well" if well else "not_well"
    Wish.objects.filter(pk=main.pk).update(**{column: F(column) + 1})
    record(verb="wish.well" if well else "wish.not_well", subject=main, actor=None)
    return True


# -- the errand ----------------------------------------------------------------------------------------------------


def followed(move: Move) -> None:
    """The errand moved (listener of errands, inside its transaction): the wish moves along."""
    if not move.errand.source.startswith(f"{SOURCE}:"):
        return
    wish = _locking().filter(errand=move.errand).first()
    if wish is None:
        return
    verb = rules.verb_of(move.verb, wish)
    if not verb:
        return
    if verb == "plan":
        wish.planned_at = wish.planned_at or move.at
    if verb == "walk":
        wish.walked_at = move.at
        wish.answer = rules.walked_words(move.errand, _days(move.errand))[:300]
    _move(wish, verb, None, move.at)


def _days(errand: Errand) -> list:
    rows = ErrandPass.objects.filter(errand=errand).order_by("at").values_list("at", flat=True)
    return list(dict.fromkeys(timezone.localdate(moment) for moment in rows))


# -- what a station sets -------------------------------------------------------------------------------------------


@transaction.atomic
def save_settings(*, station: Station, actor, **values: Any) -> WishSettings:
    """Change weights and numbers.

    Raises:
        NotAllowed: neither office nor leadership.
    """
    demand(rules.may_set_wishes(actor))
    row = WishSettings.objects.select_for_update(no_key=True).first() or WishSettings(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="wish_settings.saved", subject=row, actor=actor)
    return row


@transaction.atomic
def save_scene(*, station: Station, actor, scene: WishScene | None = None, **values: Any) -> WishScene:
    """Make or change a reason to tap.

    Raises:
        NotAllowed: neither office nor leadership.
        RuleBroken: ``code_taken``.
    """
    demand(rules.may_set_wishes(actor))
    taken = WishScene.objects.filter(code=values["code"])
    if (taken.exclude(pk=scene.pk) if scene else taken).exists():
        raise RuleBroken(_("This code is already in use."), code="code_taken")
    row = scene or WishScene(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="wish_scene.saved", subject=row, actor=actor)
    return row


# -- small parts ---------------------------------------------------------------------------------------------------


def locked(wish_id: int) -> Wish:
    """The wish, locked until the transaction ends; its errand's lock comes before it."""
    errand_id = Wish.objects.filter(pk=wish_id).values_list("errand_id", flat=True).get()
    if errand_id:
        Errand.objects.select_for_update(no_key=True).get(pk=errand_id)
    return _locking().get(pk=wish_id)


def _locked_all(ids: set[int]) -> dict[int, Wish]:
    """Some wishes in the order of their numbers, their errands before them."""
    held = Wish.objects.filter(pk__in=ids, errand__isnull=False).values("errand_id")
    list(Errand.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("id"))
    return {row.pk: row for row in _locking().filter(pk__in=ids).order_by("id")}


def _locking():
    """Without joins: what was joined before the lock is not looked at again."""
    return Wish.objects.select_for_update(no_key=True).prefetch_related("scene", "station", "errand", "community")


def _move(wish: Wish, verb: str, actor, at: datetime, **data: Any) -> None:
    rules.STEPS.advance(wish, verb, actor, at)
    wish.save()
    record(verb=f"wish.{verb}", subject=wish, actor=actor, state=wish.state, **data)


def call_off(wish: Wish, reason: str, at: datetime) -> None:
    """The patrols need not pass there any more."""
    _call_off(wish, reason, at)


def _call_off(wish: Wish, reason: str, at: datetime) -> None:
    if wish.errand_id and wish.errand.state in ERRAND_OPEN:
        errands.withdraw(errand=wish.errand, reason=reason, at=at)


def to_be_told(wish: Wish, at: datetime) -> None:
    """Numbers left for the answer are called from now on (``sending``); those of joined wishes too."""
    _to_be_told(wish, at)


def _to_be_told(wish: Wish, at: datetime) -> None:
    rows = Contact.objects.filter(voice__wish=wish) | Contact.objects.filter(voice__wish__main=wish)
    Contact.objects.filter(pk__in=rows.values("pk"), due_at=None).update(due_at=at)
