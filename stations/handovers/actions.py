"""Verbs of the handover: write it, sign it, take a signature back, count things, write and settle notes (DU-11)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from stations.crews.models import Asset
from stations.handovers import readings, rules
from stations.handovers.models import AssetCheck, Handover, HandoverLine, HandoverNote, HandoverSettings
from stations.handovers.registry import TEXT, URL, Line
from stations.kit import live
from stations.kit.answer import demand
from stations.notices.actions import tell
from stations.organisation.rules import same_station
from stations.timeline.actions import record

State = Handover.State
LATE, WAITING = "handover.late", "handover.waiting"
# Kept for a section that had nothing to say: the record shows that it was asked.
NOTHING = Line("", tone="ok")


def locked(handover_id: int) -> Handover:
    """The handover, locked until the transaction ends: two who sign at once go one after the other."""
    return Handover.objects.select_for_update(no_key=True, of=("self",)).select_related("station").get(pk=handover_id)


# -- it writes itself ------------------------------------------------------------------------------------------


def prepare(*, station, at: datetime) -> Handover | None:
    """The handover one works on at a moment, written if it is not there yet; None without a rotation plan.

    Safe to run twice and at once: a day has one handover. Until the outgoing commander signs, groups and commanders
    follow the roster.

    Args:
        station: the station in scope.
        at: the moment.
    """
    day = readings.current_day(at)
    sides = readings.sides(day) if day else None
    if sides is None:
        return None
    handover = Handover.objects.filter(station=station, date=day).first()
    if handover is None:
        handover, _made = Handover.objects.get_or_create(
            station=station, date=day, defaults={"at": sides.at} | _people(sides)
        )
    if handover.state == State.OPEN and _differences(handover, sides):
        with transaction.atomic():
            handover = locked(handover.pk)
            _follow_roster(handover)
    return handover


def _people(sides: readings.Sides) -> dict[str, int | None]:
    return {
        "outgoing_group_id": sides.outgoing_group,
        "incoming_group_id": sides.incoming_group,
        "outgoing_commander_id": sides.outgoing_commander,
        "incoming_commander_id": sides.incoming_commander,
    }


def _differences(handover: Handover, sides: readings.Sides) -> dict[str, object]:
    """What the roster says otherwise than the row."""
    wanted = {"at": sides.at} | _people(sides)
    return {name: value for name, value in wanted.items() if getattr(handover, name) != value}


def _follow_roster(handover: Handover) -> None:
    """Groups, commanders and time as the roster says now; the caller holds the lock."""
    sides = readings.sides(handover.date)
    if handover.state != State.OPEN or sides is None:
        return
    changed = _differences(handover, sides)
    for name, value in changed.items():
        setattr(handover, name, value)
    if changed:
        handover.save(update_fields=[name.removesuffix("_id") for name in changed])


# -- signatures ------------------------------------------------------------------------------------------------


def give(*, handover: Handover, actor, reason: str = "", at: datetime | None = None) -> Handover:
    """Sign as the outgoing commander: every line is frozen as it stands.

    Args:
        handover: an open one.
        actor: the outgoing commander, or another member of the leadership with a reason.
        reason: why somebody else signs; at most 120 characters.
        at: the moment, now by default.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.STEPS` and :func:`rules.check_reason`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        handover = locked(handover.pk)
        _follow_roster(handover)
        rules.STEPS.advance(handover, "give", actor, at)
        rules.check_current(handover, readings.current_day(at)).or_refuse()
        rules.check_reason(actor, handover, rules.OUTGOING, reason).or_refuse()
        instead = not rules.is_commander(actor, handover, rules.OUTGOING)
        handover.given_by, handover.given_at = actor, at
        handover.given_reason = reason.strip()[:120] if instead else ""
        lines = _freeze(handover, at)
        handover.save()
        waiting = _officers(handover, rules.INCOMING)
        tell(
            station=handover.station, recipients=waiting, kind=WAITING, url=handover.get_absolute_url(),
            key=f"{WAITING}:{handover.pk}:{at.isoformat()}", day=str(handover.date),
        )  # fmt: skip
        live.changed(handover.station_id, live.BOARD)
        record(
            verb="handover.given", subject=handover, actor=actor, day=str(handover.date), lines=lines, instead=instead
        )
    return handover


def take(*, handover: Handover, actor, reason: str = "", at: datetime | None = None) -> Handover:
    """Sign as the incoming commander: from now on the row stays as it is.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.STEPS` and :func:`rules.check_reason`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        handover = locked(handover.pk)
        rules.STEPS.advance(handover, "take", actor, at)
        rules.check_reason(actor, handover, rules.INCOMING, reason).or_refuse()
        instead = not rules.is_commander(actor, handover, rules.INCOMING)
        handover.taken_by, handover.taken_at = actor, at
        handover.taken_reason = reason.strip()[:120] if instead else ""
        handover.save()
        live.changed(handover.station_id, live.BOARD)
        record(verb="handover.taken", subject=handover, actor=actor, day=str(handover.date), instead=instead)
    return handover


