"""Verbs of an import: upload, check, apply as a whole or not at all, discard."""

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, cast

import pghistory
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from stations.files.actions import forget, store
from stations.imports import rules
from stations.imports.checking import Report, check
from stations.imports.models import WorkbookImport
from stations.imports.plan import Plan, no_progress
from stations.imports.reading import LARGEST_FILE, inspect, read
from stations.imports.registry import workbook
from stations.jobs import actions as jobs
from stations.kit.answer import RuleBroken, demand
from stations.kit.export import XLSX
from stations.timeline.actions import lines_last, record

State = WorkbookImport.State
CHECK, APPLY = "imports.check", "imports.apply"
PURPOSE = "imports"


def upload(*, kind: str, file: UploadedFile, station, actor) -> WorkbookImport:
    """Take in a workbook and have it checked by a worker.

    Args:
        kind: code of a registered workbook.
        file: what was uploaded.
        station: whose rows it is about.
        actor: who uploads.

    Raises:
        NotAllowed: the person may not import this kind.
        RuleBroken: not an .xlsx, protected, broken or too large.
    """
    demand(rules.may_import_kind(actor, kind))
    inspect(cast(BinaryIO, file), file.size or 0)
    file.seek(0)
    with transaction.atomic():
        stored = store(
            station=station, purpose=PURPOSE, name=file.name or "", content=file.read(), content_type=XLSX,
            actor=actor, limit=LARGEST_FILE,
        )  # fmt: skip
        found = WorkbookImport.objects.create(station=station, kind=kind, file=stored, created_by=actor)
        record(verb="import.uploaded", subject=found, actor=actor)
        _queue(found, CHECK, actor)
    return found


def _queue(found: WorkbookImport, kind: str, actor) -> None:
    found.job = jobs.start(
        kind=kind, key=str(found.pk), payload={"import": found.pk}, station=found.station, actor=actor
    )
    found.save()


def _locked(found: WorkbookImport) -> WorkbookImport:
    """The import and its station, so that one writer at a time changes who is who there."""
    rows = WorkbookImport.objects.select_for_update(of=("self", "station"), no_key=True)
    return rows.select_related("station", "file", "created_by").get(pk=found.pk)


@transaction.atomic
def recheck(*, found: WorkbookImport, actor) -> WorkbookImport:
    """Check the same file again, after something it refers to was put right."""
    found = _locked(found)
    rules.IMPORT.advance(found, "recheck", actor)
    found.preview, found.counts = [], {}
    _queue(found, CHECK, actor)
    return found


@transaction.atomic
def request_apply(*, found: WorkbookImport, actor) -> WorkbookImport:
    """Have a worker write the workbook.

    Raises:
        NotAllowed: the person may not.
        RuleBroken: it has mistakes, was applied before, or changes nothing.
    """
    found = _locked(found)
    rules.IMPORT.advance(found, "apply", actor)
    _queue(found, APPLY, actor)
    return found


@transaction.atomic
@lines_last()
def discard(*, found: WorkbookImport, actor) -> WorkbookImport:
    """Put an import aside; nothing of it was written."""
    found = _locked(found)
    _discard(found, actor)
    return found


def _discard(found: WorkbookImport, actor) -> None:
    rules.IMPORT.advance(found, "discard", actor)
    found.save()
    record(verb="import.discarded", subject=found, actor=actor)
    _forget(found)


def _forget(found: WorkbookImport) -> None:
    """Where the kind says so, the file goes, and with it what the preview said of rows that were not written."""
    if not workbook(found.kind).forgets:
        return
    forget(stored=found.file)
    if found.state != State.APPLIED and found.preview:
        found.preview = []
        found.save(update_fields=["preview"])


@transaction.atomic
@lines_last()
def forget_old(*, kind: str, before: datetime) -> int:
    """Put aside and delete the files of a forgetting kind that nobody wrote in time; returns how many.

    Args:
        kind: code of the workbook.
        before: what was uploaded earlier than this.
    """
    rows = WorkbookImport.objects.filter(kind=kind, created_at__lt=before).exclude(file__content="")
    gone = list(rows.exclude(state=State.APPLYING).values_list("pk", flat=True).order_by("pk"))
    for number in gone:
        found = _locked(WorkbookImport(pk=number))
        if found.state == State.UPLOADED:
            rules.IMPORT.advance(found, "fail", None)
        if found.state in {State.CHECKED, State.REFUSED, State.FAILED}:
            _discard(found, None)
        else:
            _forget(found)
    return len(gone)


def judge(*, kind: str, stream, size: int, station, actor=None, progress: Callable = no_progress):
    """Read a workbook against the present rows; writes nothing.

    Returns: (Report, Plan).

    Raises:
        RuleBroken: not readable.
    """
    plan = Plan(station=station, today=timezone.localdate(), actor=actor)
    raw = read(stream, size)
    return check(workbook(kind).sheets, raw, plan, progress), plan


