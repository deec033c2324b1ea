"""Identity numbers of people and units: how they are compared, and whether their check digits hold (UI-12)."""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "10X98765432"
# GB 32100: letters that look like digits are left out.
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def normal(text: str) -> str:
    """Letters and digits in capitals."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def is_id_number(text: str) -> bool:
    """Whether a resident identity number holds: 18 places, a real day of birth, the check digit (GB 11643)."""
    if not re.fullmatch(r"[1-9]\d{16}[0-9X]", text) or born_on(text) is None:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _DIGITS[total % 11] == text[17]


def is_other_document(text: str) -> bool:
    """Whether it may be the number of a passport or permit: letters and digits, not digits alone."""
    return bool(re.fullmatch(r"(?=.*[A-Z])[A-Z0-9]{5,20}", text)) and not re.fullmatch(r"\d{17}X", text)


def is_credit_code(text: str) -> bool:
    """Whether a unified social credit code holds: 18 places and the check character (GB 32100)."""
    if len(text) != 18 or any(sign not in _CREDIT for sign in text):
        return False
    total = sum(weight * _CREDIT.index(sign) for weight, sign in zip(_CREDIT_WEIGHTS, text, strict=False))
    return _CREDIT[(31 - total % 31) % 31] == text[17]


def born_on(text: str) -> date | None:
    """The day of birth in a resident identity number, or None."""
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def is_male(text: str) -> bool:
    """The sex a resident identity number tells: odd numbers are men's."""
    return int(text[16]) % 2 == 1


def age_on(born: date, day: date) -> int:
    """Full years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