def take_back(*, handover: Handover, actor, at: datetime | None = None) -> Handover:
    """Take the outgoing signature back before the other has signed; the lines signed stay as evidence.

    Raises:
        NotAllowed, RuleBroken: see :data:`rules.STEPS`.
    """
    with transaction.atomic():
        handover = locked(handover.pk)
        rules.STEPS.advance(handover, "take_back", actor, at)
        handover.given_by, handover.given_at, handover.given_reason = None, None, ""
        handover.save()
        live.changed(handover.station_id, live.BOARD)
        record(verb="handover.taken_back", subject=handover, actor=actor, day=str(handover.date))
    return handover


def _freeze(handover: Handover, at: datetime) -> int:
    """Keep every line in the language of the station; returns how many.

    Lines are append-only: a second signing adds a new round after the first.
    """
    number = (HandoverLine.objects.filter(handover=handover).aggregate(last=Max("round"))["last"] or 0) + 1
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            HandoverLine(
                station_id=handover.station_id, handover=handover, source=part.code, order=part.order, round=number,
                text=str(line.text)[:TEXT], url=line.url[:URL], due_at=line.due_at, tone=line.tone,
            )
            for part in readings.live(handover.station, at)
            for line in [item.line for item in part.items] or [NOTHING]
        ]  # fmt: skip
        HandoverLine.objects.bulk_create(lines)
    return sum(line.text != "" for line in lines)


def _officers(handover: Handover, *wanted: str) -> list:
    """The officers whom the roster names for some sides."""
    found = {rules.OUTGOING: handover.outgoing_commander, rules.INCOMING: handover.incoming_commander}
    return [found[side] for side in wanted if found[side]]


def remind(*, station, at: datetime) -> int:
    """Tell both commanders, once, that the running handover is not signed; returns how many were told.

    Args:
        station: the station in scope.
        at: the moment.
    """
    handover = readings.unsigned(station, at)
    if handover is None or not rules.is_late(handover, at, readings.times()):
        return 0
    return tell(
        station=station, recipients=_officers(handover, rules.OUTGOING, rules.INCOMING), kind=LATE, urgent=False,
        key=f"{LATE}:{handover.pk}", url=handover.get_absolute_url(), day=str(handover.date),
    )  # fmt: skip


# -- things ----------------------------------------------------------------------------------------------------


def count_all(*, handover: Handover, actor, at: datetime | None = None) -> int:
    """Everything not yet counted is there as expected; returns how many things that were.

    Raises:
        NotAllowed: see :func:`rules.may_write`.
        RuleBroken: the handover is signed or over.
    """
    at = at or timezone.now()
    demand(rules.may_write(actor, readings.works(actor, at)))
    with transaction.atomic():
        handover = locked(handover.pk)
        rules.check_open(handover, readings.current_day(at)).or_refuse()
        rest = Asset.objects.filter(active=True).exclude(checks__handover=handover)
        checks = [
            AssetCheck(station_id=handover.station_id, handover=handover, asset=thing, counted=thing.quantity)
            for thing in rest
        ]
        AssetCheck.objects.bulk_create(checks)
        if checks:
            record(verb="handover.counted", subject=handover, actor=actor, n=len(checks))
    return len(checks)


