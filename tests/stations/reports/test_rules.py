"""Which months are due, and what "unchanged" means."""

from datetime import date

import pytest

from stations.reports import rules

TODAY = date(2026, 11, 22)


def test_all_finished_months_since_the_first_duty_are_due():
    assert rules.due_months(date(2026, 8, 20), TODAY) == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]


def test_nothing_is_due_without_duties():
    assert rules.due_months(None, TODAY) == []


def test_a_month_is_due_on_the_first_of_the_next():
    assert rules.due_months(date(2026, 10, 1), date(2026, 10, 31)) == []
    assert rules.due_months(date(2026, 10, 1), date(2026, 11, 1)) == [date(2026, 10, 1)]


@pytest.mark.parametrize(
    ("month", "since", "code"),
    [
        (date(2026, 11, 1), date(2026, 1, 1), "reports.not_over"),
        (date(2026, 10, 1), None, "reports.no_data"),
        (date(2026, 10, 1), date(2026, 11, 1), "reports.no_data"),
        (date(2026, 10, 1), date(2026, 10, 31), ""),
    ],
)
def test_only_a_finished_month_with_duties_can_be_made(month, since, code):
    assert rules.may_be_made(month, TODAY, since).code == code


def test_the_fingerprint_follows_the_numbers_not_their_order():
    assert rules.fingerprint({"a": 1, "b": 2}) == rules.fingerprint({"b": 2, "a": 1})
    assert rules.fingerprint({"a": 1}) != rules.fingerprint({"a": 2})
