"""The shared cast: stations and people made in one line each.

Everything may be called from anywhere in a test, inside a station's scope or outside.
"""

from tests.factories.incidents import make_category, make_crew, make_incident, make_spot, make_vehicle
from tests.factories.organisation import (
    FIRST_DAY,
    Cast,
    client_of,
    grant,
    lead,
    make_administrator,
    make_cast,
    make_officer,
    make_person,
    make_station,
    make_team,
    move,
)
from tests.factories.places import (
    make_community,
    make_community_post,
    make_contact,
    make_grid,
    make_industry_officer,
    make_police_room,
)
from tests.factories.roster import PLAN_DAY, Rotation, join_section, make_plan, make_rotation

__all__ = [
    "Cast", "FIRST_DAY", "PLAN_DAY", "Rotation", "client_of", "grant", "join_section", "lead",
    "make_administrator", "make_cast", "make_category", "make_community", "make_community_post", "make_contact",
    "make_crew", "make_grid", "make_incident", "make_industry_officer", "make_officer", "make_person", "make_plan",
    "make_police_room", "make_rotation", "make_spot", "make_station", "make_team", "make_vehicle", "move",
]  # fmt: skip
