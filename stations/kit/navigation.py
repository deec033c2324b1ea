"""The menu: each feature registers its pages here, and the base template draws what a user may open.

A feature's ``registrations.py`` (imported from ``AppConfig.ready``) says::

    from django.utils.translation import gettext_lazy as _
    from stations.kit.navigation import NavItem, register

    register(NavItem("duty", _("Month roster"), "duty:month", "calendar-month", may_see, 10, pinned=True))

``allowed`` takes the user, answers by truth (an ``Answer`` will do) and should cost no query; a menu
is only worked out when a template draws it. ``pinned`` items come first in the phone's bottom
bar (four places). Sections are fixed: see ``SECTIONS``.

A section shows nine pages in its bar; what is not opened every day is placed in a group (``duty/records``, see
``GROUPS``) and stands under "More". Whoever may open nine pages or fewer of a section sees them all in the bar.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy

BAR_PLACES = 4
SUB_PLACES = 9  # as many as fit at 1366 pixels beside "More"

SECTIONS: dict[str, tuple[Any, str]] = {
    "duty": (pgettext_lazy("section", "Duty"), "calendar-time"),
    "command": (pgettext_lazy("section", "Command"), "headset"),
    "patrols": (pgettext_lazy("section", "Patrols"), "route"),
    "mediation": (pgettext_lazy("section", "Mediation"), "scale"),
    "community": (pgettext_lazy("section", "Community"), "users-group"),
    "team": (pgettext_lazy("section", "Team"), "id-badge-2"),
    "reports": (pgettext_lazy("section", "Reports"), "chart-bar"),
    "setup": (pgettext_lazy("section", "Settings"), "adjustments"),
    "me": (pgettext_lazy("section", "Me"), "user-circle"),
}
# Headings under "More", in this order; what finds no place in the bar and names no group comes first, without one.
GROUPS: dict[str, Any] = {
    "": "",
    "detection": pgettext_lazy("menu group", "Early detection"),
    "partners": pgettext_lazy("menu group", "Conferences and transfers"),
    "network": pgettext_lazy("menu group", "Mediation network"),
    "enterprises": pgettext_lazy("menu group", "Merchants and premises"),
    "forum": pgettext_lazy("menu group", "Questions and suggestions"),
    "ground": pgettext_lazy("menu group", "Areas and routes"),
    "squads": pgettext_lazy("menu group", "Squads and guards"),
    "patrols": pgettext_lazy("section", "Patrols"),
    "mediation": pgettext_lazy("section", "Mediation"),
    "catalogue": pgettext_lazy("menu group", "Catalogue"),
    "recognition": pgettext_lazy("menu group", "Points and rewards"),
    "records": pgettext_lazy("menu group", "Records and figures"),
    "keeping": pgettext_lazy("menu group", "Keeping"),
}


def everyone(user: Any) -> bool:
    """Whoever is logged in may open the page."""
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class NavItem:
    """One page in the menu. ``order`` sorts inside the section; its first item is its landing page.

    ``place``: the section; ``section/group`` for what is not opened every day (see ``GROUPS``).
    """

    place: str
    label: Any
    url_name: str
    icon: str
    allowed: Callable[[Any], bool] = everyone
    order: int = 100
    pinned: bool = False

    @property
    def section(self) -> str:
        """The key of ``SECTIONS``."""
        return self.place.partition("/")[0]

    @property
    def group(self) -> str:
        """The key of ``GROUPS``; empty for a daily page."""
        return self.place.partition("/")[2]


@dataclass
class Link:
    """An item as drawn for one user: its address, and whether it is the page being read."""

    label: Any
    url: str
    icon: str
    pinned: bool = False
    active: bool = False
    group: str = ""


@dataclass
class Group:
    """A heading under "More" with its pages."""

    label: Any
    items: list[Link]


@dataclass
class Section:
    """A tab of the top bar with the pages below it."""

    key: str
    label: Any
    icon: str
    items: list[Link] = field(default_factory=list)
    active: bool = False

    @property
    def url(self) -> str:
        """Where the tab leads: its first page."""
        return self.items[0].url

    @property
    def daily(self) -> list[Link]:
        """The pages in the bar: all of a short section, else those of every day."""
        if len(self.items) <= SUB_PLACES:
            return self.items
        return [link for link in self.items if not link.group][:SUB_PLACES]

    @property
    def more(self) -> list[Group]:
        """The other pages under their headings."""
        shown = self.daily
        rest = [link for link in self.items if link not in shown]
        found = [(label, [link for link in rest if link.group == key]) for key, label in GROUPS.items()]
        return [Group(label, links) for label, links in found if links]

    @property
    def hidden_active(self) -> Link | None:
        """The page being read, if it stands under "More"."""
        return next((link for group in self.more for link in group.items if link.active), None)


class Menu(list[Section]):
    """The sections of one user, in order, with the two views of them that the base template draws."""

    @property
    def active(self) -> Section | None:
        """The section being read, if any."""
        return next((section for section in self if section.active), None)

    @property
    def bar(self) -> list[Link]:
        """Four links for the phone's bottom bar: the pinned ones, then the first page of each section."""
        pinned = [link for section in self for link in section.items if link.pinned]
        landings = [section.items[0] for section in self if section.items[0] not in pinned]
        return (pinned + landings)[:BAR_PLACES]

    @cached_property
    def tabs(self) -> str:
        """The sections in the top bar, drawn."""
        return render_to_string("components/menu_tabs.html", {"nav": self})

    @cached_property
    def below(self) -> str:
        """The pages of the section being read, drawn."""
        return render_to_string("components/menu_below.html", {"nav": self})

    @cached_property
    def bottom(self) -> str:
        """The phone's bottom bar, drawn."""
        return render_to_string("components/bottombar.html", {"nav": self})


