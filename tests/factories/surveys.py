"""Levels and surveys made in one line each, through the actions."""

import itertools
import uuid

from community.surveys import actions
from community.surveys.models import Survey, SurveyLevel
from stations.kit.scoping import in_station
from stations.organisation.models import Station, User

_numbers = itertools.count(1)


def make_levels(station: Station) -> list[SurveyLevel]:
    """The three levels that come with the house, the highest first."""
    with in_station(station):
        actions.install_levels(station=station)
        return list(SurveyLevel.objects.all())


def make_survey(station: Station, actor: User, **told) -> Survey:
    """Premises kept in sight at the second level."""
    number = next(_numbers)
    level = told.pop("level", None) or make_levels(station)[1]
    told = {
        "kind": "premises", "name": f"示例宾馆{number}", "place": f"示例路{number}号", "measure": "每月检查",
        "client_id": uuid.uuid4(),
    } | told  # fmt: skip
    with in_station(station):
        return actions.enter(station=station, actor=actor, level=level, **told)


def furnish(world) -> None:
    """A level and a survey in the grid of the world, for the tests that walk every door."""
    levels = make_levels(world.station)
    survey = make_survey(
        world.station, world.people["chief"], grid=world.objects["grid"], enterprise=world.objects["enterprise"]
    )
    world.objects |= {"survey_level": levels[0], "survey": survey}
