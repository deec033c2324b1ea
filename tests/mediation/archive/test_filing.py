"""The file of a case: its list by the way it ended, what is missing, the bound PDF, the archive (DOMAIN 2.7)."""

import io
import uuid

import pytest
from django.db import InternalError, transaction
from django.utils import timezone
from pypdf import PdfReader

from mediation.archive import actions, binding, contents, filing
from mediation.archive.dossier import course_of, load
from mediation.archive.models import CaseFile, FollowUp
from mediation.archive.words import Course
from mediation.cases.actions import advance, locked
from mediation.cases.models import Case
from mediation.cases.models_papers import CaseNote, CaseNotice, Transfer
from mediation.cases.words import PaperKind, State, Track
from stations.files.actions import fetch
from stations.jobs.models import Job
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories.mediation import make_case
from tests.mediation.archive.conftest import blank_pdf, scan

ODD = '阿&<b>"o\'Neill"·买买提'
LONG = "古丽娜尔·" * 16


def visit(case: Case, **fields) -> FollowUp:
    """A visit on record."""
    return FollowUp.objects.create(
        station=case.station, case=case, due_on=timezone.localdate(), reason="例行回访", visited_at=timezone.now(),
        way="phone", performance="full", result="ok", party=case.parties.first(), satisfaction=5, **fields,
    )  # fmt: skip


def lacking(case: Case) -> list[str]:
    return [item.code for item in contents.missing(load(Case.objects.get(pk=case.pk)))]


def tell(case: Case, kind: str) -> None:
    CaseNotice.objects.create(station=case.station, case=case, kind=kind, way="written", at=timezone.now())


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_the_list_of_peoples_mediation_is_the_prescribed_one_in_its_order(whole):
    found = contents.items(load(whole()))
    assert [item.code for item in found] == [
        "cover", "registration", "rights", "identity", "authority", "inquiry", "evidence", "records", "agreement",
        "proof", "visit", "court", "remarks", "back",
    ]  # fmt: skip
    assert [item.no for item in found] == [str(number) for number in range(14)]


def test_only_the_visit_is_missing_and_only_where_performance_was_not_instant_rt_14(whole):
    case = whole()
    assert lacking(case) == ["visit"]
    Case.objects.filter(pk=case.pk).update(instant=True)
    assert lacking(case) == []


@pytest.mark.parametrize(
    ("take", "code"),
    [
        (lambda case: case.papers.filter(kind=PaperKind.IDENTITY).first().__class__.objects.filter(
            case=case, party=case.parties.first()).update(struck_at=timezone.now()), "identity"),
        (lambda case: Case.objects.filter(pk=case.pk).update(rights_notice_at=None), "rights"),
        (lambda case: case.parties.filter(side="a").update(agent_name="代理人"), "authority"),
        (lambda case: Case.objects.filter(pk=case.pk).update(confirmed_on=timezone.localdate()), "court"),
    ],
)  # fmt: skip
def test_each_paper_that_must_be_there_is_missed(take, code, whole):
    case = whole(instant=True)
    take(case)
    assert lacking(case) == [code]


def test_public_order_mediation_has_its_own_list_za_16_za_17(whole):
    case = whole(Track.ZA, instant=True)
    codes = {item.code: item.must for item in contents.items(load(case))}
    assert codes["evidence"] and codes["proof"] and codes["agreement"] and "court" not in codes
    assert lacking(case) == []
    case.papers.filter(kind=PaperKind.EVIDENCE).update(struck_at=timezone.now())
    assert lacking(case) == ["evidence"]


@pytest.mark.parametrize(
    ("state", "track", "kind"),
    [
        (State.ENDED, Track.RT, "remedy"),
        (State.DECLINED, "", "dismissal"),
        (State.BY_LAW, Track.ZA, "civil"),
    ],
)
def test_cases_that_came_to_nothing_are_filed_with_their_notice(state, track, kind, station):
    case = make_case(station, state, track)
    assert lacking(case) == ["notice"]
    tell(case, kind)
    assert lacking(case) == []


def test_a_transferred_case_is_filed_with_its_receipt(station):
    case = make_case(station, State.TRANSFERRED)
    row = Transfer.objects.create(
        station=station, case=case, target="综治中心", reason="属其职责", sent_at=timezone.now(),
        due_on=timezone.localdate(),
    )  # fmt: skip
    assert lacking(case) == ["receipt"]
    row.state, row.receipt_no, row.receipt_on = "received", "综〔2026〕3号", timezone.localdate()
    row.save()
    assert lacking(case) == []


@pytest.mark.parametrize(("state", "course"), [(State.LITIGATION, "litigation"), (State.ENFORCEMENT, "enforcement")])
def test_a_breach_that_went_to_court_needs_its_notice(state, course, whole):
    case = whole(state=state)
    assert course_of(case) == Course(course)
    assert "notice" in lacking(case)
    tell(case, course)
    assert "notice" not in lacking(case)


def test_an_incomplete_file_is_not_archived_and_says_what_is_missing(whole, keeper):
    case = whole(instant=True, rights_notice_at=None)
    with pytest.raises(RuleBroken) as refused:
        actions.archive(case=case, actor=keeper)
    assert refused.value.code == "incomplete_file"
    assert "RT-05" in str(refused.value.reason)
    assert Case.objects.get(pk=case.pk).state == State.PERFORMED
    assert not CaseFile.objects.filter(serial__isnull=False).exists()


def test_domestic_violence_is_not_closed_by_mediation_alone_za_28(whole, keeper):
    case = whole(instant=True, domestic_violence=True)
    with pytest.raises(RuleBroken) as refused:
        actions.archive(case=case, actor=keeper)
    assert refused.value.code == "domestic_violence"


