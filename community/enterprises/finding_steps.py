"""Verbs of safety findings: found, told, put right, re-checked by another, closed; or handed over, or an incident."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises import rules
from community.enterprises.actions import locked as locked_enterprise
from community.enterprises.actions import same_station, when_moved_out
from community.enterprises.models import Enterprise
from community.enterprises.models_visits import EnterpriseVisit, FindingStep, SafetyFinding, SafetyFindingFile
from community.enterprises.readings import inspector_expression, settings_of
from community.enterprises.words import Grade, Stage
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.files.actions import fetch, store
from stations.incidents import attachments
from stations.incidents.intake import record_incident
from stations.incidents.models import Attachment
from stations.incidents.words import Source
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Officer, User
from stations.timeline.actions import lines_last, record

PURPOSE = "enterprises"
OVERDUE, MOVED = "safety_finding.overdue", "safety_finding.moved"
STAGES = {Stage.BEFORE: Attachment.Stage.BEFORE, Stage.AFTER: Attachment.Stage.AFTER}
MOST_PHOTOS = 20
# The same words of the same officer within this time are the same finding sent again.
AGAIN = timedelta(minutes=10)


def open_finding(
    *, enterprise: Enterprise, actor: User, what: str, grade: int, now: datetime, item=None,
    visit: EnterpriseVisit | None = None, told: bool = False,
) -> SafetyFinding:  # fmt: skip
    """A finding at a locked enterprise, with its deadline; the caller holds the transaction.

    Args:
        told: somebody in charge was there and has heard it.
    """
    settings = settings_of(enterprise.station)
    finding = SafetyFinding(
        station=enterprise.station, enterprise=enterprise, visit=visit, item=item, what=what, grade=grade,
        found_by=actor, found_at=now, due_on=timezone.localdate(now) + timedelta(rules.days_for(grade, settings)),
    )  # fmt: skip
    finding.save(force_insert=True)
    _note(finding, "found", "", actor, now)
    record(verb="safety_finding.found", subject=finding, actor=actor, grade=grade, enterprise=enterprise.pk)
    if told:
        _move(finding, "tell", actor, now, told_at=now)
    return finding


@transaction.atomic
@lines_last()
def find(
    *, enterprise: Enterprise, actor: User, what: str, grade: int, photos: Sequence[bytes] = (), told: bool = False
) -> SafetyFinding:
    """Something seen without a visit, by whoever of the police passes; sent again it is the same finding.

    Raises:
        NotAllowed: no police officer on post.
        RuleBroken: ``moved_out``, ``no_words``, ``file.…``.
    """
    demand(rules.may_visit(actor))
    if not what.strip():
        raise RuleBroken(_("Say what is not in order."), code="no_words")
    pictures, now = [_picture(content) for content in photos], timezone.now()
    enterprise = locked_enterprise(enterprise.pk)
    if enterprise.moved_out_on:
        raise RuleBroken(_("This enterprise has moved out."), code="moved_out")
    same = {"enterprise": enterprise, "found_by": actor, "what": what.strip(), "grade": grade, "visit": None}
    if known := SafetyFinding.objects.filter(**same, found_at__gt=now - AGAIN).first():
        return known
    finding = open_finding(enterprise=enterprise, actor=actor, what=what.strip(), grade=grade, now=now, told=told)
    for number, picture in enumerate(pictures):
        add_photo(finding, Stage.BEFORE, picture, actor, now, number)
    alarm_if_grave(finding, actor=actor, now=now)
    return finding


@transaction.atomic
@lines_last()
def tell_enterprise(
    *, finding: SafetyFinding, actor: User, words: str = "", due_on: date | None = None
) -> SafetyFinding:
    """Somebody in charge has been told, and by when it is to be put right."""
    finding, now = locked(finding.pk), timezone.now()
    if due_on is not None:
        rules.may_defer(finding, due_on, timezone.localdate(now)).or_refuse()
        finding.due_on = due_on
    return _move(finding, "tell", actor, now, words, told_at=now)


@transaction.atomic
@lines_last()
def rectify(*, finding: SafetyFinding, actor: User, words: str = "", photos: Sequence[bytes] = ()) -> SafetyFinding:
    """The enterprise says, or somebody saw, that it is put right; another officer re-checks.

    Raises:
        RuleBroken: ``photos``: what is more than minor needs a photo of after; ``wrong_state``, ``file.…``.
    """
    pictures, now = [_picture(content) for content in photos], timezone.now()
    finding = locked(finding.pk)
    if not pictures and rules.needs_photo(finding):
        raise RuleBroken(_("A serious finding needs a photo of how it is now."), code="photos")
    finding.rechecked_by = finding.rechecked_at = None
    finding = _move(finding, "rectify", actor, now, words, rectified_at=now, rectified_by=actor)
    for number, picture in enumerate(pictures):
        add_photo(finding, Stage.AFTER, picture, actor, now, number)
    return finding


@transaction.atomic
@lines_last()
def recheck(*, finding: SafetyFinding, actor: User, words: str = "", photos: Sequence[bytes] = ()) -> SafetyFinding:
    """Another officer has seen that it is right; a minor one is closed with it, others by a leader.

    Raises:
        NotAllowed: who reported it as put right, or no police officer.
    """
    pictures, now = [_picture(content) for content in photos], timezone.now()
    finding = _move(locked(finding.pk), "recheck", actor, now, words, rechecked_at=now, rechecked_by=actor)
    for number, picture in enumerate(pictures):
        add_photo(finding, Stage.AFTER, picture, actor, now, number)
    if finding.grade == Grade.MINOR:
        finding = _move(finding, "settle", None, now, closed_at=now)
    return finding


@transaction.atomic
@lines_last()
def reject(*, finding: SafetyFinding, actor: User, words: str, due_on: date | None = None) -> SafetyFinding:
    """It is not right yet: back to the enterprise, with a new deadline."""
    if not words.strip():
        raise RuleBroken(_("Say what is not right yet."), code="no_words")
    finding, now = locked(finding.pk), timezone.now()
    today = timezone.localdate(now)
    if due_on is not None:
        rules.may_defer(finding, due_on, today).or_refuse()
    due_on = due_on or today + timedelta(rules.days_for(finding.grade, settings_of(finding.station)))
    gone = {"rectified_at": None, "rectified_by": None, "rechecked_at": None, "rechecked_by": None}
    return _move(finding, "reject", actor, now, words, due_on=due_on, warned_on=None, **gone)


@transaction.atomic
@lines_last()
def close(*, finding: SafetyFinding, actor: User, words: str = "") -> SafetyFinding:
    """A leader closes what was more than minor."""
    now = timezone.now()
    return _move(locked(finding.pk), "close", actor, now, words, closed_at=now)


@transaction.atomic
@lines_last()
def hand_over(
    *, finding: SafetyFinding, actor: User, department: str, words: str, reference: str = "",
    due_on: date | None = None,
) -> SafetyFinding:  # fmt: skip
    """To the department that is competent for it; the police follow it until the answer is there.

    Raises:
        RuleBroken: ``no_words``, ``past``, ``too_far``, ``wrong_state``.
    """
    if not words.strip():
        raise RuleBroken(_("Say what the department is told."), code="no_words")
    finding, now = locked(finding.pk), timezone.now()
    due_on = due_on or timezone.localdate(now) + timedelta(30)
    rules.may_defer(finding, due_on, timezone.localdate(now)).or_refuse()
    return _move(
        finding, "hand_over", actor, now, words, department=department, reference=reference.strip(),
        department_due_on=due_on,
    )  # fmt: skip


@transaction.atomic
@lines_last()
def answered(*, finding: SafetyFinding, actor: User, words: str) -> SafetyFinding:
    """The department says that it is put right; an officer still looks."""
    if not words.strip():
        raise RuleBroken(_("Write what the department answered."), code="no_words")
    now = timezone.now()
    return _move(locked(finding.pk), "answered", actor, now, words, rectified_at=now, rectified_by=None)


@transaction.atomic
@lines_last()
def sent_back(*, finding: SafetyFinding, actor: User, words: str) -> SafetyFinding:
    """The department is not competent, or asks the police to go on."""
    if not words.strip():
        raise RuleBroken(_("Write what the department answered."), code="no_words")
    finding, now = locked(finding.pk), timezone.now()
    due_on = max(finding.due_on, timezone.localdate(now))
    return _move(finding, "sent_back", actor, now, words, department="", due_on=due_on)


@transaction.atomic
@lines_last()
def alarm(*, finding: SafetyFinding, actor: User, words: str = "") -> SafetyFinding:
    """To the command room: it becomes an incident of kind hazard in the one inbox, and comes back when handled."""
    return _alarm(locked(finding.pk), actor, timezone.now(), words)


def alarm_if_grave(finding: SafetyFinding, *, actor: User, now: datetime) -> None:
    """What is grave by the station's settings goes to the command room at once, with its photos."""
    if not rules.goes_to_command(finding.grade, settings_of(finding.station)):
        return
    if category_of(finding.station) is not None:
        _alarm(finding, actor, now, "")


