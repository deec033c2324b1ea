"""How far something is: done, waited for, to come."""

from datetime import UTC, datetime

import pytest

from stations.kit.stages import Stage, in_phases

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "phases"),
    [
        ((True, False, False), ["done", "now", "next"]),
        ((True, True, True), ["done", "done", "done"]),
        ((True, False, True), ["done", "now", "done"]),
    ],
)
def test_the_first_step_that_is_not_done_is_waited_for(done, phases):
    assert [stage.phase for stage in in_phases([("step", one, NOW) for one in done])] == phases


def test_a_time_is_told_of_what_was_done_only():
    assert in_phases([("a", True, NOW), ("b", False, NOW)]) == [Stage("a", "done", NOW), Stage("b", "now", None)]
