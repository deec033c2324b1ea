"""The complete file of a dispute, bound by a real worker: numbered pages, kept with its fingerprint, done once."""

import io

import pytest
from django_scopes import scopes_disabled
from pypdf import PdfReader, PdfWriter

from mediation.archive import filing
from mediation.archive.models import CaseFile
from mediation.cases.models_papers import CasePaper
from mediation.cases.words import PaperKind
from stations.files.actions import store
from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit import queue
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories.agreements import make_agreement, make_mediated
from tests.factories.mediation import make_mediator
from tests.factories.organisation import make_station
from tests.worker.conftest import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]


def state_of(job: Job) -> str:
    with scopes_disabled():
        return Job.objects.get(pk=job.pk).state


def add_scan(case, pages: int) -> None:
    """A scanned evidence of so many empty pages."""
    writer, stream = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(stream)
    stored = store(
        station=case.station, purpose="case_paper", name="evidence.pdf", content=stream.getvalue(),
        content_type="application/pdf",
    )  # fmt: skip
    CasePaper.objects.create(
        station=case.station, case=case, kind=PaperKind.EVIDENCE, file=stored, media="document", title="收据"
    )


@pytest.fixture
def dispute(worker):
    """An agreed dispute with a scan, and the keeper who works on it."""
    station = make_station()
    with in_station(station):
        keeper = make_mediator(station, keeper=True).user
        case = make_mediated(station)
        make_agreement(case, keeper)
        case.refresh_from_db()
        add_scan(case, pages=3)
        yield case, keeper


def test_the_file_of_a_dispute_is_bound_by_the_worker(dispute):
    case, keeper = dispute
    job = filing.bind(case=case, actor=keeper)
    wait_until(lambda: state_of(job) in {"done", "failed"})
    assert state_of(job) == "done"
    file = CaseFile.objects.select_related("bound").get(case=case)
    with file.bound.content.open() as stream:
        pages = PdfReader(io.BytesIO(stream.read())).pages
        words = "".join("".join(page.extract_text().split()) for page in pages)
    assert len(pages) >= file.pages > 3
    assert next(row for row in file.index if row["code"] == "evidence")["pages"] == 3
    assert "人民调解" in words and case.parties.first().name in words
    assert file.bound_version == case.version
    assert Entry.objects.about(case).filter(verb="mediation.file_bound").count() == 1


def test_asked_twice_as_it_stands_it_is_bound_once_and_no_broker_loses_it(dispute, monkeypatch):
    case, keeper = dispute
    monkeypatch.setattr(queue, "publish", lambda *args: False)
    first = filing.bind(case=case, actor=keeper)
    monkeypatch.undo()
    assert filing.bind(case=case, actor=keeper).pk == first.pk
    assert jobs.sweep() == 1
    wait_until(lambda: state_of(first) == "done")
    assert CaseFile.objects.get(case=case).bound_id
    assert Entry.objects.about(case).filter(verb="mediation.file_bound").count() == 1
