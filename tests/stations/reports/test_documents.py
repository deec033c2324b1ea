"""The papers: what stands in the PDF and in the workbook."""

import io
import re

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from stations.kit.scoping import in_station
from stations.reports import documents
from stations.reports.tables import Sheet
from stations.timeline.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(world, report):
    with in_station(world.station):
        yield Sheet(report, world.station)
        assert Entry.objects.exists()


def test_the_workbook_has_title_unit_maker_and_time_above_its_head(sheet):
    book = load_workbook(io.BytesIO(documents.excel(sheet, "赵志远", sheet.report.made_at)))
    for page in book:
        assert sheet.station.name in page["A1"].value
        assert "赵志远" in page["A2"].value
        assert page.freeze_panes == "A4"
        assert (int(page.page_setup.paperSize), page.print_title_rows) == (9, "$3:$3")


def test_numbers_in_the_workbook_are_numbers_and_equal_the_stored_ones(sheet):
    page = load_workbook(io.BytesIO(documents.excel(sheet, "赵志远", sheet.report.made_at))).worksheets[0]
    rows = {row[1]: row[3] for row in page.iter_rows(min_row=4, values_only=True)}
    stored = {str(figure.name): numbers["station"]["value"] for figure, numbers in sheet.stored.items()}
    assert rows == stored


def test_a_name_that_looks_like_a_formula_stays_text(sheet, world):
    team = world.rotation.teams["case"]
    team.name = "=1+1"
    team.save()
    book = load_workbook(io.BytesIO(documents.excel(Sheet(sheet.report, sheet.station), "x", sheet.report.made_at)))
    names = [cell.value for cell in book.worksheets[1]["D"]]
    assert "'=1+1" in names


def test_the_pdf_tells_period_totals_sections_and_definitions(sheet):
    document = PdfReader(io.BytesIO(documents.pdf(sheet, "赵志远", sheet.report.made_at)))
    words = "".join(page.extract_text() for page in document.pages)
    for part in ("赵志远", "一", "二", "综合指挥室"):
        assert part in words
    assert "2025-10 (month)" in words or "2025年10月" in words


def test_all_teams_fit_beside_each_other_up_to_eight_and_split_evenly_beyond():
    assert [len(columns) for columns in documents._chunks(8)] == [8]
    assert [len(columns) for columns in documents._chunks(9)] == [5, 4]
    assert [len(columns) for columns in documents._chunks(17)] == [6, 6, 5]


def test_the_opening_names_period_station_and_changes(sheet):
    opening = sheet.opening()
    assert opening.startswith(f"2025-10 (month), {sheet.station.name}: ")
    assert opening.endswith(".")
    assert "-" not in re.sub("[A-Za-z]-[a-z]", "", opening.removeprefix("2025-10 (month)"))


def test_the_closing_names_what_got_worse(sheet):
    assert "Strength gaps" in sheet.closing()


def test_the_opening_passes_over_what_nobody_could_know(sheet):
    for numbers in sheet.stored.values():
        numbers["station"]["value"] = None
    assert sheet.opening() == ""
    figure = next(figure for figure in sheet.stored if figure.headline)
    sheet.stored[figure]["station"]["value"] = 7
    assert str(figure.name) in sheet.opening() and ";" not in sheet.opening()
