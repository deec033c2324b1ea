"""One of everything of mediation, for the tests that walk every door; each room adds its own lines."""

from mediation.network.words import Group
from tests.factories.mediation import make_case, make_mediation_room, make_mediator


def furnish(world) -> None:
    """Mediators of both sorts, a room, and one object for every address that takes a number."""
    station, people = world.station, world.people
    people |= {
        "keeper": make_mediator(station, keeper=True).user,
        "mediator": make_mediator(station, Group.ELDER).user,
    }
    _network(world)
    _cases(world)


def _network(world) -> None:
    mediator = world.people["mediator"].mediator
    world.objects |= {"mediation_room": make_mediation_room(world.station), "mediator": mediator}


def _cases(world) -> None:
    """A new case, registered by the officer, that the mediator has taken; parties ``case_party``."""
    world.objects |= {
        "mediation_case": make_case(
            world.station, mediator=world.people["mediator"].mediator, registered_by=world.people["officer"]
        )
    }
    world.objects["case_party"] = world.objects["mediation_case"].parties.first()
