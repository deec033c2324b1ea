"""Take over an export of the bureau: upload, say what means what, check, write as a whole or not at all."""

from collections import Counter
from collections.abc import Callable
from typing import BinaryIO, cast

import pghistory
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stations.bureau import columns, judging, rules, vocabulary, workbook
from stations.bureau.judging import Call, Judged
from stations.bureau.models import BureauImport, ColumnMapping
from stations.catalogue.models import PastCount
from stations.files.actions import store
from stations.imports.reading import LARGEST_FILE
from stations.incidents.actions import SERIES
from stations.incidents.models import Incident, Party
from stations.incidents.persons import Person, parties
from stations.incidents.words import State as IncidentState
from stations.jobs import actions as jobs
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.export import XLSX
from stations.numbers.actions import take_block
from stations.timeline.actions import record

State = BureauImport.State
CHECK, APPLY = "bureau.check", "bureau.apply"
PURPOSE = "bureau"
# Namespace of the advisory lock: one export a station is written at a time.
LOCK = 7302
BATCH = 1000
# What a matched call learns.
MATCHED = ["external_number", "state", "result", "result_text", "category", "closed_at"]


def _no_progress(done: int, total: int, message: str = "") -> None:
    """Nobody is waiting."""


def upload(*, kind: str, file: UploadedFile, station, actor, mapping: ColumnMapping | None = None, name: str = ""):
    """Take in an export; with a mapping whose columns it has, it is checked at once.

    Args:
        kind: a value of :class:`ColumnMapping.Kind`.
        file: what was uploaded.
        mapping: a saved mapping of that kind; without one a new one is guessed from the titles.
        name: name of the new mapping.

    Raises:
        NotAllowed: not the command room.
        RuleBroken: not an .xlsx, protected, broken, too large, empty, or the name is taken.
    """
    demand(rules.may_take_over(actor))
    titles = [column.title for column in workbook.look_at(cast(BinaryIO, file), file.size or 0)]
    file.seek(0)
    with transaction.atomic():
        mapping = mapping or _new_mapping(station, kind, name, titles, actor)
        stored = store(
            station=station, purpose=PURPOSE, name=file.name or "", content=file.read(), content_type=XLSX,
            actor=actor, limit=LARGEST_FILE,
        )  # fmt: skip
        found = BureauImport.objects.create(station=station, mapping=mapping, file=stored, uploaded_by=actor)
        record(verb="bureau.uploaded", subject=found, actor=actor)
        if not columns.missing(mapping.kind, mapping.columns, titles):
            _queue(found, CHECK, actor)
    return found


def _new_mapping(station, kind: str, name: str, titles: list[str], actor) -> ColumnMapping:
    if not name:
        raise RuleBroken(_("Choose a mapping or name a new one."), code="no_mapping")
    if ColumnMapping.objects.filter(name=name).exists():
        raise RuleBroken(_("Another mapping has this name."), code="name_taken")
    made = ColumnMapping.objects.create(
        station=station, name=name, kind=kind, columns=columns.guess(kind, titles), changed_by=actor
    )
    record(verb="bureau.mapping_saved", subject=made, actor=actor)
    return made


def _queue(found: BureauImport, kind: str, actor) -> None:
    jobs.start(kind=kind, key=str(found.pk), payload={"import": found.pk}, station=found.station, actor=actor)


def _locked(found_id: int) -> BureauImport:
    rows = BureauImport.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("station", "mapping", "file", "uploaded_by").get(pk=found_id)


@transaction.atomic
def save_columns(*, mapping: ColumnMapping, chosen: dict[str, str], actor) -> ColumnMapping:
    """Remember which column means what.

    Args:
        chosen: field of ours → title of theirs; empty for none.

    Raises:
        RuleBroken: one column is chosen for two fields.
    """
    demand(rules.may_take_over(actor))
    found = ColumnMapping.objects.select_for_update(no_key=True).get(pk=mapping.pk)
    titles = Counter(title for title in chosen.values() if title)
    twice = [title for title, times in titles.items() if times > 1]
    if twice:
        raise RuleBroken(_("Column “%(title)s” is chosen twice.") % {"title": twice[0]}, code="twice")
    found.columns = {code: title for code, title in chosen.items() if title}
    found.changed_by = actor
    found.save()
    record(verb="bureau.mapping_saved", subject=found, actor=actor)
    return found


