"""Verbs of surveys: entered, changed, looked at again, ended, taken up again; every look is a record of its own."""

import uuid
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.surveys import rules
from community.surveys.models import Survey, SurveyLevel, SurveyReview
from community.surveys.readings import keeper_id, keeper_of
from community.surveys.words import Finding
from stations.files.actions import clean_name, store
from stations.incidents.attachments import recognised
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.notices.actions import tell
from stations.organisation.rules import same_station
from stations.places.geometry import locate, plausible
from stations.timeline.actions import lines_last, record

PURPOSE, LATE = "survey", "survey.late"
# The first levels: name, days until it is looked at again, usual measure; the station changes them.
FIRST_LEVELS = (
    (1, "一级", 7, "每周到场检查，活动期间专人值守"),
    (2, "二级", 30, "每月检查，纳入巡逻必到点"),
    (3, "三级", 90, "每季度走访，掌握变化"),
)
TEXTS = ("name", "place", "why", "measure")


# -- levels --------------------------------------------------------------------------------------------------------


@transaction.atomic
def install_levels(*, station, actor=None) -> int:
    """Begin with the levels that come with the house; those of the same rank stay. Returns how many are new."""
    if actor is not None:
        demand(rules.may_set_surveys(actor))
    known = set(SurveyLevel.objects.filter(station=station).values_list("rank", flat=True))
    fresh = [
        SurveyLevel(station=station, rank=rank, name=name, review_days=days, measure=measure)
        for rank, name, days, measure in FIRST_LEVELS if rank not in known
    ]  # fmt: skip
    made = len(SurveyLevel.objects.bulk_create(fresh))
    if made:
        record(verb="survey_level.installed", station=station, actor=actor, count=made)
    return made


@transaction.atomic
def keep_level(*, station, actor, level: SurveyLevel | None = None, **values) -> SurveyLevel:
    """Make or change a level. Days that are set already stay until the next look.

    Raises:
        NotAllowed: neither office nor leadership.
        RuleBroken: ``name_taken``, ``rank_taken``, ``person``.
    """
    demand(rules.may_set_surveys(actor))
    rules.names_nobody(values.get("measure", "")).or_refuse()
    but = level.pk if level else None
    free(SurveyLevel, station, but=but, name=values["name"])
    free(SurveyLevel, station, but=but, rank=values["rank"])
    if level is None:
        level = SurveyLevel.objects.create(station=station, **values)
        record(verb="survey_level.added", subject=level, actor=actor)
    elif changed := write(level, values):
        record(verb="survey_level.changed", subject=level, actor=actor, fields=changed)
    return level


# -- surveys -------------------------------------------------------------------------------------------------------


def _check(row: Survey) -> None:
    rules.names_nobody(*(getattr(row, name) for name in TEXTS)).or_refuse()
    for name, words in (("name", _("Give it a name.")), ("place", _("Say where it is.")),
                        ("measure", _("Say what is done about it."))):  # fmt: skip
        if not getattr(row, name):
            raise RuleBroken(words, code=f"no_{name}")
    rules.fits_kind(row.kind, row.starts_at, row.ends_at, row.crowd).or_refuse()
    for end in (row.level, row.community, row.grid, row.spot, row.enterprise, row.officer):
        if end is not None:
            same_station(row, end).or_refuse()


def _settle(row: Survey) -> None:
    """Point, community and grid from what it is tied to, where nothing else is said."""
    for source in (row.enterprise, row.spot):
        if source is not None and row.lat is None and source.lat is not None:
            row.lat, row.lng = source.lat, source.lng
        if source is not None:
            row.community = row.community or source.community
            row.grid = row.grid or source.grid
    if row.lat is not None and row.lng is not None:
        if not plausible(row.lat, row.lng):
            raise RuleBroken(_("This position lies elsewhere."), code="position")
        found = locate(row.station_id, row.lat, row.lng)
        row.grid_id = row.grid_id or found.grid_id
        row.community_id = row.community_id or found.community_id
    if row.community_id is None and row.grid is not None:
        row.community_id = row.grid.community_id