def test_only_keepers_archive(whole, mediator):
    with pytest.raises(NotAllowed):
        actions.archive(case=whole(instant=True), actor=mediator.user)


@pytest.fixture
def filed(whole, keeper, django_capture_on_commit_callbacks):
    """An archived case."""
    case = whole(instant=True)
    actions.archive(case=case, actor=keeper, remarks="原件两页有涂改，已由双方确认。")
    return Case.objects.select_related("station", "community", "officer__user").get(pk=case.pk)


def test_an_archived_case_has_a_volume_its_retention_and_a_job_that_binds_it(filed, keeper):
    file = filed.file
    assert (file.serial, file.course, file.filed_by, file.filed_on) == (1, "performed", keeper, timezone.localdate())
    assert "10年" in file.retention  # DT-05
    assert filed.archived_on == timezone.localdate()
    assert Job.objects.get(kind=filing.KIND).payload == {"case": filed.pk}


def test_volumes_are_numbered_without_gaps(filed, whole, keeper):
    with pytest.raises(RuleBroken), transaction.atomic():
        actions.archive(case=whole(), actor=keeper)
    assert actions.archive(case=whole(instant=True), actor=keeper).serial == 2


def test_an_archived_case_is_read_only_in_the_database_itself(filed):
    for change in (
        lambda: Case.objects.filter(pk=filed.pk).update(summary="另一个说法"),
        lambda: filed.parties.update(name="别人"),
        lambda: Case.objects.filter(pk=filed.pk).delete(),
        lambda: filed.papers.update(title="别的"),
    ):
        with pytest.raises(Exception, match="pgtrigger|protected|archived"), transaction.atomic():
            change()
    assert InternalError


def test_notes_and_sealing_are_still_possible(filed, keeper):
    CaseNote.objects.create(station=filed.station, case=filed, text="补充说明", by=keeper, at=timezone.now())
    Case.objects.filter(pk=filed.pk).update(sealed=True)
    assert Case.objects.get(pk=filed.pk).sealed


def test_an_archived_case_takes_no_step_any_more(filed, keeper):
    with pytest.raises(RuleBroken):
        advance(locked(filed.pk), "reopen", actor=keeper)


def bound(case: Case) -> tuple[CaseFile, list[str]]:
    """Do the job and read the PDF."""
    job = Job.objects.filter(kind=filing.KIND).first()
    filing.work(job, lambda *args: None)
    file = CaseFile.objects.select_related("bound").get(case=case)
    return file, text_of(fetch(stored=file.bound, actor=None))


def test_the_whole_file_is_one_pdf_with_an_index_and_pages_numbered_through(filed):
    file, pages = bound(filed)
    assert "人民调解卷宗" in pages[0] and file.number in pages[0] and "卷内目录" in pages[1]
    assert len(pages) == file.pages + 3
    assert "封底" in pages[-1]
    starts = [row["first"] for row in file.index]
    assert starts[0] == 1
    assert [row["first"] + row["pages"] for row in file.index] == [*starts[1:], file.pages + 1]
    for row in file.index:
        assert str(row["first"]) in pages[1 + row["first"]].split()
    titles = "".join(pages[1].split())
    assert "人民调解协议书" in titles and "备考表" in titles
    assert any("涂改" in page for page in pages)
    assert file.bound.sha256 and file.bound_version == filed.version


def test_every_font_of_the_file_is_embedded(filed):
    file, _pages = bound(filed)
    for page in PdfReader(io.BytesIO(fetch(stored=file.bound, actor=None))).pages:
        for font in (page.get("/Resources", {}).get("/Font") or {}).values():
            face = font.get_object()
            inner = face["/DescendantFonts"][0].get_object() if "/DescendantFonts" in face else face
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()


def test_odd_and_long_names_survive(whole, keeper):
    case = whole(instant=True)
    first, second = case.parties.order_by("id")
    type(first).objects.filter(pk=first.pk).update(name=ODD)
    type(first).objects.filter(pk=second.pk).update(name=LONG[:80])
    volume = binding.bind(load(case))
    words = "".join("".join(text_of(volume.content)).split())
    assert ODD.replace(" ", "") in words
    assert LONG[:80] in words


def test_scans_of_any_sort_find_their_place_and_broken_ones_say_so(whole):
    case = whole(instant=True)
    scan(case, PaperKind.EVIDENCE, blank_pdf(3, rotate=90))
    scan(case, PaperKind.EVIDENCE, b"%PDF-1.7 broken", pages=1)
    scan(case, PaperKind.EVIDENCE, uuid.uuid4().bytes, "audio")
    volume = binding.bind(load(case))
    row = next(row for row in volume.index if row["code"] == "evidence")
    assert row["pages"] == 5
    pages = text_of(volume.content)
    assert any("无法装订" in page for page in pages) and any("存于电子卷宗" in page for page in pages)


def test_binding_is_a_recorded_look_at_everything(whole, mediator, stranger):
    case = whole(instant=True)
    with pytest.raises(NotAllowed):
        filing.bind(case=case, actor=stranger)
    filing.bind(case=case, actor=mediator.user)
    entry = Entry.objects.filter(verb="looked").first()
    assert (entry.subject_id, entry.data) == (case.pk, {"what": "case_file"})


def test_the_follow_up_record_stands_in_the_file(whole):
    case = whole()
    visit(case, words="履行及时")
    volume = binding.bind(load(Case.objects.select_related("station").get(pk=case.pk)))
    page = next(page for page in text_of(volume.content) if "人民调解回访记录" in page and "受访人" in page)
    for word in ("协议编号", "回访事由", "履行情况", "满意程度", "回访人", "非常满意", "履行及时"):
        assert word in page
