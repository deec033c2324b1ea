"""The registry of figures."""

from datetime import date

import pytest

from stations.indicators import registry
from stations.indicators.periods import Period
from stations.indicators.registry import Figure


def nothing(station, scope, period):
    return 0


def test_every_registered_figure_says_what_it_counts():
    for figure in registry.all():
        assert str(figure.name)
        assert str(figure.definition).endswith((".", "。"))
        assert figure.unit


def test_figures_of_a_group_stand_together():
    groups = [str(figure.group) for figure in registry.all()]
    assert len(set(groups)) == sum(one != two for one, two in zip(groups, ["", *groups], strict=False))


def test_a_code_is_registered_once():
    taken = registry.all()[0].code
    with pytest.raises(ValueError):
        registry.register(Figure(taken, "other", "x", "Other.", nothing, "Other"))


def test_values_are_kept_with_their_decimals():
    assert Figure("x", "x", "%", "X.", nothing, "X", digits=1).rounded(58.0645) == 58.1
    assert Figure("x", "x", "%", "X.", nothing, "X").rounded(2.5) == 3
    assert Figure("x", "x", "%", "X.", nothing, "X").rounded(None) is None


def test_a_page_nobody_wrote_has_no_address():
    assert registry.address("no-such-page", Period.month(date(2026, 10, 1))) == ""


def test_an_address_carries_both_days_and_leaves_empty_filters_out():
    address = registry.address("duties", Period.month(date(2026, 10, 1)), team=None, role="primary")
    assert address.endswith("?date_from=2026-10-01&date_to=2026-10-31&role=primary")
