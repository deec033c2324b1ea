"""Record a visit, once: its check list, its tips, what is not in order; and strike one entered by mistake."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises import finding_steps, first_visits, rules
from community.enterprises.actions import locked, same_station
from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import (
    CheckItem,
    CheckListVersion,
    EnterpriseVisit,
    Tip,
    VisitAnswer,
    VisitFile,
    VisitOfficer,
    VisitTip,
)
from community.enterprises.words import Stage, Told, VisitKind
from stations.files.actions import store
from stations.incidents.attachments import LIMITS, recognised
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer, User
from stations.organisation.rules import officer_of
from stations.timeline.actions import lines_last, record

PURPOSE = "enterprises"
LOCK_SPACE = 7206
CLOCKS_DIFFER = 120


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to one item; words of a "no" tell what is not in order."""

    choice: str = ""
    number: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo from the tablet; ``item`` is the id of the item it belongs to, 0 for the whole visit."""

    content: bytes
    item: int = 0


@dataclass(frozen=True, slots=True)
class Extra:
    """Something not in order that no item asked for."""

    what: str
    grade: int


@dataclass(slots=True)
class Said:
    """Everything a form of a visit says."""

    kind: str
    told: str = Told.AGREED
    version: CheckListVersion | None = None
    answers: dict[int, Given] = field(default_factory=dict)
    tips: Sequence[Tip] = ()
    others: Sequence[Officer] = ()
    extra: Extra | None = None
    photos: Sequence[Photo] = ()
    met: str = ""
    note: str = ""
    at: datetime | None = None
    offline: bool = False


@transaction.atomic
@lines_last()
def record_visit(
    *, enterprise: Enterprise, actor: User, client_id: uuid.UUID, said: Said, now: datetime | None = None
) -> EnterpriseVisit:  # fmt: skip
    """An officer was at an enterprise, once: the same ``client_id`` and content give the same visit again.

    Every "no" whose item has a grade opens a finding; a major one goes to the command room at once.

    Args:
        enterprise: where.
        actor: the officer who records; was there.
        client_id: made when the form was opened.
        said: what the form says; ``at`` by the tablet's clock for one that waited for a network.
        now: the moment of recording; now by default.

    Raises:
        NotAllowed: no police officer on post.
        RuleBroken: ``idempotency``, ``first_done``, ``in_future``, ``too_old``, ``not_here_yet``, ``moved_out``,
            ``other_list``, ``missing_answer``, ``other_station``, ``file.…``.
    """
    demand(rules.may_visit(actor))
    officer, now = officer_of(actor), now or timezone.now()
    at = said.at or now
    at = now if 0 < (at - now).total_seconds() < CLOCKS_DIFFER else at
    mark = _mark(enterprise, said)
    known = _sent_before(officer, client_id, mark)
    if known:
        return known
    # Pictures take seconds: read before anything is locked.
    pictures = [(photo.item, recognised(photo.content)) for photo in said.photos]
    enterprise = locked(enterprise.pk)
    items = list(CheckItem.objects.filter(version=said.version).order_by("order")) if said.version else []
    first = first_visits.first_of(enterprise)
    _check(enterprise, said, items, first, pictures, at, now)
    visit = EnterpriseVisit.objects.create(
        station=enterprise.station, client_id=client_id, mark=mark, enterprise=enterprise, kind=said.kind,
        officer=officer, at=at, recorded_at=now, offline=said.offline, met=said.met.strip(), version=said.version,
        told=said.told, note=said.note.strip(),
    )  # fmt: skip
    _write_around(visit, said, items, pictures, actor)
    if said.kind == VisitKind.FIRST and first:
        first_visits.done(first=first, visit=visit)
    if enterprise.visited_at is None or enterprise.visited_at < at:
        enterprise.visited_at = at
        enterprise.save(update_fields=["visited_at"])
    record(verb="visit.recorded", subject=visit, actor=actor, kind=said.kind, enterprise=enterprise.pk)
    record(verb=f"enterprise.visited_{said.kind}", subject=enterprise, actor=actor, visit=visit.pk)
    _open_findings(visit, said, items, pictures, actor, now)
    live.changed(enterprise.station_id, "enterprises", live.mine(actor.pk))
    return visit


def _check(enterprise, said: Said, items, first: FirstVisit | None, pictures, at, now) -> None:
    same_station(enterprise.station, said.version, *said.tips, *said.others)
    rules.may_be_recorded(enterprise, at, now).or_refuse()
    rules.may_be_first(said.kind, first.state if first else None).or_refuse()
    rules.answers_hold(items, said.answers).or_refuse()
    if len(pictures) > rules.MOST_PHOTOS:
        raise RuleBroken(_("At most twelve photos."), code="file.too_many")
    if any(media != "image" for _item, (media, *_rest) in pictures):
        raise RuleBroken(_("Only photos can be added."), code="file.type")


def _write_around(visit: EnterpriseVisit, said: Said, items, pictures, actor: User) -> None:
    """Answers, tips, colleagues, photos that belong to no finding."""
    station, answered = visit.station, {pk: given for pk, given in said.answers.items() if _says(given)}
    VisitAnswer.objects.bulk_create(
        VisitAnswer(station=station, visit=visit, item_id=pk, choice=given.choice, number=given.number,
                    text=given.text.strip()[:200])
        for pk, given in answered.items()
    )  # fmt: skip
    VisitTip.objects.bulk_create(VisitTip(station=station, visit=visit, tip=tip) for tip in dict.fromkeys(said.tips))
    others = [row for row in dict.fromkeys(said.others) if row.pk != visit.officer_id]
    VisitOfficer.objects.bulk_create(VisitOfficer(station=station, visit=visit, officer=row) for row in others)
    opening = {item.pk for item in items if _opens(item, said)}
    for number, (item, picture) in enumerate(pictures):
        if item not in opening and not (item == 0 and said.extra):
            stored = keep_photo(visit.station, f"visit-{visit.pk}-{number}", picture, actor)
            VisitFile.objects.create(station=station, visit=visit, item_id=item or None, file=stored)


def _open_findings(visit: EnterpriseVisit, said: Said, items, pictures, actor: User, now: datetime) -> None:
    for item in items:
        if _opens(item, said):
            words = said.answers[item.pk].text.strip()
            # An item says how it ought to be; the finding says that it is not so. Kept with it, so Chinese.
            what = f"不符合“{item.text}”" + (f"：{words}" if words else "")
            photos = [picture for number, picture in pictures if number == item.pk]
            _open(visit, what, item.grade, item, photos, actor, now, told=said.told)
    if said.extra:
        photos = [picture for number, picture in pictures if number == 0]
        _open(visit, said.extra.what, said.extra.grade, None, photos, actor, now, told=said.told)


def _open(visit: EnterpriseVisit, what: str, grade: int, item, photos, actor: User, now: datetime, *, told) -> None:
    finding = finding_steps.open_finding(
        enterprise=visit.enterprise, actor=actor, what=what[:300], grade=grade, item=item, visit=visit, now=now,
        # Who was there has heard it: the way starts with what was said on the spot.
        told=told != Told.ABSENT,
    )  # fmt: skip
    for number, picture in enumerate(photos):
        finding_steps.add_photo(finding, Stage.BEFORE, picture, actor, now, number)
    finding_steps.alarm_if_grave(finding, actor=actor, now=now)


def _opens(item: CheckItem, said: Said) -> bool:
    given = said.answers.get(item.pk)
    return given is not None and rules.opens_finding(item, given.choice)


def _says(given: Given) -> bool:
    return bool(given.choice or given.number is not None or given.text.strip())


@transaction.atomic
@lines_last()
def strike(*, visit: EnterpriseVisit, actor: User, reason: str) -> EnterpriseVisit:
    """A visit entered by mistake: kept, shown struck, counted no more; a first visit is due again.

    Its findings stay: what is not in order does not go away because the visit was entered under a wrong name.
    """
    enterprise = locked(visit.enterprise_id)
    visit = EnterpriseVisit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    demand(rules.may_strike(actor, visit))
    if not reason.strip():
        raise RuleBroken(_("Give the reason."), code="no_reason")
    visit.struck_at, visit.struck_by, visit.struck_reason = timezone.now(), actor, reason.strip()[:120]
    visit.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    first_visits.undone(visit=visit)
    last = EnterpriseVisit.objects.valid().filter(enterprise=enterprise).order_by("-at").first()
    enterprise.visited_at = last.at if last else None
    enterprise.save(update_fields=["visited_at"])
    record(verb="visit.struck", subject=visit, actor=actor)
    return visit


# Small parts


def keep_photo(station, name: str, picture: tuple, actor: User):
    """Store a photo as :func:`recognised` gave it back: written anew, without what the camera noted."""
    _media, ending, content_type, content = picture
    return store(
        station=station, purpose=PURPOSE, name=f"{name}{ending}", content=content, content_type=content_type,
        actor=actor, limit=LIMITS["image"],
    )  # fmt: skip


def _mark(enterprise: Enterprise, said: Said) -> str:
    answers = sorted((pk, str(given)) for pk, given in said.answers.items())
    photos = [(photo.item, hashlib.sha256(photo.content).hexdigest()) for photo in said.photos]
    extra = [said.extra.what, said.extra.grade] if said.extra else []
    content: list[Any] = [
        enterprise.pk, said.kind, said.told, said.version.pk if said.version else 0, answers, photos, extra,
        sorted(tip.pk for tip in said.tips), sorted(row.pk for row in said.others), said.met, said.note,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def _sent_before(officer: Officer | None, client_id: uuid.UUID, mark: str) -> EnterpriseVisit | None:
    """The visit this form has already made; a second sender waits here until the first one has ended."""
    assert officer is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{officer.pk}/{client_id}"])
    known = EnterpriseVisit.objects.filter(officer=officer, client_id=client_id).first()
    if known and known.mark != mark:
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known
