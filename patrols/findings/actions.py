"""Report a finding, take it through the office, follow it to the end."""

import hashlib
import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.findings import rules
from patrols.findings.models import Finding, FindingFile, FindingKind
from patrols.findings.words import Act, State
from patrols.routes.models import Checkpoint
from patrols.schedule.models import PatrolDuty
from patrols.squads.models import Guard
from patrols.squads.readings import standing
from stations.catalogue.words import Kind
from stations.files.actions import fetch, store
from stations.incidents import attachments
from stations.incidents.actions import locked as locked_incident
from stations.incidents.handling import reopen
from stations.incidents.intake import Photo, record_incident, record_settled
from stations.incidents.models import Attachment, Incident, Party
from stations.incidents.persons import Person
from stations.incidents.words import Result, Source
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.timeline.actions import lines_last, record

log = logging.getLogger(__name__)
PURPOSE = "findings"
LOCK_SPACE = 7202
MOST_FILES = 6
RESULTS = {Act.REMOVED: Result.REMOVED, Act.DISSUADED: Result.DISSUADED, Act.HELPED: Result.HELPED}
STAGES = {
    FindingFile.Stage.BEFORE: Attachment.Stage.BEFORE,
    FindingFile.Stage.AFTER: Attachment.Stage.AFTER,
    FindingFile.Stage.VOICE: Attachment.Stage.SCENE,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo or voice note as it comes from the phone; ``stage`` is one of :class:`FindingFile.Stage`."""

    name: str
    content: bytes
    stage: str = FindingFile.Stage.BEFORE


@transaction.atomic
@lines_last()
def report(
    *,
    guard: Guard,
    client_id: uuid.UUID,
    kind: FindingKind,
    act: str,
    words: str = "",
    place: str = "",
    checkpoint: Checkpoint | None = None,
    check_in=None,
    lat: float | None = None,
    lng: float | None = None,
    found_at: datetime | None = None,
    files: Sequence[Upload] = (),
    settled: bool = False,
    same_as: Finding | None = None,
    offline: bool = False,
    at: datetime | None = None,
) -> Finding:
    """A guard reports something, once: the same ``client_id`` with the same content gives the same finding again.

    Args:
        guard: who found it.
        client_id: made when the form was opened.
        kind: with its card; says which category of incident it becomes.
        act: what the guard did, one of :class:`Act` that the kind allows (PA-14).
        words: what was found; may be empty when there is a photo or a voice note.
        place: in words; that of the checkpoint where it is empty.
        checkpoint, check_in: where the guard stands, from the scan.
        lat, lng: WGS-84, the position of that moment.
        found_at: by the clock of the phone for a later upload; now by default.
        files: photos and voice notes, at most six.
        settled: the guard has settled it: it is recorded outside the queue.
        same_as: the guard says that it is the one reported already: kept as another report of it.
        offline: it waited on the phone for a network.
        at: the moment of recording; now by default.

    Raises:
        NotAllowed: not a serving guard.
        RuleBroken: ``idempotency``, ``kind_closed``, ``police_only`` (PA-14), ``not_settled``, ``photos``, ``empty``,
            ``in_future``, ``no_place``, ``other_station``, ``same``, ``file.…``.
    """
    demand(rules.may_report(guard.user))
    now = at or timezone.now()
    found_at = min(found_at, now) if found_at and (found_at - now).total_seconds() < 120 else (found_at or now)
    place = place.strip() or (checkpoint.name if checkpoint else "")
    mark = _mark(kind.pk, act, words, place, checkpoint, lat, lng, settled, same_as, files)
    known = _sent_before(guard, client_id, mark)
    if known:
        return known
    same_as = locked(same_as.pk) if same_as else None
    _check(guard, kind, act, words, place, checkpoint, check_in, same_as, found_at, now, files, settled)
    finding = Finding(
        station_id=guard.station_id, client_id=client_id, mark=mark, kind=kind, act=act, words=words.strip(),
        guard=guard, squad_id=standing(guard.user).squad_id, duty=_duty(guard, found_at), check_in=check_in,
        checkpoint=checkpoint, place=place, found_at=found_at, reported_at=now, offline=offline,
        state=State.REPORTED,
        lat=checkpoint.lat if checkpoint and lat is None else lat,
        lng=checkpoint.lng if checkpoint and lng is None else lng,
    )  # fmt: skip
    # Pictures take seconds: read before anything is locked.
    pictures = [(upload, attachments.recognised(upload.content)) for upload in files]
    _enter(finding, pictures, settled, same_as, now)
    return finding


def _enter(finding: Finding, pictures: list, settled: bool, same_as: Finding | None, now: datetime) -> None:
    """Save it in the state it begins in, with the incident it makes at once."""
    actor = finding.guard.user
    if same_as:
        finding.same_as, finding.state = same_as, State.WITHDRAWN
    elif settled:
        finding.incident, finding.state = _settle(finding, pictures, now), State.SETTLED
        finding.handled_at = now
    finding.save(force_insert=True)
    for upload, (_media, ending, content_type, content) in pictures:
        stored = store(
            station=finding.station, purpose=PURPOSE, name=f"finding-{finding.pk}{ending}", content=content,
            content_type=content_type, actor=actor, limit=max(attachments.LIMITS.values()),
        )  # fmt: skip
        FindingFile.objects.create(station_id=finding.station_id, finding=finding, file=stored, stage=upload.stage)
    record(verb="finding.report", subject=finding, actor=actor, kind=finding.kind_id, state=finding.state)
    if finding.state == State.REPORTED and finding.kind.direct:
        _forward(finding, actor=actor, at=now, system=True)
    live.changed(finding.station_id, live.BOARD, "patrols")


def _settle(finding: Finding, pictures: list, now: datetime) -> Incident:
    shown = [
        Photo(STAGES[upload.stage], f"finding{ending}", content)
        for upload, (media, ending, _type, content) in pictures
        if media == "image"
    ]
    # The photo of after shows a hazard gone, whether the guard carried it away or talked somebody into doing so.
    result = Result.REMOVED if finding.kind.category.kind == Kind.HAZARD else RESULTS[Act(finding.act)]
    return record_settled(
        station=finding.station, actor=finding.guard.user, category=finding.kind.category, place=finding.place,
        summary=summary_of(finding), result=result, result_text=finding.get_act_display(),
        source=Source.PATROL, client_key=finding.client_id, reported_at=finding.found_at, lat=finding.lat,
        lng=finding.lng, photos=shown, at=now, door=rules.may_report,
    )  # fmt: skip


# -- the office ------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def forward(*, finding: Finding, actor, at: datetime | None = None) -> Finding:
    """Give it to the command room: it becomes an incident with the squad as its source."""
    finding = locked(finding.pk)
    _forward(finding, actor=actor, at=at or timezone.now())
    return finding


def _forward(finding: Finding, *, actor, at: datetime, system: bool = False) -> None:
    rules.STEPS.advance(finding, "forward", None if system else actor, at)
    guard = finding.guard
    finder = Party.Part.FINDER if finding.kind.category.kind == Kind.FOUND else Party.Part.REPORTER
    finding.incident = record_incident(
        station=finding.station, actor=guard.user, source=Source.PATROL, category=finding.kind.category,
        summary=summary_of(finding), place=finding.place, reported_at=finding.reported_at,
        client_key=finding.client_id, lat=finding.lat, lng=finding.lng, injuries="unknown", weapons="unknown",
        persons=[Person(name=guard.user.name, phone=guard.user.phone, part=finder)], at=at, door=rules.has_reported,
    )  # fmt: skip
    for row in finding.files.select_related("file"):
        attachments.add(
            incident=finding.incident, actor=guard.user, name=row.file.name, stage=STAGES[row.stage], at=at,
            content=fetch(stored=row.file, actor=actor),
        )  # fmt: skip
    finding.forwarded_at = at
    finding.save()
    record(
        verb="finding.forward", subject=finding, actor=actor, incident=finding.incident_id,
        number=finding.incident.number, direct=system,
    )  # fmt: skip


def forward_waiting(*, before: datetime, at: datetime) -> int:
    """Give the command room what the office has not looked at in time; returns how many. Safe to run twice.

    Each in its own transaction: one that cannot go (its category was closed) holds no other up, and no lock is kept
    while the next finding is waited for.
    """
    rows = list(Finding.objects.waiting().filter(reported_at__lte=before).order_by("id").values_list("pk", flat=True))
    moved = 0
    for pk in rows:
        try:
            moved += _forward_one(pk, at)
        except (RuleBroken, DatabaseError):
            log.exception("finding not forwarded, left to the next run", extra={"fields": {"id": pk}})
    return moved


@transaction.atomic
@lines_last()
def _forward_one(finding_id: int, at: datetime) -> bool:
    finding = locked(finding_id)
    if finding.state != State.REPORTED:
        return False
    _forward(finding, actor=None, at=at, system=True)
    return True


@transaction.atomic
@lines_last()
def answer(*, finding: Finding, actor, words: str, at: datetime | None = None) -> Finding:
    """Answer the reporter without the command room: known already, nothing for the police, thanks."""
    if not words.strip():
        raise RuleBroken(_("Write what the reporter is told."), code="no_answer")
    finding = locked(finding.pk)
    finding.answer = words.strip()
    return _move(finding, "answer", actor, at, handled_at=at or timezone.now())


@transaction.atomic
@lines_last()
def link(*, finding: Finding, other: Finding, actor, at: datetime | None = None) -> Finding:
    """Say that it is the same as another one: its reporter follows that one from now on."""
    # Both, in one order: two people who join the same two crosswise would leave no first report.
    rows = {row.pk: row for row in _locking().filter(pk__in={finding.pk, other.pk}).order_by("pk")}
    finding, other = rows[finding.pk], rows[other.pk]
    rules.may_link(finding, other).or_refuse()
    # Who was joined to this one follows the other from now on.
    for repeat in finding.repeats.all():
        repeat.same_as = other
        repeat.save(update_fields=["same_as"])
    finding.same_as = other
    return _move(finding, "link", actor, at)


@transaction.atomic
@lines_last()
def confirm(*, finding: Finding, actor, words: str = "", at: datetime | None = None) -> Finding:
    """Confirm that it is over; the reporter reads the words and is thanked."""
    finding = locked(finding.pk)
    if words.strip():
        finding.answer = words.strip()
    return _move(finding, "confirm", actor, at, confirmed_at=at or timezone.now())


@transaction.atomic
@lines_last()
def object_to(*, finding: Finding, actor, reason: str, at: datetime | None = None) -> Finding:
    """Say that it is not settled: the incident is opened again.

    Raises:
        RuleBroken: ``no_reason``; the incident can no longer be opened again (IN-06).
    """
    if not reason.strip():
        raise RuleBroken(_("Say what is not settled."), code="no_reason")
    if finding.incident_id is None:
        raise RuleBroken(_("This is no longer possible in the present state."), code="wrong_state")
    # The incident first, as everybody who moves it does; then its findings.
    incident = locked_incident(finding.incident_id)
    finding = locked(finding.pk)
    finding.answer = reason.strip()
    finding = _move(finding, "object", actor, at, handled_at=None)
    reopen(incident=incident, actor=actor, at=at, system=True)
    return finding


@transaction.atomic
def sample(*, finding: Finding, actor, quality: int, at: datetime | None = None) -> Finding:
    """Rate the quality of a report from 1 to 5 (photo, words, time), for the score sheet."""
    finding = locked(finding.pk)
    demand(rules.may_sample(actor, finding))
    if not 1 <= quality <= 5:
        raise RuleBroken(_("Rate from 1 to 5."), code="quality")
    finding.quality, finding.quality_by = quality, actor
    finding.save()
    record(verb="finding.sample", subject=finding, actor=actor, quality=quality)
    return finding


# -- following -------------------------------------------------------------------------------------------------


def followed(move) -> None:
    """The incident moved: its findings move along, and their reporters are told (hook of ``incidents``)."""
    if move.verb == "record":
        return
    incident = move.incident
    # A linked report goes the way of its main record.
    ruling = incident.main if incident.main_id else incident
    verb = "resumed" if ruling.is_open else "handled"
    for finding in _locking().filter(Q(incident=incident) | Q(incident__main=incident)).order_by("id"):
        if rules.STEPS.step(finding.state, verb):
            _move(finding, verb, None, move.at, handled_at=None if ruling.is_open else move.at)
            _tell(finding, verb)


def _tell(finding: Finding, verb: str) -> None:
    reporters = [finding.guard, *[row.guard for row in finding.repeats.all()]]
    tell(
        station=finding.station, recipients=reporters, kind=f"finding.{verb}",
        key=f"finding.{verb}:{finding.pk}:{finding.handled_at or ''}", url=f"/c/finding/{finding.pk}/",
        finding=finding.pk,
    )  # fmt: skip


def _move(finding: Finding, verb: str, actor, at: datetime | None, **columns: Any) -> Finding:
    rules.STEPS.advance(finding, verb, actor, at)
    for column, value in columns.items():
        setattr(finding, column, value)
    finding.save()
    record(verb=f"finding.{verb}", subject=finding, actor=actor, state=finding.state)
    if verb in {"answer", "confirm", "link"}:
        _tell(finding, verb)
    live.changed(finding.station_id, "patrols", live.mine(finding.guard.user_id))
    return finding


# -- small parts -----------------------------------------------------------------------------------------------


def locked(finding_id: int) -> Finding:
    """The finding, locked until the transaction ends; its incident's lock comes after it."""
    return _locking().get(pk=finding_id)


def _locking():
    """Without joins: what was joined before the lock is not looked at again."""
    parts = ("guard__user", "kind__category", "incident", "station", "repeats__guard")
    return Finding.objects.select_for_update(no_key=True).prefetch_related(*parts)


def summary_of(finding: Finding) -> str:
    """What the command room reads: the kind, then the guard's words."""
    return f"{finding.kind.name}：{finding.words}" if finding.words else str(finding.kind.name)


def _check(guard, kind, act, words, place, checkpoint, check_in, same_as, found_at, now, files, settled) -> None:
    rows = (kind, checkpoint, check_in, same_as)
    if any(row is not None and row.station_id != guard.station_id for row in rows):
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if check_in is not None and check_in.guard_id != guard.pk:
        raise RuleBroken(_("This check-in is somebody else's."), code="other_guard")
    if len(files) > MOST_FILES:
        raise RuleBroken(_("At most six photos and voice notes."), code="file.too_many")
    if not place:
        raise RuleBroken(_("Say where it is."), code="no_place")
    rules.may_act(kind, act).or_refuse()
    rules.may_be_told(found_at, now, words, len(files)).or_refuse()
    if same_as and same_as.same_as_id:
        raise RuleBroken(_("Choose the first report of the two."), code="same")
    if settled:
        rules.may_settle(kind, act, [upload.stage for upload in files]).or_refuse()


def _duty(guard: Guard, at: datetime) -> PatrolDuty | None:
    running = PatrolDuty.objects.at(at).filter(guards__guard=guard, guards__holds=True)
    return running.order_by("starts_at").first()


def _mark(*content: Any) -> str:
    files = [(upload.stage, hashlib.sha256(upload.content).hexdigest()) for upload in content[-1]]
    plain = [getattr(part, "pk", part) for part in content[:-1]]
    return hashlib.sha256(json.dumps([plain, files], default=str).encode()).hexdigest()


def _sent_before(guard: Guard, client_id: uuid.UUID, mark: str) -> Finding | None:
    """The finding this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{guard.pk}/{client_id}"])
    known = Finding.objects.filter(guard=guard, client_id=client_id).first()
    if known and known.mark != mark:
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known
