"""Numbers that lead to a person never stay in what is written for others: phones, identity cards, bank cards."""

import re
import unicodedata

from stations.kit import masks

# 15 digits of old cards are left to the rule of long numbers.
IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![\dXx])")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)")
# Groups of three and more: a day and a time are none.
LONG = re.compile(r"(?<!\d)\d{3,}(?:[ -]?\d{3,})*(?!\d)")
LONGEST_PLAIN = 10


def _plain(text: str) -> str:
    """Digits as people write them, in one form: ``１３８`` and ``⑬`` tricks do not pass."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and unicodedata.digit(letter, None) is not None else letter
        for letter in text
    )


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text)


def masked(text: str) -> str:
    """The text without numbers of phones, identity cards and other long numbers (SE-24)."""
    text = _plain(text)
    text = IDENTITY.sub(lambda found: masks.id_number(_digits(found.group())), text)
    text = MOBILE.sub(lambda found: masks.phone("".join(found.groups())), text)
    text = LANDLINE.sub(lambda found: masks.phone(_digits(found.group())), text)
    return LONG.sub(_long, text)


def _long(found: re.Match) -> str:
    digits = _digits(found.group())
    return masks.phone(digits) if len(digits) > LONGEST_PLAIN else found.group()


def holds_numbers(text: str) -> bool:
    """Whether something would be masked."""
    return masked(text) != _plain(text)


def shown_name(name: str) -> str:
    """A member on a page of others: the surname and nothing that tells the length of the rest."""
    return f"{name[:1]}**" if name else ""