def category_of(station) -> Category | None:
    """The category of incidents made of findings: the one set, else the first of hazards in use."""
    chosen = settings_of(station).category
    if chosen is not None and chosen.active:
        return chosen
    return Category.objects.filter(kind=Kind.HAZARD, active=True).order_by("-level", "code").first()


def _alarm(finding: SafetyFinding, actor: User, now: datetime, words: str) -> SafetyFinding:
    answer = rules.FINDING.check(finding, "alarm", actor, now)
    if answer.code == "not_allowed":
        demand(answer)
    answer.or_refuse()
    category = category_of(finding.station)
    if category is None:
        raise RuleBroken(_("The station has no category of hazards in use."), code="no_category")
    enterprise = finding.enterprise
    incident = record_incident(
        station=finding.station, actor=actor, source=Source.BEAT, category=category, reported_at=now, at=now,
        summary=f"{enterprise.name}：{finding.what}", place=where(enterprise)[:160], lat=point(enterprise)[0],
        lng=point(enterprise)[1], injuries="unknown", weapons="unknown", door=rules.may_visit,
        community=enterprise.community if point(enterprise)[0] is None else None,
    )  # fmt: skip
    for row in finding.files.select_related("file"):
        attachments.add(
            incident=incident, actor=actor, name=row.file.name, stage=STAGES[Stage(row.stage)], at=now,
            content=fetch(stored=row.file, actor=actor),
        )  # fmt: skip
    return _move(finding, "alarm", actor, now, words, incident=incident)


