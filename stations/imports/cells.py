"""What one cell may hold, and how tolerantly it is read (UI-08, UI-12, UI-13).

The words of a workbook (sheet and column titles, choices) are Chinese constants: they are a file format, the same
whatever language a person has chosen for the pages. Reasons are translated, they are for people.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from stations.kit import masks

# Full-width letters and digits, and the signs that occur in codes; Chinese punctuation stays as it is.
_HALF = {code: code - 0xFEE0 for span in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)) for code in
         range(span[0], span[1] + 1)}  # fmt: skip
_HALF |= {ord("－"): "-", ord("．"): ".", ord("＝"): "=", ord("＠"): "@", ord("＋"): "+", ord("／"): "/"}
_HALF |= {ord(sign): " " for sign in "\u3000\u00a0\u2002\u2003\u2009\t"}
_HALF |= {ord(sign): None for sign in "\u200b\u200c\u200d\ufeff\u2060"}
BLANKS = frozenset({"", "-", "--", "—", "——", "/", "无", "#N/A"})
CLEAR = "清空"
EXCEL_EPOCH = date(1899, 12, 30)


class CellError(Exception):
    """A cell that cannot be taken; ``code`` is a stable word, ``reason`` a sentence."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code, self.reason = code, reason


def clean(value):
    """A raw cell without stray spaces and full-width digits; None where nothing was meant."""
    if isinstance(value, str):
        lines = (" ".join(line.split()) for line in value.translate(_HALF).replace("\r", "\n").split("\n"))
        value = "\n".join(line for line in lines if line)
        return None if value in BLANKS else value
    return value


def plain(value) -> str:
    """Any cell as text: 123.0 reads ``123``, "00123" keeps its zeros."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return str(value)


class Parser:
    """Reads a cleaned cell into a value and shows a value as a cell."""

    options: tuple[str, ...] = ()
    as_text = False

    def __call__(self, value):
        raise NotImplementedError

    def show(self, value) -> str:
        """The value as the workbook would say it."""
        return "" if value is None else str(value)


class Text(Parser):
    """Text up to ``longest`` characters; what a spreadsheet could run as a formula is refused (UI-08)."""

    def __init__(self, longest: int):
        self.longest = longest

    def __call__(self, value) -> str:
        text = plain(value)
        if text[:1] in "=+-@":
            raise CellError("formula_like", _("begins with a sign that Excel runs as a formula (= + - @)"))
        if len(text) > self.longest:
            raise CellError("too_long", _("is longer than %(longest)s characters") % {"longest": self.longest})
        return text


class Code(Text):
    """A number or code kept as text (警号, 编码): leading zeros stay, spaces go."""

    as_text = True

    def __call__(self, value) -> str:
        return re.sub(r"\s+", "", super().__call__(value))


class Name(Text):
    """A person's name: ``王　伟`` is 王伟; names with a dot and Latin names are kept (UI-13)."""

    def __call__(self, value) -> str:
        text = super().__call__(value).replace("•", "·").replace("・", "·")
        if re.search(r"\d", text):
            raise CellError("not_a_name", _("is not a name"))
        return text if re.search(r"[A-Za-z]", text) else text.replace(" ", "")


class Phone(Parser):
    """An eleven-digit mobile number or a land line with area code (UI-12)."""

    as_text = True

    def __call__(self, value) -> str:
        digits = re.sub(r"[\s\-()（）—]", "", plain(value))
        digits = re.sub(r"^(\+|00)86", "", digits)
        if not re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", digits):
            raise CellError("bad_phone", _("is not a phone number (mobile numbers have 11 digits)"))
        return digits

    def show(self, value) -> str:
        """Masked: the preview is kept in the database, where full numbers are only kept encrypted (SE-12)."""
        return masks.phone(value) if value else ""


class Number(Parser):
    """A number between two bounds, with a number of decimal places."""

    def __init__(self, least, most, places: int = 0):
        self.least, self.most, self.places = Decimal(str(least)), Decimal(str(most)), places

    def __call__(self, value):
        try:
            number = Decimal(plain(value).replace(",", "").removesuffix("年"))
        except InvalidOperation:
            raise CellError("not_a_number", _("is not a number")) from None
        if not (number.is_finite() and self.least <= number <= self.most):
            bounds = {"least": self.show(self.least), "most": self.show(self.most)}
            raise CellError("out_of_range", _("must lie between %(least)s and %(most)s") % bounds)
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            raise CellError("not_a_number", _("has too many decimal places"))
        return number if self.places else int(number)

    def show(self, value) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"


