"""Signs on paper: every code of every page is read by another decoder than the one that drew it (UI-10)."""

import io

import pytest
import segno
import zxingcpp
from django.utils import timezone, translation
from pypdf import PdfReader

from patrols.routes import documents, signs
from patrols.routes.points import reissue_sign
from stations.kit.scoping import in_station
from tests.factories import make_station
from tests.factories.papers import pages
from tests.factories.patrols import make_area, make_checkpoint


@pytest.fixture
def points(db):
    """Fourteen checkpoints: two sheets."""
    station = make_station("QM")
    area = make_area(station)
    return [make_checkpoint(area, f"前门大街{number}号", code=f"D{number:03d}") for number in range(14)]


def read(pdf: bytes, dots: int) -> list[list[str]]:
    """The codes of each page, as a camera of so many dots an inch sees them."""
    return [[found.text for found in zxingcpp.read_barcodes(page)] for page in pages(pdf, dots)]


def wanted(points) -> list[str]:
    return [signs.address(signs.printed(point)) for point in points]


@pytest.mark.parametrize("dots", [60, 110, 200])
def test_every_code_of_a_sheet_is_read_by_another_decoder(points, dots):
    found = read(documents.sheet(points=points, station=points[0].station), dots)
    assert [sorted(page) for page in found] == [sorted(wanted(points[:12])), sorted(wanted(points[12:]))]


def test_a_large_sign_has_a_page_to_itself(points):
    found = read(documents.large(points=points[:3], station=points[0].station), 40)
    assert found == [[address] for address in wanted(points[:3])]


def test_a_new_issue_is_another_code(points):
    with in_station(points[0].station):
        fresh = reissue_sign(checkpoint=points[0], actor=None, at=timezone.now())
    found = read(documents.large(points=[fresh], station=points[0].station), 40)
    assert found == [wanted([fresh])] != [wanted([points[0]])]


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_sign_says_in_chinese_where_it_hangs_and_what_to_do(points):
    with translation.override("zh-hans"):
        words = text_of(documents.large(points=points[:1], station=points[0].station))
    assert "前门大街0号" in words and "D000" in words and points[0].station.name in words


def test_a_long_name_is_made_to_fit(points):
    points[0].name = "很长的名字" * 12
    assert "…" in text_of(documents.sheet(points=points[:1], station=points[0].station))


def test_the_codes_are_vectors_with_their_quiet_zone():
    path, side = documents.svg_path("http://127.0.0.1:8000/c/1-1-abcdefghijkl")
    assert side == segno.make("http://127.0.0.1:8000/c/1-1-abcdefghijkl", error="m").symbol_size(border=4)[0]
    assert path.startswith("M4 4h7v1h-7z")


def test_no_points_make_an_empty_document_and_progress_counts_them(points):
    seen = []
    progress = lambda done, total: seen.append((done, total))  # noqa: E731
    documents.sheet(points=points[:2], station=points[0].station, progress=progress)
    assert seen == [(1, 2), (2, 2)]
