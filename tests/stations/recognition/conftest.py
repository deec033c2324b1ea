"""A station that keeps points, with a budget and a shelf."""

from types import SimpleNamespace

import pytest

from tests.factories.recognition import keep_points, make_budget, make_reward, make_rule


@pytest.fixture
def shop(cast, in_one):
    """Station one keeps points: an act brings 10, at most 30 a month; umbrellas for 20 points."""
    chief = cast.chief.user
    return SimpleNamespace(
        cast=cast, station=cast.station, chief=chief, deputy=cast.deputy.user, desk=cast.desk.user,
        person=cast.officer.user, settings=keep_points(cast.station),
        rule=make_rule(cast.station, monthly_cap=30), budget=make_budget(cast.station, chief),
        reward=make_reward(cast.station, chief),
    )  # fmt: skip