class Day(Parser):
    """A day: 2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日, 20260105, an Excel date or its serial number."""

    def __init__(self, least: date = date(1949, 1, 1), most: date = date(2099, 12, 31)):
        self.least, self.most = least, most

    def __call__(self, value) -> date:
        day = self._read(value)
        if not self.least <= day <= self.most:
            raise CellError("bad_date", _("is not a likely date: %(value)s") % {"value": day})
        return day

    @staticmethod
    def _read(value) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = plain(value)
        if re.fullmatch(r"\d{5}", text):
            return EXCEL_EPOCH + timedelta(days=int(text))
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?", text)
        found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
        if not found:
            raise CellError("bad_date", _("is not a date: %(value)s (write 2026-01-05)") % {"value": text[:30]})
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise CellError(
                "impossible_date", _("is a day that does not exist: %(value)s") % {"value": text}
            ) from None


class Clock(Parser):
    """A time of day: 8:00, 08:00:00, 8点, or Excel's fraction of a day."""

    def __call__(self, value) -> time:
        if isinstance(value, datetime):
            return value.time().replace(second=0, microsecond=0)
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        if isinstance(value, float) and 0 <= value < 1:
            minutes = round(value * 1440) % 1440
            return time(minutes // 60, minutes % 60)
        found = re.fullmatch(r"(\d{1,2})[:：点时](\d{2})?(?:分|:\d{2})?", plain(value))
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise CellError("bad_time", _("is not a time of day (write 08:00)"))
        return time(int(found[1]), int(found[2] or 0))

    def show(self, value) -> str:
        return f"{value:%H:%M}" if value else ""


class Choice(Parser):
    """One of a few words.

    Args:
        words: word in the workbook → value in the table; the first word of a value is the one shown.
    """

    def __init__(self, words: dict, also: dict | None = None):
        self.words = {**words, **(also or {})}
        self.options = tuple(words)
        self.labels = {value: word for word, value in reversed(words.items())}

    def __call__(self, value):
        text = plain(value).replace(" ", "")
        if text not in self.words:
            words = {"value": text[:30], "allowed": "、".join(self.options)}
            raise CellError("unknown_choice", _("“%(value)s” is not one of: %(allowed)s") % words)
        return self.words[text]

    def show(self, value) -> str:
        return self.labels.get(value, "")


YES_NO = Choice({"是": True, "否": False})


class Words(Parser):
    """Several short texts in one cell, separated by 、 ， ； or line breaks."""

    separators = r"[、,，;；\n]+"

    def __init__(self, longest: int):
        self.part = Text(longest)

    def __call__(self, value) -> list[str]:
        parts = (part.strip() for part in re.split(self.separators, plain(value)))
        return list(dict.fromkeys(self.part(part) for part in parts if part))

    def show(self, value) -> str:
        return "、".join(value or ())


class Lines(Words):
    """Several sentences in one cell, one a line."""

    separators = r"\n+"

    def show(self, value) -> str:
        return "\n".join(value or ())


class Cycle(Parser):
    """A cycle of words such as 副→正→休.

    Args:
        words: word → value; single words may be written with or without arrows between them.
    """

    def __init__(self, words: dict):
        self.words = words
        self.labels = {value: word for word, value in words.items()}

    def __call__(self, value) -> list:
        text = re.sub(r"[\s→>\-、,，班]+", "", plain(value))
        unknown = [sign for sign in text if sign not in self.words]
        if unknown or not text:
            raise CellError("bad_cycle", _("is not a cycle (write for example 副→正→休)"))
        return [self.words[sign] for sign in text]

    def show(self, value) -> str:
        return "→".join(self.labels.get(part, part) for part in value or ())


class Turns(Parser):
    """Days on and off by turns, ``110``: two days on, one off."""

    as_text = True

    def __call__(self, value) -> str:
        text = plain(value).replace(" ", "")
        if not re.fullmatch(r"(?=.*1)[01]{1,31}", text):
            raise CellError("bad_cycle", _("must consist of 1 (on) and 0 (off), for example 110"))
        return text
