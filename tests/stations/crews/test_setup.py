"""What a station sets up once: the default patterns, and the sheets of the workbook."""

import datetime

from stations.crews import importer, setup
from stations.crews.models import CrewPattern, Layer
from stations.imports.plan import Plan
from stations.imports.sheets import ADDED, REFUSED, SAME
from tests.factories import make_police_room

TODAY = datetime.date(2026, 11, 22)


def test_the_default_is_2_x_n(rotation):
    layers = dict(CrewPattern.objects.values_list("layer", "count"))
    assert layers == {Layer.FIRST: 2, Layer.SECOND: 1, Layer.STREET: 1, Layer.ROOM: 1, Layer.VIDEO: 1}
    street = CrewPattern.objects.get(layer=Layer.STREET)
    assert [(band.starts.hour, band.hours) for band in street.bands.all()] == [(7, 8)]
    first = CrewPattern.objects.get(layer=Layer.FIRST)
    assert [band.starts.hour for band in first.bands.all()] == [8, 16, 0]


def test_patrol_posts_are_manned_where_there_are_some(rotation):
    CrewPattern.objects.all().delete()
    make_police_room(rotation.station, "前门大街巡逻警务站", kind="patrol_post")
    setup.install_defaults(station=rotation.station)
    assert CrewPattern.objects.filter(layer=Layer.PATROL_POST).exists()


def test_set_up_twice_changes_nothing(rotation):
    before = CrewPattern.objects.count()
    assert setup.install_defaults(station=rotation.station, actor=rotation.chief.user) == 0
    assert CrewPattern.objects.count() == before


# -- sheets ------------------------------------------------------------------------------------------------------


def judged(station, sheet, *rows: dict):
    """Plan some rows of a sheet; returns their records and the plan."""
    plan = Plan(station=station, today=TODAY)
    records = []
    for number, cells in enumerate(rows, 2):
        record = sheet.read_row(plan, number, cells)
        if not record.problems:
            sheet.plan_row(plan, record)
        records.append(record)
    return records, plan


PATTERN = {
    "name": "机动组", "layer": "一级车组", "per": "全所", "role": "副班", "team_kind": "社区警务队", "size": 3,
    "vehicle": "是",
}  # fmt: skip


def test_patterns_and_their_bands_come_in_together(rotation):
    (pattern,), plan = judged(rotation.station, importer.PATTERNS, PATTERN)
    band = importer.BandSheet()
    cells = {"pattern": "机动组", "starts": "20:00", "hours": 4}
    record = band.read_row(plan, 2, cells)
    band.plan_row(plan, record)
    assert (pattern.action, record.action) == (ADDED, ADDED)
    plan.write()
    made = CrewPattern.objects.get(name="机动组")
    assert (made.count, made.size, made.vehicle, made.start, made.bands.count()) == (1, 3, True, TODAY, 1)


def test_the_same_pattern_again_changes_nothing_and_a_wrong_word_is_refused(rotation):
    _records, plan = judged(rotation.station, importer.PATTERNS, PATTERN)
    plan.write()
    (same, wrong), plan = judged(
        rotation.station, importer.PATTERNS, PATTERN, PATTERN | {"name": "x", "layer": "飞艇"}
    )
    assert (same.action, wrong.action) == (SAME, REFUSED)


def test_a_vehicle_is_always_one(rotation):
    cells = {"kind": "车辆", "code": "京A0001警", "name": "巡逻车", "quantity": 2}
    keys = {"kind": "钥匙", "code": "K-1", "name": "枪柜钥匙", "quantity": 2}
    (car, key), _plan = judged(rotation.station, importer.AssetSheet(), cells, keys)
    assert (car.action, key.action) == (REFUSED, ADDED)
