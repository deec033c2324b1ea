"""One of everything of mediation, for the tests that walk every door; each room adds its own lines."""



from mediation.cases import lines, papers
from mediation.network.words import Group
from stations.catalogue.models import Category
from tests.factories.incidents import make_category, make_incident
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
    _ways_out(world)
    _consultations(world)


def _network(world) -> None:
    mediator = world.people["mediator"].mediator
    world.objects |= {"mediation_room": make_mediation_room(world.station), "mediator": mediator}


def _cases(world) -> None:
    """A new case, registered by the officer, that the mediator has taken; a party, a line, a paper; a dispute."""
    station, officer = world.station, world.people["officer"]
    case = make_case(station, mediator=world.people["mediator"].mediator, registered_by=officer)
    category = make_category(station, fold=Category.Fold.DISPUTE)
    world.objects |= {
        "mediation_case": case, "case_party": case.parties.first(),
        "account_line": lines.add_line(case=case, actor=officer, side="a", about="fact", text="占道堆物"),
        "case_paper": papers.add_paper(
            case=case, actor=officer, kind="evidence", name="证据.pdf", content=b"%PDF-1.7\n1 0 obj"
        ),
        "dispute_incident": make_incident(station, state="arrived", category=category, recorded_by=officer),
    }  # fmt: skip
