"""Addresses behind doors are found, written and preferred as if they stood in one list."""

import re

import pytest
from django.conf import settings
from django.urls import Resolver404, URLResolver, get_resolver, include, path, re_path
from django.urls.resolvers import RegexPattern

from stations.kit.addresses import by_first_part


def view(_request, **_words):
    """A page."""


def resolver_of(patterns) -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), patterns)


def many(prefix: str) -> list:
    return [path(f"{prefix}/{number}/", view, name=f"{prefix}-{number}") for number in range(6)]


def some():
    return [
        path("", view, name="home"),
        path("", include([*many("team"), path("team/<str:word>/", view, name="team-word")])),
        path("", include([path("", include(many("duty")))])),
        path("team/late/", view, name="shadowed"),
        re_path(r"^old/(?P<word>\w+)/$", view, name="old"),
        path("api/", include(many("api"))),
        path("<str:any>/2/", view, name="any"),
        path("duty/2/", view, name="hidden"),
        *[re_path(rf"^books/(?P<word>{letter})/$", view, name=f"books-{letter}") for letter in "abcdef"],
        re_path("^books", view, name="catch"),
    ]


@pytest.mark.parametrize(
    "asked",
    ["/", "/team/", "/team/2/", "/team/late/", "/team/2/3/", "/duty/5/", "/duty/2/", "/else/2/", "/old/x/",
     "/books/c/", "/books/g/", "/api/api/3/", "/api/", "/nothing/"],
)  # fmt: skip
def test_the_same_page_answers(asked):
    def found(patterns):
        try:
            match = resolver_of(patterns).resolve(asked)
        except Resolver404:
            return None
        return match.url_name, match.kwargs, match.route.replace("^", "")

    assert found(by_first_part(some())) == found(some())


def test_addresses_are_written_as_before():
    plain, grouped = resolver_of(some()), resolver_of(by_first_part(some()))
    for name, words in (("home", {}), ("team-word", {"word": "x"}), ("duty-3", {}), ("old", {"word": "y"}),
                        ("books-a", {"word": "a"}), ("any", {"any": "q"})):  # fmt: skip
        assert grouped.reverse(name, **words) == plain.reverse(name, **words)


def test_few_doors_stand_at_the_street_of_this_house():
    house = get_resolver(settings.ROOT_URLCONF).url_patterns
    doors = [re.sub(r"[\^$]", "", str(pattern.pattern)) for pattern in house]
    assert {"team/", "duty/", "community/", "mediation/", "patrols/", "api/", "me/"} <= set(doors)
    assert len(doors) < 60
