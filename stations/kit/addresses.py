"""Fourteen hundred addresses, found without comparing each of them with what was asked for."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern

# The first part of an address, as `path` and as a router of the REST framework write it.
_FIRST: dict[type, re.Pattern[str]] = {
    RoutePattern: re.compile(r"[a-z0-9-]+/"),
    RegexPattern: re.compile(r"\^[a-z0-9-]+/"),
}
FEW = 4  # not worth a door of their own


def by_first_part(patterns: Iterable[Any]) -> list[Any]:
    """The same addresses, those that begin alike behind one door; which of two that fit is taken stays the same.

    Args:
        patterns: addresses and includes, as of ``urlpatterns``. Includes without a path of their own are opened up.
    """
    found: list[Any] = []
    groups: dict[str, list[URLPattern]] = {}
    for pattern in _opened(patterns):
        first = _first(pattern)
        if first:
            groups.setdefault(first, []).append(pattern)
            continue
        # Nothing that came before it may come after it.
        found += _behind_doors(groups)
        groups = {}
        found.append(pattern)
    return [*found, *_behind_doors(groups)]


def _opened(patterns: Iterable[Any]) -> Iterator[Any]:
    for pattern in patterns:
        plain = isinstance(pattern, URLResolver) and not (pattern.namespace or pattern.app_name)
        if plain and not str(pattern.pattern) and not pattern.default_kwargs:
            yield from _opened(pattern.url_patterns)
        else:
            yield pattern


def _first(pattern: Any) -> str:
    way = _FIRST.get(type(pattern.pattern)) if isinstance(pattern, URLPattern) else None
    match = way.match(str(pattern.pattern)) if way else None
    return match[0] if match else ""


def _behind_doors(groups: dict[str, list[URLPattern]]) -> Iterator[Any]:
    for first, patterns in groups.items():
        if len(patterns) <= FEW:
            yield from patterns
            continue
        kind = RegexPattern if first.startswith("^") else RoutePattern
        yield URLResolver(kind(first), by_first_part(_without(first, pattern) for pattern in patterns))


def _without(first: str, pattern: URLPattern) -> URLPattern:
    rest = str(pattern.pattern)[len(first) :]
    where = (
        RegexPattern(f"^{rest}", name=pattern.name, is_endpoint=True)
        if first.startswith("^")
        else RoutePattern(rest, name=pattern.name, is_endpoint=True)
    )
    return URLPattern(where, pattern.callback, pattern.default_args, pattern.name)
