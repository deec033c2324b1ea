"""Every page at desktop, tablet and phone size, light and dark: nothing serious for axe, no sideways scrolling."""

import pytest
from django.urls import reverse

from stations.kit.scoping import in_station
from tests.factories.world import make_world
from tests.journeys.conftest import log_in, scrolls_sideways, serious, settle

PAGES = [
    "today", "duty-month", "my-duty", "duties", "absences", "absence-new", "gaps", "rotation-plans", "generate",
    "structure", "officers", "strength", "communities", "grids", "police-rooms", "trades", "duty-lists", "accounts",
    "daybook", "walls", "imports", "import-new", "reports", "me", "search", "notices",
]  # fmt: skip
DETAILS = {
    "officer": "officer", "team": "team", "community": "community", "grid": "grid", "police-room": "room",
    "absence": "absence", "officer-duties": "officer", "team-duties": "team", "officer-edit": "officer",
}  # fmt: skip
# Dark differs from light by colours alone (the style sheet asks the browser), so a page is loaded once a size.
SCHEMES = {"desktop": ["light", "dark"], "tablet": ["light"], "phone": ["light", "dark"]}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", SCHEMES)
def test_pages_are_sound_for_everybody(transactional_db, new_page, size):
    world = make_world()
    with in_station(world.station):
        addresses = [reverse(name) for name in PAGES]
        addresses += [reverse(name, args=[world.objects[key].pk]) for name, key in DETAILS.items()]
    page = new_page(size)
    log_in(page, world.people["chief"])
    trouble = []
    for address in addresses:
        response = page.goto(address)
        if response.status != 200:
            trouble.append(f"{address}: {response.status}")
        for scheme in SCHEMES[size]:
            page.emulate_media(color_scheme=scheme)
            settle(page)
            rules = [] if scheme == "light" else ["color-contrast"]
            trouble += [f"{address} {scheme}: {finding}" for finding in serious(page, *rules)]
        if scrolls_sideways(page):
            trouble.append(f"{address}: scrolls sideways")
    assert not trouble, "\n".join(trouble)


def test_doors_before_the_login_are_sound_too(transactional_db, new_page):
    page = new_page("phone")
    for address in ("/login/", "/me/code/", "/wall/", "/nowhere/"):
        page.goto(address)
        assert serious(page) == [], address
        assert not scrolls_sideways(page), address
