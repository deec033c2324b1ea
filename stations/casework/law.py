"""The law of cases as frozen tables (DESIGN §7 "Law or parameter"): a case keeps the version it was filed under.

A new text of the law is a new row with its day; no row is ever changed, so that an old case is still reckoned by the
law of its time.
"""

from dataclasses import dataclass
from datetime import date

from stations.calendar.rules import Deadline, Marks, calendar_deadline


@dataclass(frozen=True, slots=True)
class CaseLimit:
    """How long a public order case may take (ZA-21).

    Attributes:
        version: what a case keeps.
        in_force_from: first day; a case filed on it or later goes by this row.
        article: where it stands.
        from_filing: the limit runs from 立案; else from 受理, the day the report was taken.
        days: calendar days.
        extension: calendar days an extension adds, approved by the parent organ of the station.
        most_extensions: how often it may be extended.
    """

    version: str
    in_force_from: date
    article: str
    from_filing: bool
    days: int
    extension: int
    most_extensions: int


@dataclass(frozen=True, slots=True)
class SceneLaw:
    """What a mediation on the spot asks for when there is an offence (ZA-13, ZA-14); it is closed to ZA-28.

    Attributes:
        version: what a record keeps.
        in_force_from: first day.
        article: where it stands.
        undisputed: no medical cost or loss, or none in dispute.
        performed: agreed and performed on the spot.
        on_record: an agreement document, or a recording that shows parties, facts and content.
        domestic_violence: whether domestic violence may be settled this way.
    """

    version: str
    in_force_from: date
    article: str
    undisputed: bool = True
    performed: bool = True
    on_record: bool = True
    domestic_violence: bool = False


CASE_LIMITS = (
    CaseLimit("ZA-2005", date(2006, 3, 1), "治安管理处罚法（2005）第九十九条", False, 30, 30, 1),
    CaseLimit("ZA-2025", date(2026, 1, 1), "治安管理处罚法（2025）第一百一十八条", True, 30, 30, 2),
)
SCENE_LAWS = (SceneLaw("CX-2018", date(2019, 1, 1), "公安机关办理行政案件程序规定第一百七十八条"),)
# A criminal case is not under ZA-21: its day is a check day that the station sets itself.
NO_LIMIT = ""


def _on(table, day: date):
    """The row in force on a day; the oldest for a day before the first."""
    ahead = [row for row in table if row.in_force_from <= day]
    return ahead[-1] if ahead else table[0]


def limit_on(day: date) -> CaseLimit:
    """The case limit in force on the day of filing (ZA-21)."""
    return _on(CASE_LIMITS, day)


def limit_of(version: str) -> CaseLimit | None:
    """The row a case keeps; None for a case without a limit.

    Raises:
        KeyError: no such version.
    """
    return {row.version: row for row in CASE_LIMITS}[version] if version else None


def scene_law_on(day: date) -> SceneLaw:
    """The rules of mediation on the spot in force on a day (ZA-13, ZA-14, ZA-28)."""
    return _on(SCENE_LAWS, day)


def length(limit: CaseLimit, extensions: int = 0, excluded: int = 0) -> int:
    """Calendar days of a case's limit: the limit, its extensions, and the days of appraisal or hearing (ZA-21)."""
    return limit.days + limit.extension * extensions + excluded


def deadline(limit: CaseLimit, start: date, marks: Marks, extensions: int = 0, excluded: int = 0) -> Deadline:
    """The last day of a case (ZA-21, DOMAIN 2.8): the start day is not counted, a day off moves to the next 工作日.

    Args:
        limit: the law the case keeps.
        start: the day its clock runs from.
        marks: from ``calendar.rules.marks_for_limit(start, length(…))``.
        extensions: how often it was extended.
        excluded: days of appraisal or hearing, which are not counted.
    """
    return calendar_deadline(start, length(limit, extensions, excluded), marks)
