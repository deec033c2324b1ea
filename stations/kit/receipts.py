"""Receipt codes of what is sent without a login: made from the form's own random number by the house's key.

The form sent again (a dropped connection) shows the same code; without the key nobody makes one. Kept is only its
digest.
"""

import uuid

from stations.kit.crypto import blind_index

# Without letters and digits that look alike; twelve of them are 60 bits.
ALPHABET, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12


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
