"""Receipt codes of what is sent without a login: made from the form's own random number by the house's key.

The form sent again (a dropped connection) shows the same code; without the key nobody makes one. Kept is only its
digest. Every room that gives codes registers, so that a code typed on another room's page finds its way.
"""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django_scopes import scopes_disabled

from stations.kit.crypto import blind_index

# Without letters and digits that look alike; twelve of them are 60 bits.
ALPHABET, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12


class Room(NamedTuple):
    """Where codes are followed: what the page is about, its url name, whether a digest is one of its own."""

    label: Any
    url_name: str
    knows: Callable[[str], bool]


_ROOMS: dict[str, Room] = {}


def register(label, url_name: str, knows: Callable[[str], bool]) -> None:
    """Say where codes of a room are followed; ``knows`` is asked across stations, for there is no login."""
    _ROOMS[url_name] = Room(label, url_name, knows)


def room_of(code: str) -> Room | None:
    """Whose code it is; every room is asked, whichever knows it. The caller counts how often (access.public)."""
    kept = digest(code)
    with scopes_disabled():
        found = [room for room in _ROOMS.values() if room.knows(kept)]
    return found[0] if found else None


def code_of(purpose: str, station_id: int, client_id: uuid.UUID) -> str:
    """The code of one form.

    Args:
        purpose: stable word, so that the same form number gives another code elsewhere.
        station_id: where it was sent to.
        client_id: made when the form was opened.
    """
    rest = int(blind_index(f"{purpose}/{station_id}/{client_id}")[:30], 16)
    letters = []
    for _place in range(LENGTH):
        rest, letter = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def digest(code: str) -> str:
    """What is kept of a code."""
    return blind_index(code)


def tidy(typed: str) -> str:
    """A code as people type it, in capitals and without spaces and hyphens."""
    return "".join(typed.split()).replace("-", "").upper()