# Following


def followed(move) -> None:
    """The incident moved: its finding moves along (hook of ``incidents``, inside the transaction)."""
    if move.verb == "record":
        return
    incident = move.incident
    verb = "resumed" if incident.is_open else "handled"
    for finding in _locking().filter(incident=incident).order_by("id"):
        if rules.FINDING.step(finding.state, verb):
            columns = {"rectified_at": move.at, "rectified_by": None} if verb == "handled" else {}
            _move(finding, verb, None, move.at, **columns)
            tell(
                station=finding.station, recipients=[finding.found_by], kind=MOVED,
                key=f"{MOVED}:{finding.pk}:{verb}:{move.at.isoformat()}", url=finding.get_absolute_url(),
                finding=finding.pk,
            )  # fmt: skip


def lapse_all(enterprise: Enterprise, at: datetime) -> None:
    """The enterprise has moved out: what is still open no longer applies; the command room goes on with its own."""
    for finding in _locking().filter(enterprise=enterprise).open().order_by("id"):
        if rules.FINDING.step(finding.state, "lapse"):
            _move(finding, "lapse", None, at, closed_at=at)


when_moved_out(lapse_all)


@transaction.atomic
@lines_last()
def remind(*, station, at: datetime) -> int:
    """Tell whoever is in charge that a deadline has passed, once; returns how many findings."""
    today = timezone.localdate(at)
    late = SafetyFinding.objects.overdue(today).filter(warned_on=None).annotate(
        keeper=inspector_expression(today, "officer_id", "enterprise__")
    )  # fmt: skip
    found = list(late.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    officers = Officer.objects.select_related("user").in_bulk({row.keeper for row in found if row.keeper})
    for row in found:
        if row.keeper:
            tell(
                station=station, recipients=[officers[row.keeper]], kind=OVERDUE,
                key=f"{OVERDUE}:{row.pk}:{row.due_on}", url=reverse("safety-finding", args=[row.pk]), finding=row.pk,
            )  # fmt: skip
    SafetyFinding.objects.filter(pk__in=[row.pk for row in found]).update(warned_on=today)
    return len(found)


# Small parts


def locked(finding_id: int) -> SafetyFinding:
    """The finding, locked until the transaction ends."""
    return _locking().get(pk=finding_id)


def _locking():
    """Without joins: what was joined before the lock is not looked at again."""
    parts = ("enterprise__building", "enterprise__kind", "enterprise__community", "station", "found_by", "incident")
    return SafetyFinding.objects.select_for_update(no_key=True).prefetch_related(*parts)


def _move(finding: SafetyFinding, verb: str, actor: User | None, at: datetime, words: str = "", **columns):
    rules.FINDING.advance(finding, verb, actor, at)
    for column, value in columns.items():
        setattr(finding, column, value)
    finding.save()
    _note(finding, verb, words, actor, at)
    record(verb=f"safety_finding.{verb}", subject=finding, actor=actor, state=finding.state)
    live.changed(finding.station_id, "enterprises")
    return finding


def _note(finding: SafetyFinding, verb: str, words: str, actor: User | None, at: datetime) -> None:
    FindingStep.objects.create(
        station=finding.station, finding=finding, verb=verb, words=words.strip()[:300], by=actor, at=at
    )


def _picture(content: bytes) -> tuple:
    picture = attachments.recognised(content)
    if picture[0] != "image":
        raise RuleBroken(_("Only photos can be added."), code="file.type")
    return picture


def add_photo(finding: SafetyFinding, stage: str, picture: tuple, actor: User, at: datetime, number: int) -> None:
    """Keep one photo of a finding, as ``recognised`` gave it back."""
    same_station(finding.station, finding.enterprise)
    if finding.files.count() >= MOST_PHOTOS:
        raise RuleBroken(_("A finding holds at most twenty photos."), code="file.too_many")
    _media, ending, content_type, content = picture
    stored = store(
        station=finding.station, purpose=PURPOSE, name=f"finding-{finding.pk}-{stage}-{number}{ending}",
        content=content, content_type=content_type, actor=actor, limit=attachments.LIMITS["image"],
    )  # fmt: skip
    SafetyFindingFile.objects.create(
        station=finding.station, finding=finding, file=stored, stage=stage, by=actor, at=at
    )


def where(enterprise: Enterprise) -> str:
    """Where it is, in words."""
    if enterprise.building is None:
        return enterprise.address
    parts = [enterprise.building.name, enterprise.storey, enterprise.unit]
    return " ".join(part for part in parts if part)


def point(enterprise: Enterprise) -> tuple[float | None, float | None]:
    """Its own point, else that of the building."""
    if enterprise.lat is not None:
        return enterprise.lat, enterprise.lng
    return (enterprise.building.lat, enterprise.building.lng) if enterprise.building else (None, None)