def run_check(*, import_id: int, progress: Callable = no_progress) -> WorkbookImport:
    """Judge an uploaded workbook row by row and keep the preview (the job ``imports.check``)."""
    found = WorkbookImport.objects.select_related("station", "file", "created_by").get(pk=import_id)
    if found.state != State.UPLOADED:
        return found
    with _for(found.created_by):
        try:
            report, _plan = _judge_stored(found, progress)
            verb = "refuse" if report.counts["refused"] else "accept"
        except RuleBroken as refusal:
            report, verb = Report(), "fail"
            report.refuse("", 0, refusal.code, str(refusal))
    with transaction.atomic():
        found = _locked(found)
        if found.state == State.UPLOADED:
            rules.IMPORT.advance(found, verb, None)
            found.preview, found.fingerprint = report.rows, report.fingerprint
            found.counts = {**report.counts, "notes": report.notes}
            found.save()
    return found


def _judge_stored(found: WorkbookImport, progress: Callable):
    with found.file.content.open("rb") as stream:
        return judge(
            kind=found.kind, stream=stream, size=found.file.size, station=found.station,
            actor=found.created_by, progress=progress,
        )  # fmt: skip


def run_apply(*, import_id: int, progress: Callable = no_progress) -> WorkbookImport:
    """Write a checked workbook in one transaction (the job ``imports.apply``).

    It is judged once more against the rows as they are now; unless that gives what the person agreed to, nothing is
    written and the import fails with the reason. Safe to run twice.
    """
    found = WorkbookImport.objects.select_related("station", "file", "created_by", "job__requested_by").get(
        pk=import_id
    )
    actor = found.job.requested_by if found.job else found.created_by
    context = {"user": actor.pk} if actor else {}
    try:
        with _for(actor), pghistory.context(source="import", workbook=found.pk, **context), transaction.atomic():
            return _apply(_locked(found), actor, progress)
    except IntegrityError:
        clash = _("Someone changed the same rows meanwhile. Check the workbook again.")
        return _failed(found, "clash", clash)
    except RuleBroken as refusal:
        return _failed(found, refusal.code, str(refusal))


def _apply(found: WorkbookImport, actor, progress: Callable) -> WorkbookImport:
    if found.state != State.APPLYING:
        return found
    report, plan = _judge_stored(found, lambda done, total, message="": progress(done, total * 2, message))
    if report.counts["refused"]:
        first = next(row for row in report.rows if row["action"] == "refused")
        raise RuleBroken(sentence(first), code="refused_meanwhile")
    if report.fingerprint != found.fingerprint:
        raise RuleBroken(
            _("The station's data changed since the check. Check the workbook again."), code="changed_meanwhile"
        )
    half = plan.size()
    plan.write(lambda done, total, message="": progress(half + done, half + total, message))
    rules.IMPORT.advance(found, "finish", None)
    found.applied_at, found.preview = timezone.now(), report.rows
    found.save()
    _forget(found)
    counts = report.counts
    record(verb="import.applied", subject=found, actor=actor, added=counts["added"], changed=counts["changed"])
    return found


@transaction.atomic
def _failed(found: WorkbookImport, code: str, reason: str) -> WorkbookImport:
    """Keep why nothing was written."""
    found = _locked(found)
    if found.state == State.APPLYING:
        rules.IMPORT.advance(found, "fail", None)
        report = Report(rows=[row for row in found.preview if row["row"]])
        report.refuse("", 0, code, reason)
        found.preview = [report.rows[-1], *report.rows[:-1]]
        found.counts = {**found.counts, "refused": 1}
        found.save()
        record(verb="import.failed", subject=found, reason=code)
    return found


@transaction.atomic
def import_file(*, kind: str, name: str, stream, size: int, station, actor=None) -> Report:
    """Check and apply a workbook at once, without the pages (``manage.py import_station``).

    Args:
        kind: code of a registered workbook.
        name: file name, kept with the import.
        stream: the open binary file.
        size: its length in bytes.
        station: an existing station; the caller is in its scope.
        actor: who imports; None is the system.

    Returns: the report; with refusals or without changes nothing was written.

    Raises:
        RuleBroken: not readable.
    """
    report, plan = judge(kind=kind, stream=stream, size=size, station=station, actor=actor)
    if report.counts["refused"] or not plan:
        return report
    stream.seek(0)
    stored = store(
        station=station, purpose=PURPOSE, name=name, content=stream.read(), content_type=XLSX, actor=actor,
        limit=LARGEST_FILE,
    )  # fmt: skip
    with pghistory.context(source="import", **({"user": actor.pk} if actor else {})):
        plan.write()
    found = WorkbookImport.objects.create(
        station=station, kind=kind, file=stored, state=State.APPLIED, preview=report.rows,
        counts={**report.counts, "notes": report.notes}, fingerprint=report.fingerprint,
        created_by=actor, applied_at=timezone.now(),
    )  # fmt: skip
    _forget(found)
    counts = report.counts
    record(verb="import.applied", subject=found, actor=actor, added=counts["added"], changed=counts["changed"])
    return report


def _for(person):
    """Reasons in the language of the person who reads them."""
    return translation.override(getattr(person, "language", None) or translation.get_language())


def sentence(row: dict) -> str:
    """A row of the preview as one line: ``人员 第12行：警号 重复（与第8行相同）``."""
    problems = "；".join(f"{problem['column']} {problem['text']}".strip() for problem in row["problems"])
    if not row["row"]:
        return f"{row['sheet']} {problems}".strip()
    where = {"sheet": row["sheet"], "row": row["row"], "problems": problems}
    return _("%(sheet)s row %(row)s: %(problems)s") % where
