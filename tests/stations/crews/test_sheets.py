"""The day sheet: bands in their columns, people in the tray, the ruler."""

import datetime

import pytest

from stations.crews import readings, sheets
from stations.crews.models import Crew, Layer
from tests.factories import make_crew
from tests.stations.crews.conftest import crew_of

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def build(tomorrow):
    """The sheet of tomorrow as it is seen at a moment."""

    def make(at=None) -> sheets.Sheet:
        facts = readings.facts(tomorrow, nights=False)
        return sheets.build(facts, readings.crews_on(tomorrow), at or facts.span[0], lambda crew: True)

    return make


def test_every_row_is_as_wide_as_the_day(build, crews):
    sheet = build()
    assert sheet.units == 50
    for group in sheet.groups:
        assert all(sum(cell.span for cell in row.cells) == sheet.units for row in group.rows)
    assert sum(tick.span for tick in sheet.ticks) == sheet.units


def test_the_ruler_stands_on_even_hours_and_marks_now(build, crews):
    sheet = build(readings.facts(crews[0].date, nights=False).span[0] + HOUR)
    assert [tick.label for tick in sheet.ticks[:3]] == ["07:00", "08:00", "10:00"]
    assert [tick.label for tick in sheet.ticks if tick.now] == ["08:00"]


def test_bands_of_one_name_that_overlap_get_a_row_of_their_own(build, crews, rotation, tomorrow):
    first = crew_of(Layer.FIRST, tomorrow)
    make_crew(rotation.station, layer=Layer.FIRST, name=first.name, date=tomorrow, at=first.starts_at + 3 * HOUR,
              hours=2)  # fmt: skip
    rows = [row for group in build().groups for row in group.rows if row.name == first.name]
    assert len(rows) == 2


def test_gaps_of_bands_that_are_over_are_not_counted(build, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    before = len(build().lacking)
    crew.members.all().delete()
    assert len(build().lacking) == before + 1
    assert build().tone == "danger"
    assert len(build(crew.ends_at).lacking) <= before


def test_who_has_no_place_waits_in_the_tray(build, crews, tomorrow):
    member = crew_of(Layer.FIRST, tomorrow).members.first()
    Crew.objects.on(tomorrow).filter(members__officer=member.officer_id).delete()
    sheet = build()
    free = {person.officer_id for _label, people in sheet.free for person in people}
    assert member.officer_id in free
    assert not free & {person.officer_id for person in sheet.busy}
    assert sheet.commander is not None and sheet.commander.officer_id not in free
