"""The month grid as it is read on the screen and pinned to the wall."""

import datetime
import io
import math

import pypdf
import pytest

from stations.kit.scoping import in_station
from stations.organisation.models import Officer
from stations.roster import actions
from tests.factories import make_rotation
from tests.journeys.conftest import log_in, scrolls_sideways

pytestmark = pytest.mark.browser
SMALLEST_ON_SCREEN = 11  # px
SMALLEST_ON_PAPER = 6  # pt


@pytest.fixture
def grid(transactional_db, new_page):
    """The grid of a station of 62, seen by an officer in the middle of the list."""
    rotation = make_rotation(per_section=4, street=1)
    with in_station(rotation.station):
        today = actions.running_day()
        last = today + datetime.timedelta(days=31)
        actions.generate(station=rotation.station, first=today.replace(day=1), last=last)
        assert Officer.objects.serving().count() == 62
    page = new_page()
    log_in(page, rotation.officers["case", 2][0])
    page.goto("/duty/month/?view=officers")
    page.wait_for_load_state("networkidle")
    return page


def test_today_and_my_row_are_in_view_and_the_page_never_scrolls_sideways(grid):
    assert grid.locator("tr.fg-me, [data-me]").first.is_visible()
    assert grid.locator("th.fg-today").first.is_visible()
    assert not scrolls_sideways(grid)


def test_head_and_first_column_stay_while_scrolling(grid):
    box = grid.locator(".fg-sticky").first
    head, first = grid.locator(".fg-sticky thead th").nth(5), grid.locator(".fg-sticky tbody tr th").nth(30)
    box.evaluate("box => { box.scrollTop = 300; box.scrollLeft = 200 }")
    grid.wait_for_timeout(200)
    top, left = box.bounding_box()["y"], box.bounding_box()["x"]
    assert abs(head.bounding_box()["y"] - top) < 40
    assert abs(first.bounding_box()["x"] - left) < 4


def test_cells_can_be_read(grid):
    size = "cell => parseFloat(getComputedStyle(cell.querySelector('*') || cell).fontSize)"
    sizes = grid.locator(".fg-sticky tbody td").evaluate_all(f"cells => cells.slice(0, 300).map({size})")
    assert sizes and min(sizes) >= SMALLEST_ON_SCREEN


def test_62_officers_print_on_one_landscape_page(grid):
    content = grid.pdf(prefer_css_page_size=True, print_background=True)
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert box.width > box.height
    sizes = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: (
            sizes.append(size * math.hypot(*tm[2:4]) * math.hypot(*cm[2:4])) if text.strip() else None
        )
    )
    assert min(sizes) >= SMALLEST_ON_PAPER
