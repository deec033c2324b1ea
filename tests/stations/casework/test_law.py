"""The limits of cases (ZA-20, ZA-21, DOMAIN 2.8): versions, days, holidays, years not published."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.calendar.rules import calendar_deadline, days, is_working, mark_of, working_day_after
from stations.casework import law

MARKS = {day: mark_of(day) for day in days(date(2024, 1, 1), date(2028, 12, 31))}
NOW, OLD = law.limit_of("ZA-2025"), law.limit_of("ZA-2005")
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def iso(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("day", "version"), [("2025-12-31", "ZA-2005"), ("2026-01-01", "ZA-2025"),
                                              ("2026-11-22", "ZA-2025"), ("1999-01-01", "ZA-2005")])  # fmt: skip
def test_a_case_goes_by_the_law_of_the_day_it_was_filed(day, version):
    assert law.limit_on(iso(day)).version == version


def test_the_act_of_2025_runs_from_filing_with_two_extensions():
    assert (NOW.from_filing, NOW.days, NOW.extension, NOW.most_extensions) == (True, 30, 30, 2)


def test_the_old_act_runs_from_acceptance_with_one_extension():
    assert (OLD.from_filing, OLD.days, OLD.extension, OLD.most_extensions) == (False, 30, 30, 1)


def test_a_criminal_case_has_no_row():
    assert law.limit_of(law.NO_LIMIT) is None


def test_a_version_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        law.limit_of("ZA-1957")


def test_a_row_of_the_law_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        NOW.days = 60


@pytest.mark.parametrize(
    ("start", "extensions", "excluded", "end"),
    [
        ("2026-01-17", 0, 0, "2026-02-24"),  # 30 days end on 除夕, as SF-01 in DOMAIN 2.8
        ("2026-09-01", 0, 0, "2026-10-08"),  # 30 days end on 国庆
        ("2026-03-02", 0, 0, "2026-04-01"),
        ("2026-03-02", 1, 0, "2026-05-06"),  # 60 days end on 05-01; 05-01…05 off
        ("2026-03-02", 2, 0, "2026-06-01"),  # 90 days end on Sunday 05-31
        ("2026-03-02", 0, 10, "2026-04-13"),  # 40 days end on Saturday 04-11
        ("2026-08-06", 1, 4, "2026-10-09"),  # 64 days, inside the week after the holiday
        ("2026-01-15", 0, 0, "2026-02-14"),  # a Saturday that is a working day (调休)
    ],
)
def test_the_last_day_of_a_case(start, extensions, excluded, end):
    found = law.deadline(NOW, iso(start), MARKS, extensions, excluded)
    assert (found.day, found.provisional) == (iso(end), False)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [("2026-02-10", 7, "2026-02-26"), ("2026-02-13", 7, "2026-03-02"), ("2026-04-29", 7, "2026-05-12"),
     ("2026-09-24", 7, "2026-10-12"), ("2026-02-13", 3, "2026-02-25")],
)  # fmt: skip
def test_the_vectors_of_working_days_hold(start, n, end):
    assert working_day_after(iso(start), n, MARKS).day == iso(end)


@pytest.mark.parametrize(("start", "end"), [("2026-01-17", "2026-02-24"), ("2026-09-01", "2026-10-08")])
def test_the_vectors_of_calendar_days_hold(start, end):
    assert calendar_deadline(iso(start), 30, MARKS).day == iso(end)


def test_a_limit_that_ends_in_a_year_not_published_is_provisional_and_says_so():
    found = law.deadline(NOW, iso("2026-12-20"), MARKS)
    assert found.provisional
    assert found.note


@given(DAYS, st.integers(0, 2), st.integers(0, 60))
def test_a_case_ends_on_a_working_day_not_before_its_days_are_over(start, extensions, excluded):
    found = law.deadline(NOW, start, MARKS, extensions, excluded)
    assert is_working(found.day, MARKS)
    assert found.day >= start + timedelta(days=law.length(NOW, extensions, excluded))


@given(DAYS, st.integers(0, 2), st.integers(0, 60))
def test_a_later_start_a_further_extension_and_more_excluded_days_never_end_earlier(start, extensions, excluded):
    found = law.deadline(NOW, start, MARKS, extensions, excluded).day
    assert law.deadline(NOW, start + timedelta(days=1), MARKS, extensions, excluded).day >= found
    assert law.deadline(NOW, start, MARKS, extensions + 1, excluded).day > found
    assert law.deadline(NOW, start, MARKS, extensions, excluded + 1).day >= found


def test_mediation_on_the_spot_asks_for_what_za_13_and_za_14_say():
    found = law.scene_law_on(iso("2026-11-22"))
    assert (found.undisputed, found.performed, found.on_record, found.domestic_violence) == (True, True, True, False)