def count(
    *, handover: Handover, asset: Asset, counted: int, remark: str = "", actor, at: datetime | None = None
) -> AssetCheck:
    """Count one thing, or correct a count.

    Args:
        counted: pieces that are there.
        remark: where the rest is; at most 120 characters.

    Raises:
        NotAllowed: see :func:`rules.may_write`.
        RuleBroken: the handover is signed or over, or the thing belongs to another station.
    """
    at = at or timezone.now()
    demand(rules.may_write(actor, readings.works(actor, at)))
    same_station(handover, asset).or_refuse()
    with transaction.atomic():
        handover = locked(handover.pk)
        rules.check_open(handover, readings.current_day(at)).or_refuse()
        check, _made = AssetCheck.objects.update_or_create(
            station=handover.station, handover=handover, asset=asset,
            defaults={"counted": counted, "remark": remark.strip()[:120]},
        )  # fmt: skip
        record(
            verb="handover.counted_one", subject=handover, actor=actor, asset=asset.pk, counted=counted,
            quantity=asset.quantity,
        )  # fmt: skip
    return check


# -- notes -----------------------------------------------------------------------------------------------------


def write_note(*, station, kind: str, text: str, actor, due_at=None, at: datetime | None = None) -> HandoverNote:
    """Write something to pass on; it stays on every handover until it is settled.

    Args:
        station: the station in scope.
        kind: a value of :class:`HandoverNote.Kind`.
        text: in words; kept encrypted, never in the day-book.
        due_at: by when.
        at: the moment, now by default.

    Raises:
        NotAllowed: see :func:`rules.may_write`.
    """
    demand(rules.may_write(actor, readings.works(actor, at or timezone.now())))
    with transaction.atomic():
        note = HandoverNote.objects.create(
            station=station, kind=kind, text=text.strip(), due_at=due_at, written_by=actor
        )
        live.changed(station.pk, live.BOARD)
        record(verb="handover_note.written", subject=note, actor=actor, note=note.pk, kind=kind)
    return note


def settle_note(*, note: HandoverNote, outcome: str, actor, at: datetime | None = None) -> HandoverNote:
    """Close a note with what came of it.

    Raises:
        NotAllowed: see :func:`rules.may_write`.
        RuleBroken: somebody has settled it already.
    """
    at = at or timezone.now()
    demand(rules.may_write(actor, readings.works(actor, at)))
    with transaction.atomic():
        note = HandoverNote.objects.select_for_update(no_key=True).get(pk=note.pk)
        rules.check_unsettled(note).or_refuse()
        note.settled_by, note.settled_at, note.outcome = actor, at, outcome.strip()
        note.save(update_fields=["settled_by", "settled_at", "outcome"])
        live.changed(note.station_id, live.BOARD)
        record(verb="handover_note.settled", subject=note, actor=actor, note=note.pk, kind=note.kind)
    return note


# -- settings --------------------------------------------------------------------------------------------------


def set_times(*, station, prepare_minutes: int, on_time_minutes: int, actor) -> HandoverSettings:
    """Change when a handover is written and when it is late.

    Args:
        station: the station in scope.
        prepare_minutes: it is written so long before the handover.
        on_time_minutes: both sign within so long after it.

    Raises:
        NotAllowed: see :func:`rules.may_set_times`.
    """
    demand(rules.may_set_times(actor))
    with transaction.atomic():
        row, _made = HandoverSettings.objects.update_or_create(
            station=station, defaults={"prepare_minutes": prepare_minutes, "on_time_minutes": on_time_minutes}
        )
        record(
            verb="handover.times_set", station=station, actor=actor, prepare=prepare_minutes, on_time=on_time_minutes
        )
    return row