@transaction.atomic
def save_words(*, mapping: ColumnMapping, words: dict[str, dict[str, str]], actor) -> ColumnMapping:
    """Remember what their words stand for; an empty code forgets a word.

    Args:
        words: field of ours → {their word: code of ours}.
    """
    demand(rules.may_take_over(actor))
    found = ColumnMapping.objects.select_for_update(no_key=True).get(pk=mapping.pk)
    for name, entries in words.items():
        kept = found.words.get(name, {}) | entries
        found.words[name] = {word: code for word, code in kept.items() if code}
    found.changed_by = actor
    found.save()
    record(verb="bureau.mapping_saved", subject=found, actor=actor)
    return found


@transaction.atomic
def recheck(*, found: BureauImport, actor, skip: bool = False) -> BureauImport:
    """Have it checked by a worker.

    Args:
        skip: rows with mistakes are left out instead of stopping the whole.
    """
    found = _locked(found.pk)
    rules.IMPORT.advance(found, "recheck", actor)
    found.report = {"skip": skip}
    found.save()
    _queue(found, CHECK, actor)
    return found


@transaction.atomic
def request_apply(*, found: BureauImport, actor) -> BureauImport:
    """Have it written by a worker.

    Raises:
        RuleBroken: not checked, has mistakes, was written, or holds nothing new.
    """
    found = _locked(found.pk)
    rules.IMPORT.advance(found, "apply", actor)
    _queue(found, APPLY, actor)
    return found


# -- the two jobs --------------------------------------------------------------------------------------------------


def _judged(found: BureauImport, progress: Callable) -> Judged:
    sheet = workbook.load(found.file)
    return judging.judge(found.mapping, sheet, vocabulary.load(found.mapping), timezone.now(), progress)


def _stops(judged: Judged, skip: bool) -> bool:
    """Unknown words always stop it: they are answered, not left out."""
    return bool(judged.unknown) or (bool(judged.errors) and not skip)


def run_check(*, import_id: int, progress: Callable = _no_progress) -> BureauImport:
    """Judge an uploaded export and keep the report (the job ``bureau.check``)."""
    found = BureauImport.objects.select_related("mapping", "file", "uploaded_by").get(pk=import_id)
    if found.state != State.UPLOADED:
        return found
    skip = bool(found.report.get("skip"))
    with _for(found.uploaded_by):
        try:
            judged = _judged(found, progress)
            report, verb = judged.report(), "refuse" if _stops(judged, skip) else "accept"
        except RuleBroken as refusal:
            report, verb = {"note": str(refusal)}, "refuse"
    with transaction.atomic():
        found = _locked(import_id)
        if found.state == State.UPLOADED:
            rules.IMPORT.advance(found, verb, None)
            found.report = report | {"skip": skip}
            found.save()
    return found


def run_apply(*, import_id: int, actor=None, progress: Callable = _no_progress) -> BureauImport:
    """Write a checked export in one transaction (the job ``bureau.apply``); safe to run twice and by two at once.

    It is judged again against the rows as they are now: what came meanwhile is known and not written twice.
    """
    found = BureauImport.objects.select_related("uploaded_by").get(pk=import_id)
    try:
        with (
            _for(found.uploaded_by),
            pghistory.context(source="bureau", bureau_import=import_id),
            transaction.atomic(),
        ):
            return _apply(import_id, actor, progress)
    except IntegrityError:
        return _refused(import_id, _("Someone entered the same calls meanwhile. Check it again."))
    except RuleBroken as refusal:
        return _refused(import_id, str(refusal))


