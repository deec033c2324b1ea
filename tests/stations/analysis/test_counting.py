"""Counting is pure: groups in, tables out."""

from stations.analysis.counting import Group, busiest, heat, lines, tally, top, whole


def group(n, fold="dispute", category=1, community=1, grid=None, weekday=1, slot=0):
    return Group(fold, category, community, grid, weekday, slot, n)


def test_nuisance_calls_stand_apart():
    found = tally([group(3), group(2, fold="nuisance")])
    assert (found.total, found.apart, found.by_fold) == (3, 2, {"dispute": 3})


def test_lines_compare_equal_parts_not_the_whole():
    now, own, before, year = tally([group(30)]), tally([group(20)]), tally([group(10)]), tally([])
    (line,) = lines([("dispute", "纠纷")], "by_fold", now, (own, before), (own, year))
    assert line.count == 30 and line.share == 100 and line.previous.direction == "up" and line.previous.rate == 100
    assert line.last_year.text == "—"  # nothing a year ago: neither 0 % nor infinity


def test_small_numbers_show_themselves():
    now = tally([group(4)])
    (line,) = lines([("dispute", "纠纷")], "by_fold", now, (now, tally([group(8)])), (now, now))
    assert "8" in line.previous.text and "4" in line.previous.text


def test_the_heat_table_has_seven_rows_of_twelve_slots():
    found = tally([group(10, weekday=5, slot=11), group(1, weekday=1, slot=0)])
    table = heat(found)
    assert len(table) == 7 and all(len(row) == 12 for row in table)
    assert table[4][11].step == 5 and table[0][0].step == 1 and table[3][3].step == 0
    assert busiest(found, 1) == [(5, 11, 10)]


def test_months_of_the_bureau_count_without_a_slot():
    found = tally([Group("order", 2, None, None, None, None, 40)])
    assert found.total == 40 and not found.by_slot and heat(found)[0][0].count == 0


def test_the_top_leaves_out_what_has_no_calls():
    found = tally([group(5, category=1), group(9, category=2)])
    rows = top(lines([(1, "甲"), (2, "乙"), (3, "丙")], "by_category", found, (found, found), (found, found)), 5)
    assert [row.name for row in rows] == ["乙", "甲"] and whole(found, (found, found), (found, found)).count == 14
