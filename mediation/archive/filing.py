"""File a case: refused while a paper is missing; then a volume number, the bound PDF, and nothing changes."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.archive import binding, contents, papers, rules
from mediation.archive.dossier import course_of, load
from mediation.archive.models import CaseFile
from mediation.cases.hooks import Move
from mediation.cases.models import Case
from mediation.network.readings import settings_of
from stations.files.actions import store
from stations.jobs.actions import start
from stations.jobs.models import Job
from stations.kit.answer import YES, Answer, demand, no
from stations.numbers.actions import take
from stations.timeline.actions import looked, record

KIND = "mediation.case_file"
PURPOSE = "mediation_file"
SERIES = "mediation-file"
LIMIT = 200 * 1024 * 1024
CASE = ("station", "community", "officer__user")


def complete(case: Case, verb: str, at: datetime) -> Answer:
    """A guard of the cases: an incomplete file is not archived (DOMAIN 2.6, 2.7)."""
    if verb != "archive":
        return YES
    return contents.completeness(load(case))


def follow(move: Move) -> None:
    """An archived case has its volume number and retention (DT-05); its PDF is bound once more, with them on it."""
    if move.verb != "archive":
        return
    case, day = move.case, timezone.localdate(move.at)
    file, _made = CaseFile.objects.select_for_update(no_key=True).get_or_create(station_id=case.station_id, case=case)
    file.year, file.serial = day.year, take(station_id=case.station_id, series=SERIES, year=day.year)
    file.course, file.filed_by, file.filed_on = course_of(case), move.actor, day
    file.retention = file.retention or settings_of(case.station).retention
    file.name = papers.title_of(load(case))[:200]
    file.save()
    _queue(case, move.actor)


def _queue(case: Case, actor) -> Job:
    return start(
        kind=KIND, key=f"{case.pk}:{case.version}", payload={"case": case.pk}, station=case.station, actor=actor
    )


@transaction.atomic
def bind(*, case: Case, actor) -> Job:
    """Have the file bound as it stands now; the look at everything in it is recorded (SE-08).

    Raises:
        NotAllowed: the person does not work on the case.
    """
    demand(rules.may_open_file(actor, case))
    looked(subject=case, actor=actor, what="case_file")
    return _queue(case, actor)


def work(job: Job, progress) -> dict:
    """The long work: load, bind, store with its fingerprint; every version stays in the store."""
    case = Case.objects.select_related(*CASE).get(pk=job.payload["case"])
    found = load(case)
    volume = binding.bind(found, progress)
    number = found.file.number if found.file and found.file.serial else case.number
    with transaction.atomic():
        stored = store(
            station=case.station, purpose=PURPOSE, name=f"卷宗-{number}.pdf", content=volume.content,
            content_type="application/pdf", actor=job.requested_by, limit=LIMIT,
        )  # fmt: skip
        file, _made = CaseFile.objects.select_for_update(no_key=True).get_or_create(
            station_id=case.station_id, case=case
        )
        file.bound, file.bound_at, file.bound_version = stored, timezone.now(), case.version
        file.index, file.pages = volume.index, volume.pages
        file.save()
        record(verb="mediation.file_bound", subject=case, actor=job.requested_by, file=stored.pk, pages=volume.pages)
    words = _("The file has %(pages)s numbered pages.") % {"pages": volume.pages}
    return {"url": reverse("case-file", args=[case.pk]), "summary": words}


def may_fetch(user, stored) -> Answer:
    """Whether a person may have a bound file: as the case's page allows."""
    file = CaseFile.objects.filter(bound=stored).select_related("case").first()
    if file is None or not Case.objects.visible_to(user).filter(pk=file.case_id).exists():
        return no(_("This file cannot be fetched."), code="file.unknown")
    return rules.may_open_file(user, file.case)
