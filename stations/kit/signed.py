"""Codes that are signed with the house's key and stored nowhere (decision 0018).

Letters that are typed or read aloud (:func:`letters`, :class:`Typed`) and tokens in addresses (:func:`token`). The
newest key of ``FIELD_KEYS`` signs, any may have signed what is read. A purpose of its own keeps the code of one
thing from opening another.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings

from stations.kit.receipts import tidy

# No 0 O 1 I L U V: what is read aloud or copied from paper is not mistaken.
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def grouped(code: str, size: int = 5) -> str:
    """``ABCDE FGHJK``."""
    return " ".join(code[place : place + size] for place in range(0, len(code), size))


def letters(purpose: str, body: str | int, count: int) -> str:
    """So many letters that sign something, by the newest key."""
    return _letters(purpose, body, count, settings.FIELD_KEYS[0])


def fits(purpose: str, body: str | int, typed: str) -> bool:
    """Whether typed letters sign it."""
    told = typed.encode()
    made = (_letters(purpose, body, len(typed), key) for key in settings.FIELD_KEYS)
    return bool(typed) and any([hmac.compare_digest(one.encode(), told) for one in made])


@dataclass(frozen=True, slots=True)
class Typed:
    """A code for hands: which row, and its signature.

    Attributes:
        purpose: stable word.
        signed: letters of the signature.
        places: letters of the number.
    """

    purpose: str
    signed: int = 5
    places: int = 5

    def of(self, number: int) -> str:
        """The code of a row.

        Raises:
            ValueError: the number has more places.
        """
        body, rest = "", number
        for _place in range(self.places):
            rest, sign = divmod(rest, len(LETTERS))
            body = LETTERS[sign] + body
        if rest:
            raise ValueError(f"{number} is too large for a code of {self.places} places")
        return body + letters(self.purpose, body, self.signed)

    def read(self, text: str) -> int | None:
        """The row a typed or scanned code stands for; None when it is forged or mistyped."""
        code = tidy(text)
        if len(code) != self.places + self.signed or not set(code) <= set(LETTERS):
            return None
        if not fits(self.purpose, code[: self.places], code[self.places :]):
            return None
        number = 0
        for sign in code[: self.places]:
            number = number * len(LETTERS) + LETTERS.index(sign)
        return number


# Tokens in addresses: numbers to the base 36, and nine bytes of signature
TOKEN = re.compile(r"([0-9a-z]{1,13}(?:-[0-9a-z]{1,13})*)-([A-Za-z0-9_-]{12})\Z")


def token(purpose: str, *numbers: int) -> str:
    """A token that stands for some numbers."""
    body = "-".join(base36(number) for number in numbers)
    return f"{body}-{signed_by(purpose, body, settings.FIELD_KEYS[0])}"


def numbers_of(purpose: str, text: str) -> tuple[int, ...] | None:
    """The numbers of a token; None when it is forged or garbled."""
    found = TOKEN.match(text)
    if not found:
        return None
    body, signature = found[1], found[2]
    if not any([hmac.compare_digest(signed_by(purpose, body, key), signature) for key in settings.FIELD_KEYS]):
        return None
    return tuple(int(part, 36) for part in body.split("-"))


def _made(purpose: str, body: str | int, key: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}:{body}".encode(), hashlib.sha256).digest()


def _letters(purpose: str, body: str | int, count: int, key: str) -> str:
    rest, found = int.from_bytes(_made(purpose, body, key)[:16], "big"), ""
    for _place in range(count):
        rest, sign = divmod(rest, len(LETTERS))
        found += LETTERS[sign]
    return found


def signed_by(purpose: str, body: str, key: str) -> str:
    """Nine bytes that sign the body of a token by one key, twelve characters of an address."""
    return urlsafe_b64encode(_made(purpose, body, key)[:9]).decode()


def base36(number: int) -> str:
    """A number as addresses write it."""
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if not number:
            return digits
