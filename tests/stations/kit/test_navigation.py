"""The menu shows a person the pages they may open, and where they are."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import translation

from stations.kit import navigation
from stations.kit.navigation import NavItem, menu_for, register

ADDRESSES = {
    "duty:today": "/duty/",
    "duty:month": "/duty/month/",
    "command:inbox": "/command/incidents/",
    "me:tasks": "/me/",
    "patrols:today": "/patrols/",
    "team:list": "/team/",
}
alice = SimpleNamespace(is_authenticated=True, role="chief")
guard = SimpleNamespace(is_authenticated=True, role="guard")
anonymous = SimpleNamespace(is_authenticated=False)


def only_chief(user):
    return user.role == "chief"


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """An empty registry and a small town of pages."""
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_address", lambda name: ADDRESSES.get(name, ""))
    register(NavItem("me", "Tasks", "me:tasks", "list-check", order=10, pinned=True))
    register(NavItem("duty", "Month", "duty:month", "calendar-month", only_chief, order=20))
    register(NavItem("duty", "Today", "duty:today", "calendar-event", order=10))
    register(NavItem("command", "Inbox", "command:inbox", "inbox", only_chief))


def test_sections_keep_their_order_and_items_theirs():
    menu = menu_for(alice, "/")
    assert [section.key for section in menu] == ["duty", "command", "me"]
    assert [item.label for item in menu[0].items] == ["Today", "Month"]
    assert menu[0].url == "/duty/"


def test_a_section_without_an_allowed_page_is_not_shown():
    assert [section.key for section in menu_for(guard, "/")] == ["duty", "me"]


@pytest.mark.parametrize("user", [anonymous, None])
def test_a_stranger_sees_no_menu(user):
    assert menu_for(user, "/duty/") == []


@pytest.mark.parametrize(
    ("path", "section", "item"),
    [
        ("/duty/", "duty", "Today"),
        ("/duty/month/", "duty", "Month"),
        ("/duty/month/2026-11/", "duty", "Month"),
        ("/command/incidents/7/", "command", "Inbox"),
        ("/command/board/", "command", None),
    ],
)
def test_the_page_being_read_is_marked(path, section, item):
    menu = menu_for(alice, path)
    assert menu.active.key == section
    assert [link.label for part in menu for link in part.items if link.active] == ([item] if item else [])


def test_outside_every_section_nothing_is_marked():
    assert menu_for(alice, "/search/").active is None


def test_a_page_nobody_has_written_yet_is_left_out():
    register(NavItem("reports", "Monthly", "reports:monthly", "chart-bar"))
    assert "reports" not in [section.key for section in menu_for(alice, "/")]


def test_the_bottom_bar_has_four_places_and_pinned_pages_come_first():
    register(NavItem("patrols", "Rounds", "patrols:today", "route", pinned=True))
    register(NavItem("team", "People", "team:list", "users"))
    assert [link.label for link in menu_for(alice, "/").bar] == ["Rounds", "Tasks", "Today", "Inbox"]


def test_registering_twice_replaces_and_an_unknown_section_is_refused():
    register(NavItem("duty", "Today's duty", "duty:today", "calendar-event", order=1))
    assert [item.label for item in menu_for(guard, "/")[0].items] == ["Today's duty"]
    with pytest.raises(ValueError, match="cooking"):
        register(NavItem("cooking", "Soup", "me:tasks", "x"))


def fill(monkeypatch, daily, grouped):
    """A section of so many daily pages, then pages of two groups."""
    names = [f"page:{number}" for number in range(daily)] + [name for name, _group in grouped]
    monkeypatch.setattr(navigation, "_address", lambda name: f"/team/{name}/")
    monkeypatch.setattr(navigation, "_items", {})
    for order, name in enumerate(names):
        register(
            NavItem(f"team/{dict(grouped)[name]}" if name in dict(grouped) else "team", name, name, "x", order=order)
        )


def test_a_full_section_keeps_its_daily_pages_in_the_bar_and_the_rest_under_headings(monkeypatch):
    fill(monkeypatch, 8, [("imports", "keeping"), ("strength", "records"), ("walls", "keeping")])
    (section,) = menu_for(alice, "/team/")
    assert [link.label for link in section.daily] == [f"page:{number}" for number in range(8)]
    found = [(str(group.label), [link.label for link in group.items]) for group in section.more]
    assert [links for _label, links in found] == [["strength"], ["imports", "walls"]]
    assert all(label for label, _links in found)


def test_who_may_open_few_pages_sees_them_all_in_the_bar(monkeypatch):
    fill(monkeypatch, 7, [("imports", "keeping"), ("strength", "records")])
    (section,) = menu_for(alice, "/team/")
    assert (len(section.daily), section.more, section.hidden_active) == (9, [], None)


def test_daily_pages_that_find_no_place_stand_first_under_more_without_a_heading(monkeypatch):
    fill(monkeypatch, 11, [("imports", "keeping")])
    (section,) = menu_for(alice, "/team/")
    assert [(str(group.label), len(group.items)) for group in section.more] == [
        ("", 2),
        (str(section.more[1].label), 1),
    ]
    assert len(section.daily) == navigation.SUB_PLACES


def test_the_page_being_read_is_named_beside_more(monkeypatch):
    fill(monkeypatch, 9, [("imports", "keeping")])
    assert menu_for(alice, "/team/imports/3/").active.hidden_active.label == "imports"
    assert menu_for(alice, "/team/page:2/").active.hidden_active is None


def test_an_unknown_group_is_refused():
    with pytest.raises(ValueError, match="attic"):
        register(NavItem("duty/attic", "Old", "duty:today", "x"))


def test_the_menu_is_worked_out_only_when_drawn():
    asked = []
    register(NavItem("team", "People", "team:list", "users", lambda user: asked.append(user) or True))
    request = RequestFactory().get("/team/")
    request.user = alice
    context = navigation.navigation(request)
    assert asked == []
    assert context["nav"].active.key == "team"
    assert asked == [alice]


def test_an_address_is_worked_out_once_a_process(monkeypatch):
    asked = []
    monkeypatch.setattr(navigation, "reverse", lambda name, urlconf: asked.append(name) or f"/{name}/")
    navigation._known_address.cache_clear()
    assert [navigation._known_address("once", None, "/") for _turn in range(3)] == ["/once/"] * 3
    assert navigation._known_address("once", None, "/portal/") and asked == ["once", "once"]
    navigation._known_address.cache_clear()


def test_people_who_may_open_the_same_pages_share_one_menu_a_page_and_language():
    another = SimpleNamespace(is_authenticated=True, role="chief")
    menu = menu_for(alice, "/duty/month/")
    assert menu_for(another, "/duty/month/") is menu
    assert menu_for(another, "/duty/") is not menu and menu_for(guard, "/duty/month/") is not menu
    with translation.override("en"):
        assert menu_for(alice, "/duty/month/") is not menu


def test_the_menu_is_drawn_as_its_pages_say():
    menu = menu_for(alice, "/duty/month/")
    assert '<a href="/duty/" class="active" aria-current="true">' in menu.tabs
    assert '<a href="/duty/month/" class="active" aria-current="page">' in menu.below
    assert 'href="/me/"' in menu.bottom
    assert menu_for(anonymous, "/").tabs.strip() == ""