def _apply(import_id: int, actor, progress: Callable) -> BureauImport:
    found = BureauImport.objects.only("station_id").get(pk=import_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, found.station_id])
    found = _locked(import_id)
    if found.state != State.CHECKED:
        return found
    judged = _judged(found, progress)
    if _stops(judged, bool(found.report.get("skip"))):
        raise RuleBroken(_("The station's data changed since the check. Check it again."), code="changed_meanwhile")
    if found.mapping.kind == ColumnMapping.Kind.COUNTS:
        _write_counts(found, judged)
    else:
        _write_calls(found, judged, actor, progress)
    rules.IMPORT.advance(found, "finish", None)
    found.report |= {"new": len(judged.new), "matched": len(judged.matched), "known": judged.known}
    found.applied_at = timezone.now()
    found.save()
    live.changed(found.station_id, live.BOARD)
    record(verb="bureau.applied", subject=found, actor=actor, new=len(judged.new), matched=len(judged.matched))
    return found


@transaction.atomic
def _refused(import_id: int, reason: str) -> BureauImport:
    """Keep why nothing was written."""
    found = _locked(import_id)
    if found.state == State.CHECKED:
        rules.IMPORT.advance(found, "refuse", None)
        found.report = {"note": reason, "skip": bool(found.report.get("skip"))}
        found.save()
        record(verb="bureau.failed", subject=found)
    return found


def _write_counts(found: BureauImport, judged: Judged) -> None:
    PastCount.objects.bulk_create(
        [
            PastCount(station=found.station, month=month, category_id=category, community_id=community, count=count)
            for month, category, community, count in judged.new
        ],
        batch_size=BATCH,
    )
    for pk, count in judged.matched:
        PastCount.objects.filter(pk=pk).update(count=count)


def _write_calls(found: BureauImport, judged: Judged, actor, progress: Callable) -> None:
    """New calls with their persons; ours get the number of theirs. The numbers come last before the rows."""
    theirs = dict(judged.matched)
    own = list(Incident.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=theirs).order_by("pk"))
    for incident in own:
        _match(incident, theirs[incident.pk])
    made = [(_incident(found.station, call), call) for call in judged.new]
    _number([incident for incident, _call in made])
    Incident.objects.bulk_update(own, MATCHED, batch_size=BATCH)
    for start in range(0, len(made), BATCH):
        part = made[start : start + BATCH]
        Incident.objects.bulk_create([incident for incident, _call in part])
        rows = [row for incident, call in part for row in _persons(incident, call)]
        Party.objects.bulk_create(rows)
        progress(start + len(part), len(made))
    for incident in own:
        record(verb="incident.bureau_matched", subject=incident, actor=actor, bureau_import=found.pk)


def _match(incident: Incident, call: Call) -> None:
    """Ours learns their number; one taken over earlier while it was open there is closed as it was there."""
    incident.external_number = call.external
    if incident.imported:
        incident.state, incident.result, incident.result_text = call.state, call.result, call.result_text
        incident.category = call.final or incident.category
        closed = call.times.get("closed_at")
        incident.closed_at = max(closed, incident.fed_back_at or closed) if closed else None


def _number(incidents: list[Incident]) -> None:
    """Gap-free numbers in the order of their reports, a block a year."""
    years = Counter(incident.year for incident in incidents)
    blocks = {
        year: iter(take_block(station_id=incidents[0].station_id, series=SERIES, year=year, count=count))
        for year, count in sorted(years.items())
    }
    for incident in incidents:
        incident.serial = next(blocks[incident.year])


def _incident(station, call: Call) -> Incident:
    received = call.times.get("received_at", call.reported_at)
    category = call.final or call.category
    times = {name: at for name, at in call.times.items() if name != "received_at"}
    if call.state == IncidentState.FED_BACK:
        times.pop("closed_at", None)
    return Incident(
        station=station, year=timezone.localtime(received).year, kind=category.kind, source=call.source,
        state=call.state, grade=call.grade or category.grade, call_category=call.category, category=category,
        summary=call.summary or category.name, reported_at=call.reported_at, received_at=received,
        place=call.place, community_id=call.community_id, result=call.result, result_text=call.result_text,
        external_number=call.external, imported=True, **times,
    )  # fmt: skip


def _persons(incident: Incident, call: Call) -> list[Party]:
    return parties(incident, [Person(name=call.reporter, phone=call.phone)]) if call.reporter or call.phone else []


def _for(person):
    """Reasons in the language of the person who reads them."""
    return translation.override(getattr(person, "language", None) or translation.get_language())
