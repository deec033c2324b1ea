"""Stages of the board, and today against the usual day."""

import pytest

from stations.catalogue.words import Kind
from stations.command.rules import STAGES, change, may_replay, may_see_board, stage_of
from stations.incidents.rules import STEPS
from stations.incidents.words import CLOSED_STATES


@pytest.mark.parametrize("kind", Kind.values)
def test_every_open_state_of_every_kind_has_its_stage(kind):
    states = {step.source for step in STEPS[kind].steps} | {step.target for step in STEPS[kind].steps}
    for state in states - set(CLOSED_STATES):
        assert stage_of(kind, state) in STAGES


def test_stages_follow_the_way_of_a_call():
    way = ("received", "dispatched", "accepted", "en_route", "arrived", "controlled", "fed_back", "referred")
    told = [stage_of("call", state).code for state in way]
    assert told == ["waiting", "under_way", "under_way", "under_way", "scene", "scene", "to_close", "elsewhere"]
    assert stage_of("hazard", "received").code == "matters" and stage_of("loss", "received").code == "property"


@pytest.mark.parametrize(
    ("now", "average", "told"),
    [(12, 10, ("up", "20")), (8, 10, ("down", "20")), (10, 10, ("same", "")), (3, 0, ("none", "")),
     (0, 0.5, ("none", "")), (0, 4, ("down", "100"))],
)  # fmt: skip
def test_today_against_the_average_says_direction_and_percent_without_sign(now, average, told):
    assert change(now, average) == told


def test_the_board_is_for_the_police_and_the_replay_for_desk_and_leaders(cast):
    assert may_see_board(cast.officer.user) and may_see_board(cast.desk.user)
    assert not may_see_board(cast.auxiliary.user) and not may_see_board(cast.guard)
    assert may_replay(cast.desk.user) and may_replay(cast.deputy.user) and not may_replay(cast.officer.user)