def _leave(row: Survey, before: dict[str, Any]) -> None:
    """What lies elsewhere now takes the grid and community of its new place, where no others are chosen with it."""
    moved = {name for name in before if getattr(row, name) != before[name]}
    sources = [getattr(row, name) for name in ("enterprise", "spot") if name in moved]
    source, here = next((one for one in sources if one is not None), None), None
    if moved & {"lat", "lng"}:
        if row.lat is not None and row.lng is not None:
            here = locate(row.station_id, row.lat, row.lng)
    elif source is not None:
        here = source
        if source.lat is not None:
            row.lat, row.lng = source.lat, source.lng
    for name in () if here is None else ("grid_id", "community_id"):
        if getattr(here, name) and name.removesuffix("_id") not in moved:
            setattr(row, name, getattr(here, name))


def last_day(row: Survey) -> date | None:
    """The last day of an event."""
    return timezone.localdate(row.ends_at) if row.ends_at else None


@transaction.atomic
@lines_last()
def enter(
    *, station, actor, client_id: uuid.UUID, kind: str, name: str, place: str, level: SurveyLevel, measure: str,
    note: str = "", photo: tuple[str, bytes] | None = None, at: datetime | None = None, **columns: Any,
) -> Survey:  # fmt: skip
    """Keep premises, a place or an event in sight from now on; once a form.

    Args:
        client_id: made when the form was opened.
        measure: what is done about it; the level's usual one where it is empty.
        columns: why, lat, lng, community, grid, spot, enterprise, officer, starts_at, ends_at, crowd.

    Raises:
        NotAllowed: answers for no area.
        RuleBroken: ``person``, ``no_name``, ``no_place``, ``no_measure``, ``span``, ``no_event``, ``position``,
            ``twice``, ``other_station``, ``file.…``.
    """
    demand(rules.may_enter(actor))
    known = SurveyReview.objects.filter(station=station, client_id=client_id).select_related("survey").first()
    if known is not None:
        return known.survey
    picture = _read(photo)
    now = at or timezone.now()
    today = timezone.localdate(now)
    values = {key: value.strip() if isinstance(value, str) else value for key, value in columns.items()}
    row = Survey(
        station=station, kind=kind, name=name.strip(), place=place.strip(), level=level, entered_by=actor,
        measure=measure.strip() or level.measure, reviewed_on=today, **values,
    )  # fmt: skip
    _check(row)
    rules.names_nobody(note).or_refuse()
    _settle(row)
    row.review_on = rules.review_by(today, level, last_day(row))
    try:
        with transaction.atomic():
            row.save()
            _look(row, Finding.ENTERED, actor, now, client_id, note=note, picture=picture)
    except IntegrityError as error:
        again = SurveyReview.objects.filter(station=station, client_id=client_id).select_related("survey").first()
        if again is not None:
            return again.survey
        raise RuleBroken(_("This is kept in sight already."), code="twice") from error
    record(verb="survey.entered", subject=row, actor=actor, level=level.rank)
    return row


@transaction.atomic
@lines_last()
def change(*, survey: Survey, actor, **values: Any) -> Survey:
    """Change what is said of it; its level changes by a review.

    Raises:
        NotAllowed: not responsible.
        RuleBroken: as :func:`enter`; ``ended``.
    """
    row = locked(survey.pk)
    demand(rules.may_tend(actor, row))
    if row.ended_on:
        raise RuleBroken(_("It has ended; take it up again first."), code="ended")
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _leave(row, before)
    _check(row)
    _settle(row)
    row.review_on = min(row.review_on, rules.review_by(row.reviewed_on, row.level, last_day(row)))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RuleBroken(_("This is kept in sight already."), code="twice") from error
    changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
    record(verb="survey.changed", subject=row, actor=actor, fields=changed)
    return row


def locked(survey_id: int) -> Survey:
    """The survey, locked until the transaction ends, with ``keeper_id``: who is responsible today."""
    rows = Survey.objects.select_for_update(no_key=True)
    row = rows.prefetch_related("level", "station", "community", "grid", "spot", "enterprise", "officer").get(
        pk=survey_id
    )
    row.keeper_id = keeper_id(row, timezone.localdate())
    return row