_items: dict[tuple[str, str], NavItem] = {}


def register(item: NavItem) -> None:
    """Add a page to the menu; registering the same page again replaces it."""
    if item.section not in SECTIONS:
        raise ValueError(f"Unknown menu section {item.section!r}; one of {', '.join(SECTIONS)}.")
    if item.group not in GROUPS:
        raise ValueError(f"Unknown menu group {item.group!r}; one of {', '.join(GROUPS)}.")
    _items[(item.section, item.url_name)] = item
    _menu.cache_clear()


def menu_for(user: Any, current_path: str = "") -> Menu:
    """The sections and pages this user may open, the ones that hold ``current_path`` marked active.

    People who may open the same pages share one menu, drawn once a page and language.
    """
    if not getattr(user, "is_authenticated", False):
        return Menu()
    in_order = sorted(_items.values(), key=attrgetter("order"))
    addresses = [(item, _address(item.url_name)) for item in in_order]
    shown = tuple((item.section, item.url_name, url) for item, url in addresses if url and item.allowed(user))
    return _menu(shown, _where(shown, current_path), get_language() or "")


@lru_cache(maxsize=256)
def _menu(shown: tuple[tuple[str, str, str], ...], here: tuple[str, str], language: str) -> Menu:
    """The menu of these pages in one language; ``here`` as :func:`_where` says it."""
    sections = {key: Section(key, str(label), icon) for key, (label, icon) in SECTIONS.items()}
    for section, url_name, url in shown:
        item = _items[section, url_name]
        active = here == (section, url_name)
        sections[section].items.append(Link(str(item.label), url, item.icon, item.pinned, active, item.group))
    if here[0] in sections:
        sections[here[0]].active = True
    return Menu(section for section in sections.values() if section.items)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``nav``, worked out only if the template draws it."""
    return {"nav": SimpleLazyObject(lambda: menu_for(getattr(request, "user", None), request.path))}


def _address(url_name: str) -> str:
    """The page's address; empty while nobody has written the page."""
    return _known_address(url_name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=1024)
def _known_address(url_name: str, urlconf: str | None, prefix: str) -> str:
    """Addresses do not change while the process runs; a menu of sixty pages asks for all of them every time."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def _where(shown: tuple[tuple[str, str, str], ...], path: str) -> tuple[str, str]:
    """Section and page of the longest address that ``path`` lies under, else the section it names and no page."""
    inside = [page for page in shown if _lies_under(path, page[2])]
    if inside:
        section, url_name, _url = max(inside, key=lambda page: len(page[2]))
        return section, url_name
    rest = path.removeprefix(get_script_prefix())
    return next((key for key in SECTIONS if rest.startswith(f"{key}/")), ""), ""


def _lies_under(path: str, url: str) -> bool:
    """Whether a page belongs to an address: the same page or one below it."""
    return path == url or (url != get_script_prefix() and path.startswith(url.rstrip("/") + "/"))
