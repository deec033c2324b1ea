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


MEDIATION = [
    "mediation", "mediation-cases", "mediation-case-new", "mediation-sessions", "mediation-week", "agreements",
    "performances", "follow-ups", "consultations", "consultation-tasks", "mediation-transfers", "sweeps",
    "recurrences", "mediation-archive", "mediation-figures", "mediation-calendar", "mediators",
    "mediation-rooms", "departments", "gov-centres", "committee", "clauses", "mediation-settings",
]  # fmt: skip
MEDIATION_DETAILS = {
    "mediation-case": "mediation_case", "mediation-case-parts": "mediation_case",
    "mediation-triage": "mediation_case", "mediation-match": "mediation_case",
    "session-new": "mediation_case", "case-file": "mediation_case",
    "mediation-session": "mediation_session", "agreement": "agreement", "consultation": "consultation",
    "sweep": "sweep", "recurrence": "recurrence", "follow-up": "follow_up", "mediator": "mediator",
    "mediation-room": "mediation_room", "case-party-new": "mediation_case", "mediation-notice-new": "mediation_case",
}  # fmt: skip


def addresses_of(world, pages, details) -> list[str]:
    """Where the lists are, and the pages of the objects of the world."""
    with in_station(world.station):
        return [reverse(name) for name in pages] + [
            reverse(name, args=[world.objects[key].pk]) for name, key in details.items()
        ]


def trouble_with(page, addresses, size) -> list[str]:
    """What is not sound: no answer, something serious for axe in light or dark, sideways scrolling."""
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
    return trouble


@pytest.mark.parametrize("size", SCHEMES)
def test_pages_are_sound_for_everybody(transactional_db, new_page, size):
    world = make_world()
    page = new_page(size)
    log_in(page, world.people["chief"])
    trouble = trouble_with(page, addresses_of(world, PAGES, DETAILS), size)
    assert not trouble, "\n".join(trouble)


@pytest.mark.parametrize("size", SCHEMES)
def test_pages_of_mediation_are_sound_for_everybody(transactional_db, new_page, size):
    world = make_world()
    page = new_page(size)
    log_in(page, world.people["chief"])
    trouble = trouble_with(page, addresses_of(world, MEDIATION, MEDIATION_DETAILS), size)
    assert not trouble, "\n".join(trouble)


def test_the_bar_of_a_full_section_fits_a_desktop_and_the_rest_opens_by_keyboard(transactional_db, new_page):
    page = new_page("desktop")
    log_in(page, make_world().people["chief"])
    for name in ("mediation", "patrols", "structure", "today", "incidents", "rotation-plans"):
        page.goto(reverse(name))
        bar = page.locator(".fg-sub-links")
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth"), name
    page.goto(reverse("mediation"))
    page.locator(".fg-sub-more summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.fg-sub-pop') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.fg-sub-more > summary')")


def test_doors_before_the_login_are_sound_too(transactional_db, new_page):
    page = new_page("phone")
    for address in ("/login/", "/me/code/", "/wall/", "/nowhere/"):
        page.goto(address)
        assert serious(page) == [], address
        assert not scrolls_sideways(page), address