def _read(photo: tuple[str, bytes] | None) -> tuple[str, str, str, bytes] | None:
    if photo is None:
        return None
    name, content = photo
    media, ending, content_type, content = recognised(content)
    if media != "image":
        raise RuleBroken(_("Send a photo."), code="file.wrong_type")
    return name, ending, content_type, content


def _look(row: Survey, finding: str, actor, at: datetime, client_id: uuid.UUID, **told) -> SurveyReview:
    """Write one review; a photo is kept with it."""
    stored, picture = None, told.get("picture")
    if picture is not None:
        name, ending, content_type, content = picture
        stem = PurePosixPath(clean_name(name)).stem or "photo"
        stored = store(
            station=row.station, purpose=PURPOSE, name=f"{stem[:100]}{ending}", content=content,
            content_type=content_type, actor=actor,
        )  # fmt: skip
    return SurveyReview.objects.create(
        station=row.station, survey=row, client_id=client_id, finding=finding, level=row.level,
        level_before=told.get("before"), note=told.get("note", "").strip(), photo=stored, by=actor, at=at,
        due_on=told.get("due_on"), next_on=None if finding == Finding.ENDED else row.review_on,
    )  # fmt: skip


FINDINGS = {"same": Finding.SAME, "level": Finding.LEVEL, "end": Finding.ENDED, "resume": Finding.RESUMED}


@transaction.atomic
@lines_last()
def review(
    *, survey: Survey, verb: str, actor, client_id: uuid.UUID, note: str = "", level: SurveyLevel | None = None,
    photo: tuple[str, bytes] | None = None, at: datetime | None = None,
) -> SurveyReview:  # fmt: skip
    """Somebody looked at it: still so, another level, ended, or taken up again; once a form.

    Args:
        verb: ``same``, ``level``, ``end`` or ``resume``.
        level: the new one, for ``level``; for ``resume`` where it is another.
        note: needed to end it and to change its level.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``person``, ``same_level``, ``no_level``, ``no_note``,
            ``file.…``.
    """
    now, picture = at or timezone.now(), _read(photo)
    row = locked(survey.pk)
    known = SurveyReview.objects.filter(station=row.station, client_id=client_id).first()
    if known is not None:
        return known
    today, before, due = timezone.localdate(now), row.level, row.review_on
    rules.STEPS.advance(row, verb, actor, now)
    rules.names_nobody(note).or_refuse()
    if verb in {"end", "level"} and not note.strip():
        raise RuleBroken(_("Say what has changed."), code="no_note")
    if verb == "level":
        if level is None:
            raise RuleBroken(_("Choose the new level."), code="no_level")
        rules.changes_level(row, level).or_refuse()
        row.level = level
    row.reviewed_on = today
    row.ended_on = today if verb == "end" else None
    if verb != "end":
        row.review_on = rules.review_by(today, row.level, last_day(row))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RuleBroken(_("This is kept in sight already."), code="twice") from error
    made = _look(
        row, FINDINGS[verb], actor, now, client_id, note=note, picture=picture,
        before=before if verb == "level" else None, due_on=None if verb == "resume" else due,
    )  # fmt: skip
    record(verb=f"survey.{verb}", subject=row, actor=actor, level=row.level.rank)
    return made


@transaction.atomic
def tell_late(*, station, day: date) -> int:
    """Tell who is responsible that a review is overdue, once a day of review; returns how many. Safe to repeat."""
    rows = Survey.objects.overdue(day).select_related("station").order_by("pk")
    told = 0
    for row in [one for one in rows if one.told_late != one.review_on]:
        keeper = keeper_of(row, day)
        if keeper is not None:
            tell(
                station=row.station, recipients=[keeper], kind=LATE, key=f"{LATE}:{row.pk}:{row.review_on}",
                url=row.get_absolute_url(), survey=row.pk,
            )  # fmt: skip
            told += 1
        Survey.objects.filter(pk=row.pk).update(told_late=row.review_on)
    return told
